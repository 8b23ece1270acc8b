"""The quality list sees what is missing, and what is said to be done but is not."""

from pathlib import Path

import pytest
from pydantic import BaseModel, Field, SecretStr

from prosa.channels.abilities import Signals
from prosa.channels.port import Capabilities, ChannelPort
from prosa.core.plugins import Connector
from prosa.testing.quality import POINTS, Subject, problems


class Good(BaseModel):
    token: SecretStr = Field(title="Token", description="On the page of tokens.")
    made: str = Field("x", json_schema_extra={"generated": True})


class Bad(BaseModel):
    token: str


class Port:
    def __init__(self, capabilities: Capabilities) -> None:
        self.can = capabilities

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return self.can


DONE = "[points]\n" + "".join(f'{name} = "done"\n' for name in POINTS)


def subject(folder: Path, *, settings: type[BaseModel] = Good, settles: bool = True) -> Subject:
    port = Port(Capabilities(status_echo=settles))
    return Subject(Connector("pigeon", "Pigeon", settings, {ChannelPort: port}), folder, folder / "tests")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A connector with everything in its place."""
    folder = tmp_path / "pigeon"
    data = folder / "tests" / "data"
    data.mkdir(parents=True)
    for number in range(10):
        (data / f"{number}.json").write_text("{}")
    (data / "README.md").write_text("Own, licence Apache-2.0")
    (folder / "tests" / "test_all.py").write_text("class TestAll(DeliveryConformance): ...")
    for name in ("guide.md", "guide.pt-BR.md"):
        (folder / name).write_text("# Pigeon\n\n## Feed\n\n## Fly\n")
    (folder / "quality.toml").write_text(DONE)
    return folder


def test_a_whole_connector_has_no_problem(folder: Path) -> None:
    assert problems(subject(folder)) == []


def test_a_connector_without_a_list_has_one(folder: Path) -> None:
    (folder / "quality.toml").unlink()
    assert problems(subject(folder)) == ["there is no quality.toml"]


@pytest.mark.parametrize(
    ("missing", "point"),
    [
        ("guide.md", "guide"),
        ("guide.pt-BR.md", "guide"),
        ("tests/data/7.json", "payloads_recorded"),
        ("tests/data/README.md", "payloads_licensed"),
        ("tests/test_all.py", "conformance"),
    ],
)
def test_what_is_not_there_is_not_done(folder: Path, missing: str, point: str) -> None:
    (folder / missing).unlink()
    (found,) = problems(subject(folder))
    assert found.startswith(f"{point}: ")


def test_settings_without_words_and_with_open_secrets_are_seen(folder: Path) -> None:
    found = problems(subject(folder, settings=Bad))
    assert found == [
        "settings_explained: without title or description: token",
        "secrets_sealed: not a SecretStr: token",
    ]


def test_a_line_whose_unknown_sends_stay_unknown_is_seen(folder: Path) -> None:
    (found,) = problems(subject(folder, settles=False))
    assert found.startswith("sends_settled: ")


@pytest.mark.parametrize("answer", ['"yes"', "true", '{ exempt = "" }', '{ later = "x" }', "3"])
def test_an_answer_that_is_none_is_seen(folder: Path, answer: str) -> None:
    (folder / "quality.toml").write_text(DONE.replace('guide = "done"', f"guide = {answer}"))
    (found,) = problems(subject(folder))
    assert found.startswith("guide: must be")


def test_a_point_not_answered_is_seen_and_a_reason_is_enough(folder: Path) -> None:
    (folder / "quality.toml").write_text(DONE.replace('guide = "done"\n', ""))
    assert problems(subject(folder)) == ["guide: not answered"]
    (folder / "guide.md").unlink()
    (folder / "quality.toml").write_text(DONE.replace('"done"', '{ todo = "soon" }'))
    assert problems(subject(folder)) == []


def test_an_ability_whose_suite_nobody_inherits_is_no_ability_that_was_tried(folder: Path) -> None:
    able = subject(folder)
    able.connector.provides[Signals] = able.port  # type: ignore[index]
    assert problems(able) == ["abilities_tried: no test inherits the suite of Signals"]
    (folder / "tests" / "test_signals.py").write_text("class TestSignals(SignalsConformance[Pigeons]): ...")
    assert problems(able) == []
