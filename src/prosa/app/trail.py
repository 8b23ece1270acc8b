"""What the agent did in a conversation, told to the desk in its words: the two do not know each other."""

from collections.abc import Sequence
from uuid import UUID

from prosa.core.db import Session
from prosa.desk.port import Named, Tried
from prosa.turns import queries
from prosa.turns.queries import TurnRecord


class TurnTrail:
    async def tried(self, session: Session, conversation_id: UUID, limit: int) -> Sequence[Tried]:
        return [_tried(each) for each in await queries.of_conversation(session, conversation_id, limit)]


def _tried(turn: TurnRecord) -> Tried:
    return Tried(
        turn_id=turn.id,
        message_id=turn.said[0].id if turn.said else None,
        at=turn.started_at,
        said=" ".join(line.text for line in turn.said if line.text),
        decision=turn.decision,
        confidence=turn.confidence,
        tools=tuple(call.name for call in turn.calls if call.error is None),
        failed=tuple(call.name for call in turn.calls if call.error is not None),
        sources=turn.sources,
        named=tuple(Named(type_, text) for type_, text in turn.entities),
    )
