"""Connections to language models, as admins keep them; keys are sealed by `accounts.connections`."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import structlog
from pydantic import SecretStr
from sqlalchemy import select

from prosa.accounts import connections, record_action
from prosa.accounts.schemas import Principal
from prosa.agents.model_schemas import (
    SHIPPED_PROFILES,
    Key,
    ModelChange,
    ModelItem,
    ModelList,
    NewModel,
    Prices,
    Profile,
    Provider,
)
from prosa.agents.models import ModelConnectionRow
from prosa.agents.pricing import has_price
from prosa.agents.schemas import ModelPlan
from prosa.core import driver, reach
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound, Unavailable
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime
from prosa.core.secrets import WrongKey
from prosa.core.settings import Settings

log = structlog.get_logger(__name__)

KIND = "language_model"
TOPIC = "models"
_REVISIONS = "SELECT id, revision FROM model_connection WHERE enabled"
_PLAIN = ("name", "provider", "model", "base_url", "timeout_seconds", "temperature", "max_tokens", "enabled")


class ModelsMissing(Unavailable):
    """The libraries for language models are not installed (`pip install prosa[llm]`)."""

    code = "models_missing"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as the engine uses it, with its key opened. `revision` changes whenever anything in it does."""

    id: UUID
    revision: int
    name: str
    provider: Provider
    model: str
    base_url: str | None
    api_key: SecretStr | None = field(repr=False)
    profile: Profile
    prices: Prices | None
    timeout_seconds: float
    temperature: float | None
    max_tokens: int | None


def installed() -> bool:
    """Whether language models can be asked at all, without importing anything for it."""
    return find_spec("pydantic_ai") is not None


async def list_models(session: Session) -> ModelList:
    rows = await session.scalars(select(ModelConnectionRow).order_by(ModelConnectionRow.id))
    return ModelList(items=[await _item(session, row) for row in rows], installed=installed())


async def get_model(session: Session, model_id: UUID) -> ModelItem:
    """Raises `NotFound`."""
    return await _item(session, await _row(session, model_id))


async def add_model(session: Session, runtime: Runtime, actor: Principal, new: NewModel) -> UUID:
    """The address must have been checked with `check_address`."""
    secret = await connections.save(session, runtime.vault, KIND, Key(api_key=new.api_key))
    row = ModelConnectionRow(
        id=new_id(),
        secret=secret,
        profile=(new.profile or SHIPPED_PROFILES[new.provider]).model_dump(),
        prices=new.prices.model_dump() if new.prices else None,
        **{name: getattr(new, name) for name in _PLAIN},
    )
    session.add(row)
    record_action(session, actor, "model.added", ("model", row.id), name=new.name, provider=new.provider)
    publish(session, TOPIC)
    return row.id


async def change_model(
    session: Session, runtime: Runtime, actor: Principal, model_id: UUID, change: ModelChange
) -> None:
    """Raises `NotFound` and `Invalid`. The address must have been checked with `check_address`."""
    row = await _row(session, model_id, lock=True)
    given = change.model_dump(exclude_unset=True)
    if "api_key" in given:
        key = change.api_key.get_secret_value() if change.api_key else None
        await connections.change(session, runtime.vault, row.secret, Key, {"api_key": key})
        del given["api_key"]
    _overwrite(row, given)
    row.revision += 1
    await session.flush()
    record_action(session, actor, "model.changed", ("model", model_id), fields=sorted(change.model_fields_set))
    publish(session, TOPIC)


def _overwrite(row: ModelConnectionRow, given: Mapping[str, Any]) -> None:
    """Raises `Invalid` for a null where something must be."""
    for name, value in given.items():
        if value is None and name in ("name", "model", "profile", "timeout_seconds", "enabled"):
            raise Invalid(f"{name} cannot be taken away")
        if name == "base_url" and value is None and row.provider == Provider.COMPATIBLE:
            raise Invalid("a compatible server needs its address")
        setattr(row, name, value)


