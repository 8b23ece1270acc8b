"""Lock-out: after some failed sign-ins each further one costs a growing wait, per account and per address.

An attempt counts before the password is looked at and is taken back when it was right, so that many attempts at
the same moment do not slip through.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts.models import LoginThrottleRow
from prosa.core.clock import now
from prosa.core.db import Session

FORGOTTEN_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures without a wait, then `first`, doubling up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 20)
        return min(self.longest, self.first * (1 << doublings))


ACCOUNT = Limit(free=5, first=timedelta(seconds=15), longest=timedelta(minutes=15))
ADDRESS = Limit(free=30, first=timedelta(seconds=30), longest=timedelta(hours=1))


async def count_attempt(session: Session, email: str, ip: str | None) -> float:
    """Counts one attempt. Returns 0 when it may go on, else the seconds until the next may."""
    if wait := await _count(session, _address_key(ip), ADDRESS):
        return wait
    return await _count(session, _account_key(email), ACCOUNT)


async def forgive_attempt(session: Session, email: str, ip: str | None) -> None:
    """The attempt was right: the account starts anew; the address only gets this one attempt back, or an own
    account would buy its owner guesses at the others."""
    row = await session.get(LoginThrottleRow, _address_key(ip), with_for_update=True)
    if row and row.failures:
        row.failures -= 1
        row.locked_until = row.locked_until if row.failures >= ADDRESS.free else None
    await session.execute(delete(LoginThrottleRow).where(LoginThrottleRow.key == _account_key(email)))


async def forget_old_attempts(session: Session) -> None:
    old = LoginThrottleRow.last_at < now() - FORGOTTEN_AFTER
    await session.execute(delete(LoginThrottleRow).where(old))


async def _count(session: Session, key: str, limit: Limit) -> float:
    at = now()
    first = insert(LoginThrottleRow).values(key=key, failures=0, last_at=at)
    await session.execute(first.on_conflict_do_nothing())
    row = await session.get_one(LoginThrottleRow, key, with_for_update=True)
    if row.locked_until and row.locked_until > at:
        return (row.locked_until - at).total_seconds()
    row.failures = 1 if row.last_at < at - FORGOTTEN_AFTER else row.failures + 1
    row.last_at = at
    row.locked_until = _locked_until(at, limit.wait(row.failures))
    return 0.0


def _locked_until(at: datetime, wait: timedelta) -> datetime | None:
    return at + wait if wait else None


def _account_key(email: str) -> str:
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


def _address_key(ip: str | None) -> str:
    return f"address:{_network(ip)}"


def _network(ip: str | None) -> str:
    """One household has a whole /64 of IPv6 addresses."""
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
