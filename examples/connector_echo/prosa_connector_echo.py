"""Echo: a line of JSON over HTTP, about as small as a connector can be.

A message comes in as `{"type": "message", "id": ..., "phone": ..., "name": ..., "text": ..., "at": ...}` and goes out
as `{"id": ..., "phone": ..., "text": ...}`. Both carry `x-echo-signature`, the HMAC-SHA256 of the body in hex. Whoever
answers at the other end drops an `id` that comes twice and answers `{"id": ...}` with an id of its own.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated

import httpx
from pydantic import BaseModel, Field, HttpUrl, SecretStr

from prosa.channels import Moment
from prosa.channels.fitting import linked, numbered
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    CheckStep,
    ErrorAction,
    Fact,
    Ignored,
    IncomingMessage,
    InvalidSignature,
    MalformedDelivery,
    Outgoing,
    Refused,
    Sender,
    SendOutcome,
    Unknown,
)
from prosa.contacts.schemas import IdentityKind
from prosa.conversations.schemas import Media, MessageType
from prosa.core.errors import NotFound
from prosa.core.plugins import Connector
from prosa.core.wire import number, obj, read_json, text

SIGNATURE = "x-echo-signature"
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Raised before the first byte left: only then is it certain that nothing was taken."""


class EchoSettings(BaseModel):
    """What an admin fills in: title and description become the form, a SecretStr is stored encrypted."""

    url: HttpUrl = Field(title="Address", description="Where messages are sent, as JSON.")
    secret: SecretStr = Field(title="Secret", description="Both sides sign with it.", min_length=8)


class Said(BaseModel):
    id: Annotated[str, Field(min_length=1)]
    phone: Annotated[str, Field(pattern=r"^\d{8,15}$")]
    name: str | None = None
    text: str
    at: Moment


LONGEST_TEXT = 2000


class EchoChannel:
    """Serves `ChannelPort`."""

    form_deliveries = False

    def capabilities(self, settings: EchoSettings) -> Capabilities:
        return Capabilities(text_limit=LONGEST_TEXT, idempotent_sends=True)

    def account(self, settings: EchoSettings) -> str | None:
        return None

    def challenge(self, settings: EchoSettings, query: Mapping[str, str]) -> str | None:
        return None

    def verify(self, settings: EchoSettings, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get(SIGNATURE, "").encode()
        if not hmac.compare_digest(given, signature(settings, body).encode()):
            raise InvalidSignature("not signed with the secret of this channel")

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        try:
            found = read_json(body)
            if not isinstance(found, dict):
                raise MalformedDelivery("not a JSON object")
            if found.get("type") != "message":
                return [Ignored(id=text(found.get("id")), reason="not a message", type=text(found.get("type")))]
            said = Said.model_validate(found)
        except ValueError as problem:
            raise MalformedDelivery(type(problem).__name__) from None
        sender = Sender(phone=said.phone, name=said.name)
        return [IncomingMessage(id=said.id, sender=sender, type=MessageType.TEXT, timestamp=said.at, text=said.text)]

    async def send(self, settings: EchoSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        phone = next((address.value for address in message.to if address.kind is IdentityKind.PHONE), None)
        words = _words(message)
        if not phone or not words or len(words) > LONGEST_TEXT:
            return Refused("unfit", "this line takes text of up to 2000 characters", ErrorAction.GIVE_UP)
        body = json.dumps({"id": str(message.message_id), "phone": phone, "text": words}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", SIGNATURE: signature(settings, body)}
        try:
            return _outcome(await http.post(str(settings.url), content=body, headers=headers))
        except NOT_SENT as problem:
            return Refused("not_reached", type(problem).__name__, ErrorAction.RETRY)
        except httpx.HTTPError as problem:
            return Unknown(type(problem).__name__)

    async def fetch_media(self, settings: EchoSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        raise NotFound("this line has no files")
        yield b""

    async def check(self, settings: EchoSettings, http: httpx.AsyncClient) -> list[CheckStep]:
        try:
            answer = await http.get(str(settings.url))
        except httpx.HTTPError as problem:
            return [CheckStep("reached", ok=False, detail=type(problem).__name__)]
        return [CheckStep("reached", ok=True, detail=f"HTTP {answer.status_code}")]


def signature(settings: EchoSettings, body: bytes) -> str:
    return hmac.new(settings.secret.get_secret_value().encode(), body, hashlib.sha256).hexdigest()


def _words(message: Outgoing) -> str:
    """The text, with choices as a numbered list and a link as its address; empty for what is not text."""
    if message.type not in (MessageType.TEXT, MessageType.INTERACTIVE):
        return ""
    words, link = numbered(message.text, message.options), message.payload.get("link")
    return (linked(words, link["title"], link["url"]) if link else words).strip()


def _outcome(response: httpx.Response) -> SendOutcome:
    """What is known after an answer. When in doubt: unknown, never "not sent"."""
    status = response.status_code
    if response.is_success:
        provider_id = _id_in(response.content)
        return Accepted(provider_id) if provider_id else Unknown("the answer names no id")
    if status >= 500 and status != 503:
        return Unknown(f"HTTP {status}")
    actions = {429: ErrorAction.WAIT, 503: ErrorAction.RETRY, 401: ErrorAction.STOP_CHANNEL}
    pause = number(response.headers.get("retry-after"))
    return Refused(f"http_{status}", f"HTTP {status}", actions.get(status, ErrorAction.GIVE_UP), pause)


def _id_in(body: bytes) -> str | None:
    try:
        return text(obj(read_json(body)).get("id"))
    except ValueError:
        return None


connector = Connector(name="echo", label="Echo", settings=EchoSettings, provides={ChannelPort: EchoChannel()})
