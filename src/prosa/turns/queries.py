"""Reading turns back."""

from uuid import UUID

from prosa.conversations import answering
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.turns.models import TurnRow
from prosa.turns.schemas import CallLine, EvidenceLine, GuardLine, ModelLine, SaidLine, SentLine, Trace, TurnStatus


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
