"""Conversations and messages as the API shows them, and as live updates carry them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from prosa.contacts.schemas import ContactKind
from prosa.conversations.schemas import (
    Author,
    ConversationStatus,
    Direction,
    FileState,
    MessageStatus,
    MessageType,
    Outcome,
    Priority,
    SlaMetric,
    SlaState,
    TranscriptState,
)


class ContactLine(BaseModel):
    id: UUID
    kind: ContactKind
    name: str
    phone: str | None
    username: str | None


class OperatorLine(BaseModel):
    id: UUID
    name: str


class LabelLine(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    color: str


class QueueLine(BaseModel):
    id: UUID
    name: str


class SlaLine(BaseModel):
    """The next promise of time. `state` is as of now: `soon` from `warn_at` on, `late` from `due_at` on."""

    metric: SlaMetric
    due_at: datetime
    warn_at: datetime
    state: SlaState


class ScoreTerm(BaseModel):
    """`value` 0 to 1, `weight` in points. Of waiting the value is null: it grows by `weight` points a minute."""

    name: str
    value: float | None
    weight: float


class QueueScore(BaseModel):
    """Why somebody who waits stands where they stand: `base` points, plus those of the minutes waited."""

    base: float
    terms: list[ScoreTerm]


class ConversationItem(BaseModel):
    """One line of the inbox. `window_closes_at` null: free text is always allowed on this channel. `text_limit`:
    characters of one message, a longer text goes out in parts. `former`: the thread of a contact that was merged
    into another one who has a thread on this channel too; what the person says next arrives in that one. `score` of
    those who wait.
    """

    id: UUID
    contact: ContactLine
    channel_id: UUID
    status: ConversationStatus
    operator: OperatorLine | None
    epoch: int
    preview: str
    preview_author: Author
    preview_type: MessageType
    last_message_at: datetime
    unread: int
    waiting_since: datetime | None
    window_closes_at: datetime | None
    text_limit: int | None
    handoff_reason: str | None
    resolved_reason: str | None
    protocol: str | None
    queue: QueueLine | None
    score: QueueScore | None
    priority: Priority
    labels: list[LabelLine]
    snoozed_until: datetime | None
    snooze_until_reply: bool
    sla: SlaLine | None
    former: bool


class ConversationPage(BaseModel):
    items: list[ConversationItem]
    next: str | None


class ConversationCounts(BaseModel):
    """Open conversations (`all`) and, among them, those of each tab."""

    all: int
    waiting: int
    mine: int
    bot: int


class OptionLine(BaseModel):
    id: str
    title: str
    description: str | None


class TranscriptLine(BaseModel):
    """The words of a voice note. `confidence` 0 to 1; `doubts` are numbers in it that may have been misheard."""

    state: TranscriptState
    text: str | None
    confidence: float | None
    doubts: list[str]


class AttachmentLine(BaseModel):
    """A file. `detail` tells why one is held, missing or removed. `width` and `height` in points (pictures),
    `duration_ms` and `waveform` (64 values from 0 to 100) of sound; `thumbnail` when it has a small picture."""

    id: UUID
    mime_type: str
    filename: str | None
    size: int | None
    voice: bool
    state: FileState
    detail: str | None
    width: int | None
    height: int | None
    duration_ms: int | None
    waveform: list[int] | None
    thumbnail: bool
    transcript: TranscriptLine | None


class Quote(BaseModel):
    id: UUID
    text: str | None
    author: Author


class Reaction(BaseModel):
    emoji: str
    author: Author


class SendError(BaseModel):
    code: str
    text: str | None


class Participant(BaseModel):
    """Who of a group said it."""

    name: str | None
    phone: str | None


class MessageItem(BaseModel):
    """One line of a thread.

    `referral`: the advertisement that brought the person (scalars as the provider tells them). `template`: the
    name of the one it was sent from. `cost_category` and `billable` as the provider reported them.
    """

    id: UUID
    conversation_id: UUID
    seq: int
    direction: Direction
    author: Author
    author_name: str | None
    type: MessageType
    text: str | None
    payload: dict[str, Any]
    participant: Participant | None
    forwarded: bool
    referral: dict[str, Any] | None
    template: str | None
    options: list[OptionLine]
    attachment: AttachmentLine | None
    reply_to: Quote | None
    status: MessageStatus
    error: SendError | None
    sent_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    reactions: list[Reaction]
    turn_id: UUID | None
    outcome: Outcome | None
    sources: list[str]
    client_id: str | None
    cost_category: str | None
    billable: bool | None


class MessagePage(BaseModel):
    """Oldest first. `has_more`: there are older ones (or newer, when asked with `after_seq`)."""

    items: list[MessageItem]
    has_more: bool


class LedgerProblem(BaseModel):
    kind: str
    count: int


class LedgerBalance(BaseModel):
    balanced: bool
    inbound: int
    outcomes: dict[str, int]
    problems: list[LedgerProblem]
    checked_at: datetime


class LedgerLine(BaseModel):
    message_id: UUID
    conversation_id: UUID
    contact_name: str
    text: str | None
    sent_at: datetime
    outcome: Outcome | None
    reason: str | None
    turn_id: UUID | None
    deadline: datetime | None


class LedgerPage(BaseModel):
    items: list[LedgerLine]
    next: UUID | None
