"""The engine that answers without a language model: in a few milliseconds, from closed sets and the company's articles.

It reads the persona, tone and rules of no instructions, only their phrases.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from prosa.agents.engine import Instructions, Reply, Toolbox, Turn
from prosa.agents.offline.ending import TICKET_CATEGORIES as TICKET_CATEGORIES
from prosa.agents.offline.goal import usable
from prosa.agents.offline.hearing import settled
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.pursuit import resumed
from prosa.agents.offline.reading import read
from prosa.agents.offline.replies import away, hand_over
from prosa.agents.offline.steps import STEPS, answers
from prosa.agents.offline.talk import Talk
from prosa.agents.offline.wording import readable
from prosa.agents.understanding.people import wants_person
from prosa.core.language import normalise

__all__ = [
    "OfflineEngine",
    "asks_for_person",
    "handed_over",
    "phrase",
    "readable",
    "under_way",
    "with_hours",
    "worded",
]


def asks_for_person(text: str) -> bool:
    """Whether a message, as written, asks for somebody to talk to."""
    return wants_person(normalise(text))


def worded(instructions: Instructions) -> Iterator[tuple[str, ...]]:
    """Every phrase that people wrote for this agent to say, each with its variants."""
    yield from instructions.texts.values()
    for goal in usable(instructions.goals).values():
        yield from goal.texts.values()


def under_way(state: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """What is being done for a contact over several messages: the goal, what is known for it, and what was asked."""
    for goal in Memory.of(state).goals:
        yield goal.name, goal.slots, goal.asked


async def handed_over(turn: Turn, toolbox: Toolbox, reason: str) -> Reply:
    """A handoff in the company's words, whatever engine answers: with the hours, when nobody is there now."""
    return await hand_over(_talk(turn, toolbox), reason)


async def with_hours(turn: Turn, toolbox: Toolbox, text: str) -> str:
    """A text that hands over, ending with when the team is back where nobody is there now."""
    return "\n\n".join(part for part in (text, await away(_talk(turn, toolbox))) if part)


def phrase(turn: Turn, toolbox: Toolbox, key: str, **values: str) -> str:
    """The agent's phrase in the contact's language."""
    return _talk(turn, toolbox).say(key, **values)


def _talk(turn: Turn, toolbox: Toolbox) -> Talk:
    return Talk(turn, toolbox, read(turn.said), Memory.of(turn.state))


class OfflineEngine:
    """Implements `agents.engine.Engine`. Deterministic: the same turn always gets the same reply."""

    name = "offline"

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        goals = usable(turn.instructions.goals)
        turn, memory = settled(turn, Memory.of(turn.state).among(goals))
        talk = Talk(turn, toolbox, read(turn.said), memory)
        for step in STEPS:
            reply = await step(talk)
            if reply is not None:
                return resumed(talk, reply)
        return resumed(talk, await answers(talk))
