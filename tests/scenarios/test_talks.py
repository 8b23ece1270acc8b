"""Every scenario file, played on the real path of a message."""

from pathlib import Path

import pytest

from prosa.app.compose import plug_in
from prosa.app.scenarios import BadScenario, load, open_stage
from prosa.core.runtime import Runtime

TALKS = Path(__file__).with_name("talks")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("engine", ["offline", "llm"])
async def test_every_scenario_goes_as_written(runtime: Runtime, engine: str) -> None:
    plug_in(runtime)
    wrong = []
    async with open_stage(runtime, engine) as stage:
        for scenario in load(TALKS):
            if engine in scenario.engines:
                wrong += [f"{scenario.scenario}: {problem}" for problem in await stage.play(scenario)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_there_are_enough_scenarios_and_each_has_a_name_of_its_own() -> None:
    names = [scenario.scenario for scenario in load(TALKS)]
    assert len(set(names)) == len(names) >= 60


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scenario: x", "a list of scenarios"),
        ("- {scenario: x, about: y, talk: []}", "talk"),
        ("- {scenario: x, about: y, talk: [{contact: oi, agnt: answer}]}", "agnt"),
        ("- {scenario: x, about: y, talk: [{contact: oi, agent: sings}]}", "agent"),
        ("- [", "expected"),
    ],
)
def test_a_file_that_is_not_in_the_form_is_named_with_its_fault(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadScenario, match=told):
        load(tmp_path)


def test_a_folder_without_scenarios_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="no scenario files"):
        load(tmp_path)
