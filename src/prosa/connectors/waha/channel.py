"""WAHA as a channel."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

import httpx
from pydantic import BaseModel

from prosa.channels.port import Capabilities, CheckStep, Fact, Outgoing, SendOutcome
from prosa.connectors.waha import fitting, lookup
from prosa.connectors.waha.check import check
from prosa.connectors.waha.media import fetch
from prosa.connectors.waha.parse import parse
from prosa.connectors.waha.send import send
from prosa.connectors.waha.settings import own
from prosa.connectors.waha.signature import check_signature
from prosa.conversations.schemas import Media, MessageType

CAPABILITIES = Capabilities(
    identifies=True,
    text_limit=fitting.TEXT,
    media=frozenset({MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT}),
    file_limit=fitting.LARGEST,
    location=True,
    contacts=True,
    reactions=True,
    replies=True,
    unofficial=True,
)
"""Not `idempotent_sends`, although texts are: files take no id, so a doubt is settled by `Lookup`."""


class WahaChannel:
    """Serves `ChannelPort` and `Lookup`."""

    form_deliveries = False

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return CAPABILITIES

    def account(self, settings: BaseModel) -> str | None:
        """One webhook of a WAHA server may tell of all its sessions."""
        return own(settings).session

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        check_signature(own(settings), headers, body)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return parse(body)

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        return await send(own(settings), http, message)

    def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        return fetch(own(settings), http, media)

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return await check(own(settings), http)

    async def find(
        self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing, since: datetime
    ) -> str | None:
        return await lookup.find(own(settings), http, message, since)
