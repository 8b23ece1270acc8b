"""Files people sent: looked up by id, then streamed."""

import re
from collections.abc import AsyncIterator

import httpx
from prosa_connectors.telegram.calls import Failed, call
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.fetching import Source, download
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.core.wire import text

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file a bot is given."""

_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*")
"""One that stays where it is: no leading slash (a server that keeps files on its own disk tells such), no lone dots."""


async def fetch(settings: TelegramSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file, from the configured address only. Raises `NotFound` when it is gone or too large, and
    `Unavailable` when it may come later."""
    source = Source(settings.base_url, {})
    size = 0
    async for chunk in download(http, source, settings.file_url(await _path(settings, http, media))):
        size += len(chunk)
        if size > LARGEST:
            raise NotFound(f"the file is larger than {LARGEST} bytes")
        yield chunk


async def _path(settings: TelegramSettings, http: httpx.AsyncClient, media: Media) -> str:
    """Where the file is, for an hour."""
    if not media.ref or not _FILE_ID.fullmatch(media.ref):
        raise NotFound("the message names no file")
    if (media.size or 0) > LARGEST:
        raise NotFound(f"the file has {media.size} bytes, bots are given {LARGEST}")
    found = await call(settings, http, "getFile", {"file_id": media.ref})
    if isinstance(found, Failed):
        raise _problem(found)
    path = text(found.get("file_path"))
    if path is None:
        raise Unavailable("Telegram did not tell where the file is")
    if not _PATH.fullmatch(path):
        raise NotFound("the file is kept where it cannot be fetched")
    return path


def _problem(failed: Failed) -> NotFound | Unavailable:
    gone = failed.code == httpx.codes.BAD_REQUEST
    return NotFound(failed.detail) if gone else Unavailable(failed.detail)
