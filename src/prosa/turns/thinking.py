"""From a turn to the reply that may leave: the engine, the guards, a second attempt, and the person at the end.

A reply that guards hold is given back to its engine once, with what is wrong in it; then the engine without a model
answers from the same sources; then a person does. Whatever an engine does, the turn comes to one of these ends.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from prosa.agents import offline
from prosa.agents.engine import Engine, Reply, ReplyKind, Turn
from prosa.agents.schemas import AgentHours
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.core.spans import span
from prosa.core.tools import Tool
from prosa.turns import escalation, guards
from prosa.turns.escalation import NOTHING_KNOWN, Circumstances
from prosa.turns.guards import Checked, Finding, Verdict
from prosa.turns.record import usable
from prosa.turns.toolbox import RecordingToolbox

log = structlog.get_logger(__name__)

TROUBLE = "trouble"
HELD = "guard_held"
HOURS, TICKET, OPT_OUT = "company.hours", "ticket.open", "consent.withdraw"
CLOSED = "closed"
_OFF_SHIFT = "handoff_ticket"
LONGEST_SUMMARY = 2_000


class EngineFailed(Exception):
    """Stands in the log for what an engine raised, whose own words may repeat the contact's."""


@dataclass(frozen=True, slots=True)
class Thought:
    """`error` is a code, None when the engine did its part. `guards` tells what was looked at and held."""

    reply: Reply
    error: str | None
    guards: tuple[Finding, ...]


async def think(
    runtime: Runtime, turn: Turn, toolbox: RecordingToolbox, around: Circumstances = NOTHING_KNOWN
) -> Thought:
    """The reply to a turn: silence and error texts are not among the ends."""
    if escalation.stopped(turn):
        silent = Reply(ReplyKind.HANDOFF, "", handoff_reason=escalation.BOTS)
        return Thought(silent, None, (Finding("escalation", Verdict.HELD, escalation.BOTS),))
    thinking = _Thinking(runtime, guards.advised(turn), toolbox)
    if turn.instructions.hours == AgentHours.COMPANY and await thinking.is_closed():
        return Thought(await thinking.off_shift(await thinking.after_hours()), None, ())
    thought = await thinking.guarded()
    if thought.error is None:
        thought = await thinking.escalated(thought, around)
    return replace(thought, reply=await thinking.off_shift(thought.reply))


