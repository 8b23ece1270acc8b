"""The engine that answers without a language model: in a few milliseconds, from closed sets and the company's articles.

It reads the persona, tone and rules of no instructions, only their phrases.
"""

from collections.abc import Iterator

from prosa.agents.engine import Instructions, Reply, Toolbox, Turn
from prosa.agents.offline.goal import usable
from prosa.agents.offline.hearing import settled
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.pursuit import resumed
from prosa.agents.offline.reading import read
from prosa.agents.offline.replies import hand_over
from prosa.agents.offline.steps import STEPS, answers
from prosa.agents.offline.talk import Talk
from prosa.agents.understanding.people import wants_person
from prosa.core.language import normalise


def asks_for_person(text: str) -> bool:
    """Whether a message, as written, asks for somebody to talk to."""
    return wants_person(normalise(text))


def worded(instructions: Instructions) -> Iterator[tuple[str, ...]]:
    """Every phrase that people wrote for this agent to say, each with its variants."""
    yield from instructions.texts.values()
    for goal in usable(instructions.goals).values():
        yield from goal.texts.values()


async def handed_over(turn: Turn, toolbox: Toolbox, reason: str) -> Reply:
    """A handoff in the company's words, whatever engine answers: with the hours, when nobody is there now."""
    return await hand_over(Talk(turn, toolbox, read(turn.said), Memory.of(turn.state)), reason)


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
