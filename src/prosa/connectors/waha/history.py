"""What WAHA's store has of the past."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import ProviderRefused
from prosa.channels.port import UNDATED, Fact, Ignored
from prosa.connectors.waha.calls import Query, told
from prosa.connectors.waha.chats import written_id
from prosa.connectors.waha.parse import history, when
from prosa.connectors.waha.settings import WahaSettings, own
from prosa.core.errors import Unavailable
from prosa.core.wire import obj, objects

PAGE = 50
MOST_CHATS = 200
MOST_MESSAGES = 500
"""Of one chat. After an absence in which more was said, the rest stays where it is."""


class WahaHistory:
    """Serves `History`."""

    async def since(self, settings: BaseModel, http: httpx.AsyncClient, moment: datetime) -> list[Fact]:
        mine = own(settings)
        try:
            found = [
                message
                async for chat in _chats(mine, http, moment)
                async for message in _messages(mine, http, chat, moment)
            ]
        except ProviderRefused as refusal:
            raise Unavailable(refusal.detail) from refusal
        found.sort(key=lambda message: when(message.get("timestamp"), UNDATED))
        facts = (history(mine.session, message) for message in found)
        return [fact for fact in facts if not isinstance(fact, Ignored)]


async def _chats(settings: WahaSettings, http: httpx.AsyncClient, moment: datetime) -> AsyncIterator[str]:
    """Those in which something was said since, the last first."""
    async for chat in _pages(settings, http, ("chats", "overview"), {}, MOST_CHATS):
        last = when(obj(chat.get("lastMessage")).get("timestamp"), UNDATED)
        id_ = written_id(chat.get("id"))
        if last < moment:
            return
        if id_ is not None:
            yield id_


async def _messages(
    settings: WahaSettings, http: httpx.AsyncClient, chat: str, moment: datetime
) -> AsyncIterator[dict[str, Any]]:
    """Without their files, which are fetched when they are wanted."""
    query: Query = {"downloadMedia": "false", "sortOrder": "desc", "filter.timestamp.gte": int(moment.timestamp())}
    async for message in _pages(settings, http, ("chats", chat, "messages"), query, MOST_MESSAGES):
        if when(message.get("timestamp"), UNDATED) < moment:
            return
        yield message


async def _pages(
    settings: WahaSettings, http: httpx.AsyncClient, path: tuple[str, ...], query: Query, most: int
) -> AsyncIterator[dict[str, Any]]:
    for offset in range(0, most, PAGE):
        wanted = {**query, "limit": PAGE, "offset": offset}
        page = objects(await told(settings, http, "GET", settings.session, *path, query=wanted))
        for item in page:
            yield item
        if len(page) < PAGE:
            return