@dataclass(slots=True)
class _Thinking:
    runtime: Runtime
    turn: Turn
    toolbox: RecordingToolbox

    async def guarded(self) -> Thought:
        """What the engine answers, as far as it may leave."""
        deadline = asyncio.timeout(self.runtime.settings.turn_deadline)
        name = self.turn.instructions.engine
        try:
            async with deadline:
                return await self._attempts()
        except Exception as failure:
            if deadline.expired():
                log.warning("engine_late", engine=name)
                return await self._trouble("engine_late", "deadline")
            error = type(failure).__name__
            told = EngineFailed(error).with_traceback(failure.__traceback__)
            log.exception("engine_failed", engine=name, error=error, exc_info=told)
            return await self._trouble("engine_failed", error)

    async def _attempts(self) -> Thought:
        name = self.turn.instructions.engine
        checked = await self._checked(name, self.turn)
        held, spent = _held(checked), [checked.reply]
        if checked.objections and name != offline.OfflineEngine.name:
            log.warning("reply_held", engine=name, guards=[finding.name for finding in held])
            again = replace(self.turn, objections=checked.objections)
            for engine in (
                each for each in (name, offline.OfflineEngine.name) if each in self.runtime.registry.all(Engine)
            ):
                checked = await self._checked(engine, again)
                spent.append(checked.reply)
                if not checked.objections:
                    break
                held += _held(checked)
        if checked.objections:
            handed = await offline.handed_over(self.turn, self.toolbox, HELD)
            return Thought(_paid(handed, spent), None, held)
        return Thought(_paid(checked.reply, spent), None, (*held, *checked.findings))

    async def _checked(self, engine: str, turn: Turn) -> Checked:
        with span(self.runtime, f"engine {engine}", {"langfuse.observation.type": "agent"}) as told:
            reply = usable(await self.runtime.registry.get(Engine, engine).respond(turn, self.toolbox))
            told.tells({"prosa.decision": reply.kind, "prosa.confidence": reply.confidence})
        checked = self._check(reply)
        if checked.objections and not self._called(HOURS):
            # An engine may know the hours from elsewhere; they are then looked up for the check.
            await self._try(HOURS)
            checked = self._check(reply)
        return checked

    def _check(self, reply: Reply) -> Checked:
        tools = self.runtime.registry.all(Tool)
        writes = [name for name, tool in tools.items() if tool.writes]
        with span(self.runtime, "guards", {"langfuse.observation.type": "guardrail"}) as told:
            checked = guards.check(self.turn, reply, self.toolbox.calls, list(tools), writes)
            told.tells({"prosa.guards.held": [finding.name for finding in _held(checked)]})
        return checked

    async def escalated(self, thought: Thought, around: Circumstances) -> Thought:
        """With a person called, where a rule says so; what was answered from a source is said all the same, except of a
        delicate matter, in which an article is out of place."""
        reply = thought.reply
        if reply.kind is ReplyKind.HANDOFF:
            return thought
        reason = escalation.reason(self.turn, reply, self.toolbox.calls, around)
        if reason is None:
            return thought
        handed = await offline.handed_over(self.turn, self.toolbox, reason)
        answered = reply.kind is ReplyKind.ANSWER and reason != escalation.SENSITIVE
        words = f"{reply.text}\n\n{handed.text}" if answered else handed.text
        found = Finding("escalation", Verdict.MENDED, reason)
        handed = replace(
            handed,
            text=words,
            evidence=reply.evidence if answered else (),
            understanding={**handed.understanding, **reply.understanding},
            cost_micros=reply.cost_micros,
            models=reply.models,
        )
        return replace(thought, reply=handed, guards=(*thought.guards, found))

    async def is_closed(self) -> bool:
        await self._try(HOURS)
        return self._closed()

    async def after_hours(self) -> Reply:
        """For an agent that keeps the company's hours: a person answers later. What cannot wait is still done: an
        opt-out is recorded, and whoever is in danger is told where to turn."""
        reply = usable(await offline.OfflineEngine().respond(self.turn, self.toolbox))
        if reply.kind is ReplyKind.HANDOFF or self._called(OPT_OUT):
            return reply
        return await offline.handed_over(self.turn, self.toolbox, CLOSED)

    async def off_shift(self, reply: Reply) -> Reply:
        """A handoff while nobody is there leaves a ticket, so that the matter is taken up when they are back."""
        if reply.kind is not ReplyKind.HANDOFF or not reply.text:
            return reply
        if all(call.name != HOURS for call in self.toolbox.calls):
            reply = replace(reply, text=await offline.with_hours(self.turn, self.toolbox, reply.text))
        ticket = await self._ticket() if self._closed() and not self._called(TICKET) else ""
        return replace(reply, text=f"{reply.text}\n\n{ticket}".rstrip())

    async def _ticket(self) -> str:
        """Tells the protocol of a ticket with what was said; nothing where there is none to tell."""
        words = "\n".join(line.text for line in self.turn.said if line.text).strip()
        opened = await self._try(TICKET, summary=words[:LONGEST_SUMMARY]) if words else None
        return offline.phrase(self.turn, self.toolbox, _OFF_SHIFT, protocol=opened["protocol"]) if opened else ""

    def _closed(self) -> bool:
        hours = next((call.result for call in reversed(self.toolbox.calls) if call.name == HOURS and call.result), None)
        return hours is not None and bool(hours.get("known")) and not hours.get("open_now")

    def _called(self, name: str) -> bool:
        return any(call.name == name and call.error is None for call in self.toolbox.calls)

    async def _try(self, name: str, **arguments: Any) -> Mapping[str, Any] | None:
        try:
            return await self.toolbox.call(name, **arguments)
        except ProsaError:
            return None

    async def _trouble(self, reason: str, error: str) -> Thought:
        """A person takes over from an engine that failed. It may have looked up the hours before: they are said."""
        text = offline.phrase(self.turn, self.toolbox, TROUBLE)
        try:
            text = await offline.with_hours(self.turn, self.toolbox, text)
        except Exception as failure:
            log.exception("hours_unknown", exc_info=EngineFailed(type(failure).__name__))
        return Thought(Reply(ReplyKind.HANDOFF, text, handoff_reason=reason, confidence=0.0), error, ())


def _held(checked: Checked) -> tuple[Finding, ...]:
    return tuple(finding for finding in checked.findings if finding.verdict is Verdict.HELD)


def _paid(reply: Reply, spent: Sequence[Reply]) -> Reply:
    """The reply with what all attempts cost."""
    models = tuple(call for attempt in spent for call in attempt.models)
    return replace(reply, cost_micros=sum(attempt.cost_micros for attempt in spent), models=models)
