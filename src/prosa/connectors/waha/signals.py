"""The signs of life a contact sees."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Heard, ProviderRefused
from prosa.channels.fitting import Unfit
from prosa.connectors.waha.calls import told
from prosa.connectors.waha.chats import chat_of
from prosa.connectors.waha.settings import WahaSettings, own
from prosa.core.errors import Unavailable


class WahaSignals:
    """Serves `Signals`."""

    typing_reads = False

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        chat = _chat(heard)
        if chat is None:
            return
        written = f"false_{chat}_{heard.provider_id}"
        await _show(own(settings), http, "sendSeen", {"chatId": chat, "messageIds": [written]})

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        chat = _chat(heard)
        if chat is not None:
            await _show(own(settings), http, "startTyping", {"chatId": chat})


async def _show(settings: WahaSettings, http: httpx.AsyncClient, call: str, body: Mapping[str, Any]) -> None:
    with suppress(Unavailable, ProviderRefused):
        await told(settings, http, "POST", call, json={"session": settings.session, **body})


def _chat(heard: Heard) -> str | None:
    try:
        return chat_of(heard.to)
    except Unfit:
        return None
