"""What the panel asks of the pretend phones, and what it sees on them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from prosa.connectors.simulator.wire import Location, Phone
from prosa.conversations.schemas import Author, MessageType

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class PhoneMessage(BaseModel):
    """One thing a person does on their phone; exactly one of `text`, `button_id`, `location`, `sample`,
    `reaction`.

    `client_id` makes doing it again harmless. `target` is the message (our id) that is replied or reacted to.
    `duplicates` further copies and `delay` seconds come on top of the channel's fault script; `minutes_ago`
    sets the phone's clock back for this message. `echo`: typed by the business on its own phone.
    """

    phone: Phone
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    client_id: ClientId
    text: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None
    button_id: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    location: Location | None = None
    sample: Literal["image", "audio", "document"] | None = None
    reaction: Annotated[str, StringConstraints(max_length=16)] | None = None
    target: UUID | None = None
    echo: bool = False
    duplicates: int = Field(0, ge=0, le=5)
    delay: float = Field(0, ge=0, le=3600)
    minutes_ago: int = Field(0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _one_content(self) -> "PhoneMessage":
        contents = (self.text, self.button_id, self.location, self.sample, self.reaction)
        if sum(content is not None for content in contents) != 1:
            raise ValueError("exactly one of text, button_id, location, sample, reaction")
        if self.reaction is not None and self.target is None:
            raise ValueError("a reaction needs a target")
        return self


class Posted(BaseModel):
    """`id` is the network's id of the message; `arrivals` the seconds after which its copies arrive (empty: lost)."""

    id: str
    arrivals: list[float]


class ScriptStep(PhoneMessage):
    """`after` seconds from the start of the script."""

    after: float = Field(0, ge=0, le=86_400)


class Script(BaseModel):
    steps: list[ScriptStep] = Field(min_length=1, max_length=2000)


class ScriptPosted(BaseModel):
    steps: int
    ends_at: datetime


class Network(BaseModel):
    """The pretend network of a channel, for the head of the phone."""

    business_name: str
    faulty: bool


class PhoneLine(BaseModel):
    phone: str
    name: str
    conversation_id: UUID
    preview: str
    last_message_at: datetime


class Phones(BaseModel):
    items: list[PhoneLine]


class Tick(StrEnum):
    """How far a message came, as the phone shows it: one tick, two, two in blue."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"


class PhoneOption(BaseModel):
    id: str
    title: str
    description: str | None


class PhoneFile(BaseModel):
    id: UUID
    mime_type: str
    filename: str | None


class OnPhone(BaseModel):
    """A message on the phone's screen. `mine` is the phone owner's; `status` is set for those. `network_id` is
    what posting it returned."""

    id: UUID
    network_id: str | None
    mine: bool
    author: Author
    type: MessageType
    text: str | None
    options: list[PhoneOption]
    attachment: PhoneFile | None
    payload: dict[str, Any]
    reply_to_id: UUID | None
    deleted: bool
    status: Tick | None
    at: datetime


class PhoneView(BaseModel):
    """`conversation_id` null: nothing was said yet. `typing`: the agent is about to answer."""

    phone: str
    conversation_id: UUID | None
    messages: list[OnPhone]
    typing: bool
