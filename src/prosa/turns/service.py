"""A turn: one reply to everything a contact has said since the last one.

Begin and finish are short transactions under the conversation's lock; the engine thinks between them, outside any.
What may happen meanwhile (more was said, a person took the floor, the worker died) is decided at the finish.
"""

import json
import time
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select, update

from prosa.agents import current_instructions
from prosa.agents.engine import Engine, File, Instructions, Reply, ReplyKind, Speaker, Spoken, Turn
from prosa.contacts import addressee
from prosa.conversations import (
    Decision,
    Draft,
    Material,
    MessageType,
    Standing,
    answering,
    attachments,
    attention,
    drafting,
    holding,
)
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.spans import Attributes, Span, span
from prosa.turns import escalation, follow_ups, learning, metrics, summaries, understanding
from prosa.turns.agreement import with_question
from prosa.turns.citing import cited
from prosa.turns.escalation import NOTHING_KNOWN, Circumstances
from prosa.turns.events import SummaryDue
from prosa.turns.models import TurnRow
from prosa.turns.preview import GuardedPreview
from prosa.turns.record import plain
from prosa.turns.schemas import TurnStatus
from prosa.turns.thinking import TROUBLE, Thought, think
from prosa.turns.toolbox import RecordingToolbox

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
"""How often a turn may be begun anew because more was said; then it answers what it has."""

_THINKING = "SELECT id, lease_until FROM turn WHERE conversation_id = %(conversation)s AND status = 'thinking'"
_BEGIN = """
INSERT INTO turn (id, conversation_id, status, epoch, first_seq, last_seq, said, attempt, lease_until, engine,
                  agent_id, instructions_version)
VALUES (%(id)s, %(conversation)s, 'thinking', %(epoch)s, %(first)s, %(last)s, %(said)s, %(attempt)s, %(lease)s,
        %(engine)s, %(agent)s, %(version)s)
"""
_FINISH = """
UPDATE turn
SET status = %(status)s, finished_at = %(now)s, duration_ms = %(duration_ms)s, understanding = %(understanding)s,
    kind = %(kind)s, confidence = %(confidence)s, handoff_reason = %(handoff_reason)s, calls = %(calls)s,
    evidence = %(evidence)s, cost_micros = %(cost_micros)s, models = %(models)s, guards = %(guards)s,
    error = %(error)s
WHERE id = %(id)s AND status = 'thinking' RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Begun:
    """A turn that has been opened and is ours to think about."""

    turn: Turn
    contact_id: UUID
    engine: str
    epoch: int
    attempt: int
    around: Circumstances = NOTHING_KNOWN


async def answer(runtime: Runtime, conversation_id: UUID) -> None:
    """Answers what is pending in a conversation, if it is the agent's to answer and the burst is over."""
    begun = await begin(runtime, conversation_id)
    if begun is None:
        return
    with structlog.contextvars.bound_contextvars(turn_id=str(begun.turn.id)), _spanning(runtime, begun) as told:
        status, thought = await _answer(runtime, begun)
        told.tells(
            {
                "prosa.status": status,
                "prosa.decision": thought.reply.kind,
                "prosa.handoff_reason": thought.reply.handoff_reason,
                "prosa.error": thought.error,
                "prosa.cost_micros": thought.reply.cost_micros,
            }
        )


def _spanning(runtime: Runtime, begun: Begun) -> AbstractContextManager[Span]:
    """The turn as telemetry is told of it, grouped as Langfuse groups: by conversation, contact and agent."""
    turn = begun.turn
    attributes: Attributes = {
        "langfuse.observation.type": "chain",
        "prosa.turn_id": str(turn.id),
        "prosa.attempt": begun.attempt,
    }
    marks: Attributes = {
        "langfuse.session.id": str(turn.conversation_id),
        "langfuse.user.id": str(begun.contact_id),
        "langfuse.trace.name": turn.instructions.name,
        "langfuse.trace.tags": [begun.engine, f"version {turn.instructions.version}"],
    }
    return span(runtime, "turn", attributes, marks)


async def _answer(runtime: Runtime, begun: Begun) -> tuple[TurnStatus, Thought]:
    begun = replace(begun, turn=understanding.read(runtime, begun.turn))
    toolbox = RecordingToolbox(runtime, begun.turn, begun.contact_id)
    began = time.perf_counter()
    preview = await _preview(runtime, begun, toolbox)
    begun = replace(begun, turn=replace(begun.turn, preview=preview))
    thought = await think(runtime, begun.turn, toolbox, begun.around)
    reply = with_question(thought.reply, toolbox.question, begun.turn.instructions.language)
    spoken = None if toolbox.question else await _say(runtime, begun, reply)  # what is agreed to is read, not heard
    if spoken is None:
        reply = cited(begun.turn, reply)
    elapsed = time.perf_counter() - began
    async with runtime.db.transaction() as session:
        status = await finish(session, begun, replace(thought, reply=reply), toolbox, elapsed, spoken)
    metrics.TURNS.labels(outcome=status, engine=begun.engine).inc()
    metrics.TURN_SECONDS.labels(engine=begun.engine).observe(elapsed)
    return status, thought


