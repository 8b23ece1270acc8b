"""A model that plays the offline engine: it calls the same tools and answers the same, over a real wire.

So one and the same scenario can be run through both engines, and whatever differs is due to the engine of the models.
Each request begins the turn anew, as models do, and goes on at the first call whose result it has not been given.
"""

import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.agents.engine import Engine, Reply, ReplyKind, Toolbox, Turn
from prosa.core.errors import ProsaError
from prosa.core.tools import Agreed, Tool
from prosa.testing.models.asked import Asked
from prosa.testing.models.says import Calls, Step, Typed, typed

_SOURCES = re.compile(r"<fontes>\s*(.*?)\s*</fontes>", re.DOTALL)
_RESULTS = re.compile(r"<resultados>\s*(.*?)\s*</resultados>", re.DOTALL)


class _Wanted(Exception):
    """The result of a call that was not made yet."""

    def __init__(self, name: str, arguments: Mapping[str, Any]) -> None:
        super().__init__(name)
        self.name = name
        self.arguments = arguments


@dataclass
class Overheard:
    """The toolbox of a turn, with what it gave remembered: the understudy reads from there what a model is only
    shown in part."""

    toolbox: Toolbox
    tools: Sequence[Tool] = ()
    yes: Agreed | None = None
    heard: dict[str, dict[str, Any] | ProsaError] = field(default_factory=dict)

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        try:
            result = await self.toolbox.call(name, **arguments)
        except ProsaError as error:
            self.heard[_key(name, arguments)] = error
            raise
        self.heard[_key(name, arguments)] = result
        return result

    async def available(self) -> Sequence[Tool]:
        self.tools = await self.toolbox.available()
        return self.tools

    async def agreed(self) -> Agreed | None:
        self.yes = await self.toolbox.agreed()
        return self.yes


@dataclass(frozen=True)
class _Replay:
    """The same calls again, answered from memory. Never waits."""

    overheard: Overheard

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        found = self.overheard.heard.get(_key(name, arguments))
        if found is None:
            raise _Wanted(name, arguments)
        if isinstance(found, ProsaError):
            raise found
        return found

    async def available(self) -> Sequence[Tool]:
        return self.overheard.tools

    async def agreed(self) -> Agreed | None:
        return self.overheard.yes


@dataclass
class Understudy:
    """The brain of `FakeModels`. Each turn is announced with `attend` before the engine gets it."""

    offline: Engine
    turn: Turn | None = None
    overheard: Overheard | None = None

    def attend(self, turn: Turn, toolbox: Toolbox) -> Toolbox:
        """The toolbox to give to the engine of the models with this turn."""
        self.turn, self.overheard = turn, Overheard(toolbox)
        return self.overheard

    def __call__(self, asked: Asked) -> Step:
        if self.turn is None or self.overheard is None:
            raise RuntimeError("no turn was announced")
        try:
            reply = _at_once(self.offline.respond(self.turn, _Replay(self.overheard)))
        except _Wanted as wanted:
            return Calls([(wanted.name.replace(".", "__"), wanted.arguments)])
        return _told(reply, asked)


@dataclass
class UnderstudyEngine:
    """The engine of the models with the understudy behind it: registered in place of the engine it is given."""

    engine: Engine
    understudy: Understudy

    @property
    def name(self) -> str:
        return self.engine.name

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        return await self.engine.respond(turn, self.understudy.attend(turn, toolbox))


def _at_once(thinking: Coroutine[Any, Any, Reply]) -> Reply:
    """Runs what never waits."""
    try:
        thinking.send(None)
    except StopIteration as ended:
        reply: Reply = ended.value
        return reply
    thinking.close()
    raise RuntimeError("the offline engine waited for something that is not a tool")


def _key(name: str, arguments: Mapping[str, Any]) -> str:
    return json.dumps([name, arguments], sort_keys=True, default=str)


def _told(reply: Reply, asked: Asked) -> Typed:
    """The reply in the form that is asked of models."""
    given = list(_given(asked))
    handed = reply.kind is ReplyKind.HANDOFF
    options = [{"title": each.title, "source": None, "value": each.id} for each in reply.options]
    return typed(
        reply.text or "…",
        *dict.fromkeys(name for piece in reply.evidence for name, text in given if _is_from(piece.quote, text)),
        intent=str(reply.understanding.get("intent", "")),
        options=options,
        escalation={"required": handed, "reason": reply.handoff_reason if handed else None},
        progress=_progress(reply),
    )


def _given(asked: Asked) -> list[tuple[str, str]]:
    """Ids and texts of the sources and results of this turn."""
    found: list[Any] = [json.loads(part) for mark in (_SOURCES, _RESULTS) for part in mark.findall(asked.last)]
    found += [each.content.get("sources") or [each.content] for each in asked.returned if _is_object(each.content)]
    pieces = [piece for group in found for piece in group if _is_object(piece)]
    return [(str(p["id"]), str(p.get("text") or json.dumps(p, ensure_ascii=False))) for p in pieces if "id" in p]


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_from(quote: str, text: str) -> bool:
    words = set(re.findall(r"\w+", quote.lower()))
    return bool(words) and len(words & set(re.findall(r"\w+", text.lower()))) >= len(words) * 0.8


def _progress(reply: Reply) -> dict[str, Any] | None:
    goals = reply.state.get("goals")
    if not goals:
        return None
    slots = [{"name": name, "value": value} for name, value in goals[-1].get("slots", {}).items()]
    return {"goal": goals[-1]["name"], "slots": slots, "asked": goals[-1].get("asked") or None}
