"""Promises of time as a conversation shows them. Whoever makes and watches them is above; here is the next one that
runs, the number the contact was told, and what a promise is counted from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from prosa.conversations.models import ConversationRow, FloorChangeRow, MessageRow
from prosa.conversations.schemas import ConversationStatus, Direction, MessageType, Outcome, SlaMetric
from prosa.conversations.thread import lock
from prosa.core.db import Session
from prosa.core.outbox import publish

LATEST = 5
"""Lines of the contact that say what the matter is."""
MOST = 200
"""Lines of the contact that are looked at for when the matter began."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Broken at `due_at`, to be warned of at `warn_at`."""

    metric: SlaMetric
    due_at: datetime
    warn_at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """What a conversation is about at present: `words` are what the contact said last, oldest first; `began_at` when
    this matter's first line came; `handed_at` when people were last called, by the line `handed_seq`."""

    contact_id: UUID
    status: ConversationStatus
    last_seq: int
    began_at: datetime
    handed_at: datetime | None
    handed_seq: int
    words: str


async def hold(session: Session, conversation_id: UUID) -> None:
    """Nobody else shows a promise until this transaction ends. Raises `NotFound`."""
    await lock(session, conversation_id)


async def show(session: Session, conversation_id: UUID, promise: Promise | None) -> None:
    """In place of the one that was shown. Raises `NotFound`."""
    conversation = await lock(session, conversation_id)
    shown = (promise.metric, promise.due_at, promise.warn_at) if promise else (None, None, None)
    if (conversation.sla_metric, conversation.sla_due_at, conversation.sla_warn_at) == shown:
        return
    conversation.sla_metric, conversation.sla_due_at, conversation.sla_warn_at = shown
    publish(session, "conversation", conversation_id=conversation_id)


async def number(session: Session, conversation_id: UUID, protocol: str) -> None:
    """The protocol of what the conversation is about now. Raises `NotFound`."""
    conversation = await lock(session, conversation_id)
    if conversation.protocol != protocol:
        conversation.protocol = protocol
        publish(session, "conversation", conversation_id=conversation_id)


async def last_seqs(session: Session, conversation_ids: Collection[UUID]) -> dict[UUID, int]:
    """The last line of each."""
    query = select(ConversationRow.id, ConversationRow.last_seq).where(ConversationRow.id.in_(conversation_ids))
    return {row.id: row.last_seq for row in await session.execute(query)}


async def matter(session: Session, conversation_id: UUID) -> Matter:
    """Raises `NotFound`; locks the conversation, so that two do not open the same matter."""
    conversation = await lock(session, conversation_id)
    begun = await _said(session, conversation_id)
    called = await session.execute(_CALLED.where(MessageRow.conversation_id == conversation_id))
    handed = called.first()
    return Matter(
        contact_id=conversation.contact_id,
        status=ConversationStatus(conversation.status),
        last_seq=conversation.last_seq,
        began_at=begun[0].created_at if begun else conversation.last_message_at,
        handed_at=handed.created_at if handed else None,
        handed_seq=handed.seq if handed else 0,
        words="\n".join(line.text for line in begun[-LATEST:] if line.text),
    )


async def _said(session: Session, conversation_id: UUID) -> Sequence[MessageRow]:
    """By the contact since the conversation was last resolved."""
    settled = select(func.max(FloorChangeRow.at)).where(
        FloorChangeRow.conversation_id == conversation_id, FloorChangeRow.status == ConversationStatus.RESOLVED
    )
    query = select(MessageRow).where(
        MessageRow.conversation_id == conversation_id,
        MessageRow.direction == Direction.IN,
        MessageRow.outcome != Outcome.SUPPRESSED,
    )
    since = await session.scalar(settled)
    if since is not None:
        query = query.where(MessageRow.created_at > since)
    lines = (await session.scalars(query.order_by(MessageRow.seq.desc()).limit(MOST))).all()
    return lines[::-1]


_CALLED = (
    select(MessageRow.created_at, MessageRow.seq)
    .where(MessageRow.type == MessageType.EVENT, MessageRow.payload["kind"].astext == "handed_off")
    .order_by(MessageRow.seq.desc())
    .limit(1)
)
