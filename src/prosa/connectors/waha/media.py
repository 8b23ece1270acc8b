"""Files people sent: fetched from WAHA itself, whatever address a delivery names."""

import re
from collections.abc import AsyncIterator
from urllib.parse import unquote

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.fetching import Source, download
from prosa.connectors.waha.calls import told
from prosa.connectors.waha.chats import read_id
from prosa.connectors.waha.content import FILES, reference_of
from prosa.connectors.waha.settings import WahaSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.core.wire import obj, text


async def fetch(settings: WahaSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file, which WAHA keeps for minutes only: one that is gone is asked for anew, by its message. Raises
    `NotFound` when it is gone for good, too large or kept elsewhere, `Unavailable` when it may come later."""
    path, _, message_id = (media.ref or "").partition("#")
    begun = False
    try:
        async for chunk in _from(settings, http, path):
            begun = True
            yield chunk
    except NotFound:
        if begun or not message_id:
            raise
    if begun:
        return
    async for chunk in _from(settings, http, await _anew(settings, http, message_id)):
        begun = True
        yield chunk
    if not begun:
        raise Unavailable("the file is empty so far")


async def _from(settings: WahaSettings, http: httpx.AsyncClient, path: str) -> AsyncIterator[bytes]:
    if not path.startswith(FILES) or ".." in re.split(r"[/\\]", unquote(path)):
        raise NotFound("the message names no file")
    async for chunk in download(http, Source(settings.base_url, settings.authorization()), settings.base_url + path):
        yield chunk


async def _anew(settings: WahaSettings, http: httpx.AsyncClient, message_id: str) -> str:
    """The path of the file, after WAHA has fetched it from WhatsApp once more."""
    chat = read_id(message_id).chat
    if chat is None:
        raise NotFound("the message of the file is not known")
    where = (settings.session, "chats", chat, "messages", message_id)
    try:
        found = obj(await told(settings, http, "GET", *where, query={"downloadMedia": "true"}))
    except ProviderRefused as refusal:
        raise NotFound(refusal.detail) from refusal
    media = obj(found.get("media"))
    url = text(media.get("url"))
    if url is None:
        raise Unavailable(text(media.get("error")) or "WhatsApp does not give the file now")
    return (reference_of(url, "") or "").rstrip("#")
