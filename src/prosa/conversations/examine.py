"""Looking at files once they are here: for viruses, and for what a screen shows of them."""

import asyncio
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

import structlog

from prosa.accounts import services
from prosa.conversations import attachments
from prosa.conversations.attachments import SCAN, Features
from prosa.conversations.port import FileScan
from prosa.core import film, pictures, sound
from prosa.core.errors import NotFound, ProsaError, Unavailable
from prosa.core.runtime import Runtime
from prosa.core.storage import on_disk

log = structlog.get_logger(__name__)

SCANNER_PAUSE = timedelta(seconds=30)
_READING = asyncio.Semaphore(2)
"""Files that are read at a time: a large picture takes much memory, a long recording a processor."""


async def scan(runtime: Runtime, attachment_id: UUID) -> None:
    """Lets a held file be seen, or takes it away for good. Without an answer of the scanner it stays held."""
    async with runtime.db.transaction() as session:
        found = await attachments.held(session, attachment_id)
        service = await services.chosen(session, runtime, SCAN)
    if found is None:
        return
    virus = None
    try:
        if service is not None:
            scanner: FileScan = service.connector.provides[FileScan]
            virus = await scanner.scan(service.settings, runtime.storage.open(found.key))
    except NotFound:
        async with runtime.db.transaction() as session:
            await attachments.missing(session, attachment_id, "lost")
        return
    except Unavailable as problem:
        await _wait(runtime, attachment_id, problem)
        return
    if virus is None:
        async with runtime.db.transaction() as session:
            await services.note(session, SCAN, None)
            await attachments.cleared(session, attachment_id)
        return
    log.warning("infected_file", attachment_id=str(attachment_id), virus=virus)
    async with runtime.db.transaction() as session:
        await services.note(session, SCAN, None)
        keys = await attachments.remove_content(session, found.key, f"infected: {virus}")
    for key in keys:
        await runtime.storage.delete(key)


async def _wait(runtime: Runtime, attachment_id: UUID, problem: ProsaError) -> None:
    log.warning("scanner_away", attachment_id=str(attachment_id))
    async with runtime.db.transaction() as session:
        await services.note(session, SCAN, problem.detail)
        await attachments.scan_later(session, attachment_id, SCANNER_PAUSE)


async def measure(runtime: Runtime, attachment_id: UUID) -> None:
    """Finds out what screens show: size and small copy of a picture, length and waveform of a recording."""
    async with runtime.db.transaction() as session:
        media = await attachments.media(session, attachment_id)
    if media.key is None or media.mime_type.split("/")[0] not in ("image", "audio", "video"):
        return
    try:
        async with _READING, on_disk(runtime.storage, media.key) as file:
            features, small = await asyncio.to_thread(_read, file, media.mime_type.split(";")[0])
    except NotFound:
        return
    key = await runtime.storage.put(small) if small else None
    async with runtime.db.transaction() as session:
        await attachments.measured(session, attachment_id, features, key)


def _read(file: BinaryIO, mime_type: str) -> tuple[Features, bytes | None]:
    match mime_type.split("/")[0]:
        case "image":
            picture = pictures.look(file, mime_type)
            return (Features(picture.width, picture.height), picture.small) if picture else (Features(), None)
        case "audio":
            heard = sound.measure(file, mime_type)
            return Features(duration_ms=heard.duration_ms, waveform=heard.waveform) if heard else Features(), None
    seen = film.look(file, mime_type)
    return (Features(seen.width, seen.height, seen.duration_ms), seen.small) if seen else (Features(), None)
