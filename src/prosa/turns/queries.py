"""Reading turns back."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.accounts.schemas import Principal
from prosa.conversations import access, answering, rating
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import first_id
from prosa.turns.models import TurnRow
from prosa.turns.schemas import (
    CallLine,
    DoubtfulTurn,
    EvidenceLine,
    GuardLine,
    ModelLine,
    RatedReplies,
    RatedReply,
    SaidLine,
    SentLine,
    Trace,
    TurnStatus,
)
from prosa.turns.understanding import READING


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """A turn in short. `entities`: what was named, as type and words."""

    id: UUID
    started_at: datetime
    said: tuple[SaidLine, ...]
    decision: str | None
    confidence: float | None
    calls: tuple[CallLine, ...]
    sources: tuple[str, ...]
    entities: tuple[tuple[str, str], ...]


DOUBT = 0.5
"""A confidence below it is worth a look."""
LOOKED_BACK = timedelta(days=30)
LONGEST_SAID = 300
_DOUBTFUL = """
SELECT id, conversation_id, started_at, said, kind, confidence, handoff_reason, guards FROM turn
WHERE id >= %(since)s AND status IN ('answered', 'handed')
  AND (confidence < %(doubt)s OR kind = 'clarify' OR handoff_reason IN ('not_understood', 'not_helped')
       OR guards @> '[{"verdict": "held"}]')
  AND (%(all)s OR conversation_id = ANY(%(visible)s::uuid[]))
ORDER BY id DESC LIMIT %(limit)s
"""


async def doubtful(session: Session, principal: Principal, limit: int) -> list[DoubtfulTurn]:
    """Turns of the last month that came out unsure, the latest first."""
    visible = await access.all_of(session, principal)
    among = {"all": visible is None, "visible": visible or []}
    values = {"since": first_id(now() - LOOKED_BACK), "doubt": DOUBT, "limit": limit, **among}
    return [
        DoubtfulTurn(
            id=row.id,
            conversation_id=row.conversation_id,
            at=row.started_at,
            said=" ".join(line["text"] for line in row.said if line["text"])[:LONGEST_SAID],
            decision=row.kind,
            confidence=row.confidence,
            handoff_reason=row.handoff_reason,
            held=[guard["name"] for guard in row.guards if guard["verdict"] == "held"],
        )
        for row in await driver.run(session, _DOUBTFUL, values)
    ]


async def rated(session: Session, principal: Principal, limit: int) -> RatedReplies:
    """What contacts thought of the agent's messages in the last month, as far as they showed it with a thumb."""
    found = await rating.rated(session, now() - LOOKED_BACK, limit)
    seen = await access.among(session, principal, {each.conversation_id for each in found})
    items = [RatedReply.model_validate(asdict(each)) for each in found if each.conversation_id in seen]
    good = sum(item.good for item in items)
    return RatedReplies(good=good, bad=len(items) - good, items=items)


async def of_conversation(session: Session, conversation_id: UUID, limit: int) -> list[TurnRecord]:
    """The last turns that came to an end, oldest first."""
    query = (
        select(TurnRow)
        .where(TurnRow.conversation_id == conversation_id, TurnRow.status.in_((TurnStatus.ANSWERED, TurnStatus.HANDED)))
        .order_by(TurnRow.id.desc())
        .limit(limit)
    )
    rows = (await session.scalars(query)).all()
    return [_record(row) for row in reversed(rows)]


def _record(row: TurnRow) -> TurnRecord:
    return TurnRecord(
        id=row.id,
        started_at=row.started_at,
        said=tuple(SaidLine.model_validate(line) for line in row.said),
        decision=row.kind,
        confidence=row.confidence,
        calls=tuple(CallLine.model_validate(call) for call in row.calls),
        sources=tuple(piece["title"] for piece in row.evidence),
        entities=tuple((entity["type"], entity["text"]) for entity in _read(row).get("entities", ())),
    )


def _read(row: TurnRow) -> dict[str, Any]:
    return dict(row.understanding.get(READING, {}))


async def check(session: Session, principal: Principal, turn_id: UUID) -> None:
    """Raises `NotFound` for a turn of a conversation the caller may not see."""
    seen = select(TurnRow.id).where(TurnRow.id == turn_id, access.within(principal, TurnRow.conversation_id))
    if await session.scalar(seen) is None:
        raise NotFound("this turn does not exist")


async def trace(session: Session, turn_id: UUID) -> Trace:
    """The whole turn. Raises `NotFound`."""
    row = await session.get(TurnRow, turn_id)
    if row is None:
        raise NotFound("this turn does not exist")
    sent = await answering.sent_by(session, turn_id)
    return Trace(
        id=row.id,
        conversation_id=row.conversation_id,
        status=TurnStatus(row.status),
        engine=row.engine,
        agent_id=row.agent_id,
        instructions_version=row.instructions_version,
        started_at=row.started_at,
        finished_at=row.finished_at,
        duration_ms=row.duration_ms,
        cost_micros=row.cost_micros,
        said=[SaidLine.model_validate(line) for line in row.said],
        models=[ModelLine.model_validate(call) for call in row.models],
        understanding=row.understanding,
        decision=row.kind,
        handoff_reason=row.handoff_reason,
        confidence=row.confidence,
        calls=[CallLine.model_validate(call) for call in row.calls],
        evidence=[EvidenceLine.model_validate(piece) for piece in row.evidence],
        sent=[SentLine(id=line.id, text=line.text, status=line.status) for line in sent],
        guards=[GuardLine.model_validate(finding) for finding in row.guards],
        error=row.error,
    )
