"""The pace of sends: so many a second on a line, so far apart to one person, with a burst allowed.

Generic cell rate algorithm, one row per line or pair in the database, so that all workers share it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from prosa.channels.port import Capabilities
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session

_TAKE = """
INSERT INTO pace (key, due_at) VALUES (%(key)s, %(now)s::timestamptz + %(interval)s)
ON CONFLICT (key) DO UPDATE SET due_at = greatest(pace.due_at, %(now)s) + %(interval)s
WHERE pace.due_at <= %(now)s::timestamptz + %(slack)s RETURNING due_at
"""
_SHARE = 0.85
_AHEAD = 0.05
"""A provider counts what reaches it within a second. We take this share of what it allows, and run at most so many
seconds ahead, so that what bunches up on the way still fits."""
_DUE = "SELECT due_at FROM pace WHERE key = %(key)s"


async def reserve(
    session: Session, capabilities: Capabilities, channel_id: UUID, contact_id: UUID, moment: datetime
) -> datetime | None:
    """Takes a place for one send at this moment; or says when to come again, having taken none."""
    pair = capabilities.pair_seconds
    if pair is not None:
        slack = pair * (capabilities.pair_burst - 1)
        at = await _take(session, f"pair:{channel_id}:{contact_id}", pair, slack, moment)
        if at is not None:
            return at
    if capabilities.per_second is not None:
        interval = 1 / (capabilities.per_second * _SHARE)
        return await _take(session, f"line:{channel_id}", interval, _AHEAD, moment)
    return None


async def within(session: Session, key: str, per_minute: int) -> float:
    """Takes a place among `per_minute` under `key` (all at once if need be) and returns 0; or, having taken
    none, the seconds after which to come again."""
    interval = 60 / per_minute
    moment = now()
    at = await _take(session, key, interval, 60 - interval, moment)
    return 0 if at is None else max(1.0, round((at - moment).total_seconds(), 1))


async def _take(session: Session, key: str, interval: float, slack: float, moment: datetime) -> datetime | None:
    """None when taken. `interval` and `slack` (how far ahead of the pace a burst may run) in seconds."""
    values = {
        "key": key,
        "now": moment,
        "interval": timedelta(seconds=interval),
        "slack": timedelta(seconds=slack),
    }
    if await driver.run(session, _TAKE, values):
        return None
    due: datetime = (await driver.run(session, _DUE, {"key": key}))[0].due_at
    return due - timedelta(seconds=slack)
