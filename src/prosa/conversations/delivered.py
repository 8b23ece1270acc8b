"""What was delivered in a time, by what the provider charges for."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prosa.core import driver
from prosa.core.db import Session
from prosa.core.ids import first_id

_COUNT = """
SELECT (sent_at AT TIME ZONE %(zone)s)::date AS day, billable, count(*) AS number,
    coalesce(cost_category, CASE type WHEN 'template' THEN coalesce(payload ->> 'category', 'marketing')
                                      ELSE 'service' END) AS category
FROM message
WHERE id >= %(first)s AND channel_id = %(channel)s AND direction = 'out' AND author <> 'phone'
    AND status IN ('delivered', 'read') AND sent_at >= %(since)s AND sent_at < %(until)s
GROUP BY 1, 2, 4
ORDER BY 1, 4, 2
"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """`number` messages of a day. `category` as the provider reported it, else what we sent; `billable` None: it did
    not say."""

    day: date
    category: str
    billable: bool | None
    number: int


async def count(session: Session, channel_id: UUID, since: datetime, until: datetime, zone: str) -> list[Delivered]:
    """By days of `zone`, the earliest first. What was typed on the business's own phone costs nothing."""
    values = {"zone": zone, "first": first_id(since), "channel": channel_id, "since": since, "until": until}
    rows = await driver.run(session, _COUNT, values)
    return [Delivered(row.day, row.category, row.billable, row.number) for row in rows]
