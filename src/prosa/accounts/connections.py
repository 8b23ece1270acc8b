"""Connections: settings of outside systems. Any settings model goes in; its secrets are stored encrypted.

A secret is a field of type `SecretStr`, at any depth of nested models. It leaves masked; what comes back masked,
or does not come back, stays as it was.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, SecretStr, ValidationError
from sqlalchemy import delete, select

from prosa.accounts.models import ConnectionRow
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.http import invalid_fields
from prosa.core.ids import new_id
from prosa.core.secrets import Vault

MASK = "••••"
_HELD = "prosa.connections"
M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], values: Mapping[str, Any]) -> M:
    """The settings an admin typed. Raises `Invalid` with the fields, without repeating what was typed."""
    try:
        return model.model_validate(_without_masks(values))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        raise invalid_fields(problems) from None


async def save(session: Session, vault: Vault, connector: str, settings: BaseModel) -> UUID:
    public, secret = _split(settings)
    row = ConnectionRow(id=new_id(), connector=connector, settings=public, sealed=_seal(vault, secret))
    session.add(row)
    await session.flush()
    return row.id


async def load(session: Session, vault: Vault, connection_id: UUID, model: type[M]) -> M:
    """The settings with their secrets. Raises `WrongKey`, and `Invalid` when the model asks for more by now."""
    row = await _row(session, connection_id)
    return validated(model, _stored(vault, row))


async def preload(session: Session, connection_ids: Collection[UUID]) -> None:
    """Reads many at once: what is asked of each in this session then costs no further query."""
    held = await session.scalars(select(ConnectionRow).where(ConnectionRow.id.in_(connection_ids)))
    session.info[_HELD] = list(held)


async def masked(session: Session, connection_id: UUID) -> dict[str, Any]:
    """The settings as they may be shown: a secret that is set reads as a mask."""
    return (await _row(session, connection_id)).settings


async def change(session: Session, vault: Vault, connection_id: UUID, model: type[M], changes: Mapping[str, Any]) -> M:
    """Overwrites the fields given and returns the whole. A masked secret stays; null takes an optional one away.
    Raises `Invalid`, and then nothing is changed."""
    row = await _row(session, connection_id, lock=True)
    settings = validated(model, _merged(_stored(vault, row), _without_masks(changes)))
    public, secret = _split(settings)
    row.settings, row.sealed = public, _seal(vault, secret)
    return settings


async def tentative(
    session: Session, vault: Vault, connection_id: UUID | None, model: type[M], values: Mapping[str, Any]
) -> M:
    """The settings as they would be, for a trial; a masked or omitted secret is the stored one. Raises `Invalid`."""
    if connection_id is None:
        return validated(model, values)
    stored = _stored(vault, await _row(session, connection_id))
    return validated(model, _merged(stored, _without_masks(values)))


async def remove(session: Session, connection_id: UUID) -> None:
    await session.execute(delete(ConnectionRow).where(ConnectionRow.id == connection_id))


async def _row(session: Session, connection_id: UUID, lock: bool = False) -> ConnectionRow:
    row = await session.get(ConnectionRow, connection_id, with_for_update=lock)
    if row is None:
        raise NotFound("there is no such connection")
    return row


def _seal(vault: Vault, secret: dict[str, Any]) -> str:
    return vault.seal(json.dumps(secret))


def _opened(vault: Vault, sealed: str) -> dict[str, Any]:
    secret: dict[str, Any] = json.loads(vault.open(sealed))
    return secret


def _stored(vault: Vault, row: ConnectionRow) -> dict[str, Any]:
    return _merged(row.settings, _opened(vault, row.sealed))


def _split(settings: BaseModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings with their secrets masked, and the secrets alone. Both are JSON-ready."""
    values = settings.model_dump(by_alias=True, round_trip=True)
    ready = settings.model_dump(by_alias=True, round_trip=True, mode="json")
    return _split_level(values, ready)


def _split_level(values: Mapping[str, Any], ready: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    public: dict[str, Any] = dict(ready)
    secret: dict[str, Any] = {}
    for name, value in zip(ready, values.values(), strict=True):
        if isinstance(value, SecretStr):
            secret[name] = value.get_secret_value()
            public[name] = MASK if secret[name] else ""
        elif isinstance(value, dict):
            public[name], secret[name] = _split_level(value, ready[name])
        elif isinstance(value, list | tuple | set) and any(isinstance(one, SecretStr) for one in value):
            raise TypeError(f"{name}: a list of secrets cannot be stored; use a nested model")
    return public, secret


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for name, value in above.items():
        under = both.get(name)
        both[name] = _merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both


def _without_masks(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _without_masks(value) if isinstance(value, dict) else value
        for name, value in values.items()
        if value != MASK
    }
