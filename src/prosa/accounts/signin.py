"""Proving a password: lock-out first, then argon2 outside of any transaction, then the sign-in itself.

An e-mail that nobody has is answered like a wrong password: same words, same work, same lock-out.
"""

import math
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from prosa.accounts.audit import record_action
from prosa.accounts.lockout import count_attempt, forgive_attempt
from prosa.accounts.models import UserRow
from prosa.accounts.passwords import hash_password, is_outdated, verify_password
from prosa.accounts.schemas import Principal, PrincipalKind, Role, User, system
from prosa.accounts.sessions import Origin
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import TooMany, Unauthenticated
from prosa.core.runtime import Runtime


class InvalidCredentials(Unauthenticated):
    code = "invalid_credentials"


class Locked(TooMany):
    """Too many failures: `params.retry_after` says in how many seconds the next attempt counts."""

    code = "locked"


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody knew the password. It holds as long as `password_hash` is still the user's."""

    user_id: UUID
    password_hash: str
    renewed_hash: str | None


async def prove_password(runtime: Runtime, email: str, password: str, origin: Origin) -> Proof:
    """Counts the attempt and checks the password. Raises `Locked` or `InvalidCredentials`."""
    async with runtime.db.transaction() as session:
        wait = await count_attempt(session, email, origin.ip)
        user = await session.scalar(select(UserRow).where(func.lower(UserRow.email) == email))
    if wait:
        raise Locked("too many failed attempts", retry_after=math.ceil(wait))
    right = await verify_password(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        await _record_refusal(runtime, user, origin)
        raise InvalidCredentials("e-mail or password is wrong")
    renewed = await hash_password(password) if is_outdated(user.password_hash) else None
    return Proof(user.id, user.password_hash, renewed)


async def _record_refusal(runtime: Runtime, user: UserRow | None, origin: Origin) -> None:
    async with runtime.db.transaction() as session:
        subject = ("user", user.id) if user else None
        record_action(session, system("sign-in").at(origin.ip), "session.refused", subject)


async def sign_in(session: Session, proof: Proof, origin: Origin) -> tuple[User, Principal]:
    """Takes the proof in the transaction that starts the sign-in. Raises `InvalidCredentials`."""
    row = await accept(session, proof, origin)
    row.password_hash = proof.renewed_hash or row.password_hash
    row.last_login_at = now()
    principal = Principal(PrincipalKind.USER, row.id, row.name, Role(row.role), ip=origin.ip)
    return User.model_validate(row), principal


async def accept(session: Session, proof: Proof, origin: Origin) -> UserRow:
    """The user, locked, when the proof still holds: raises `InvalidCredentials` when the account was closed or
    got another password in between. Takes the attempt back."""
    row = await session.get_one(UserRow, proof.user_id, with_for_update=True)
    if not row.active or row.password_hash != proof.password_hash:
        raise InvalidCredentials("e-mail or password is wrong")
    await forgive_attempt(session, row.email, origin.ip)
    return row
