"""Users: added, changed, never deleted. One active admin always remains."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts.audit import record_action
from prosa.accounts.company import get_company
from prosa.accounts.models import UserRow
from prosa.accounts.passwords import hash_password, readable_password
from prosa.accounts.schemas import Change, Principal, Role, User, system
from prosa.accounts.sessions import end_sessions_of
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish

FIRST_ADMIN_EMAIL = "admin@localhost"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('prosa.first_admin'))")


class EmailTaken(Conflict):
    code = "email_taken"


class LastAdmin(Conflict):
    """Without an admin nobody could ever make one again."""

    code = "last_admin"


async def list_users(session: Session) -> list[User]:
    rows = await session.scalars(select(UserRow).order_by(func.lower(UserRow.name), UserRow.id))
    return [User.model_validate(row) for row in rows]


async def names_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id; unknown ids are left out, and no query is made for none."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(wanted)))
    return {row.id: row.name for row in rows}


async def get_user(session: Session, user_id: UUID) -> User:
    row = await session.get(UserRow, user_id)
    if row is None:
        raise _no_such_user()
    return User.model_validate(row)


async def get_user_by_email(session: Session, email: str) -> User:
    row = await session.scalar(select(UserRow).where(func.lower(UserRow.email) == email.strip().lower()))
    if row is None:
        raise NotFound("nobody has this e-mail")
    return User.model_validate(row)


async def add_user(
    session: Session,
    actor: Principal,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    locale: str | None = None,
) -> User:
    """`password_hash` comes from `hash_password`, made before the transaction. Raises `EmailTaken`."""
    locale = locale or (await get_company(session)).locale
    values: dict[str, Any] = {"email": email.strip().lower(), "name": name, "role": role, "locale": locale}
    statement = insert(UserRow).values(id=new_id(), password_hash=password_hash, **values)
    row = await session.scalar(statement.on_conflict_do_nothing().returning(UserRow))
    if row is None:
        raise EmailTaken("somebody has this e-mail already")
    record_action(session, actor, "user.added", ("user", row.id), email=row.email, name=name, role=role)
    publish(session, "users")
    return User.model_validate(row)


async def change_user(session: Session, actor: Principal, user_id: UUID, change: Change) -> User:
    """Takes effect with the user's next request; deactivation ends all sign-ins. Raises `LastAdmin`."""
    row, others = await _row_and_other_admins(session, user_id)
    given = change.given()
    was_admin = row.active and row.role == Role.ADMIN
    for name, value in given.items():
        setattr(row, name, value)
    if was_admin and not others and not (row.active and row.role == Role.ADMIN):
        raise LastAdmin("at least one active admin must remain")
    if not row.active:
        await end_sessions_of(session, user_id)
    record_action(session, actor, "user.changed", ("user", user_id), **given)
    publish(session, "users")
    return User.model_validate(row)


async def set_password(
    session: Session, actor: Principal, user_id: UUID, password_hash: str, keep_session: UUID | None = None
) -> None:
    """Ends all sign-ins of the user except `keep_session`."""
    row = await _locked(session, user_id)
    row.password_hash = password_hash
    await end_sessions_of(session, user_id, keep_session)
    record_action(session, actor, "user.password_set", ("user", user_id))


async def ensure_first_admin(session: Session, email: str = FIRST_ADMIN_EMAIL) -> str | None:
    """Makes an admin when there is no user yet and returns the password, which is shown once and not kept.

    Safe when several processes start at once: one of them gets the password, the others None.
    """
    await session.execute(_ONE_AT_A_TIME)
    if await session.scalar(select(UserRow.id).limit(1)):
        return None
    password = readable_password()
    await add_user(
        session,
        system("first run"),
        email=email,
        name="Admin",
        role=Role.ADMIN,
        password_hash=await hash_password(password),
    )
    return password


async def _locked(session: Session, user_id: UUID) -> UserRow:
    row = await session.get(UserRow, user_id, with_for_update=True)
    if row is None:
        raise _no_such_user()
    return row


def _no_such_user() -> NotFound:
    return NotFound("there is no such user")


async def _row_and_other_admins(session: Session, user_id: UUID) -> tuple[UserRow, bool]:
    """Locks the user and all active admins in one order, so that two admins who demote each other at the same
    moment come one after the other."""
    admin = and_(UserRow.role == Role.ADMIN, UserRow.active)
    statement = select(UserRow).where(or_(admin, UserRow.id == user_id)).order_by(UserRow.id)
    rows = {row.id: row for row in await session.scalars(statement.with_for_update())}
    if user_id not in rows:
        raise _no_such_user()
    return rows[user_id], len(rows) > 1