async def remove_model(session: Session, actor: Principal, model_id: UUID) -> None:
    """What was spent on it stays in the ledger. Raises `NotFound`."""
    row = await _row(session, model_id, lock=True)
    name, secret = row.name, row.secret
    await session.delete(row)
    await session.flush()
    await connections.remove(session, secret)
    record_action(session, actor, "model.removed", ("model", model_id), name=name)
    publish(session, TOPIC)


async def keep_profile(session: Session, model_id: UUID, profile: Profile) -> None:
    """What a trial found. Raises `NotFound`."""
    row = await _row(session, model_id, lock=True)
    if row.profile != profile.model_dump():
        row.profile = profile.model_dump()
        row.revision += 1
        publish(session, TOPIC)


async def opened(session: Session, runtime: Runtime, model_id: UUID) -> Connection:
    """Raises `NotFound`, and `WrongKey` when its key cannot be read."""
    return await _open(session, runtime, await _row(session, model_id))


async def enabled(session: Session, runtime: Runtime) -> dict[UUID, Connection]:
    """All that may be asked, in the order in which they were made; one whose key cannot be read is none of them."""
    query = select(ModelConnectionRow).where(ModelConnectionRow.enabled).order_by(ModelConnectionRow.id)
    found: dict[UUID, Connection] = {}
    for row in list(await session.scalars(query)):
        try:
            found[row.id] = await _open(session, runtime, row)
        except WrongKey:
            log.error("model_key_unreadable", model_id=str(row.id))
    return found


async def revisions(session: Session) -> dict[UUID, int]:
    """Of all that may be asked: what `enabled` would return is the same as long as these are."""
    return {row.id: row.revision for row in await driver.run(session, _REVISIONS, {})}


async def unpriced(session: Session, plan: ModelPlan) -> list[str]:
    """Names of the models a plan may ask whose cost nobody knows: no limit of cost would ever hold them back."""
    chosen = {*plan.chain, *((plan.small,) if plan.small else ())}
    query = select(ModelConnectionRow).where(ModelConnectionRow.enabled)
    rows = [row for row in await session.scalars(query) if not row.prices and (not plan.chain or row.id in chosen)]
    return [row.name for row in rows if not await _has_price(row)]


async def _has_price(row: ModelConnectionRow) -> bool:
    return await asyncio.to_thread(has_price, Provider(row.provider), row.model, row.base_url)


async def check_address(settings: Settings, base_url: str | None) -> None:
    """Raises `AddressRefused` for one of the own network that the operator has not listed, and `Invalid`. A name that
    does not exist may do so later. Looks it up: call it outside of transactions."""
    if base_url is None:
        return
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if host in settings.internal_hosts:
        return
    with suppress(httpx.ConnectError):
        await reach.public_address(host)
    if parts.scheme != "https":
        raise Invalid("must use https, or the key would travel readable")


async def _open(session: Session, runtime: Runtime, row: ModelConnectionRow) -> Connection:
    key = await connections.load(session, runtime.vault, row.secret, Key)
    return Connection(
        id=row.id,
        revision=row.revision,
        name=row.name,
        provider=Provider(row.provider),
        model=row.model,
        base_url=row.base_url,
        api_key=key.api_key,
        profile=Profile.model_validate(row.profile),
        prices=Prices.model_validate(row.prices) if row.prices else None,
        timeout_seconds=row.timeout_seconds,
        temperature=row.temperature,
        max_tokens=row.max_tokens,
    )


async def _item(session: Session, row: ModelConnectionRow) -> ModelItem:
    shown = await connections.masked(session, row.secret)
    values = {name: getattr(row, name) for name in (*_PLAIN, "id", "created_at", "profile", "prices")}
    priced = bool(row.prices) or await _has_price(row)
    return ModelItem.model_validate({**values, "has_key": bool(shown.get("api_key")), "priced": priced})


async def _row(session: Session, model_id: UUID, *, lock: bool = False) -> ModelConnectionRow:
    row = await session.get(ModelConnectionRow, model_id, with_for_update=lock)
    if row is None:
        raise NotFound("there is no such model")
    return row
