"""Twilio as a channel."""

from collections.abc import AsyncIterator, Mapping

import httpx
from pydantic import BaseModel

from prosa.channels.port import Capabilities, CheckStep, Fact, Outgoing, SendOutcome
from prosa.connectors.twilio import fitting
from prosa.connectors.twilio.check import check
from prosa.connectors.twilio.media import fetch
from prosa.connectors.twilio.parse import parse
from prosa.connectors.twilio.send import send
from prosa.connectors.twilio.settings import own
from prosa.connectors.twilio.signature import check_signature
from prosa.conversations.schemas import Media, MessageType

FILES = frozenset({MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT, MessageType.STICKER})


class TwilioChannel:
    """Serves `ChannelPort`."""

    form_deliveries = True

    def capabilities(self, settings: BaseModel) -> Capabilities:
        """Without a public address statuses cannot carry our id."""
        return Capabilities(
            identifies=True,
            text_limit=fitting.TEXT,
            media=FILES,
            file_limit=fitting.FILE,
            location=True,
            templates=True,
            window_hours=24,
            ad_window_hours=72,
            billed=True,
            per_second=80.0,
            status_echo=own(settings).status_callback is not None,
        )

    def account(self, settings: BaseModel) -> str | None:
        return own(settings).number

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        """Twilio asks for none."""
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        check_signature(own(settings), headers, body)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return parse(headers, body)

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        return await send(own(settings), http, message)

    def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        return fetch(own(settings), http, media)

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return await check(own(settings), http)
