"""The web chat's own delivery format: what the public endpoint writes and `parse` reads."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from prosa.channels import Moment
from prosa.channels.port import (
    Fact,
    Ignored,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    Sender,
)
from prosa.conversations.schemas import Media, MessageStatus, MessageType
from prosa.core.wire import read_json, text

VisitorId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class File(_Wire):
    """An upload already in our storage under `key`."""

    key: str
    mime_type: str
    filename: str
    size: int


class Said(_Wire):
    """The visitor wrote, chose one of the offered options, or sent a file."""

    kind: Literal["message"] = "message"
    visitor: VisitorId
    id: ClientId
    at: Moment
    name: str | None = None
    text: str | None = None
    option: str | None = None
    file: File | None = None
    page: str | None = None


class Seen(_Wire):
    """The visitor's screen showed our messages."""

    kind: Literal["seen"] = "seen"
    visitor: VisitorId
    at: Moment
    ids: list[str] = Field(min_length=1, max_length=100)
    read: bool


class Rated(_Wire):
    """The visitor put a thumb on a message of ours, whose provider id is `target`, or took it back (None)."""

    kind: Literal["rating"] = "rating"
    visitor: VisitorId
    id: ClientId
    at: Moment
    target: str
    thumb: Literal["👍", "👎"] | None = None


Delivery = Said | Seen | Rated
_DELIVERY: TypeAdapter[Delivery] = TypeAdapter(Annotated[Delivery, Field(discriminator="kind")])
_KINDS = ("message", "seen", "rating")


def provider_id(visitor: str, client_id: str) -> str:
    """Key of a visitor's message within the channel; one visitor cannot take another's."""
    return f"{visitor}:{client_id}"


def read_delivery(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` for anything this module did not write."""
    try:
        value = read_json(body)
        if isinstance(value, dict) and value.get("kind", "message") not in _KINDS:
            return [Ignored(id=None, reason="unknown_kind", type=text(value["kind"]))]
        delivery = _DELIVERY.validate_python(value)
    except ValueError:
        raise MalformedDelivery("not a web chat delivery") from None
    if isinstance(delivery, Seen):
        return [_receipt(delivery, message_id, delivery.at) for message_id in delivery.ids]
    return [_reaction(delivery) if isinstance(delivery, Rated) else _message(delivery)]


def _message(said: Said) -> IncomingMessage:
    return IncomingMessage(
        id=provider_id(said.visitor, said.id),
        sender=Sender(visitor=said.visitor, name=said.name),
        type=_type(said),
        timestamp=said.at,
        text=said.text,
        button_id=said.option,
        media=_media(said.file) if said.file else None,
        payload={"page": said.page} if said.page else {},
    )


def _reaction(rated: Rated) -> IncomingReaction:
    return IncomingReaction(
        id=provider_id(rated.visitor, rated.id),
        sender=Sender(visitor=rated.visitor),
        target=rated.target,
        emoji=rated.thumb,
        timestamp=rated.at,
    )


def _media(file: File) -> Media:
    return Media(mime_type=file.mime_type, filename=file.filename, size=file.size, key=file.key)


def _type(said: Said) -> MessageType:
    if said.file:
        family = said.file.mime_type.split("/", 1)[0]
        return MessageType(family) if family in ("image", "video", "audio") else MessageType.DOCUMENT
    return MessageType.INTERACTIVE if said.option else MessageType.TEXT


def _receipt(seen: Seen, message_id: str, at: datetime) -> IncomingStatus:
    return IncomingStatus(
        id=message_id,
        status=MessageStatus.READ if seen.read else MessageStatus.DELIVERED,
        timestamp=at,
        recipient=Sender(visitor=seen.visitor),
    )