async def begin(runtime: Runtime, conversation_id: UUID) -> Begun | None:
    """Opens a turn; None when there is nothing to do now, or somebody else is at it."""
    async with runtime.db.transaction() as session:
        if not await answering.is_due(session, conversation_id):
            return None
        if await _somebody_thinks(session, conversation_id):
            return None
        instructions = await current_instructions(session, await answering.channel_of(session, conversation_id))
        if _reads_files(runtime, instructions) and await answering.wait_for_files(session, conversation_id):
            return None
        material = await answering.take_up(session, conversation_id)
        if material is None:
            return None
        await attention.give(runtime, material.channel_id, conversation_id, answering=True)
        return await _open(session, runtime, material, instructions)


async def _preview(runtime: Runtime, begun: Begun, toolbox: RecordingToolbox) -> GuardedPreview | None:
    """Where the contact can be shown what is being written, and nothing has to be said aloud instead."""
    turn = begun.turn
    heard = any(line.type is MessageType.AUDIO for line in turn.said)
    if heard or not await drafting.is_shown(runtime, turn.channel_id) or await _may_be_held(runtime):
        return None
    return GuardedPreview(runtime, turn, toolbox, begun.epoch)


async def _may_be_held(runtime: Runtime) -> bool:
    """Whether a person may have to approve what is being written."""
    async with runtime.db.transaction() as session:
        return await holding.active(session)


def _reads_files(runtime: Runtime, instructions: Instructions) -> bool:
    return bool(getattr(runtime.registry.all(Engine).get(instructions.engine), "reads_files", False))


async def _somebody_thinks(session: Session, conversation_id: UUID) -> bool:
    """Whether another worker is at it. One whose lease has run out is given up."""
    thinking = await driver.run(session, _THINKING, {"conversation": conversation_id})
    if not thinking:
        return False
    if thinking[0].lease_until > now():
        return True
    await session.execute(
        update(TurnRow).where(TurnRow.id == thinking[0].id).values(status=TurnStatus.ABANDONED, finished_at=now())
    )
    return False


async def _open(session: Session, runtime: Runtime, material: Material, instructions: Instructions) -> Begun:
    contact = await addressee(session, material.contact_id)
    turn = Turn(
        id=new_id(),
        conversation_id=material.conversation_id,
        contact_name=contact.name,
        said=material.said,
        history=material.history,
        instructions=instructions,
        state=material.state,
        now=now(),
        first_contact=material.first_contact,
        files=await _files(session, runtime, material),
        channel_id=material.channel_id,
        summary=material.summary,
    )
    attempt = await _attempt(session, material)
    values = {
        "id": turn.id,
        "conversation": turn.conversation_id,
        "epoch": material.epoch,
        "first": turn.said[0].seq,
        "last": turn.said[-1].seq,
        "said": json.dumps([{"id": str(line.id), "text": line.text} for line in turn.said]),
        "attempt": attempt,
        "lease": turn.now + timedelta(seconds=runtime.settings.turn_deadline + 10),
        "engine": instructions.engine,
        "agent": instructions.agent_id,
        "version": instructions.version,
    }
    await driver.run(session, _BEGIN, values)
    around = await escalation.circumstances(session, turn, material.epoch, vip=contact.vip)
    return Begun(turn, material.contact_id, instructions.engine, material.epoch, attempt, around)


async def _files(session: Session, runtime: Runtime, material: Material) -> tuple[File, ...]:
    found = await attachments.of(session, [line.attachment_id for line in material.said if line.attachment_id])
    return tuple(
        File(line.id, media.mime_type, media.filename, media.size or 0, partial(runtime.storage.open, media.key))
        for line in material.said
        if line.attachment_id and (media := found.get(line.attachment_id)) and media.key
    )


async def _attempt(session: Session, material: Material) -> int:
    """One more than the turns that were superseded over the same first message."""
    if len(material.said) == 1:
        return 1
    query = select(func.count()).where(
        TurnRow.conversation_id == material.conversation_id,
        TurnRow.first_seq == material.said[0].seq,
        TurnRow.status == TurnStatus.SUPERSEDED,
    )
    return (await session.scalar(query) or 0) + 1


