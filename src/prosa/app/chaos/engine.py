"""The engine of the chaos run: names what it answers, and fails as often as agreed."""

import asyncio

from prosa.agents.engine import Reply, ReplyKind, Toolbox, Turn
from prosa.app.chaos.plan import number_in
from prosa.testing.stage import draw

NAME = "chaos"
FAILURES = 0.20
HANDOFFS = 0.02
THINKING = 0.5
"""Longest time a thought takes, in seconds."""


class ChaosEngine:
    """Fails on a fifth of its turns, by an error or by being late; the rest names the numbers it was asked."""

    name = NAME

    def __init__(self, seed: int) -> None:
        self._seed = seed

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        numbers = [number for line in turn.said for number in number_in(line.text)]
        fate = draw(self._seed, "engine", *numbers)
        await asyncio.sleep(THINKING * draw(self._seed, "thinking", *numbers))
        if fate < FAILURES / 2:
            raise RuntimeError("the engine fails, as agreed")
        if fate < FAILURES:
            await asyncio.sleep(60)
        text = " ".join(["resposta", *map(str, numbers)])
        if fate < FAILURES + HANDOFFS:
            return Reply(ReplyKind.HANDOFF, text, handoff_reason="asked_for_person")
        return Reply(ReplyKind.SMALL_TALK, text)
