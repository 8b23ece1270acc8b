"""Tokens of programs: a short access token (JWT, HS256) and a refresh token that works once.

The signing key is derived from the vault's keys, so there is no second secret to keep and a rotation of the vault
does not sign programs out while the old key is still listed.
"""

from datetime import timedelta
from uuid import UUID

import jwt

from prosa.accounts.audit import record_action
from prosa.accounts.credentials import fingerprint, new_secret
from prosa.accounts.models import RefreshTokenRow, SessionRow, UserRow
from prosa.accounts.schemas import Principal, PrincipalKind, Role, Tokens
from prosa.accounts.sessions import LIFE, Origin, end_session, new_session
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Unauthenticated
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.secrets import Vault

ACCESS_LIFE = timedelta(minutes=15)
_ALGORITHM = "HS256"
_PURPOSE = "prosa access token"


class InvalidToken(Unauthenticated):
    code = "invalid_token"


async def issue_tokens(session: Session, vault: Vault, user_id: UUID, origin: Origin) -> Tokens:
    """Signs a program in."""
    row = new_session(user_id, origin)
    session.add(row)
    await session.flush()
    return _pair(session, vault, row)


async def refresh_tokens(runtime: Runtime, refresh_token: str, origin: Origin) -> Tokens:
    """The next pair of tokens. A refresh token that was used before has been copied: the sign-in ends for both
    holders. Raises `InvalidToken`."""
    async with runtime.db.transaction() as session:
        tokens = await _refresh(session, runtime.vault, refresh_token, origin)
    if tokens is None:
        raise InvalidToken("this refresh token is not valid")
    return tokens


async def _refresh(session: Session, vault: Vault, refresh_token: str, origin: Origin) -> Tokens | None:
    token = await session.get(RefreshTokenRow, fingerprint(refresh_token))
    if token is None:
        return None
    sign_in = await session.get(SessionRow, token.session_id, with_for_update=True)
    if sign_in is None or sign_in.expires_at <= now():
        return None
    await session.refresh(token)  # only now, behind the lock, is `used_at` certain
    if token.used_at is not None:
        await _end_reused(session, sign_in, origin)
        return None
    token.used_at = sign_in.last_seen_at = now()
    sign_in.expires_at = now() + LIFE
    return _pair(session, vault, sign_in)


async def _end_reused(session: Session, sign_in: SessionRow, origin: Origin) -> None:
    user = await session.get_one(UserRow, sign_in.user_id)
    await end_session(session, sign_in.id)
    owner = Principal(PrincipalKind.USER, user.id, user.name, Role(user.role), ip=origin.ip)
    record_action(session, owner, "tokens.reused", ("user", user.id))


def _pair(session: Session, vault: Vault, sign_in: SessionRow) -> Tokens:
    refresh_token = new_secret()
    session.add(RefreshTokenRow(token_hash=fingerprint(refresh_token), session_id=sign_in.id))
    return Tokens(
        access_token=_access_token(vault, sign_in.id),
        refresh_token=refresh_token,
        expires_in=int(ACCESS_LIFE.total_seconds()),
    )


def _access_token(vault: Vault, session_id: UUID) -> str:
    issued = now()
    claims = {"iss": "prosa", "sid": str(session_id), "iat": issued, "exp": issued + ACCESS_LIFE}
    return jwt.encode(claims | {"jti": str(new_id())}, vault.derived(_PURPOSE)[0], _ALGORITHM)


def session_of(vault: Vault, access_token: str) -> UUID:
    """The sign-in an access token speaks for. Raises `InvalidToken`; whether the sign-in still lasts is not
    looked up here."""
    for key in vault.derived(_PURPOSE):
        try:
            claims = jwt.decode(access_token, key, [_ALGORITHM], issuer="prosa", options={"require": ["exp", "sid"]})
            return UUID(claims["sid"])
        except jwt.InvalidSignatureError:
            continue
        except (jwt.InvalidTokenError, ValueError):
            break
    raise InvalidToken("this access token is not valid or has expired")
