"""The words of a conversation that cross to other packages."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class ConversationStatus(StrEnum):
    """Who holds the floor: the agent, nobody yet (in the queue), an operator, or the matter is closed."""

    BOT = "bot"
    WAITING = "waiting"
    OPERATOR = "operator"
    RESOLVED = "resolved"


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class SlaMetric(StrEnum):
    """Which promise of time runs: the first word of a person, the next one, or the solution."""

    FIRST = "first"
    NEXT = "next"
    RESOLUTION = "resolution"


class SlaState(StrEnum):
    OK = "ok"
    SOON = "soon"
    LATE = "late"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Author(StrEnum):
    """Who wrote it. `phone` is a person of the business typing on the business's own phone."""

    CONTACT = "contact"
    AGENT = "agent"
    OPERATOR = "operator"
    PHONE = "phone"
    SYSTEM = "system"


class MessageType(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    INTERACTIVE = "interactive"
    """Buttons or a list (out), or the choice made on them (in)."""
    TEMPLATE = "template"
    ORDER = "order"
    CALL = "call"
    """Somebody rang."""
    REACTION = "reaction"
    NOTE = "note"
    """Internal remark of an operator, never sent."""
    EVENT = "event"
    """A line of the thread such as a handoff or a change of owner, never sent."""
    UNSUPPORTED = "unsupported"


class MessageStatus(StrEnum):
    """Where a message is. Order for sends: held < queued < sending < unconfirmed < sent < delivered < read.

    `failed` is possible before delivered, `cancelled` before sending.
    """

    RECEIVED = "received"
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    UNCONFIRMED = "unconfirmed"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """The ledger's state of an inbound message: exactly one at any time."""

    PENDING = "pending"
    ANSWERED = "answered"
    GROUPED = "grouped"
    HANDED = "handed"
    SUPPRESSED = "suppressed"


class FileState(StrEnum):
    """`held`: waits for the virus scan; `removed`: it was infected and is deleted."""

    FETCHING = "fetching"
    HELD = "held"
    STORED = "stored"
    MISSING = "missing"
    REMOVED = "removed"


class TranscriptState(StrEnum):
    """`unavailable`: nobody transcribes here."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a message. `ref` is the provider's handle (id or path); `key` ours, once it is stored."""

    mime_type: str
    ref: str | None = None
    filename: str | None = None
    sha256: str | None = None
    size: int | None = None
    voice: bool = False
    animated: bool = False
    key: str | None = None
    held: bool = False
    """It is here and waits for the virus scan; until then it has no `key`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One button, or one row of a list. Fitted to the channel's limits by the connector."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message someone decided to send, before it has an id."""

    text: str | None = None
    type: MessageType = MessageType.TEXT
    options: tuple[Option, ...] = ()
    attachment_id: UUID | None = None
    reply_to_id: UUID | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    """Under which the contact has already seen it being written."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as others read it; rows do not cross."""

    id: UUID
    conversation_id: UUID
    seq: int
    direction: Direction
    author: Author
    type: MessageType
    text: str | None
    payload: dict[str, Any]
    reply_to_id: UUID | None
    provider_id: str | None
    status: MessageStatus
    sent_at: datetime
    """When it was said: the provider's time for inbound, ours otherwise."""
    attachment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What was said in a conversation up to and with message `message_id`, which is its line `seq`."""

    text: str
    message_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """What arrived on a channel, ready to be received.

    `window` is how long free text stays allowed after it, in hours (None: always). `text_limit`: characters of one
    message on the line. `suppress` names a reason for which the agent must not look at it (an old message replayed,
    a group).
    """

    channel_id: UUID
    contact_id: UUID
    provider_id: str
    type: MessageType
    text: str | None
    sent_at: datetime
    window: int | None
    from_phone: bool = False
    reply_to: str | None = None
    media: Media | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    suppress: str | None = None
    text_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A reaction (`text` is the emoji, None removes it), an edit or a deletion of message `target`."""

    channel_id: UUID
    contact_id: UUID
    provider_id: str
    kind: str
    target: str
    author: Author
    text: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """News of a send: by our id where the provider returns it, else by its own."""

    channel_id: UUID
    provider_id: str
    message_id: UUID | None
    status: MessageStatus
    at: datetime
    error_code: str | None = None
    error_text: str | None = None
    cost_category: str | None = None
    billable: bool | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The next message may go out now. `channel_id` is the line of the conversation, `bound_to` the one it must go
    by, because it may have gone out there already. `answers`: the person has written before. `length` in
    characters; `trial`: an admin tries the line with it."""

    message_id: UUID
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    type: MessageType
    length: int
    written_at: datetime
    attempts: int
    answers: bool
    bound_to: UUID | None
    trial: bool


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing may go out before `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An unconfirmed message has waited long enough: `since` is when it was tried."""

    message_id: UUID
    channel_id: UUID
    contact_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """A message whose sending has begun under our lease."""

    message_id: UUID
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    type: MessageType
    text: str | None
    options: tuple[Option, ...]
    payload: dict[str, Any]
    attachment_id: UUID | None
    reply_to: str | None
    attempts: int
