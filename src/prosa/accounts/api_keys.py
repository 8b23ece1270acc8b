"""API keys: for programs, belonging to the company. Shown once, kept as a fingerprint."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from prosa.accounts.audit import record_action
from prosa.accounts.credentials import fingerprint, new_secret
from prosa.accounts.models import ApiKeyRow, UserRow
from prosa.accounts.schemas import ApiKey, ApiKeyCreated, NewApiKey, Principal
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id

KEY_START = "prosa_"


async def list_api_keys(session: Session) -> list[ApiKey]:
    """The keys that work or have expired, newest first; revoked ones are in the audit log."""
    statement = (
        select(ApiKeyRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == ApiKeyRow.created_by)
        .where(ApiKeyRow.revoked_at.is_(None))
        .order_by(ApiKeyRow.id.desc())
    )
    return [_view(row, creator) for row, creator in await session.execute(statement)]


async def add_api_key(session: Session, actor: Principal, new: NewApiKey) -> ApiKeyCreated:
    """The result is the only place where the key is ever shown."""
    prefix = f"{KEY_START}{secrets.token_hex(4)}"
    key = f"{prefix}_{new_secret()}"
    row = ApiKeyRow(
        id=new_id(),
        name=new.name,
        prefix=prefix,
        key_hash=fingerprint(key),
        scopes=sorted(set(new.scopes)),
        created_by=actor.user_id,
        created_at=now(),
        expires_at=_future(new.expires_at),
    )
    session.add(row)
    await session.flush()
    record_action(session, actor, "api_key.added", ("api_key", row.id), name=row.name, scopes=row.scopes)
    creator = actor.name if actor.user_id else None
    return ApiKeyCreated(**_view(row, creator).model_dump(), key=key)


async def revoke_api_key(session: Session, actor: Principal, key_id: UUID) -> None:
    row = await session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None or row.revoked_at is not None:
        raise NotFound("there is no such key")
    row.revoked_at = now()
    record_action(session, actor, "api_key.revoked", ("api_key", key_id), name=row.name)


def _future(expires_at: datetime | None) -> datetime | None:
    if expires_at is None:
        return None
    if expires_at.tzinfo is None or expires_at <= now():
        raise Invalid("a key must expire in the future, given with its time zone", field="expires_at")
    return expires_at


def _view(row: ApiKeyRow, creator: str | None) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=row.scopes,
        created_by=creator,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )
