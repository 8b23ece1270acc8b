"""What the agent is writing, shown to the contact before it is a message, on lines whose other side is read here.

A draft is good under the floor's epoch it was written under, and only while its turn lasts: the message that comes of
it has its id and stands in its place.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete

from prosa.conversations.models import DraftRow
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime

NEWS = "draft"
"""The live event: for the contact who watches, and for no operator's screen."""
LIFE = timedelta(seconds=60)
"""After which a draft that nobody has gone on with is of a worker that was lost."""

_SHOW = """
INSERT INTO conversation_draft (conversation_id, turn_id, epoch, text, at)
SELECT id, %(turn)s, epoch, %(text)s, %(now)s FROM conversation
WHERE id = %(conversation)s AND epoch = %(epoch)s AND status = 'bot'
ON CONFLICT (conversation_id) DO UPDATE
SET turn_id = excluded.turn_id, epoch = excluded.epoch, text = excluded.text, at = excluded.at
RETURNING conversation_id
"""
_READ = """
SELECT d.turn_id, d.text FROM conversation_draft d JOIN conversation c ON c.id = d.conversation_id
WHERE d.conversation_id = %(conversation)s AND d.epoch = c.epoch AND c.status = 'bot' AND d.at > %(since)s
  AND NOT EXISTS (SELECT FROM message m WHERE m.id = d.turn_id AND m.status IN ('sent', 'delivered', 'read'))
"""


@dataclass(frozen=True, slots=True)
class Written:
    """`id` is that of the message it becomes."""

    id: UUID
    text: str


class Showing(Protocol):
    """Plugged in by what knows the lines: whether a contact is shown there what is being written."""

    async def shows_drafts(self, channel_id: UUID) -> bool: ...


async def is_shown(runtime: Runtime, channel_id: UUID | None) -> bool:
    if channel_id is None:
        return False
    return any([await each.shows_drafts(channel_id) for each in runtime.registry.all(Showing).values()])


async def show(session: Session, conversation_id: UUID, epoch: int, turn_id: UUID, text: str) -> bool:
    """What a turn has written so far; False when the floor has changed hands."""
    values = {"conversation": conversation_id, "epoch": epoch, "turn": turn_id, "text": text, "now": now()}
    if not await driver.run(session, _SHOW, values):
        return False
    publish(session, NEWS, watched_id=conversation_id)
    return True


async def drop(session: Session, conversation_id: UUID, turn_id: UUID) -> None:
    """What a turn had written is not shown any more."""
    await session.execute(
        delete(DraftRow).where(DraftRow.conversation_id == conversation_id, DraftRow.turn_id == turn_id)
    )
    publish(session, NEWS, watched_id=conversation_id)


async def shown(session: Session, conversation_id: UUID) -> Written | None:
    """What the contact sees being written at this moment."""
    rows = await driver.run(session, _READ, {"conversation": conversation_id, "since": now() - LIFE})
    return Written(rows[0].turn_id, rows[0].text) if rows else None


async def forget(session: Session) -> None:
    """Those whose message has long been there, or whose worker was lost."""
    await session.execute(delete(DraftRow).where(DraftRow.at < now() - LIFE))
