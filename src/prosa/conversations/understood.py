"""What was last read in a conversation: kept by the turn, for those who sort matters or open them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations.models import UnderstoodRow
from prosa.core.clock import now
from prosa.core.db import Session


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
    values = {**asdict(understood), "certain": list(understood.certain), "at": now()}
    statement = insert(UnderstoodRow).values(conversation_id=conversation_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))


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
