"""Fetching the files a provider announced."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import filetype
import structlog

from prosa.channels import vcards
from prosa.channels.fitting import essence
from prosa.channels.lines import lines
from prosa.conversations import Media, attachments
from prosa.core.errors import NotFound, TooLarge, Unavailable
from prosa.core.runtime import Runtime
from prosa.core.storage import StorageFull

log = structlog.get_logger(__name__)

LARGEST = 100 * 1024 * 1024
"""Bytes; the most any provider allows for a document."""


async def fetch(runtime: Runtime, attachment_id: UUID) -> None:
    """Brings a provider's file into our storage, once. One that does not come is asked for again with growing
    pauses; one that is gone or too large is shown as missing. Raises `StorageFull`."""
    async with runtime.db.transaction() as session:
        found = await attachments.announced(session, attachment_id)
    if found is None:
        return
    try:
        line = await lines(runtime).get(found.channel_id)
        file = await runtime.storage.take(_within(line.port.fetch_media(line.settings, runtime.http, found.media)))
    except (NotFound, TooLarge) as problem:
        async with runtime.db.transaction() as session:
            reason = "too_large" if isinstance(problem, TooLarge) else "gone"
            await attachments.missing(session, attachment_id, reason)
        return
    except StorageFull:
        raise  # it is our disk that does not take it: the sweep asks again for as long as that lasts
    except Unavailable as problem:
        log.info("file_not_fetched", attachment_id=str(attachment_id), reason=problem.code)
        async with runtime.db.transaction() as session:
            await attachments.try_later(session, attachment_id, problem.code)
        return
    cards = await _cards(runtime, found.media, file.key)
    async with runtime.db.transaction() as session:
        await attachments.stored(session, attachment_id, file.key, sniff(file.head, found.media), file.size)
        if cards:
            await attachments.tell(session, attachment_id, {"contacts": cards})


async def _cards(runtime: Runtime, media: Media, key: str) -> list[dict[str, Any]]:
    """The people on a contact card that came as a file."""
    if essence(media) not in vcards.TYPES:
        return []
    data = b""
    async for chunk in runtime.storage.open(key):
        data += chunk
        if len(data) > vcards.LARGEST:
            break
    return vcards.read_vcards(data.decode("utf-8", "replace").replace("\0", ""))


async def _within(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise TooLarge("the file is larger than any provider allows")
        yield chunk


def sniff(head: bytes, claimed: Media) -> str:
    """The type the first bytes show; what was claimed where they show none (text, office files)."""
    found = filetype.guess(head)
    if found is None or claimed.mime_type.split(";")[0] == found.mime:
        return claimed.mime_type
    return str(found.mime)
