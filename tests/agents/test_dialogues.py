"""Dialogues as data, over the real base and the real tools."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from prosa.agents.engine import Reply
from prosa.core.runtime import Runtime
from tests.agents.stage import enter, furnish

DIALOGUES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("dialogues.toml").read_text(encoding="utf-8"))[
    "dialogue"
]


async def test_dialogues_go_as_written(runtime: Runtime) -> None:
    await furnish(runtime)
    problems = []
    for dialogue in DIALOGUES:
        stage = await enter(runtime, first=dialogue.get("first", False))
        for step in dialogue["steps"]:
            reply = await stage.says(*step["says"])
            problems += [f"{dialogue['name']}: {step['says']}: {problem}" for problem in differences(step, reply)]
    assert not problems, "\n" + "\n".join(problems)


def differences(step: dict[str, Any], reply: Reply) -> list[str]:
    """What the reply is not, of what the step asks for."""
    found = {
        "kind": str(reply.kind),
        "reason": reply.handoff_reason,
        "intent": reply.understanding["intent"],
        "consent": reply.understanding["consent"] or "",
        "sources": [piece.title for piece in reply.evidence],
        "offers": [option.title for option in reply.options],
    }
    wrong = [
        f"{name} is {found[name]!r}, not {step[name]!r} ({reply.text[:80]!r})"
        for name in found
        if name in step and step[name] not in ("*", found[name])
    ]
    wrong += [f"lacks {part!r}: {reply.text!r}" for part in step.get("has", ()) if part not in reply.text]
    wrong += [f"has {part!r}: {reply.text!r}" for part in step.get("lacks", ()) if part in reply.text]
    return wrong


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: str(dialogue["name"]))
def test_every_dialogue_states_what_it_expects(dialogue: dict[str, Any]) -> None:
    assert all("kind" in step and step["says"] for step in dialogue["steps"])
