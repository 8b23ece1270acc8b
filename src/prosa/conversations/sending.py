"""Sending: from a decision to the provider's word on it, one message at a time per conversation, in order.

The intent (`sending` with a lease) is committed before the call. What comes of the call is written after it; when
that is unknown the message is `unconfirmed`, holds back what follows, and is settled by receipts before anything
is sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations import floor
from prosa.conversations.events import SendDue
from prosa.conversations.models import OPEN_SENDS, ConversationRow, EarlyReceiptRow, MessageRow
from prosa.conversations.schemas import (
    Author,
    ConversationStatus,
    Direction,
    Draft,
    MessageStatus,
    MessageType,
    Option,
    Receipt,
)
from prosa.conversations.thread import append, find_and_lock, held, lock
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.events import emit
from prosa.core.outbox import publish

LEASE = timedelta(seconds=30)
"""How long a worker may take over one call before it counts as lost."""

_RANK = {
    MessageStatus.QUEUED: 0,
    MessageStatus.SENDING: 1,
    MessageStatus.UNCONFIRMED: 2,
    MessageStatus.SENT: 3,
    MessageStatus.DELIVERED: 4,
    MessageStatus.READ: 5,
}


_HEAD = """
SELECT id, channel_id, status, author, type, epoch, lease_until, not_before, sending_at, created_at FROM message
WHERE conversation_id = %(conversation)s AND direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed')
ORDER BY seq LIMIT 1
"""
_BEGIN = """
UPDATE message
SET status = 'sending', attempts = attempts + 1, sending_at = %(now)s, lease_until = %(lease)s, not_before = NULL
WHERE id = %(id)s
RETURNING conversation_id, type, text, payload, attachment_id, attempts,
    (SELECT quoted.provider_id FROM message quoted WHERE quoted.id = message.reply_to_id) AS reply_to
"""
_ACCEPT = """
UPDATE message
SET status = 'sent', provider_id = %(provider)s, lease_until = NULL, error_code = NULL, error_text = NULL,
    accepted_at = coalesce(accepted_at, %(now)s)
WHERE id = %(id)s AND status = 'sending' AND provider_id IS NULL
RETURNING EXISTS (
    SELECT FROM early_receipt e WHERE e.channel_id = message.channel_id AND e.provider_id = %(provider)s) AS early
"""
"""The ordinary case; whatever else may have happened to the message meanwhile is looked at row by row."""

_ADVANCE = """
UPDATE message
SET status = %(status)s, lease_until = NULL, not_before = NULL, error_code = NULL, error_text = NULL,
    cost_category = coalesce(%(cost_category)s, cost_category), billable = coalesce(%(billable)s, billable)
WHERE channel_id = %(channel)s AND provider_id = %(provider)s AND direction = 'out'
  AND id = coalesce(%(message)s, id) AND status = ANY(%(before)s)
RETURNING id, conversation_id
"""
_STEPS = {
    MessageStatus.DELIVERED: [MessageStatus.SENT],
    MessageStatus.READ: [MessageStatus.SENT, MessageStatus.DELIVERED],
}
"""From where a receipt moves a message that has left; all others are looked at row by row."""


def may_follow(current: MessageStatus, new: MessageStatus) -> bool:
    """Whether a receipt `new` may replace `current`: never backwards, `failed` only before delivered."""
    if new is MessageStatus.FAILED:
        return current in (*OPEN_SENDS, MessageStatus.SENT)
    if current in (MessageStatus.FAILED, MessageStatus.CANCELLED):
        return new in (MessageStatus.DELIVERED, MessageStatus.READ)
    return _RANK.get(new, -1) > _RANK.get(current, -1)


async def queue(
    session: Session,
    conversation: ConversationRow,
    drafts: Sequence[Draft],
    *,
    author: Author,
    author_id: UUID | None = None,
    turn_id: UUID | None = None,
    client_id: str | None = None,
) -> list[UUID]:
    """Queues messages in order under the current epoch and wakes the sender. A known `client_id` adds nothing."""
    ids = []
    for draft in drafts:
        message_id = await append(
            session,
            conversation,
            direction=Direction.OUT,
            author=author,
            author_id=author_id,
            type=draft.type,
            text=draft.text,
            payload=_payload(draft),
            reply_to_id=draft.reply_to_id,
            attachment_id=draft.attachment_id,
            status=MessageStatus.QUEUED,
            epoch=conversation.epoch,
            turn_id=turn_id,
            client_id=client_id,
        )
        if message_id is not None:
            ids.append(message_id)
    if ids:
        emit(session, SendDue(str(conversation.id)))
    return ids


def _payload(draft: Draft) -> dict[str, Any]:
    if not draft.options:
        return draft.payload
    options = [{"id": o.id, "title": o.title, "description": o.description} for o in draft.options]
    return {**draft.payload, "options": options}


@dataclass(frozen=True, slots=True)
class Ready:
    """The next message may go out now."""

    message_id: UUID
    channel_id: UUID
    contact_id: UUID


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing may go out before `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An unconfirmed message has waited long enough: `since` is when it was tried."""

    message_id: UUID
    channel_id: UUID
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


