"""Conversations as a line sees them: what waits to go out on it, and where it stands with a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from prosa.conversations.models import OPEN_SENDS, MessageRow
from prosa.conversations.schemas import Direction
from prosa.core.db import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait to go out, and when the oldest of them was written."""

    messages: int
    oldest: datetime | None


async def waiting(session: Session) -> Mapping[UUID, Waiting]:
    """What waits on each line; nothing of lines on which nothing does."""
    query = (
        select(MessageRow.channel_id, func.count(), func.min(MessageRow.created_at))
        .where(MessageRow.direction == Direction.OUT, MessageRow.status.in_(OPEN_SENDS))
        .group_by(MessageRow.channel_id)
    )
    return {channel_id: Waiting(count, oldest) for channel_id, count, oldest in await session.execute(query)}
