"""An Evolution API as a channel."""

from collections.abc import AsyncIterator, Mapping

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Heard
from prosa.channels.port import Capabilities, CheckStep, Fact, Outgoing, SendOutcome
from prosa.connectors.evolution import fitting
from prosa.connectors.evolution.check import check
from prosa.connectors.evolution.keeping import kept
from prosa.connectors.evolution.media import fetch
from prosa.connectors.evolution.parse import parse
from prosa.connectors.evolution.send import send
from prosa.connectors.evolution.settings import own
from prosa.connectors.evolution.signals import mark_read, show_typing
from prosa.connectors.evolution.signature import check_secret
from prosa.conversations.schemas import Media, MessageType

FILES = frozenset({MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT, MessageType.STICKER})


class EvolutionChannel:
    """Serves `ChannelPort`, `Redaction` and `Signals`."""

    form_deliveries = False
    typing_reads = False

    def capabilities(self, settings: BaseModel) -> Capabilities:
        native = own(settings).native_choices
        return Capabilities(
            identifies=True,
            text_limit=fitting.TEXT,
            max_buttons=fitting.BUTTONS if native else 0,
            button_title=fitting.BUTTON_TITLE,
            max_rows=fitting.ROWS if native else 0,
            media=FILES,
            file_limit=fitting.DOCUMENT,
            location=True,
            contacts=True,
            reactions=True,
            replies=True,
            unofficial=True,
        )

    def account(self, settings: BaseModel) -> str | None:
        return None

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        """Evolution never asks."""
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        check_secret(own(settings), headers)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return parse(body)

    def kept(self, body: bytes) -> bytes:
        return kept(body)

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        return await send(own(settings), http, message)

    def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        return fetch(own(settings), http, media)

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return await check(own(settings), http)

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await mark_read(own(settings), http, heard)

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await show_typing(own(settings), http, heard)
