"""What is kept of long conversations: what was said up to a message, in a few sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from prosa.conversations import answering
from prosa.conversations.models import ConversationRow, SummaryRow
from prosa.conversations.schemas import MessageView, Summary
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Past:
    """What was said in a conversation: `lines` are those after the `summary`."""

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    epoch: int
    state: Mapping[str, Any]
    summary: Summary | None
    lines: tuple[MessageView, ...]


async def latest(session: Session, conversation_id: UUID, after: int = 0) -> tuple[MessageView, ...]:
    """The last lines that were spoken, oldest first, with sequence numbers above `after`."""
    values = {"conversation": conversation_id, "after": after}
    rows = await driver.run(session, _LATEST, values)
    return tuple(answering.view(row) for row in reversed(rows))


async def past(session: Session, conversation_id: UUID) -> Past | None:
    """None when the conversation is gone."""
    conversation = await session.get(ConversationRow, conversation_id)
    if conversation is None:
        return None
    row = await session.get(SummaryRow, conversation_id)
    return Past(
        conversation_id=conversation_id,
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        epoch=conversation.epoch,
        state=conversation.agent_state,
        summary=Summary(row.text, row.message_id, row.seq) if row else None,
        lines=await latest(session, conversation_id, row.seq if row else 0),
    )


async def keep(session: Session, conversation_id: UUID, found: Summary, by: str) -> None:
    """Replaces one that reaches less far. `by` is who wrote it."""
    values = {"message_id": found.message_id, "seq": found.seq, "text": found.text, "by": by, "at": now()}
    adding = insert(SummaryRow).values(conversation_id=conversation_id, **values)
    replacing = adding.on_conflict_do_update(
        index_elements=["conversation_id"], set_=values, where=SummaryRow.seq < found.seq
    )
    await session.execute(replacing)


_LATEST = f"""
SELECT {answering.LINE} FROM {answering.FROM}
WHERE m.conversation_id = %(conversation)s AND m.direction <> 'internal' AND m.type <> 'reaction'
  AND m.seq > %(after)s
ORDER BY m.seq DESC LIMIT {MOST_LINES}
"""  # noqa: S608  (our constants)
