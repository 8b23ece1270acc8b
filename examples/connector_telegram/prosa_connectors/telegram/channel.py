"""A Telegram bot as a channel."""

import hmac
from collections.abc import AsyncIterator, Mapping

import httpx
from prosa_connectors.telegram import fitting
from prosa_connectors.telegram.check import check
from prosa_connectors.telegram.media import fetch
from prosa_connectors.telegram.parse import parse
from prosa_connectors.telegram.send import send
from prosa_connectors.telegram.settings import own
from prosa_connectors.telegram.signals import answer_press, show_typing
from pydantic import BaseModel

from prosa.channels.abilities import Heard
from prosa.channels.port import Capabilities, CheckStep, Fact, InvalidSignature, Outgoing, SendOutcome
from prosa.conversations.schemas import Media, MessageType

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  (a header's name)

CAPABILITIES = Capabilities(
    text_limit=fitting.TEXT,
    max_buttons=fitting.BUTTONS,
    button_title=fitting.BUTTON_TITLE,
    media=frozenset(
        {
            MessageType.IMAGE,
            MessageType.VIDEO,
            MessageType.AUDIO,
            MessageType.DOCUMENT,
            MessageType.STICKER,
        }
    ),
    file_limit=fitting.FILE,
    location=True,
    contacts=True,
    links=True,
    reactions=True,
    replies=True,
    per_second=30.0,
    pair_seconds=1.0,
    pair_burst=3,
)


class TelegramChannel:
    """Serves `ChannelPort` and `Signals`."""

    form_deliveries = False
    typing_reads = True

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return CAPABILITIES

    def account(self, settings: BaseModel) -> str | None:
        return None

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        """Telegram signs no bodies: the secret shows who calls, and TLS keeps the bytes."""
        ours = own(settings).webhook_secret.get_secret_value().encode()
        if not hmac.compare_digest(headers.get(SECRET_HEADER, "").encode(), ours):
            raise InvalidSignature("the secret is not the one that Telegram was told for this channel")

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return parse(body)

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        return await send(own(settings), http, message)

    def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        return fetch(own(settings), http, media)

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return await check(own(settings), http)

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await answer_press(own(settings), http, heard)

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await answer_press(own(settings), http, heard)
        await show_typing(own(settings), http, heard)
