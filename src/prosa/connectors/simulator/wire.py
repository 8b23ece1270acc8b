"""The pretend WhatsApp's delivery format: batches of messages and receipts, plainer than the Cloud API's."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels import Moment
from prosa.channels.port import (
    Fact,
    Ignored,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    Sender,
)
from prosa.connectors.simulator.samples import SAMPLES
from prosa.conversations.schemas import Direction, Media, MessageStatus, MessageType
from prosa.core.wire import read_json

Phone = Annotated[str, Field(pattern=r"^[1-9][0-9]{7,14}$")]
_STATUSES = {
    status.value: status
    for status in (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ, MessageStatus.FAILED)
}


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Location(_Wire):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    name: str | None = Field(None, max_length=200)
    address: str | None = Field(None, max_length=300)


class Button(_Wire):
    """The choice made on buttons or a list."""

    id: str = Field(min_length=1, max_length=256)
    title: str = Field(max_length=72)


class FromPhone(_Wire):
    """One thing a phone did. Exactly one content field goes with `type`; `target` is the message a reaction,
    edit or deletion speaks of."""

    id: str = Field(min_length=1, max_length=120)
    phone: Phone
    name: str | None = Field(None, max_length=120)
    at: Moment
    type: str = Field(max_length=40)
    echo: bool = False
    text: str | None = None
    button: Button | None = None
    location: Location | None = None
    sample: str | None = None
    reply_to: str | None = None
    target: str | None = None
    emoji: str | None = None


class FromNetwork(_Wire):
    """A receipt: `message_id` is our own id, returned as the Cloud API returns `biz_opaque_callback_data`."""

    id: str = Field(min_length=1, max_length=120)
    message_id: UUID | None = None
    phone: Phone | None = None
    status: str = Field(max_length=40)
    at: Moment
    error_code: str | None = None
    error_text: str | None = None


class Batch(_Wire):
    format: Literal["prosa-simulator/1"] = "prosa-simulator/1"
    messages: tuple[FromPhone, ...] = ()
    statuses: tuple[FromNetwork, ...] = ()


def read_delivery(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` for anything that is not a batch."""
    try:
        batch = Batch.model_validate(read_json(body))
    except ValueError:
        raise MalformedDelivery("not a delivery of the simulator") from None
    return [*map(_from_phone, batch.messages), *map(_from_network, batch.statuses)]


def _from_network(receipt: FromNetwork) -> Fact:
    status = _STATUSES.get(receipt.status)
    if status is None:
        return Ignored(id=receipt.id, reason="unknown_status", type=receipt.status)
    return IncomingStatus(
        id=receipt.id,
        status=status,
        timestamp=receipt.at,
        message_id=receipt.message_id,
        recipient=Sender(phone=receipt.phone) if receipt.phone else None,
        error_code=receipt.error_code,
        error_text=receipt.error_text,
    )


def _from_phone(said: FromPhone) -> Fact:
    if said.type in ("reaction", "edit", "delete"):
        return _amendment(said)
    type_, text, payload = _content(said)
    return IncomingMessage(
        id=said.id,
        sender=_sender(said),
        type=type_,
        timestamp=said.at,
        direction=_direction(said),
        text=text,
        reply_to=said.reply_to,
        button_id=said.button.id if said.button else None,
        media=_media(said),
        payload=payload,
    )


def _content(said: FromPhone) -> tuple[MessageType, str | None, Mapping[str, Any]]:
    if said.type == "text" and said.text:
        return MessageType.TEXT, said.text, {}
    if said.type == "interactive" and said.button:
        return MessageType.INTERACTIVE, said.button.title, {}
    if said.type == "location" and said.location:
        return MessageType.LOCATION, None, said.location.model_dump(exclude_none=True)
    if said.type in SAMPLES and said.sample:
        return MessageType(said.type), said.text, {}
    return MessageType.UNSUPPORTED, said.text, {"type": said.type}


def _media(said: FromPhone) -> Media | None:
    sample = SAMPLES.get(said.type)
    if sample is None or not said.sample:
        return None
    return Media(mime_type=sample.mime_type, ref=said.sample, filename=sample.filename, voice=said.type == "audio")


def _amendment(said: FromPhone) -> Fact:
    if not said.target:
        return Ignored(id=said.id, reason="no_target", type=said.type)
    if said.type == "reaction":
        return IncomingReaction(
            id=said.id,
            sender=_sender(said),
            target=said.target,
            emoji=said.emoji or None,
            timestamp=said.at,
            direction=_direction(said),
        )
    if said.type == "edit":
        return IncomingEdit(id=said.id, sender=_sender(said), target=said.target, text=said.text, timestamp=said.at)
    return IncomingDeletion(id=said.id, sender=_sender(said), target=said.target, timestamp=said.at)


def _direction(said: FromPhone) -> Direction:
    return Direction.OUT if said.echo else Direction.IN


def _sender(said: FromPhone) -> Sender:
    return Sender(phone=said.phone, name=said.name)