async def _say(runtime: Runtime, begun: Begun, reply: Reply) -> Spoken | None:
    """The reply aloud, where somebody says it."""
    for speaker in runtime.registry.all(Speaker).values():
        if spoken := await speaker.speak(begun.turn, reply):
            return spoken
    return None


async def finish(
    session: Session,
    begun: Begun,
    thought: Thought,
    toolbox: RecordingToolbox,
    elapsed: float,
    spoken: Spoken | None = None,
) -> TurnStatus:
    """Turns the reply into messages and outcomes, unless the world has moved on."""
    turn, reply = begun.turn, thought.reply
    standing = await answering.standing(session, turn.conversation_id, begun.epoch, turn.said[-1].seq)
    status = _status(standing, begun, reply)
    values = {"id": turn.id, "status": status, "now": now(), **_record(turn, thought, toolbox, elapsed)}
    if not await driver.run(session, _FINISH, values):
        return TurnStatus.ABANDONED
    seen = isinstance(turn.preview, GuardedPreview) and turn.preview.used
    if seen and status is not TurnStatus.ANSWERED:
        await drafting.drop(session, turn.conversation_id, turn.id)
    if status in (TurnStatus.ANSWERED, TurnStatus.HANDED):
        decision = _decision(turn, reply, await _draft(session, reply, spoken, turn.id if seen else None))
        # Kept first: whoever hands over sends the matter where its reading says.
        await understanding.keep(session, turn)
        await answering.carry_out(session, turn.conversation_id, decision)
        await learning.note_unanswered(session, turn, toolbox.calls)
        if summaries.is_long(turn):
            emit(session, SummaryDue(str(turn.conversation_id)))
    if standing is not Standing.SAME:
        await answering.go_on(session, turn.conversation_id)
    return status


def _status(standing: Standing, begun: Begun, reply: Reply) -> TurnStatus:
    if standing is Standing.FLOOR_LOST:
        return TurnStatus.OVERRULED
    if standing is Standing.MORE_SAID and begun.attempt < MOST_ATTEMPTS:
        return TurnStatus.SUPERSEDED
    return TurnStatus.HANDED if reply.kind is ReplyKind.HANDOFF else TurnStatus.ANSWERED


def _record(turn: Turn, thought: Thought, toolbox: RecordingToolbox, elapsed: float) -> dict[str, Any]:
    reply = thought.reply
    return {
        "duration_ms": round(elapsed * 1000),
        "understanding": json.dumps({**reply.understanding, **understanding.recorded(turn.reading)}),
        "kind": reply.kind,
        "confidence": reply.confidence,
        "handoff_reason": reply.handoff_reason,
        "calls": json.dumps(plain([asdict(call) for call in toolbox.calls])),
        "evidence": json.dumps([asdict(piece) for piece in reply.evidence]),
        "cost_micros": reply.cost_micros,
        "models": json.dumps(plain([asdict(call) for call in reply.models])),
        "guards": json.dumps([asdict(finding) for finding in thought.guards]),
        "error": thought.error,
    }


def _decision(turn: Turn, reply: Reply, draft: Draft) -> Decision:
    handed = reply.kind is ReplyKind.HANDOFF
    return Decision(
        turn_id=turn.id,
        said=tuple(line.id for line in turn.said),
        drafts=(draft,) if reply.text else (),
        state=reply.state,
        reason=(reply.handoff_reason or "engine_decided") if handed else None,
        follow_up_at=None if handed else follow_ups.due_after(turn, reply),
        confidence=reply.confidence,
    )


async def _draft(session: Session, reply: Reply, spoken: Spoken | None, seen_as: UUID | None) -> Draft:
    sources = [piece.title for piece in reply.evidence]
    payload = {"sources": list(dict.fromkeys(sources))} if sources else {}
    if spoken is not None:
        voice = await attachments.spoken(session, spoken.key, spoken.mime_type, spoken.size, reply.text)
        return Draft(type=MessageType.AUDIO, attachment_id=voice, payload=payload)
    kind = MessageType.INTERACTIVE if reply.options else MessageType.TEXT
    return Draft(text=reply.text, type=kind, options=reply.options, payload=payload, id=seen_as)


async def give_up_lost(session: Session) -> list[UUID]:
    """Closes the turns of workers that are gone; returns their conversations."""
    closed = (
        update(TurnRow)
        .where(TurnRow.status == TurnStatus.THINKING, TurnRow.lease_until < now())
        .values(status=TurnStatus.ABANDONED, finished_at=now())
        .returning(TurnRow.conversation_id)
    )
    return list(await session.scalars(closed))


async def apology(session: Session) -> Draft:
    """What a contact is told whom the agent has failed."""
    return Draft(text=(await current_instructions(session)).text(TROUBLE))
