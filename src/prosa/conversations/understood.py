"""What was last read in a conversation: kept by the turn, for those who sort matters or open them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from prosa.conversations.models import UnderstoodRow
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session

_KEEP = """
INSERT INTO conversation_understood (conversation_id, turn_id, intent, category, priority, sentiment, wants_human,
                                     funnel, department, certain, at)
VALUES (%(conversation)s, %(turn_id)s, %(intent)s, %(category)s, %(priority)s, %(sentiment)s, %(wants_human)s,
        %(funnel)s, %(department)s, %(certain)s, %(at)s)
ON CONFLICT (conversation_id) DO UPDATE
SET turn_id = excluded.turn_id, intent = excluded.intent, category = excluded.category, priority = excluded.priority,
    sentiment = excluded.sentiment, wants_human = excluded.wants_human, funnel = excluded.funnel,
    department = excluded.department, certain = excluded.certain, at = excluded.at
"""


@dataclass(frozen=True, slots=True)
class Understood:
    """The labels of the last turn with words; `certain` names those that were sure enough to act on."""

    turn_id: UUID
    intent: str
    category: str
    priority: str
    sentiment: str
    wants_human: bool
    funnel: str
    department: str | None
    certain: tuple[str, ...]


async def keep(session: Session, conversation_id: UUID, understood: Understood) -> None:
    """In place of what was read before."""
    certain = json.dumps(understood.certain)
    values = {**asdict(understood), "conversation": conversation_id, "certain": certain, "at": now()}
    await driver.run(session, _KEEP, values)


async def of(session: Session, conversation_ids: Sequence[UUID]) -> dict[UUID, Understood]:
    """By conversation; those in which nothing was read are absent."""
    rows = await session.scalars(select(UnderstoodRow).where(UnderstoodRow.conversation_id.in_(conversation_ids)))
    return {row.conversation_id: _understood(row) for row in rows}


def _understood(row: UnderstoodRow) -> Understood:
    return Understood(
        turn_id=row.turn_id,
        intent=row.intent,
        category=row.category,
        priority=row.priority,
        sentiment=row.sentiment,
        wants_human=row.wants_human,
        funnel=row.funnel,
        department=row.department,
        certain=tuple(row.certain),
    )