async def next_send(session: Session, conversation_id: UUID, patience: float) -> Ready | Later | Doubtful | None:
    """What the sender of this conversation should do; locks it. None: nothing, or another worker is sending.

    Messages leave in order: one that is not settled holds back those behind it. On the way, what was fenced off
    or has lost its window is given up, and what a lost worker left becomes unconfirmed.
    """
    conversation = await find_and_lock(session, conversation_id)
    while conversation is not None:
        head = await _head(session, conversation)
        if head is None:
            return None
        step = await _consider(session, conversation, head, patience)
        if step is not _AGAIN:
            return step
    return None


_AGAIN = Later(datetime.min.replace(tzinfo=UTC))


async def _consider(
    session: Session, conversation: ConversationRow, head: Any, patience: float
) -> Ready | Later | Doubtful | None:
    moment = now()
    if head.status == MessageStatus.SENDING:
        if head.lease_until is not None and head.lease_until > moment:
            return None
        message = await _held_message(session, head.id)
        return Later(_doubt(session, message, "the worker that was sending it is gone", patience))
    if head.not_before is not None and head.not_before > moment:
        return Later(head.not_before)
    if head.status == MessageStatus.UNCONFIRMED:
        return Doubtful(head.id, head.channel_id, head.sending_at or head.created_at)
    if _fenced(conversation, head):
        await _cancel(session, await _held_message(session, head.id), "floor_taken")
        return _AGAIN
    if _outside_window(conversation, head, moment):
        await _fail(session, conversation, await _held_message(session, head.id), "outside_window", "")
        return _AGAIN
    return Ready(head.id, head.channel_id, conversation.contact_id)


async def _head(session: Session, conversation: ConversationRow) -> Any:
    """What `_HEAD` tells of the first message that is not settled; None when all are."""
    rows = await driver.run(session, _HEAD, {"conversation": conversation.id})
    return rows[0] if rows else None


def _fenced(conversation: ConversationRow, message: Any) -> bool:
    """Whether the floor changed hands since the agent decided this message. People's messages always go."""
    return bool(message.author == Author.AGENT and message.epoch != conversation.epoch)


def _outside_window(conversation: ConversationRow, message: Any, moment: datetime) -> bool:
    closes = conversation.window_closes_at
    return closes is not None and closes < moment and message.type != MessageType.TEMPLATE


async def begin(session: Session, ready: Ready) -> Send:
    """Records the intent to send and takes the lease. The call may start once this has committed."""
    moment = now()
    values = {"id": ready.message_id, "now": moment, "lease": moment + LEASE}
    found = (await driver.run(session, _BEGIN, values))[0]
    return Send(
        message_id=ready.message_id,
        conversation_id=found.conversation_id,
        channel_id=ready.channel_id,
        contact_id=ready.contact_id,
        type=MessageType(found.type),
        text=found.text,
        options=tuple(Option(**option) for option in found.payload.get("options", ())),
        payload=found.payload,
        attachment_id=found.attachment_id,
        reply_to=found.reply_to,
        attempts=found.attempts,
    )


