"""Replies that people planted: none that is wrong may leave, and few that are good may be held."""

from pathlib import Path

import pytest

from prosa.turns.trial import BadCases, Verdict, judge, load

FOLDER = Path(__file__).parents[2] / "data" / "guards"
MOST_FALSE_HOLDS = 0.05
MOST_WRONG_OF_OTHER_TRADES = 0.08


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return [verdict for scene in load(FOLDER) for verdict in judge(scene)]


def test_no_wrong_reply_passes(verdicts: list[Verdict]) -> None:
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    assert len(wrong) >= 150
    assert [(verdict.scene, verdict.text) for verdict in wrong if not verdict.right] == []


def test_few_good_replies_are_held(verdicts: list[Verdict]) -> None:
    good = [verdict for verdict in verdicts if not verdict.wrong]
    held = [(verdict.scene, verdict.text, verdict.held_by) for verdict in good if not verdict.right]
    assert len(good) >= 300
    assert len(held) <= MOST_FALSE_HOLDS * len(good), held


def test_in_trades_no_guard_was_written_on_few_wrong_replies_pass_and_few_good_ones_are_held() -> None:
    found = [verdict for scene in load(FOLDER / "held-out") for verdict in judge(scene)]
    wrong = [verdict for verdict in found if verdict.wrong]
    good = [verdict for verdict in found if not verdict.wrong]
    assert len(wrong) >= 160
    assert len(good) >= 240
    assert sum(not verdict.right for verdict in wrong) <= MOST_WRONG_OF_OTHER_TRADES * len(wrong)
    assert sum(not verdict.right for verdict in good) <= MOST_FALSE_HOLDS * len(good)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- [", "bad.yaml"),
        ("name: x", "a list of scenes"),
        ("- {name: x}", "scene 1"),
        ("- {name: x, odd: 1}", "scene 1"),
    ],
)
def test_a_file_that_is_not_in_the_form_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadCases, match=told):
        load(tmp_path)
