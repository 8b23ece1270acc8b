"""The ledger: every inbound message has exactly one outcome, and the books can be checked against the facts.

Each check is a query for rows that contradict the promise. No row, no problem; a row is evidence one can open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.sql.selectable import Subquery

from prosa.conversations.models import MessageRow
from prosa.conversations.schemas import Direction, Outcome
from prosa.core.clock import now
from prosa.core.db import Session

CHECKS: dict[str, str] = {
    "overdue": """
        SELECT id FROM message WHERE outcome = 'pending' AND outcome_deadline < now() - interval '15 seconds'
    """,
    "answered_without_reply": """
        SELECT m.id FROM message m WHERE m.outcome IN ('answered', 'grouped') AND NOT EXISTS (
          SELECT 1 FROM message r WHERE r.turn_id = m.turn_id AND r.direction = 'out'
             AND r.status NOT IN ('cancelled', 'failed'))
    """,
    "grouped_alone": """
        SELECT m.id FROM message m WHERE m.outcome = 'grouped' AND NOT EXISTS (
          SELECT 1 FROM message a WHERE a.turn_id = m.turn_id AND a.outcome = 'answered')
    """,
    "pending_unattended": """
        SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.outcome = 'pending' AND c.status IN ('waiting', 'operator')
    """,
    "doubled_send": """
        SELECT id FROM message WHERE doubled IS NOT NULL
    """,
    "out_of_order": """
        SELECT id FROM (
          SELECT id, accepted_at, max(accepted_at) OVER (
            PARTITION BY conversation_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM message WHERE direction = 'out' AND author <> 'phone' AND sending_at IS NOT NULL
             AND status IN ('sent', 'delivered', 'read')) sends
        WHERE accepted_at < before
    """,
    "agent_after_takeover": """
        SELECT m.id FROM message m JOIN floor_change f
          ON f.conversation_id = m.conversation_id AND f.epoch = m.epoch + 1
        WHERE m.direction = 'out' AND m.author = 'agent' AND m.sending_at > f.at
    """,
    "stuck_send": """
        SELECT id FROM message WHERE direction = 'out' AND status IN ('queued', 'sending')
           AND greatest(coalesce(lease_until, created_at), coalesce(not_before, created_at))
               < now() - interval '5 minutes'
    """,
}
"""SQL that returns the ids of messages that break a promise, by the name of the promise."""


@dataclass(frozen=True, slots=True)
class Balance:
    """`problems` holds only what is wrong; the books balance when it is empty and the outcomes add up."""

    inbound: int
    outcomes: Mapping[str, int]
    problems: Mapping[str, int]
    checked_at: datetime

    @property
    def balanced(self) -> bool:
        return not self.problems and sum(self.outcomes.values()) == self.inbound


async def balance(session: Session) -> Balance:
    """Counts the outcomes and runs every check. Reads the whole table; not for a hot path."""
    inbound = await session.scalar(
        select(func.count()).select_from(MessageRow).where(MessageRow.direction == Direction.IN)
    )
    counted = await session.execute(
        select(MessageRow.outcome, func.count())
        .where(MessageRow.direction == Direction.IN)
        .group_by(MessageRow.outcome)
    )
    outcomes: dict[str, int] = dict.fromkeys(Outcome, 0)
    for outcome, count in counted:
        outcomes[str(outcome)] = count
    problems = {name: await _count(session, sql) for name, sql in CHECKS.items()}
    return Balance(inbound or 0, outcomes, {k: v for k, v in problems.items() if v}, now())


async def _count(session: Session, sql: str) -> int:
    return await session.scalar(text(f"SELECT count(*) FROM ({sql}) broken")) or 0  # noqa: S608  (our constants)


def broken(problem: str) -> Subquery:
    """The ids of messages that break `problem`, to select from. Raises KeyError for an unknown name."""
    return text(CHECKS[problem]).columns(MessageRow.id).subquery()
