"""Services the company uses beside its channels, one for each purpose: who transcribes, who scans files for viruses.

A purpose belongs to the package that has it; here stands only which connector serves it, and how it is doing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select

from prosa.accounts import connections
from prosa.accounts.audit import record_action
from prosa.accounts.models import ServiceRow
from prosa.accounts.schemas import Principal
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Service:
    """A chosen service, ready to be called."""

    connector: Connector
    settings: BaseModel


class ServiceLine(BaseModel):
    """A chosen service as an admin sees it: secrets are masked. `trouble` is what it last failed with."""

    connector: str
    settings: dict[str, Any]
    trouble: str | None
    trouble_since: datetime | None


async def is_chosen(session: Session, purpose: str) -> bool:
    return await session.get(ServiceRow, purpose) is not None


async def chosen(session: Session, runtime: Runtime, purpose: str) -> Service | None:
    """The service with its opened settings. Raises `NotFound` when its connector is not installed any more."""
    row = await session.get(ServiceRow, purpose)
    if row is None:
        return None
    connector = runtime.registry.get(Connector, row.connector)
    return Service(connector, await connections.load(session, runtime.vault, row.connection_id, connector.settings))


async def shown(session: Session, purpose: str) -> ServiceLine | None:
    row = await session.get(ServiceRow, purpose)
    if row is None:
        return None
    settings = await connections.masked(session, row.connection_id)
    return ServiceLine(connector=row.connector, settings=settings, trouble=row.trouble, trouble_since=row.trouble_since)


async def candidate(
    session: Session, runtime: Runtime, purpose: str, connector: str, values: Mapping[str, Any]
) -> Service:
    """A service as it would be with these settings, to be tried; a masked secret is the stored one.
    Raises `NotFound` (connector) and `Invalid`."""
    manifest = runtime.registry.get(Connector, connector)
    row = await session.get(ServiceRow, purpose)
    stored = row.connection_id if row is not None and row.connector == connector else None
    settings = await connections.tentative(session, runtime.vault, stored, manifest.settings, values)
    return Service(manifest, settings)


async def choose(
    session: Session, runtime: Runtime, actor: Principal, purpose: str, connector: str, values: Mapping[str, Any]
) -> None:
    """Puts a service in the place of the one there was. Raises `NotFound` (connector) and `Invalid`."""
    service = await candidate(session, runtime, purpose, connector, values)
    await _drop(session, purpose)
    connection_id = await connections.save(session, runtime.vault, connector, service.settings)
    session.add(ServiceRow(purpose=purpose, connector=connector, connection_id=connection_id))
    record_action(session, actor, "service.chosen", purpose=purpose, connector=connector)
    publish(session, "services")


async def give_up(session: Session, actor: Principal, purpose: str) -> None:
    """Nobody serves this purpose any more."""
    if await _drop(session, purpose):
        record_action(session, actor, "service.given_up", purpose=purpose)
        publish(session, "services")


async def _drop(session: Session, purpose: str) -> bool:
    row = await session.get(ServiceRow, purpose, with_for_update=True)
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    await connections.remove(session, row.connection_id)
    return True


async def note(session: Session, purpose: str, trouble: str | None) -> None:
    """How the last call went; the beginning of a trouble is kept until it ends."""
    row = await session.get(ServiceRow, purpose)
    if row is None or (row.trouble is None) == (trouble is None):
        return
    row.trouble, row.trouble_since = trouble, now() if trouble else None
    publish(session, "services")


async def in_use(session: Session) -> list[tuple[str, str | None]]:
    """The purposes that are served, with the trouble each has now."""
    query = select(ServiceRow.purpose, ServiceRow.trouble).order_by(ServiceRow.purpose)
    return [(purpose, trouble) for purpose, trouble in await session.execute(query)]
