"""The course of conversations: what happened in them, line by line, for whoever counts it or reacts to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prosa.conversations.asking import ASIDE
from prosa.conversations.schemas import Author, Direction, MessageType
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import first_id

LATE = timedelta(minutes=1)
"""How long a transaction may take: what it writes carries ids from its beginning and is seen at its end."""
FEW, MANY = 2_000, 20_000
"""Lines looked at together: of what has long been said, and of the last minute, which must be seen whole."""

_MOVED = """
SELECT c.id, c.last_seq, max(m.id::text)::uuid AS line, count(*) AS lines FROM (
    SELECT id, conversation_id FROM message WHERE id > %(after)s ORDER BY id LIMIT %(limit)s
) m JOIN conversation c ON c.id = m.conversation_id
GROUP BY c.id
"""
_STEPS = """
SELECT m.id, m.conversation_id, m.seq, m.created_at AS at, m.direction, m.author, m.author_id, m.type, m.text,
       m.payload, m.outcome_reason, c.channel_id, c.contact_id, c.queue_id, c.operator_id
FROM unnest(%(ids)s::uuid[], %(seqs)s::bigint[]) AS wanted(id, seq)
JOIN conversation c ON c.id = wanted.id
JOIN message m ON m.conversation_id = wanted.id AND m.seq >= wanted.seq
WHERE m.type <> 'reaction'
ORDER BY m.conversation_id, m.seq
"""
_HAPPENED = """
SELECT m.id, m.conversation_id, m.seq, m.created_at AS at, m.direction, m.author, m.author_id, m.type, m.text,
       m.payload, m.outcome_reason, c.channel_id, c.contact_id, c.queue_id, c.operator_id
FROM (
    SELECT * FROM message
    WHERE id > %(after)s AND (direction = 'in' OR type = 'event') AND type <> 'reaction'
    ORDER BY id LIMIT %(limit)s
) m, LATERAL (
    -- OFFSET keeps it a look-up: what was said lately was said in few of all conversations.
    SELECT channel_id, contact_id, queue_id, operator_id FROM conversation WHERE id = m.conversation_id OFFSET 0
) c
ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a thread. `at` is when it reached us; `event` names what an event line tells, `facts` goes with it.
    The queue and the operator are those of the conversation now."""

    id: UUID
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    queue_id: UUID | None
    operator_id: UUID | None
    seq: int
    at: datetime
    direction: Direction
    author: Author
    author_id: UUID | None
    type: MessageType
    text: str
    facts: Mapping[str, Any]
    aside: str | None
    """Why nobody was to look at it, such as an answer to a survey."""

    @property
    def event(self) -> str | None:
        return self.facts.get("kind") if self.type is MessageType.EVENT else None


@dataclass(frozen=True, slots=True)
class Moved:
    """Conversations in which something was said or happened, with their last line. `upto` is where to go on, and there
    is `more` to read at once."""

    last_seqs: Mapping[UUID, int]
    upto: UUID
    more: bool


async def moved(session: Session, after: UUID) -> Moved:
    """Since the line `after`, and what may have been committed late."""
    limit = FEW if held_back(after) == after else MANY
    rows = await driver.run(session, _MOVED, {"after": held_back(after), "limit": limit})
    upto = max((row.line for row in rows), default=after)
    more = sum(row.lines for row in rows) == limit and upto > after
    return Moved({row.id: row.last_seq for row in rows}, max(upto, after), more)


def held_back(after: UUID) -> UUID:
    """From where to read again, so that nothing that was committed late is left out."""
    return min(after, first_id(now() - LATE))


async def steps(session: Session, since: Mapping[UUID, int]) -> list[Step]:
    """The lines of some conversations, each from a sequence number on; by conversation, in their order."""
    values = {"ids": list(since), "seqs": list(since.values())}
    return [_step(row) for row in await driver.run(session, _STEPS, values)]


async def happened(session: Session, after: UUID, limit: int = 1_000) -> list[Step]:
    """What contacts said and what befell conversations after a line, by time."""
    rows = await driver.run(session, _HAPPENED, {"after": after, "limit": limit})
    return [_step(row) for row in rows]


def _step(row: Any) -> Step:
    return Step(
        id=row.id,
        conversation_id=row.conversation_id,
        channel_id=row.channel_id,
        contact_id=row.contact_id,
        queue_id=row.queue_id,
        operator_id=row.operator_id,
        seq=row.seq,
        at=row.at,
        direction=Direction(row.direction),
        author=Author(row.author),
        author_id=row.author_id,
        type=MessageType(row.type),
        text=row.text or "",
        facts=row.payload,
        aside=row.outcome_reason if row.outcome_reason == ASIDE else None,
    )
