"""The web chat as a channel. Its other side reads our conversation: what is stored is sent."""

from collections.abc import AsyncIterator, Mapping

import httpx
from pydantic import BaseModel

from prosa.channels import check_signature
from prosa.channels.port import Accepted, Capabilities, CheckStep, ErrorAction, Fact, Outgoing, Refused, SendOutcome
from prosa.connectors.webchat.settings import WebchatSettings
from prosa.connectors.webchat.wire import read_delivery
from prosa.conversations.schemas import Media, MessageType
from prosa.core.errors import NotFound

CAPABILITIES = Capabilities(
    text_limit=4096,
    max_buttons=10,
    button_title=60,
    max_rows=10,
    media=frozenset({MessageType.IMAGE, MessageType.DOCUMENT, MessageType.AUDIO, MessageType.VIDEO}),
    replies=True,
    drafts=True,
    idempotent_sends=True,
    status_echo=True,
)


class WebchatChannel:
    """Serves `ChannelPort`. Only our own endpoint makes deliveries; they carry its signature."""

    form_deliveries = False

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return CAPABILITIES

    def account(self, settings: BaseModel) -> str | None:
        return None

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        check_signature(own(settings).secret.get_secret_value(), headers, body)

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        return read_delivery(body)

    async def send(
        self,
        settings: BaseModel,
        http: httpx.AsyncClient,
        message: Outgoing,
    ) -> SendOutcome:
        if message.type is MessageType.REACTION:
            return Refused("type_not_sendable", "the web chat shows no reactions", ErrorAction.GIVE_UP)
        return Accepted(provider_id=str(message.message_id))

    async def fetch_media(
        self,
        settings: BaseModel,
        http: httpx.AsyncClient,
        media: Media,
    ) -> AsyncIterator[bytes]:
        """Uploads are stored before their message arrives; there is nothing left to fetch."""
        raise NotFound(f"the web chat holds no file {media.ref!r}")
        yield b""  # noqa: V201  (makes it the generator that the port asks for)

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return [CheckStep("webchat_ready", ok=True, detail=", ".join(own(settings).allowed_origins))]


def own(settings: BaseModel) -> WebchatSettings:
    """Narrows what the port promises to be ours."""
    if not isinstance(settings, WebchatSettings):
        raise TypeError(f"{type(settings).__name__} are not the web chat's settings")
    return settings