async def _held_message(session: Session, message_id: UUID) -> MessageRow:
    message = await session.get(MessageRow, message_id)
    if message is None:
        raise NotFound("this message does not exist")
    return message


async def pause(session: Session, conversation_id: UUID, at: datetime) -> None:
    """Wakes the sender again at `at`."""
    emit(session, SendDue(str(conversation_id)), at=at)


async def sent(session: Session, send: Send, provider_id: str) -> None:
    """The provider took it under `provider_id`."""
    conversation = await lock(session, send.conversation_id)
    values = {"id": send.message_id, "provider": provider_id, "now": now()}
    plainly = await driver.run(session, _ACCEPT, values)
    if plainly:
        publish(session, "message", conversation_id=conversation.id, message_id=send.message_id)
    if plainly and not plainly[0].early:
        return
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    await _accepted(session, conversation, message, provider_id)


async def refused(session: Session, send: Send, code: str, text: str, again_at: datetime | None) -> None:
    """The provider did not take it; it is tried again at `again_at`, or given up."""
    conversation = await lock(session, send.conversation_id)
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    if message.status not in (MessageStatus.SENDING, MessageStatus.UNCONFIRMED):
        return
    if again_at is None:
        await _fail(session, conversation, message, code, text)
        return
    _requeue(session, message, at=again_at)
    message.error_code, message.error_text = code, text


async def lost_sight(session: Session, send: Send, reason: str, patience: float) -> datetime | None:
    """Nobody knows whether it went out. Returns when to reconcile it, None when a receipt came first."""
    await lock(session, send.conversation_id)
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    if message.status != MessageStatus.SENDING:
        return None
    return _doubt(session, message, reason, patience)


async def send_again(session: Session, conversation_id: UUID, message_id: UUID) -> None:
    """An unconfirmed message certainly did not go out: it is queued once more (the fence still holds)."""
    message = await _held_message(session, message_id)
    _requeue(session, message, at=None)
    emit(session, SendDue(str(conversation_id)))


async def give_up(session: Session, conversation_id: UUID, message_id: UUID, code: str, text: str) -> None:
    """An unconfirmed message will not be confirmed; those behind it may go."""
    conversation = await held(session, conversation_id)
    await _fail(session, conversation, await _held_message(session, message_id), code, text)
    emit(session, SendDue(str(conversation_id)))


async def wait_longer(session: Session, conversation_id: UUID, message_id: UUID, at: datetime) -> None:
    """Nothing is known yet of an unconfirmed message; it is looked at again at `at`."""
    (await _held_message(session, message_id)).not_before = at
    emit(session, SendDue(str(conversation_id)), at=at)


def _requeue(session: Session, message: MessageRow, at: datetime | None) -> None:
    message.status = MessageStatus.QUEUED
    message.lease_until = None
    message.not_before = at
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


def _doubt(session: Session, message: MessageRow, reason: str, patience: float) -> datetime:
    message.status = MessageStatus.UNCONFIRMED
    message.lease_until = None
    message.error_code, message.error_text = "unconfirmed", reason
    message.not_before = now() + timedelta(seconds=patience)
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)
    return message.not_before


async def _cancel(session: Session, message: MessageRow, reason: str) -> None:
    """Gives a message up before it was sent; what it would have answered goes to people."""
    message.status = MessageStatus.CANCELLED
    await _gave_up(session, message, reason)


async def _fail(session: Session, conversation: ConversationRow, message: MessageRow, code: str, text: str) -> None:
    """The message will never go out. When the agent's whole reply is lost, a person is called."""
    message.status = MessageStatus.FAILED
    message.error_code, message.error_text = code, text
    lost = await _gave_up(session, message, "send_failed")
    if lost and conversation.status == ConversationStatus.BOT:
        await floor.hand_off(session, conversation, "send_failed")


