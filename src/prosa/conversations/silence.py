"""Conversations in which the agent spoke last and nobody has said anything since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.conversations import remembering
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import Author, ConversationStatus, Direction, Draft, MessageStatus, MessageView
from prosa.conversations.sending import queue
from prosa.conversations.thread import lock
from prosa.core.clock import now
from prosa.core.db import Session

_ARRIVED = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ)


@dataclass(frozen=True, slots=True)
class Silence:
    """`due` is when the agent was to write again, `epoch` the floor under which it may; `lines` are the latest ones."""

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    epoch: int
    due: datetime
    window_closes_at: datetime | None
    state: Mapping[str, Any]
    lines: tuple[MessageView, ...]


async def due(session: Session, limit: int = 200) -> list[UUID]:
    """Conversations in which the agent is to write again by now."""
    query = select(ConversationRow.id).where(ConversationRow.follow_up_at < now()).limit(limit)
    return list(await session.scalars(query))


async def kept(session: Session, conversation_id: UUID) -> Silence | None:
    """The silence, if it is still one; locks the conversation. What has not arrived is not left without an answer."""
    conversation = await lock(session, conversation_id)
    if conversation.follow_up_at is None or conversation.follow_up_at > now():
        return None
    lines = await remembering.latest(session, conversation_id)
    if conversation.status != ConversationStatus.BOT or not _waits(lines):
        conversation.follow_up_at = None
        return None
    return Silence(
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        epoch=conversation.epoch,
        due=conversation.follow_up_at,
        window_closes_at=conversation.window_closes_at,
        state=conversation.agent_state,
        lines=lines,
    )


def _waits(lines: tuple[MessageView, ...]) -> bool:
    spoken = bool(lines) and lines[-1].author is Author.AGENT and lines[-1].status in _ARRIVED
    return spoken and any(line.direction is Direction.IN for line in lines)


async def put_off(session: Session, conversation_id: UUID, until: datetime | None) -> None:
    """The agent writes later, or (None) not at all."""
    conversation = await lock(session, conversation_id)
    conversation.follow_up_at = until


async def end(session: Session, silence: Silence, word: Draft) -> bool:
    """The agent writes again; False when something was said or somebody took the floor since it was looked at."""
    conversation = await lock(session, silence.conversation_id)
    if conversation.epoch != silence.epoch or conversation.follow_up_at != silence.due:
        return False
    await queue(session, conversation, [word], author=Author.AGENT)
    return True
