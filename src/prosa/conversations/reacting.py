"""A reaction of ours. It leaves as a message of its own, in order with all others, and is shown where it belongs: on
the message it is for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations.models import AmendmentRow, ConversationRow, MessageRow
from prosa.conversations.outcomes import held_message
from prosa.conversations.schemas import Author, Direction, Draft, MessageType
from prosa.conversations.sending import queue
from prosa.conversations.thread import lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict
from prosa.core.ids import new_id
from prosa.core.outbox import publish


async def react(session: Session, operator_id: UUID, message_id: UUID, emoji: str | None) -> None:
    """Puts the business's reaction on a message, or takes it back (`emoji` None); the one that stands already is not
    sent again. Raises `NotFound`, and `Conflict` for what is not on the contact's phone."""
    target = await held_message(session, message_id)
    conversation = await lock(session, target.conversation_id)
    if target.provider_id is None or target.direction == Direction.INTERNAL or target.deleted_at is not None:
        raise Conflict("only what the contact has on the phone can be reacted to")
    if emoji == await _standing(session, target):
        return
    await _send(session, conversation, target, operator_id, emoji)
    publish(session, "message", conversation_id=conversation.id, message_id=message_id)


async def _send(
    session: Session, conversation: ConversationRow, target: MessageRow, operator_id: UUID, emoji: str | None
) -> None:
    payload = {"own": target.direction == Direction.OUT}
    draft = Draft(text=emoji, type=MessageType.REACTION, reply_to_id=target.id, payload=payload)
    (sent,) = await queue(session, conversation, [draft], author=Author.OPERATOR, author_id=operator_id)
    await session.execute(
        insert(AmendmentRow).values(
            id=new_id(),
            conversation_id=conversation.id,
            channel_id=target.channel_id,
            provider_id=str(sent),
            target=target.provider_id,
            kind="reaction",
            author=Author.OPERATOR,
            text=emoji,
            at=now(),
        )
    )


async def _standing(session: Session, target: MessageRow) -> str | None:
    query = (
        select(AmendmentRow.text)
        .where(
            AmendmentRow.channel_id == target.channel_id,
            AmendmentRow.target == target.provider_id,
            AmendmentRow.kind == "reaction",
            AmendmentRow.author != Author.CONTACT,
        )
        .order_by(AmendmentRow.at.desc(), AmendmentRow.id.desc())
        .limit(1)
    )
    return await session.scalar(query)