async def _gave_up(session: Session, message: MessageRow, reason: str) -> bool:
    message.lease_until = None
    await session.flush()
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)
    if message.turn_id is None:
        return False
    return await floor.hand_unanswered(session, message.turn_id, reason)


async def _accepted(session: Session, conversation: ConversationRow, message: MessageRow, provider_id: str) -> None:
    """The provider took it. A second id for the same message is kept as evidence of a doubled send."""
    if message.provider_id not in (None, provider_id):
        _note_doubled(message, provider_id)
    else:
        message.provider_id = provider_id
    message.lease_until = None
    message.error_code = message.error_text = None
    if may_follow(MessageStatus(message.status), MessageStatus.SENT):
        message.status = MessageStatus.SENT
    message.accepted_at = message.accepted_at or now()
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)
    await _apply_early_receipts(session, conversation, message)


async def apply_receipt(session: Session, receipt: Receipt) -> bool:
    """Takes in news of a send. Returns whether it changed anything; what is not known yet is kept."""
    if await _simply_advanced(session, receipt):
        return True
    found = await _message_of(session, receipt)
    if found is None:
        await _keep_for_later(session, receipt)
        return False
    conversation, message = found
    return await _settle(session, conversation, message, receipt)


async def _simply_advanced(session: Session, receipt: Receipt) -> bool:
    """The ordinary receipt: of a message that has left, one step further. Nothing else is touched, so only the
    message is locked."""
    values = {
        "channel": receipt.channel_id,
        "provider": receipt.provider_id,
        "message": receipt.message_id,
        "status": receipt.status,
        "before": _STEPS.get(receipt.status, []),
        "cost_category": receipt.cost_category,
        "billable": receipt.billable,
    }
    for moved in await driver.run(session, _ADVANCE, values):
        publish(session, "message", conversation_id=moved.conversation_id, message_id=moved.id)
        return True
    return False


async def _keep_for_later(session: Session, receipt: Receipt) -> None:
    await session.execute(
        insert(EarlyReceiptRow)
        .values(
            channel_id=receipt.channel_id,
            provider_id=receipt.provider_id,
            status=receipt.status,
            at=receipt.at,
            error_code=receipt.error_code,
            error_text=receipt.error_text,
        )
        .on_conflict_do_nothing()
    )


