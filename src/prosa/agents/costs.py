"""The ledger of language models: every request with its tokens and money, and what may still be spent."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, String, cast, func, select

from prosa.agents.engine import ModelCall
from prosa.agents.model_schemas import CostBy, CostLine, Costs
from prosa.agents.models import ModelCallRow
from prosa.agents.schemas import Budgets
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id

MOST_LINES = 500
NEAR = 0.8
"""Share of a budget from which on only the small model is asked."""

_NOTE = """
INSERT INTO model_call (id, connection_id, model, purpose, agent_id, conversation_id, turn_id, input_tokens,
                        output_tokens, cached_tokens, micros, ms, error)
SELECT c.id, m.id, c.model, %(purpose)s, %(agent)s::uuid, %(conversation)s::uuid, %(turn)s::uuid, c.input_tokens,
       c.output_tokens, c.cached_tokens, c.micros, c.ms, c.error
FROM jsonb_to_recordset(%(calls)s) AS c (id uuid, connection_id uuid, model text, input_tokens bigint,
     output_tokens bigint, cached_tokens bigint, micros bigint, ms bigint, error text)
LEFT JOIN model_connection m ON m.id = c.connection_id
"""
_SPENT = """
SELECT coalesce(sum(micros) FILTER (WHERE conversation_id = %(conversation)s), 0)::bigint AS conversation,
       coalesce(sum(micros) FILTER (WHERE at >= %(day)s AND agent_id = %(agent)s), 0)::bigint AS day,
       coalesce(sum(micros) FILTER (WHERE at >= %(month)s AND agent_id = %(agent)s), 0)::bigint AS month
FROM model_call
WHERE micros > 0 AND (conversation_id = %(conversation)s OR (agent_id = %(agent)s AND at >= %(month)s))
"""


class Means(StrEnum):
    """What a turn may spend: `thrift` allows the small model only, `none` no language model."""

    PLENTY = "plenty"
    THRIFT = "thrift"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What requests were made for."""

    name: str
    agent_id: UUID | None = None
    conversation_id: UUID | None = None
    turn_id: UUID | None = None


async def note_calls(session: Session, purpose: Purpose, calls: Sequence[ModelCall]) -> None:
    """Writes requests down, whatever became of them."""
    values = {
        "purpose": purpose.name,
        "agent": purpose.agent_id,
        "conversation": purpose.conversation_id,
        "turn": purpose.turn_id,
        "calls": json.dumps([{**asdict(call), "id": new_id()} for call in calls], default=str),
    }
    await driver.run(session, _NOTE, values)


async def means(
    session: Session, budgets: Budgets, agent_id: UUID, conversation_id: UUID, day: datetime, month: datetime
) -> Means:
    """What is left of an agent's budgets; `day` and `month` are when these began for the company."""
    limits = (budgets.conversation_micros, budgets.day_micros, budgets.month_micros)
    if not any(limit is not None for limit in limits):
        return Means.PLENTY
    values = {"conversation": conversation_id, "agent": agent_id, "day": day, "month": month}
    (row,) = await driver.run(session, _SPENT, values)
    spent = (row.conversation, row.day, row.month)
    pairs = [(used, limit) for used, limit in zip(spent, limits, strict=True) if limit is not None]
    if any(used >= limit for used, limit in pairs):
        return Means.NONE
    return Means.THRIFT if any(used >= limit * NEAR for used, limit in pairs) else Means.PLENTY


async def costs(session: Session, by: CostBy, since: date | None, until: date | None, timezone: str) -> Costs:
    """What was spent in the days from `since` to `until` (both included; the last 30 days), most expensive first, or
    by day the newest first. Days are those of `timezone`."""
    day = cast(func.timezone(timezone, ModelCallRow.at), Date)
    first = since or (now() - timedelta(days=30)).date()
    within = (day >= first, day <= until) if until else (day >= first,)
    key = _key(by, day)
    micros = func.sum(ModelCallRow.micros)
    query = (
        select(
            key.label("key"),
            func.count().label("calls"),
            func.count(ModelCallRow.error).label("failed"),
            *(func.sum(getattr(ModelCallRow, name)).label(name) for name in _SUMS),
        )
        .where(*within)
        .group_by(key)
        .order_by(key.desc() if by is CostBy.DAY else micros.desc(), key)
        .limit(MOST_LINES)
    )
    lines = [CostLine.model_validate(dict(row._mapping)) for row in await session.execute(query)]
    total = await session.scalar(select(func.coalesce(micros, 0)).where(*within))
    return Costs(items=lines, micros=int(total or 0))


_SUMS = ("input_tokens", "output_tokens", "cached_tokens", "micros")


def _key(by: CostBy, day: Any) -> ColumnElement[Any]:
    columns = {
        CostBy.DAY: day,
        CostBy.MODEL: ModelCallRow.model,
        CostBy.AGENT: ModelCallRow.agent_id,
        CostBy.CONVERSATION: ModelCallRow.conversation_id,
    }
    return cast(columns[by], String)
