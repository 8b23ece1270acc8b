"""The Cloud API as a channel."""

from collections.abc import AsyncIterator, Mapping

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Heard, ProviderTemplate, Quality, TemplateContent
from prosa.channels.port import Capabilities, CheckStep, Fact, Outgoing, SendOutcome
from prosa.connectors.meta_cloud import fitting, rating, templates
from prosa.connectors.meta_cloud.check import check
from prosa.connectors.meta_cloud.errors import PAIR_PAUSE
from prosa.connectors.meta_cloud.media import fetch
from prosa.connectors.meta_cloud.parse import parse
from prosa.connectors.meta_cloud.send import send
from prosa.connectors.meta_cloud.settings import own
from prosa.connectors.meta_cloud.signals import mark_read
from prosa.connectors.meta_cloud.signature import answer_challenge, check_signature
from prosa.conversations.schemas import Media, MessageType

PAIR_BURST = 45
"""Messages to one person that Meta lets through at once before its pair limit holds."""

CAPABILITIES = Capabilities(
    identifies=True,
    text_limit=fitting.TEXT,
    max_buttons=fitting.BUTTONS,
    button_title=fitting.BUTTON_TITLE,
    max_rows=fitting.ROWS,
    media=frozenset(
        {
            MessageType.IMAGE,
            MessageType.VIDEO,
            MessageType.AUDIO,
            MessageType.DOCUMENT,
            MessageType.STICKER,
        }
    ),
    location=True,
    contacts=True,
    links=True,
    reactions=True,
    replies=True,
    templates=True,
    window_hours=24,
    ad_window_hours=72,
    billed=True,
    per_second=80.0,
    pair_seconds=PAIR_PAUSE,
    pair_burst=PAIR_BURST,
    status_echo=True,
)


class MetaCloudChannel:
    """Serves `ChannelPort`, `Signals` and `Rated`."""

    form_deliveries = False
    typing_reads = True

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return CAPABILITIES

    def account(self, settings: BaseModel) -> str | None:
        return own(settings).phone_number_id

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return answer_challenge(own(settings), query)

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

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await mark_read(own(settings), http, heard, typing=False)

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        await mark_read(own(settings), http, heard, typing=True)

    async def quality(self, settings: BaseModel, http: httpx.AsyncClient) -> Quality:
        return await rating.quality(own(settings), http)


class MetaCloudTemplates:
    """Serves `Templates`."""

    async def all(self, settings: BaseModel, http: httpx.AsyncClient) -> list[ProviderTemplate]:
        return await templates.every(own(settings), http)

    async def submit(self, settings: BaseModel, http: httpx.AsyncClient, content: TemplateContent) -> ProviderTemplate:
        return await templates.submit(own(settings), http, content)

    async def remove(self, settings: BaseModel, http: httpx.AsyncClient, template: ProviderTemplate) -> None:
        await templates.remove(own(settings), http, template)