async def _message_of(session: Session, receipt: Receipt) -> tuple[ConversationRow, MessageRow] | None:
    """The message and its conversation; the conversation is locked first, as everywhere."""
    same = MessageRow.id == receipt.message_id if receipt.message_id else MessageRow.provider_id == receipt.provider_id
    query = select(MessageRow.id, MessageRow.conversation_id).where(
        MessageRow.channel_id == receipt.channel_id, same, MessageRow.direction == Direction.OUT
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    conversation = await lock(session, found.conversation_id)
    message = await session.get(MessageRow, found.id, populate_existing=True)
    return (conversation, message) if message else None


async def _settle(session: Session, conversation: ConversationRow, message: MessageRow, receipt: Receipt) -> bool:
    if message.provider_id is None:
        message.provider_id = receipt.provider_id
    elif message.provider_id != receipt.provider_id:
        _note_doubled(message, receipt.provider_id)
        return False
    message.cost_category = receipt.cost_category or message.cost_category
    message.billable = message.billable if receipt.billable is None else receipt.billable
    current = MessageStatus(message.status)
    if not may_follow(current, receipt.status):
        return False
    if receipt.status is MessageStatus.FAILED:
        await _fail(session, conversation, message, receipt.error_code or "failed", receipt.error_text or "")
    else:
        _advance(session, message, receipt)
    if current in OPEN_SENDS:
        emit(session, SendDue(str(message.conversation_id)))
    return True


def _advance(session: Session, message: MessageRow, receipt: Receipt) -> None:
    message.status = receipt.status
    message.error_code = message.error_text = message.lease_until = message.not_before = None
    message.accepted_at = message.accepted_at or now()
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


def _note_doubled(message: MessageRow, provider_id: str) -> None:
    if provider_id not in (message.doubled or []):
        message.doubled = [*(message.doubled or []), provider_id]


async def _apply_early_receipts(session: Session, conversation: ConversationRow, message: MessageRow) -> None:
    query = select(EarlyReceiptRow).where(
        EarlyReceiptRow.channel_id == message.channel_id, EarlyReceiptRow.provider_id == message.provider_id
    )
    for early in await session.scalars(query):
        receipt = Receipt(
            channel_id=early.channel_id,
            provider_id=early.provider_id,
            message_id=message.id,
            status=MessageStatus(early.status),
            at=early.at,
            error_code=early.error_code,
            error_text=early.error_text,
        )
        await _settle(session, conversation, message, receipt)
        await session.delete(early)


async def retry(session: Session, message_id: UUID) -> bool:
    """An operator sends a failed message again; False when it has not failed. Raises `NotFound`."""
    message = await _held_message(session, message_id)
    conversation = await lock(session, message.conversation_id)
    await session.refresh(message)
    if message.status != MessageStatus.FAILED:
        return False
    message.epoch, message.attempts = conversation.epoch, 0
    message.error_code = message.error_text = None
    _requeue(session, message, at=None)
    emit(session, SendDue(str(conversation.id)))
    return True


async def say_as_operator(
    session: Session, conversation_id: UUID, operator_id: UUID, draft: Draft, client_id: str
) -> UUID:
    """An operator's message: takes the floor and is queued. A known `client_id` returns the message it named.

    Raises `FloorTaken` when another operator holds the conversation.
    """
    await floor.claim(session, conversation_id, operator_id)
    conversation = await held(session, conversation_id)
    added = await queue(
        session,
        conversation,
        [draft],
        author=Author.OPERATOR,
        author_id=operator_id,
        client_id=client_id,
    )
    if not added:
        return await message_named(session, conversation_id, client_id)
    conversation.unread = 0
    return added[0]


async def add_note(session: Session, conversation_id: UUID, operator_id: UUID, text: str, client_id: str) -> UUID:
    """An internal remark. It has no way out: only rows of direction OUT are ever sent."""
    conversation = await lock(session, conversation_id)
    added = await append(
        session,
        conversation,
        direction=Direction.INTERNAL,
        author=Author.OPERATOR,
        author_id=operator_id,
        type=MessageType.NOTE,
        text=text,
        status=MessageStatus.RECEIVED,
        client_id=client_id,
    )
    return added or await message_named(session, conversation_id, client_id)


async def message_named(session: Session, conversation_id: UUID, client_id: str) -> UUID:
    """The message a browser named before it existed. Raises `NotFound`."""
    query = select(MessageRow.id).where(
        MessageRow.conversation_id == conversation_id, MessageRow.client_id == client_id
    )
    found = await session.scalar(query)
    if found is None:
        raise NotFound("this message does not exist")
    return found


async def due_for_sending(session: Session, limit: int = 500) -> list[UUID]:
    """Conversations whose sender was lost: something is due and nobody holds its lease."""
    moment = now()
    query = (
        select(MessageRow.conversation_id)
        .where(
            MessageRow.direction == Direction.OUT,
            MessageRow.status.in_(OPEN_SENDS),
            (MessageRow.lease_until.is_(None)) | (MessageRow.lease_until < moment),
            (MessageRow.not_before.is_(None)) | (MessageRow.not_before < moment - timedelta(seconds=2)),
            MessageRow.created_at < moment - timedelta(seconds=2),
        )
        .distinct()
        .limit(limit)
    )
    return list(await session.scalars(query))


async def wake_channel(session: Session, channel_id: UUID) -> None:
    """The channel may send again: whatever waits on it goes now."""
    waiting = (
        MessageRow.channel_id == channel_id,
        MessageRow.direction == Direction.OUT,
        MessageRow.status == MessageStatus.QUEUED,
    )
    woken = await session.scalars(
        update(MessageRow).where(*waiting).values(not_before=None).returning(MessageRow.conversation_id)
    )
    for conversation_id in set(woken):
        emit(session, SendDue(str(conversation_id)))
