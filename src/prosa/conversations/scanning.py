"""The virus scan: who does it, as admins keep it, and what becomes of the files that wait for it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel
from sqlalchemy import func, select

from prosa.accounts import services
from prosa.accounts.schemas import Principal
from prosa.accounts.services import Service, ServiceLine
from prosa.conversations import attachments
from prosa.conversations.attachments import SCAN
from prosa.conversations.events import FileHeld
from prosa.conversations.models import AttachmentRow
from prosa.conversations.port import FileScan
from prosa.conversations.schemas import FileState
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound, ProsaError, Unavailable
from prosa.core.events import emit
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

PAUSE = timedelta(seconds=30)
"""Between two tries of a scan while the scanner is away."""
_AT_ONCE = asyncio.Semaphore(4)


class ScanConnector(BaseModel):
    """`settings_schema` is JSON Schema."""

    name: str
    label: str
    settings_schema: dict[str, Any]


class ScanSettings(BaseModel):
    """Without a `scanner` files are shown as they come. `held` counts those that wait for it now."""

    connectors: list[ScanConnector]
    scanner: ServiceLine | None
    held: int


async def settings(session: Session, runtime: Runtime) -> ScanSettings:
    found = [each for each in runtime.registry.all(Connector).values() if FileScan in each.provides]
    waiting = select(func.count()).select_from(AttachmentRow).where(AttachmentRow.state == FileState.HELD)
    return ScanSettings(
        connectors=[
            ScanConnector(name=each.name, label=each.label, settings_schema=each.settings.model_json_schema())
            for each in found
        ],
        scanner=await services.shown(session, SCAN),
        held=await session.scalar(waiting) or 0,
    )


async def choose(
    session: Session, runtime: Runtime, actor: Principal, connector: str, values: Mapping[str, Any]
) -> None:
    """From now on files are scanned. Raises `NotFound` (connector) and `Invalid`."""
    _scanner(runtime.registry.get(Connector, connector))
    await services.choose(session, runtime, actor, SCAN, connector, values)


async def stop(session: Session, actor: Principal) -> None:
    """Files are scanned no more; those that wait are let through."""
    await services.give_up(session, actor, SCAN)
    for attachment_id in await session.scalars(select(AttachmentRow.id).where(AttachmentRow.state == FileState.HELD)):
        emit(session, FileHeld(str(attachment_id)))


async def attempt(runtime: Runtime, connector: str, values: Mapping[str, Any]) -> str:
    """Who answers at these settings. Raises `NotFound` (connector), `Invalid` and `Unavailable`."""
    scanner = _scanner(runtime.registry.get(Connector, connector))
    async with runtime.db.transaction() as session:
        service = await services.candidate(session, runtime, SCAN, connector, values)
    return await scanner.check(service.settings)


def _scanner(connector: Connector) -> FileScan:
    if FileScan not in connector.provides:
        raise Invalid(f"{connector.name} scans no files")
    scanner: FileScan = connector.provides[FileScan]
    return scanner


async def scan(runtime: Runtime, attachment_id: UUID) -> None:
    """Lets a held file be seen, or takes it away for good. Without an answer of the scanner it stays held."""
    async with runtime.db.transaction() as session:
        found = await attachments.held(session, attachment_id)
        service = await services.chosen(session, runtime, SCAN) if found else None
    if found is None:
        return
    try:
        async with _AT_ONCE:
            virus = await _verdict(runtime, service, found.key)
    except NotFound:
        async with runtime.db.transaction() as session:
            await attachments.missing(session, attachment_id, "lost")
    except Unavailable as problem:
        await _wait(runtime, attachment_id, problem)
    else:
        await _settle(runtime, attachment_id, found.key, virus)


async def _verdict(runtime: Runtime, service: Service | None, key: str) -> str | None:
    if service is None:
        return None  # it is not wished any more
    return await _scanner(service.connector).scan(service.settings, runtime.storage.open(key))


async def _settle(runtime: Runtime, attachment_id: UUID, key: str, virus: str | None) -> None:
    gone: list[str] = []
    async with runtime.db.transaction() as session:
        await services.note(session, SCAN, None)
        if virus is None:
            await attachments.cleared(session, attachment_id)
        else:
            gone = await attachments.remove_content(session, key, f"infected: {virus}")
    for each in gone:
        log.warning("infected_file_deleted", attachment_id=str(attachment_id), virus=virus)
        await runtime.storage.delete(each)


async def _wait(runtime: Runtime, attachment_id: UUID, problem: ProsaError) -> None:
    log.warning("file_not_scanned", attachment_id=str(attachment_id), reason=problem.code)
    detail = problem.code if problem.code != Unavailable.code else "scanner_away"
    async with runtime.db.transaction() as session:
        await services.note(session, SCAN, problem.detail)
        await attachments.scan_later(session, attachment_id, PAUSE, detail)
