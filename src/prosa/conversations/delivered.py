"""What was delivered, by what the provider charges for: of a time, and of one message."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from prosa.conversations.schemas import MessageStatus
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.ids import first_id

_CATEGORY = """coalesce(cost_category, CASE type WHEN 'template' THEN coalesce(payload ->> 'category', 'marketing')
                                      ELSE 'service' END)"""
_COUNT = f"""
SELECT (sent_at AT TIME ZONE %(zone)s)::date AS day, billable, count(*) AS number, {_CATEGORY} AS category
FROM message
WHERE id >= %(first)s AND channel_id = %(channel)s AND direction = 'out' AND author <> 'phone'
    AND status IN ('delivered', 'read') AND sent_at >= %(since)s AND sent_at < %(until)s
GROUP BY 1, 2, 4
ORDER BY 1, 4, 2
"""  # noqa: S608  (our constant)
_ONE = f"""
SELECT channel_id, sent_at, status, billable, {_CATEGORY} AS category, cost_category IS NOT NULL AS reported
FROM message
WHERE id = %(id)s AND direction = 'out' AND author <> 'phone' AND type <> 'note'
"""  # noqa: S608  (our constant)


@dataclass(frozen=True, slots=True)
class Delivered:
    """`number` messages of a day. `category` as the provider reported it, else what we sent; `billable` None: it did
    not say."""

    day: date
    category: str
    billable: bool | None
    number: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of ours. `category` and `billable` as in `Delivered`; `reported`: the provider named the
    category."""

    channel_id: UUID
    sent_at: datetime
    status: MessageStatus
    category: str
    reported: bool
    billable: bool | None


async def one(session: Session, message_id: UUID) -> Sent | None:
    """None for what we did not send: a contact's message, a note, what was typed on the business's phone."""
    for row in await driver.run(session, _ONE, {"id": message_id}):
        status = MessageStatus(row.status)
        return Sent(row.channel_id, row.sent_at, status, row.category, row.reported, row.billable)
    return None


async def count(session: Session, channel_id: UUID, since: datetime, until: datetime, zone: str) -> list[Delivered]:
    """By days of `zone`, the earliest first. What was typed on the business's own phone costs nothing."""
    values = {"zone": zone, "first": first_id(since), "channel": channel_id, "since": since, "until": until}
    rows = await driver.run(session, _COUNT, values)
    return [Delivered(row.day, row.category, row.billable, row.number) for row in rows]
