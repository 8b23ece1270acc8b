"""What knowledge is told of turns: questions that found no answer, and articles that gave one."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.agents.engine import Turn
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import first_id
from prosa.knowledge import gaps, warnings
from prosa.turns.models import TurnRow
from prosa.turns.schemas import ToolCall
from prosa.turns.toolbox import SEARCH_TOOL

_SOURCE = re.compile(r"knowledge:([0-9a-f-]{36})@")
_LOOKED_BACK = timedelta(hours=3)
"""More than the time between two looks, so that a missed one is made up for."""


async def note_unanswered(session: Session, turn: Turn, calls: Iterable[ToolCall]) -> None:
    """Keeps the question of a turn that looked for an answer and found none, not even something to choose from."""
    searches = [call for call in calls if call.name == SEARCH_TOOL and call.result is not None]
    if searches and all(_empty(call) for call in searches):
        question = max((str(call.arguments.get("query", "")) for call in searches), key=len)
        await gaps.note_unanswered(session, turn.id, turn.conversation_id, turn.said[-1].seq, question)


def _empty(call: ToolCall) -> bool:
    return call.result is not None and call.result.get("decision") == "abstain"


async def tell_uses(session: Session) -> None:
    """Tells which articles the latest answers came from, and when."""
    statement = (
        select(TurnRow.finished_at, TurnRow.evidence)
        .where(TurnRow.id >= first_id(now() - _LOOKED_BACK), TurnRow.finished_at.is_not(None))
        .order_by(TurnRow.id)
    )
    uses: dict[UUID, datetime] = {}
    for at, evidence in await session.execute(statement):
        uses |= dict.fromkeys(_articles(evidence), at)
    await warnings.note_uses(session, uses)


def _articles(evidence: Iterable[dict[str, Any]]) -> list[UUID]:
    found = (_SOURCE.match(str(piece.get("ref", ""))) for piece in evidence)
    return [UUID(source[1]) for source in found if source]
