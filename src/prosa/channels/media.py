"""Fetching the files a provider announced."""

from collections.abc import AsyncIterator
from uuid import UUID

import filetype

from prosa.channels.lines import lines
from prosa.conversations import Media, attachments
from prosa.core.errors import NotFound, TooLarge
from prosa.core.runtime import Runtime

LARGEST = 100 * 1024 * 1024
"""Bytes; the most any provider allows for a document."""


async def fetch(runtime: Runtime, attachment_id: UUID) -> None:
    """Brings a provider's file into our storage, once. One that is gone or too large is shown as missing.

    Raises `Unavailable` when it may come later.
    """
    async with runtime.db.transaction() as session:
        found = await attachments.announced(session, attachment_id)
    if found is None:
        return
    line = await lines(runtime).get(found.channel_id)
    try:
        file = await runtime.storage.take(_within(line.port.fetch_media(line.settings, runtime.http, found.media)))
    except (NotFound, TooLarge):
        async with runtime.db.transaction() as session:
            await attachments.missing(session, attachment_id)
        return
    async with runtime.db.transaction() as session:
        await attachments.stored(session, attachment_id, file.key, sniff(file.head, found.media), file.size)


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
