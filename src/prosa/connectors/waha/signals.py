"""The signs of life a contact sees."""

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Heard
from prosa.channels.fitting import Unfit
from prosa.connectors.waha.calls import told
from prosa.connectors.waha.chats import chat_of
from prosa.connectors.waha.settings import own


class WahaSignals:
    """Serves `Signals`."""

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        chat = _chat(heard)
        if chat is None:
            return
        written = f"false_{chat}_{heard.provider_id}"
        body = {"session": own(settings).session, "chatId": chat, "messageIds": [written]}
        await told(own(settings), http, "POST", "sendSeen", json=body)

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        chat = _chat(heard)
        if chat is not None:
            body = {"session": own(settings).session, "chatId": chat}
            await told(own(settings), http, "POST", "startTyping", json=body)


def _chat(heard: Heard) -> str | None:
    try:
        return chat_of(heard.to)
    except Unfit:
        return None
