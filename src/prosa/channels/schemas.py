"""What is told of a line: its rules, its health, and what needs a hand."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from prosa.channels.abilities import SessionState


class Health(StrEnum):
    GOOD = "good"
    ATTENTION = "attention"
    """It works, and somebody should look."""
    DOWN = "down"
    """Nothing goes out."""
    OFF = "off"
    """Switched off by an admin."""


class NoticeCode(StrEnum):
    """Text keys of what the screens tell of a line."""

    NOT_TRIED = "not_tried"
    STOPPED = "stopped"
    """The provider refuses the line; `detail` is what it said."""
    SILENT = "silent"
    """Linked, but nothing has come although it usually does; it is being restarted."""
    PAIRING = "pairing"
    SESSION_FAILED = "session_failed"
    LOGGED_OUT = "logged_out"
    RESTING = "resting"
    """The provider does not answer; it is asked again at growing intervals."""
    FAILING_OVER = "failing_over"
    """What waited goes out by the backup line."""
    QUEUE_WAITING = "queue_waiting"
    QUALITY_LOW = "quality_low"
    DAILY_CAP = "daily_cap"
    """As many people as allowed were written to first today; the others wait until tomorrow."""
    FIRST_CONTACT_OFF = "first_contact_off"
    """Somebody who has never written was to be written to, which the rules of the line forbid."""


class Rules(BaseModel):
    """What an admin decides about a line. `read_receipts` and `typing` undecided: on, except on an unofficial line."""

    model_config = ConfigDict(extra="forbid")

    backup_id: UUID | None = None
    failover_after_minutes: int = Field(10, ge=1, le=1440)
    daily_new_contacts: int = Field(20, ge=0, le=100_000)
    allow_first_contact: bool = False
    read_receipts: bool | None = None
    typing: bool | None = None
    answer_groups: bool = False


class RulesView(BaseModel):
    """The rules as they hold."""

    backup_id: UUID | None
    failover_after_minutes: int
    daily_new_contacts: int
    allow_first_contact: bool
    read_receipts: bool
    typing: bool
    answer_groups: bool


class RulesChange(BaseModel):
    """Only what is given is changed; `backup_id` null takes the backup away."""

    model_config = ConfigDict(extra="forbid")

    backup_id: UUID | None = None
    failover_after_minutes: int | None = Field(None, ge=1, le=1440)
    daily_new_contacts: int | None = Field(None, ge=0, le=100_000)
    allow_first_contact: bool | None = None
    read_receipts: bool | None = None
    typing: bool | None = None
    answer_groups: bool | None = None


class Notice(BaseModel):
    code: NoticeCode
    detail: str
    since: datetime


class CapabilitiesView(BaseModel):
    """What the line can do, as `port.Capabilities` says it."""

    text_limit: int
    max_buttons: int
    button_title: int
    max_rows: int
    media: list[str]
    file_limit: int
    location: bool
    contacts: bool
    links: bool
    reactions: bool
    replies: bool
    templates: bool
    window_hours: int | None
    ad_window_hours: int | None
    unofficial: bool
    billed: bool


class QualityView(BaseModel):
    """The provider's opinion, in its words."""

    rating: str | None
    limit: str | None


class Cost(BaseModel):
    amount_micros: int
    currency: str


class CostState(StrEnum):
    """Charged once it arrived; `expected` until then."""

    FREE = "free"
    EXPECTED = "expected"
    CHARGED = "charged"


class MessageCost(BaseModel):
    """`reported`: the provider named the category; else it is that of what we sent."""

    category: str
    reported: bool
    state: CostState
    cost: Cost


class ChannelLine(BaseModel):
    """A channel as everybody who signs in may see it. `last_event_at` is when the provider last brought something,
    `queued` how many messages wait to go out, `cost_month` null where the provider does not charge."""

    id: UUID
    name: str
    connector: str
    label: str
    enabled: bool
    state: str
    state_detail: str | None
    created_at: datetime
    capabilities: CapabilitiesView
    abilities: list[str]
    health: Health
    notices: list[Notice]
    session: SessionState | None
    last_event_at: datetime | None
    queued: int
    quality: QualityView | None
    cost_month: Cost | None
    rules: RulesView


class Channel(ChannelLine):
    """A channel as an admin sees it: secrets are masked. `webhook_url` is what the provider must call; null while
    nobody has said under which address this installation is reached."""

    webhook_path: str
    webhook_url: str | None
    settings: dict[str, Any]


class Step(BaseModel):
    """One step of a trial: done, or what to mend. `code` is a text key."""

    code: str
    ok: bool
    detail: str


class Check(BaseModel):
    steps: list[Step]


class LinkView(BaseModel):
    """How a linked device stands. `picture` is what to scan, as a data URI, while there is something to scan."""

    state: SessionState
    detail: str
    phone: str | None
    name: str | None
    picture: str | None


class SessionAction(StrEnum):
    START = "start"
    RESTART = "restart"
    STOP = "stop"
    LOG_OUT = "log_out"


class TrialStatus(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    ANSWERED = "answered"


class TrialSent(BaseModel):
    sent_at: datetime


class Trial(BaseModel):
    """How far the latest trial message has come; `detail` is why it failed."""

    status: TrialStatus
    detail: str


class NumberLine(BaseModel):
    """`address` is how the provider wants to be told the number."""

    phone: str
    on_whatsapp: bool
    address: str | None


class Numbers(BaseModel):
    items: list[NumberLine]


class DirectoryIdentity(BaseModel):
    kind: str
    value: str


class KnownLine(BaseModel):
    name: str
    identities: list[DirectoryIdentity]


class GroupLine(BaseModel):
    """`answered`: whether the agent may answer in it."""

    id: str
    name: str
    members: int
    answered: bool


class DirectoryView(BaseModel):
    contacts: list[KnownLine]
    groups: list[GroupLine]


class AddressSource(StrEnum):
    ENVIRONMENT = "environment"
    SCREEN = "screen"
    NONE = "none"


class ReachableHint(StrEnum):
    """Whether a provider on the internet can be expected to reach the address."""

    NOT_SET = "not_set"
    INTERNAL = "internal"
    """Only from this machine or network: enough for a provider that runs beside, else a tunnel is needed."""
    PLAIN = "plain"
    """Without encryption, which most providers refuse."""
    PUBLIC = "public"


class Address(BaseModel):
    public_url: str | None
    source: AddressSource
    reachable_hint: ReachableHint
