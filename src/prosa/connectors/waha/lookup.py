"""Finding messages in WAHA's store: what one is called in whole, and whether one went out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.fitting import Unfit
from prosa.channels.port import Outgoing
from prosa.connectors.waha import chats
from prosa.connectors.waha.calls import Query, told
from prosa.connectors.waha.chats import chat_of, own_key, read_id, written_id
from prosa.connectors.waha.content import content_of
from prosa.connectors.waha.fitting import request
from prosa.connectors.waha.settings import WahaSettings
from prosa.contacts.schemas import Identity
from prosa.core.errors import Unavailable
from prosa.core.wire import number, obj, objects, text

PAGE = 100
"""Messages of a chat that are looked through."""


async def whole_id(settings: WahaSettings, http: httpx.AsyncClient, chat: str, key: str) -> str:
    """`<fromMe>_<chat>_<key>`: some engines take a message by nothing less. One that is not found is taken for the
    contact's, which is what people answer and react to."""
    if read_id(key).chat is not None:
        return key
    try:
        found = await _messages(settings, http, chat, {})
    except (Unavailable, ProviderRefused):
        found = []
    written = (written_id(message.get("id")) or "" for message in found)
    return next((id_ for id_ in written if read_id(id_).key == key), f"false_{chat}_{key}")


async def number_behind(settings: WahaSettings, http: httpx.AsyncClient, lid: str) -> Identity | None:
    """The phone of a hidden id; None when WAHA does not know it, or does not say."""
    try:
        found = obj(await told(settings, http, "GET", settings.session, "lids", lid))
    except (Unavailable, ProviderRefused):
        return None
    return chats.address(chats.chat_id(text(found.get("pn")) or ""))


async def find(settings: WahaSettings, http: httpx.AsyncClient, message: Outgoing, since: datetime) -> str | None:
    """By the id it was sent under, or by what it says; of several the last. Where there is no store to look into, what
    has an id of ours counts as not sent: sent again it is no second message. Raises `Unavailable`."""
    try:
        chat, composed = chat_of(message.to), request(settings.session, message)
    except Unfit:
        return None
    moment = int(since.timestamp())
    query: Query = {"filter.timestamp.gte": moment, "filter.fromMe": "true"}
    try:
        found = await _messages(settings, http, chat, query)
    except ProviderRefused as refusal:
        if "id" in composed.body:
            return None
        raise Unavailable(refusal.detail) from refusal
    recent = [message for message in found if (number(message.get("timestamp")) or 0) >= moment]
    return next(_matching(recent, message, composed.body), None)


async def _messages(settings: WahaSettings, http: httpx.AsyncClient, chat: str, query: Query) -> list[dict[str, Any]]:
    """Of one chat, the last first. Raises `Unavailable` and `ProviderRefused`."""
    wanted = {"limit": PAGE, "sortOrder": "desc", "downloadMedia": "false", **query}
    found = objects(await told(settings, http, "GET", settings.session, "chats", chat, "messages", query=wanted))
    return sorted(found, key=lambda message: number(message.get("timestamp")) or 0, reverse=True)


def _matching(found: list[dict[str, Any]], message: Outgoing, body: Mapping[str, Any]) -> Iterator[str]:
    ours = own_key(message.message_id)
    for candidate in found:
        id_ = read_id(written_id(candidate.get("id")) or "")
        sent_here = id_.from_me is True and chats.from_linked_device(id_.key)
        if id_.key == ours or (sent_here and _same(candidate, message, body)):
            yield id_.key


def _same(candidate: Mapping[str, Any], message: Outgoing, body: Mapping[str, Any]) -> bool:
    """Whether it says the same: a file, and what an engine took under no id of ours, goes under one of its own. A
    file that was converted has another size."""
    content = content_of(candidate, "")
    if message.media is None:
        return content.media is None and content.text is not None and content.text == body.get("text")
    if content.media is None or content.text != body.get("caption"):
        return False
    return body.get("convert") is True or len({content.media.size, message.media.size} - {None}) == 1
