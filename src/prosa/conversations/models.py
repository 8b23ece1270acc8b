"""Tables of conversations: the thread, what was said, who held the floor, and files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, literal_column
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from prosa.conversations.schemas import MessageStatus
from prosa.core.db import Base

OPEN_SENDS = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCONFIRMED)
OPEN_SENDS_SQL = "status IN ('queued', 'sending', 'unconfirmed')"

ACCENTED = "áàâãäéèêëíìîïóòôõöúùûüçñ"
PLAIN = "aaaaaeeeeiiiiooooouuuucn"
SEARCH_VECTOR = f"to_tsvector('simple', translate(lower(coalesce(text, '')), '{ACCENTED}', '{PLAIN}'))"


class ConversationRow(Base):
    """One thread with one contact on one channel; it is never closed for good, a new message reopens it.

    `epoch` rises whenever the floor changes hands; whatever was decided under an older epoch is refused.
    `answer_due_at` is when the agent should next look (null: nothing waits for it), `follow_up_at` when it writes again
    if nobody has said anything until then. `early_amendments` counts what
    spoke of messages that had not come: changes of them and replies to them. `text_limit`: characters of one message
    on its line (null: not known yet). `open_options`: the choices that wait for an answer, see `choices`; `question`:
    the one asked after a resolution, see `asking`.

    `queue_id`: the team it belongs to since it was last handed over. `queue_key` orders those who wait, the largest
    first: `queue_base` (0 to 100, of `queue_terms`) less the minute they began to wait in. Put aside it is until
    `snoozed_until` or until the contact writes (`snooze_until_reply`), whichever comes first. `protocol`: the number
    the contact was told. `sla_*`: the next promise of time that runs, when it is broken and when to warn of it.
    """

    __tablename__ = "conversation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    status: Mapped[str] = mapped_column(server_default="bot")
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    epoch: Mapped[int] = mapped_column(server_default="0")
    last_seq: Mapped[int] = mapped_column(server_default="0")
    unread: Mapped[int] = mapped_column(server_default="0")
    preview: Mapped[str] = mapped_column(server_default="")
    preview_author: Mapped[str] = mapped_column(server_default="contact")
    preview_type: Mapped[str] = mapped_column(server_default="text")
    last_message_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_inbound_at: Mapped[datetime | None]
    window_closes_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    handoff_reason: Mapped[str | None]
    give_back_at: Mapped[datetime | None]
    burst_started_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    agent_state: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    early_amendments: Mapped[int] = mapped_column(server_default="0")
    text_limit: Mapped[int | None]
    open_options: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    question: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id"))
    queue_base: Mapped[float | None]
    queue_terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    queue_key: Mapped[float | None]
    priority: Mapped[str] = mapped_column(server_default="medium")
    snoozed_until: Mapped[datetime | None]
    snooze_until_reply: Mapped[bool] = mapped_column(server_default=sql("false"))
    resolved_reason: Mapped[str | None]
    protocol: Mapped[str | None]
    sla_metric: Mapped[str | None]
    sla_due_at: Mapped[datetime | None]
    sla_warn_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("channel_id", "contact_id"),
        CheckConstraint("status IN ('bot', 'waiting', 'operator', 'resolved')", name="status"),
        CheckConstraint("priority IN ('low', 'medium', 'high', 'critical')", name="priority"),
        CheckConstraint("sla_metric IN ('first', 'next', 'resolution')", name="sla_metric"),
        Index(
            "ix_conversation_queue_key",
            sql("queue_key DESC"),
            sql("id DESC"),
            postgresql_where=sql("status = 'waiting'"),
        ),
        Index("ix_conversation_queue_recent", "queue_id", sql("last_message_at DESC"), sql("id DESC")),
        Index("ix_conversation_snoozed", "snoozed_until", postgresql_where=sql("snoozed_until IS NOT NULL")),
        Index("ix_conversation_sla_due", "sla_due_at", postgresql_where=sql("sla_due_at IS NOT NULL")),
        Index("ix_conversation_recent", sql("last_message_at DESC"), sql("id DESC")),
        Index("ix_conversation_status_recent", "status", sql("last_message_at DESC"), sql("id DESC")),
        Index(
            "ix_conversation_operator_recent",
            "operator_id",
            sql("last_message_at DESC"),
            sql("id DESC"),
            postgresql_where=sql("status = 'operator'"),
        ),
        Index("ix_conversation_contact_id", "contact_id"),
        Index("ix_conversation_answer_due", "answer_due_at", postgresql_where=sql("answer_due_at IS NOT NULL")),
        Index("ix_conversation_follow_up", "follow_up_at", postgresql_where=sql("follow_up_at IS NOT NULL")),
        Index("ix_conversation_give_back", "give_back_at", postgresql_where=sql("give_back_at IS NOT NULL")),
    )


class GuestRow(Base):
    """A colleague who was called into a conversation and sees it since, of whatever queue it is."""

    __tablename__ = "conversation_guest"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_conversation_guest_user_id", "user_id"),)


class LabelRow(Base):
    """A word conversations are sorted by. `color` names one of the palette."""

    __tablename__ = "label"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    color: Mapped[str]
    position: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("uq_label_name", sql("lower(name)"), unique=True),)


class ConversationLabelRow(Base):
    """A label on a conversation, and who put it there (null: a rule)."""

    __tablename__ = "conversation_label"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey("label.id", ondelete="CASCADE"), primary_key=True)
    by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_conversation_label_label_id", "label_id"),)


class MessageRow(Base):
    """What was said, and what is known of its way.

    `outcome*` is the ledger (inbound only). For sends, `lease_until` marks the worker that is trying,
    `not_before` a pause, `doubled` provider ids beyond the first under which the same message went out.
    """

    __tablename__ = "message"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    seq: Mapped[int]
    direction: Mapped[str]
    author: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    type: Mapped[str]
    text: Mapped[str | None]
    payload: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'::jsonb"))
    reply_to_id: Mapped[UUID | None]
    provider_id: Mapped[str | None]
    client_id: Mapped[str | None]
    status: Mapped[str]
    sent_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))

    outcome: Mapped[str | None]
    outcome_reason: Mapped[str | None]
    outcome_deadline: Mapped[datetime | None]
    turn_id: Mapped[UUID | None]

    epoch: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    lease_until: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_text: Mapped[str | None]
    cost_category: Mapped[str | None]
    billable: Mapped[bool | None]
    doubled: Mapped[list[Any] | None]

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        CheckConstraint(
            "(direction = 'in') = (outcome IS NOT NULL) AND (outcome IS NULL OR outcome IN "
            "('pending', 'answered', 'grouped', 'handed', 'suppressed'))",
            name="outcome",
        ),
        CheckConstraint(
            "outcome IS NULL OR (CASE outcome "
            "WHEN 'pending' THEN outcome_deadline IS NOT NULL "
            "WHEN 'suppressed' THEN outcome_reason IS NOT NULL "
            "WHEN 'handed' THEN true ELSE turn_id IS NOT NULL END)",
            name="outcome_complete",
        ),
        Index(
            "uq_message_provider",
            "channel_id",
            "provider_id",
            unique=True,
            postgresql_where=sql("provider_id IS NOT NULL"),
        ),
        Index(
            "uq_message_client",
            "conversation_id",
            "client_id",
            unique=True,
            postgresql_where=sql("client_id IS NOT NULL"),
        ),
        Index("ix_message_pending", "conversation_id", "seq", postgresql_where=sql("outcome = 'pending'")),
        Index(
            "ix_message_open_sends",
            "conversation_id",
            "seq",
            postgresql_where=sql(f"direction = 'out' AND {OPEN_SENDS_SQL}"),
        ),
        Index("ix_message_turn_id", "turn_id", postgresql_where=sql("turn_id IS NOT NULL")),
        Index("ix_message_attachment_id", "attachment_id", postgresql_where=sql("attachment_id IS NOT NULL")),
        Index("ix_message_doubled", "id", postgresql_where=sql("doubled IS NOT NULL")),
        Index("ix_message_search", literal_column(SEARCH_VECTOR), postgresql_using="gin"),
        Index("ix_message_outcome", "outcome", "id", postgresql_where=sql("direction = 'in'")),
    )


class AttachmentRow(Base):
    """A file of a message. `state`: fetching until the provider's copy is here, held until it was scanned for
    viruses (then its bytes lie under `held_key`, which nobody but the scan reads), stored, missing, or removed;
    `detail` says why, as a text key.

    `width` and `height` in points of a picture; `waveform` the loudness of a recording in 64 steps from 0 to 100;
    `thumbnail` the key of a small picture of it. `transcript_state`: pending until the words of a voice note are
    here, done, failed, or unavailable (nobody transcribes); `transcript_doubts` are numbers in it that may be wrong.
    """

    __tablename__ = "attachment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("channel.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    mime_type: Mapped[str]
    filename: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    voice: Mapped[bool] = mapped_column(server_default=sql("false"))
    provider_ref: Mapped[str | None]
    storage_key: Mapped[str | None]
    held_key: Mapped[str | None]
    state: Mapped[str]
    detail: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    due_at: Mapped[datetime | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
    waveform: Mapped[list[Any] | None]
    thumbnail_key: Mapped[str | None]
    transcript_state: Mapped[str | None]
    transcript: Mapped[str | None]
    transcript_confidence: Mapped[float | None]
    transcript_doubts: Mapped[list[Any] | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('fetching', 'held', 'stored', 'missing', 'removed')", name="state"),
        CheckConstraint("transcript_state IN ('pending', 'done', 'failed', 'unavailable')", name="transcript_state"),
        Index("ix_attachment_waiting", "id", postgresql_where=sql("state IN ('fetching', 'held')")),
        Index("ix_attachment_conversation_id", "conversation_id"),
        Index("ix_attachment_storage_key", "storage_key"),
    )


class AmendmentRow(Base):
    """A reaction, edit or deletion, by the provider id of the message it changes (which may come later)."""

    __tablename__ = "amendment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    provider_id: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
    author: Mapped[str]
    text: Mapped[str | None]
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("channel_id", "provider_id"),
        CheckConstraint("kind IN ('reaction', 'edit', 'delete')", name="kind"),
        Index("ix_amendment_target", "channel_id", "target"),
        Index("ix_amendment_conversation_id", "conversation_id"),
    )


class EarlyReceiptRow(Base):
    """A receipt that arrived before we knew the provider's id of the message it speaks of."""

    __tablename__ = "early_receipt"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    error_code: Mapped[str | None]
    error_text: Mapped[str | None]
    cost_category: Mapped[str | None]
    billable: Mapped[bool | None]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FloorChangeRow(Base):
    """Who held the floor from which epoch on, and why; the audit reads sends against it."""

    __tablename__ = "floor_change"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class UnderstoodRow(Base):
    """What was last read in a conversation, for whoever sorts or opens matters by it. `certain` names the heads that
    were sure enough to act on."""

    __tablename__ = "conversation_understood"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    turn_id: Mapped[UUID]
    intent: Mapped[str]
    category: Mapped[str]
    priority: Mapped[str]
    sentiment: Mapped[str]
    wants_human: Mapped[bool]
    funnel: Mapped[str]
    department: Mapped[str | None]
    certain: Mapped[list[Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class SummaryRow(Base):
    """What was said in a long conversation up to and with `message_id`, in a few sentences. `by` names the engine or
    model that wrote it."""

    __tablename__ = "conversation_summary"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[UUID]
    seq: Mapped[int]
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class DraftRow(Base):
    """What the agent is writing to a contact who watches it: `turn_id` becomes the id of the message. Gone a minute
    later."""

    __tablename__ = "conversation_draft"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    turn_id: Mapped[UUID]
    epoch: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]


class MentionRow(Base):
    """That a note calls a colleague, who is a guest of the conversation since."""

    __tablename__ = "mention"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_mention_user", "user_id", sql("message_id DESC")),
        Index("ix_mention_conversation", "conversation_id", "user_id"),
    )


