"""The circuit breaker of a line: a provider that does not answer is left alone for a while, then asked once.

Failures in a row are counted by each process for itself; the rest they lead to is written down for all. While a line
rests nothing is tried on it and no message loses a try. Whoever takes the probe after the rest decides: an answer
opens the way for all that waits, in order; none makes the next rest longer.
"""

from datetime import timedelta
from uuid import UUID

from prosa.channels import watch
from prosa.channels.events import LineBack, LineTroubled
from prosa.channels.lines import Line, lines
from prosa.channels.port import ErrorAction, Refused, SendOutcome, Unknown
from prosa.channels.schemas import NoticeCode
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.live import publish
from prosa.core.runtime import Runtime

THRESHOLD = 5
"""Failures in a row after which the line rests."""
FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(seconds=60)
PROBE = timedelta(seconds=45)
"""How long whoever took the probe has for it; longer than a send may take."""

_TAKE_PROBE = """
UPDATE channel_watch SET resting_until = CASE WHEN resting_until IS NULL THEN NULL ELSE %(until)s::timestamptz END
WHERE channel_id = %(channel)s AND (resting_until IS NULL OR resting_until <= %(now)s)
RETURNING resting_until IS NOT NULL AS probing
"""
_REST = """
SELECT rests FROM channel_watch WHERE channel_id = %(channel)s AND (resting_since IS NULL OR %(probing)s) FOR UPDATE
"""
_BEGIN_REST = """
UPDATE channel_watch SET rests = rests + 1, resting_since = coalesce(resting_since, %(now)s),
    down_since = coalesce(down_since, %(now)s), resting_until = %(until)s
WHERE channel_id = %(channel)s
"""
_WAKE = """
UPDATE channel_watch SET rests = 0, resting_since = NULL, resting_until = NULL
WHERE channel_id = %(channel)s AND resting_since IS NOT NULL RETURNING channel_id
"""


def is_trouble(outcome: SendOutcome) -> bool:
    """Whether the provider, rather than the message, may be what is wrong."""
    return isinstance(outcome, Unknown) or (isinstance(outcome, Refused) and outcome.action is ErrorAction.RETRY)


def is_unreached(refusal: Refused) -> bool:
    """Whether the provider did not even look at the message."""
    return refusal.code == "not_reached" or refusal.code.startswith("http_5")


def rest_after(rests: int) -> timedelta:
    """How long the next rest is after so many in a row."""
    return min(FIRST_REST * (1 << min(rests, 20)), LONGEST_REST)


async def may_try(session: Session, line: Line) -> bool | None:
    """None while the line rests; else whether this try is the probe that ends or lengthens the rest."""
    if line.resting_until is None:
        return False
    moment = now()
    taken = await driver.run(session, _TAKE_PROBE, {"channel": line.id, "now": moment, "until": moment + PROBE})
    return bool(taken[0].probing) if taken else None


async def note(session: Session, runtime: Runtime, line: Line, outcome: SendOutcome, *, probing: bool) -> None:
    """Counts what came of a try, with what follows from it."""
    if is_trouble(outcome):
        failures = lines(runtime).failed(line.id)
        if probing or failures >= THRESHOLD:
            await _rest(session, runtime, line.id, probing=probing)
        return
    lines(runtime).worked(line.id)
    if probing:
        await _end_rest(session, runtime, line.id)


async def _rest(session: Session, runtime: Runtime, channel_id: UUID, *, probing: bool) -> None:
    lines(runtime).worked(channel_id)
    lines(runtime).forget(channel_id)
    moment = now()
    for row in await driver.run(session, _REST, {"channel": channel_id, "probing": probing}):
        values = {"channel": channel_id, "now": moment, "until": moment + rest_after(row.rests)}
        await driver.run(session, _BEGIN_REST, values)
        if row.rests == 0:
            emit(session, LineTroubled(str(channel_id), NoticeCode.RESTING))
            publish(session, "channels")


async def _end_rest(session: Session, runtime: Runtime, channel_id: UUID) -> None:
    lines(runtime).forget(channel_id)
    if await driver.run(session, _WAKE, {"channel": channel_id}):
        await watch.reckon(session, channel_id)
        publish(session, "channels")
        emit(session, LineBack(str(channel_id)))
