"""The port every channel serves: what comes in, what goes out, and what the line can do.

Parsing is pure (headers and body in, facts out), so it can be rehearsed on a recorded delivery at any time.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

import httpx
from pydantic import BaseModel

from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Direction, Media, MessageStatus, MessageType, Option
from prosa.core.bodies import Stream
from prosa.core.errors import ProsaError

UNDATED = datetime.min.replace(tzinfo=UTC)
"""The time of a fact whose provider tells none: when it arrived is taken for it."""

PATH = ":path"
"""Besides the provider's own headers, `verify` and `parse` are given the path and query that were called, under the
name it has in HTTP/2, which no client can use for a header. Absent on recorded deliveries."""


class InvalidSignature(ProsaError):
    """The delivery was not made by the provider. Nothing of it is kept."""

    status = 401
    code = "invalid_signature"


class MalformedDelivery(ProsaError):
    """Signed, but not in the provider's format; coming again would not help."""

    status = 400
    code = "malformed_delivery"


class ErrorAction(StrEnum):
    """What a provider's error asks of us."""

    WAIT = "wait"
    """A rate limit: the same again after a pause."""
    RETRY = "retry"
    """A passing trouble: the same again a few times."""
    GIVE_UP = "give_up"
    """This message will never go out."""
    STOP_CHANNEL = "stop_channel"
    """The line itself is refused: stop sending on it and tell the admin."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The person, under every identifier the delivery carries."""

    phone: str | None = None
    lid: str | None = None
    bsuid: str | None = None
    parent_bsuid: str | None = None
    visitor: str | None = None
    username: str | None = None
    name: str | None = None

    def identities(self) -> tuple[Identity, ...]:
        """All identifiers, the most certain first."""
        pairs = (
            (IdentityKind.PHONE, self.phone),
            (IdentityKind.BSUID, self.bsuid),
            (IdentityKind.PARENT_BSUID, self.parent_bsuid),
            (IdentityKind.LID, self.lid),
            (IdentityKind.VISITOR, self.visitor),
        )
        return tuple(Identity(kind, value) for kind, value in pairs if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Base of every fact a delivery contains. `account` is the line it belongs to, where one webhook serves
    several (Meta's phone_number_id); None means the channel of the webhook."""

    kind: ClassVar[str]
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage(Incoming):
    """Something said. `direction` OUT is an echo: typed by the business on its own phone.

    `id` is the provider's and the idempotency key within the channel. `payload` keeps what the type needs beyond
    text and media (location, contacts, order items, the choice made, referral, forwarded).
    """

    kind: ClassVar[str] = "message"
    id: str
    sender: Sender
    """The person on the other side, also for an echo."""
    type: MessageType
    timestamp: datetime
    direction: Direction = Direction.IN
    text: str | None = None
    reply_to: str | None = None
    button_id: str | None = None
    media: Media | None = None
    group_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingStatus(Incoming):
    """A receipt for a message of ours. `message_id` is our own id when the provider returns it; `error_action` what
    the error asks of us, where it concerns the line as well (STOP_CHANNEL) and not this message alone."""

    kind: ClassVar[str] = "status"
    id: str
    status: MessageStatus
    timestamp: datetime
    message_id: UUID | None = None
    recipient: Sender | None = None
    error_code: str | None = None
    error_text: str | None = None
    error_action: ErrorAction | None = None
    cost_category: str | None = None
    billable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingReaction(Incoming):
    """`emoji` None removes the reaction. `target` is the provider id of the message reacted to."""

    kind: ClassVar[str] = "reaction"
    id: str
    sender: Sender
    target: str
    emoji: str | None
    timestamp: datetime
    direction: Direction = Direction.IN


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingEdit(Incoming):
    kind: ClassVar[str] = "edit"
    id: str
    sender: Sender
    target: str
    text: str | None
    timestamp: datetime
    direction: Direction = Direction.IN


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDeletion(Incoming):
    kind: ClassVar[str] = "delete"
    id: str
    sender: Sender
    target: str
    timestamp: datetime
    direction: Direction = Direction.IN


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChange(Incoming):
    """The person is now reached under another identifier."""

    kind: ClassVar[str] = "identity_change"
    id: str
    previous: Sender
    current: Sender
    timestamp: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionChange(Incoming):
    """News of the line itself (session state, account restriction, quality). `state` of a linked device is a word of
    `abilities.SessionState`, or the protocol's `open`, `connecting` and `close` (with `detail` blocked, or another)."""

    kind: ClassVar[str] = "connection"
    id: str
    state: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChange(Incoming):
    """News of a template: `state` as in `abilities.TemplateState`, `category` when the provider changed it."""

    kind: ClassVar[str] = "connection"
    id: str
    ref: str
    name: str
    language: str
    state: str | None = None
    category: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingChoice(Incoming):
    """The person told the provider whether this business may send them marketing."""

    kind: ClassVar[str] = "ignored"
    id: str
    sender: Sender
    allowed: bool
    timestamp: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCall(Incoming):
    kind: ClassVar[str] = "call"
    id: str
    sender: Sender
    status: str
    timestamp: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored(Incoming):
    """Understood and of no use, or unknown: kept with its reason, never raised."""

    kind: ClassVar[str] = "ignored"
    id: str | None
    reason: str
    type: str | None = None


Fact = (
    IncomingMessage
    | IncomingStatus
    | IncomingReaction
    | IncomingEdit
    | IncomingDeletion
    | IdentityChange
    | ConnectionChange
    | TemplateChange
    | MarketingChoice
    | IncomingCall
    | Ignored
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the line can do; callers ask "can you?", never "who are you?".

    Limits: `text_limit` characters per message; `max_buttons` and `max_rows` 0 when the kind does not work;
    `file_limit` bytes of the largest file; `per_second` sends of the whole line; `pair_seconds` least time between
    two sends to one person, after a burst of `pair_burst`; `window_hours` of free text after the person's last
    message, None without a window, `ad_window_hours` instead when an advertisement brought them.
    """

    text_limit: int = 4096
    max_buttons: int = 0
    button_title: int = 20
    max_rows: int = 0
    media: frozenset[MessageType] = frozenset()
    file_limit: int = 100 * 1024 * 1024
    location: bool = False
    contacts: bool = False
    links: bool = False
    """A button that opens an address (payload `link: {title, url}`); elsewhere the address stands in the text."""
    reactions: bool = False
    replies: bool = False
    templates: bool = False
    window_hours: int | None = None
    ad_window_hours: int | None = None
    per_second: float | None = None
    pair_seconds: float | None = None
    pair_burst: int = 1
    idempotent_sends: bool = False
    """The provider drops a second send with the same id, so an unknown outcome may simply be repeated."""
    status_echo: bool = False
    """Receipts carry our own message id, so an unknown outcome is settled by waiting for them."""
    unofficial: bool = False
    """Speaks WhatsApp Web's protocol against its terms: the number can be banned, so sends are paced like a
    person's and nobody is written to first unless the admin allows it."""
    billed: bool = False
    """The provider charges by the message."""
    drafts: bool = False
    """The other side reads our own database and may be shown what is being written before it is a message."""
    identifies: bool = False
    """The provider says who writes, such as the owner of a phone number: nobody can write as somebody else."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `message_id` goes to the provider where it takes one. `to` holds every address of the
    person; the connector picks the one its API takes. `reply_to` is a provider id. `attempt` counts the tries of
    this message, this one included.

    `payload` by type: LOCATION `latitude, longitude, name, address`; CONTACTS `contacts: [{name, phones: [{phone}]}]`;
    TEMPLATE `name, language, ref, variables: [str], header_variable, button_variables: {index: str}` (`text` is how it
    reads with them); any text `link: {title, url}`, `list_label`. A REACTION has its emoji in `text` (None removes it)
    and its target in `reply_to`; `payload.own` says that the target is the business's own message. `media` describes
    `file`, `media.size` its bytes; `file_url` is where a provider that fetches files itself finds it for some hours."""

    message_id: UUID
    to: tuple[Identity, ...]
    type: MessageType
    text: str | None = None
    options: tuple[Option, ...] = ()
    media: Media | None = None
    file: Stream | None = None
    file_url: str | None = None
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it under `provider_id`. `address` is the identity it really used (ninth digit)."""

    provider_id: str
    address: Identity | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider answered that it did not take it."""

    code: str
    text: str
    action: ErrorAction
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call broke after it may have been taken (time-out, connection lost, unreadable answer)."""

    reason: str


SendOutcome = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of trying a connection: shown to the admin as done or as what to mend. `code` is a text key."""

    code: str
    ok: bool
    detail: str = ""


class ChannelPort(Protocol):
    """A connector's channel. Stateless: settings and the HTTP client come with each call.

    `settings` is always an instance of the connector's settings model.
    """

    form_deliveries: bool
    """Deliveries arrive url-encoded, like a web form, rather than as JSON."""

    def capabilities(self, settings: BaseModel) -> Capabilities:
        """What a line with these settings can do."""
        ...

    def account(self, settings: BaseModel) -> str | None:
        """The provider's name for this line in its deliveries, where one webhook serves several lines."""
        ...

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        """Answer to the provider's GET that checks the webhook; None means it is not one of ours (403)."""
        ...

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        """Checks the signature over the raw body. Header names are lower case. Raises `InvalidSignature`."""
        ...

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        """Reads one delivery. Pure. Unknown things become `Ignored` or type UNSUPPORTED; only a body that is not
        the provider's format at all raises `MalformedDelivery`."""
        ...

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        """Tries once. Never raises for what the network or the provider did."""
        ...

    def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        """Streams the file behind `media.ref`, only from the provider's own host. Raises `Unavailable` when it
        may come later and `NotFound` when it is gone."""
        ...

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        """Tries the credentials before they are saved."""
        ...
