"""What a connector may be able to do besides receiving and sending.

Each ability is a small protocol of its own; a connector has it when its manifest provides it beside `ChannelPort`.
Calls carry the settings and the HTTP client, like the channel's own, and hold nothing between calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import httpx
from pydantic import BaseModel

from prosa.channels.port import Fact, Outgoing
from prosa.contacts.schemas import Identity
from prosa.core.errors import ProsaError


class ProviderRefused(ProsaError):
    """The provider did not do what an admin asked. `code` is the provider's, `detail` its words."""

    status = 422
    code = "provider_refused"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the contact that we may mark as read or seem to be answering."""

    provider_id: str
    to: tuple[Identity, ...]
    """The contact's addresses, the preferred first."""


class Signals(Protocol):
    """The signs of life a contact sees. Nothing depends on them: what fails is forgotten."""

    typing_reads: bool
    """Whoever seems to be writing is shown as having read: one call does both."""

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        """Marks it, and with it what came before, as read."""
        ...

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        """Shows that an answer is being written, until it comes or the provider's time is over."""
        ...


class Lookup(Protocol):
    """Finding out whether a message went out, where neither a receipt nor a repeated id would tell."""

    async def find(
        self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing, since: datetime
    ) -> str | None:
        """The provider's id under which this message went out after `since`; None when it did not. Raises
        `Unavailable` when the provider cannot say."""
        ...


class Redaction(Protocol):
    """Deliveries hold what must not be kept: a key that opens the provider's door, files that are fetched anyway."""

    def kept(self, body: bytes) -> bytes:
        """A delivery as it may be stored. `parse` reads the same facts in it."""
        ...


class SessionState(StrEnum):
    """Of a line that is a linked device of somebody's phone."""

    STOPPED = "stopped"
    STARTING = "starting"
    PAIRING = "pairing"
    """Waits for somebody to scan the picture or to type the code on the phone."""
    WORKING = "working"
    FAILED = "failed"
    """The provider gave up: restart, and pair again if that does not help."""


@dataclass(frozen=True, slots=True)
class Link:
    """How a linked device stands. `phone` and `name` are those of the business's account, once it is linked."""

    state: SessionState
    detail: str = ""
    phone: str | None = None
    name: str | None = None


class Sessions(Protocol):
    """Linking, and keeping alive, a device. All raise `Unavailable` when the provider does not answer and
    `ProviderRefused` when it says no."""

    async def state(self, settings: BaseModel, http: httpx.AsyncClient) -> Link: ...

    async def start(self, settings: BaseModel, http: httpx.AsyncClient, webhook_url: str) -> Link:
        """Makes the session when there is none, points its webhook (with our secret) to `webhook_url`, starts it."""
        ...

    async def restart(self, settings: BaseModel, http: httpx.AsyncClient) -> Link: ...

    async def stop(self, settings: BaseModel, http: httpx.AsyncClient) -> Link: ...

    async def log_out(self, settings: BaseModel, http: httpx.AsyncClient) -> Link:
        """Unlinks the device; the next start pairs anew."""
        ...

    async def picture(self, settings: BaseModel, http: httpx.AsyncClient) -> bytes | None:
        """The PNG to scan; None while there is none. It changes about every 20 seconds."""
        ...

    async def code(self, settings: BaseModel, http: httpx.AsyncClient, phone: str) -> str:
        """The pairing code to type on the phone with this number (digits with country code)."""
        ...


class History(Protocol):
    """What the provider still has of the past, to find what its deliveries left out."""

    async def since(self, settings: BaseModel, http: httpx.AsyncClient, moment: datetime) -> list[Fact]:
        """Messages in and out after `moment` of the most recent chats, oldest first, as `parse` would give them.
        Raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """`address` is how the provider wants to be told the number (ninth digit); None when it is not on WhatsApp."""

    phone: str
    address: Identity | None


@dataclass(frozen=True, slots=True)
class KnownContact:
    identities: tuple[Identity, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str
    members: int


class Directory(Protocol):
    """Who the line can reach. All raise `Unavailable` and `ProviderRefused`."""

    async def check(self, settings: BaseModel, http: httpx.AsyncClient, phones: Sequence[str]) -> list[NumberCheck]:
        """Which of these numbers (digits with country code) are on WhatsApp, in the order given."""
        ...

    async def contacts(self, settings: BaseModel, http: httpx.AsyncClient) -> list[KnownContact]: ...

    async def groups(self, settings: BaseModel, http: httpx.AsyncClient) -> list[Group]: ...

    async def create_group(
        self, settings: BaseModel, http: httpx.AsyncClient, name: str, phones: Sequence[str]
    ) -> Group: ...

    async def leave_group(self, settings: BaseModel, http: httpx.AsyncClient, group_id: str) -> None: ...


class TemplateCategory(StrEnum):
    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"


class TemplateState(StrEnum):
    DRAFT = "draft"
    """Known to us only."""
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"


class ButtonKind(StrEnum):
    REPLY = "reply"
    URL = "url"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class TemplateButton:
    """`value` is the address or number it opens; of a reply, nothing. An address may end in one variable."""

    kind: ButtonKind
    title: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """What a template says. Variables are `{{1}}`, `{{2}}` … in `header` (one at most), `body` and an address;
    `examples` holds one value for each of the body's, `header_example` the header's."""

    name: str
    language: str
    category: TemplateCategory
    body: str
    header: str = ""
    footer: str = ""
    buttons: tuple[TemplateButton, ...] = ()
    examples: tuple[str, ...] = ()
    header_example: str = ""


@dataclass(frozen=True, slots=True)
class ProviderTemplate:
    """A template as the provider has it. `ref` is its id there; `reason` why it was rejected, in its words."""

    ref: str
    content: TemplateContent
    state: TemplateState
    reason: str = ""


class Templates(Protocol):
    """Messages the provider has approved, which alone may open a conversation. All raise `Unavailable` and
    `ProviderRefused`."""

    async def all(self, settings: BaseModel, http: httpx.AsyncClient) -> list[ProviderTemplate]: ...

    async def submit(self, settings: BaseModel, http: httpx.AsyncClient, content: TemplateContent) -> ProviderTemplate:
        """Hands it in for approval."""
        ...

    async def remove(self, settings: BaseModel, http: httpx.AsyncClient, template: ProviderTemplate) -> None: ...


@dataclass(frozen=True, slots=True)
class Quality:
    """What the provider thinks of the line: `rating` in its words (GREEN, YELLOW, RED), `limit` of people that may
    be written to first in a day."""

    rating: str | None = None
    limit: str | None = None


class Rated(Protocol):
    """The provider rates the line."""

    async def quality(self, settings: BaseModel, http: httpx.AsyncClient) -> Quality:
        """Raises `Unavailable` and `ProviderRefused`."""
        ...