class HoldRuleRow(Base):
    """What must not leave without a person's word, by kind (`holding.HoldKind`). `minutes`: how long it may wait."""

    __tablename__ = "hold_rule"

    kind: Mapped[str] = mapped_column(primary_key=True)
    active: Mapped[bool]
    minutes: Mapped[int]
    params: Mapped[dict[str, Any]]

    __table_args__ = (
        CheckConstraint("kind IN ('critical', 'first_contact', 'low_confidence', 'template')", name="kind"),
    )


class HeldMessageRow(Base):
    """A message that was held, under the id of its first part; `text` as it was written, `final` as somebody reworded
    it, `why` the reason of a rejection."""

    __tablename__ = "held_message"

    id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    parts: Mapped[list[Any]]
    kind: Mapped[str]
    state: Mapped[str]
    text: Mapped[str]
    final: Mapped[str | None]
    why: Mapped[str | None]
    held_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("kind IN ('critical', 'first_contact', 'low_confidence', 'template', 'order')", name="kind"),
        CheckConstraint("state IN ('waiting', 'approved', 'edited', 'rejected', 'expired', 'withdrawn')", name="state"),
        Index("ix_held_message_waiting", "expires_at", postgresql_where=sql("state = 'waiting'")),
        Index("ix_held_message_decided", sql("decided_at DESC"), postgresql_where=sql("decided_at IS NOT NULL")),
        Index("ix_held_message_conversation_id", "conversation_id"),
    )
