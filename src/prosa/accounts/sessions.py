"""Sign-ins: of browsers (a cookie) and of programs (see tokens). Ending one is deleting its row."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from prosa.accounts.credentials import fingerprint, new_secret
from prosa.accounts.models import SessionRow
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id

LIFE = timedelta(days=30)
"""The longest a sign-in lasts."""
IDLE = timedelta(days=7)
"""How long a browser's sign-in lasts without being used."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from, as shown in the log."""

    ip: str | None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """What the browser keeps: `token` in the cookie, `csrf_token` in the page's memory."""

    token: str
    csrf_token: str


def start_browser_session(session: Session, user_id: UUID, origin: Origin) -> BrowserSession:
    started = BrowserSession(new_secret(), new_secret())
    row = new_session(user_id, origin)
    row.token_hash = fingerprint(started.token)
    row.csrf_token = started.csrf_token
    row.expires_at = row.last_seen_at + IDLE
    session.add(row)
    return started


def new_session(user_id: UUID, origin: Origin) -> SessionRow:
    at = now()
    return SessionRow(
        id=new_id(),
        user_id=user_id,
        expires_at=at + LIFE,
        last_seen_at=at,
        ip=origin.ip,
        agent=(origin.agent or "")[:200] or None,
    )


async def renew_browser_session(session: Session, session_id: UUID | None) -> str | None:
    """A new cookie for the same sign-in, so that a copied old one is worth nothing. None for a program's."""
    row = await session.get(SessionRow, session_id, with_for_update=True) if session_id else None
    if row is None or row.token_hash is None:
        return None
    token = new_secret()
    row.token_hash = fingerprint(token)
    return token


async def csrf_token_of(session: Session, session_id: UUID | None) -> str | None:
    """The token the browser of this sign-in repeats on writes. None for a program's."""
    return await session.scalar(select(SessionRow.csrf_token).where(SessionRow.id == session_id))


async def end_session(session: Session, session_id: UUID) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.id == session_id))


async def end_session_by_cookie(session: Session, token: str) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.token_hash == fingerprint(token)))


async def end_sessions_of(session: Session, user_id: UUID, keep: UUID | None = None) -> None:
    """Ends all sign-ins of the user, browsers and programs, except `keep`."""
    statement = delete(SessionRow).where(SessionRow.user_id == user_id)
    if keep:
        statement = statement.where(SessionRow.id != keep)
    await session.execute(statement)


async def forget_expired_sessions(session: Session) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
