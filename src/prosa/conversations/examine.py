"""Looking at files once they are here, for what a screen shows of them."""

import asyncio
from typing import BinaryIO
from uuid import UUID

from prosa.conversations import attachments
from prosa.conversations.attachments import Features
from prosa.core import film, pictures, sound
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.storage import on_disk

_READING = asyncio.Semaphore(2)
"""Files that are read at a time: a large picture takes much memory, a long recording a processor."""


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
