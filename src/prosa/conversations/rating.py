"""What contacts think of the agent's messages, as far as they say it with a thumb."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prosa.core import driver
from prosa.core.db import Session

GOOD, BAD = "👍", "👎"
_RATED = """
SELECT * FROM (
    SELECT DISTINCT ON (a.channel_id, a.target) m.id, m.conversation_id, m.turn_id, m.text, a.at,
           left(a.text, 1) AS thumb
    FROM amendment a JOIN message m ON m.channel_id = a.channel_id AND m.provider_id = a.target
    WHERE a.kind = 'reaction' AND a.author = 'contact' AND a.at > %(since)s
      AND m.direction = 'out' AND m.author = 'agent' AND m.deleted_at IS NULL
    ORDER BY a.channel_id, a.target, a.at DESC, a.id DESC
) last WHERE thumb IN (%(good)s, %(bad)s) ORDER BY at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Rated:
    """A message of the agent with the thumb that stands on it; one of any skin counts."""

    message_id: UUID
    conversation_id: UUID
    turn_id: UUID | None
    text: str
    good: bool
    at: datetime


async def rated(session: Session, since: datetime, limit: int) -> Sequence[Rated]:
    """The latest thumbs first. One that was taken back or changed for another sign does not count."""
    values = {"since": since, "good": GOOD, "bad": BAD, "limit": limit}
    return [
        Rated(row.id, row.conversation_id, row.turn_id, row.text or "", row.thumb == GOOD, row.at)
        for row in await driver.run(session, _RATED, values)
    ]
