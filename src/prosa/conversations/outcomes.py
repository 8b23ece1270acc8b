"""What becomes of a send: the provider's answer, the receipts, and doubt between them.

An outcome nobody knows leaves the message `unconfirmed`; a receipt settles it, in whatever order receipts come.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations import floor
from prosa.conversations.events import SendDue
from prosa.conversations.models import OPEN_SENDS, AmendmentRow, ConversationRow, EarlyReceiptRow, MessageRow
from prosa.conversations.schemas import (
    ConversationStatus,
    Direction,
    MessageStatus,
    MessageType,
    Receipt,
    Send,
)
from prosa.conversations.thread import grasp, lock
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.events import emit
from prosa.core.outbox import publish

UNCONFIRMED = "unconfirmed"
"""Code of a message that may have gone out: it is bound to the line it was tried on. Others go by their own again."""
_RANK = {
    MessageStatus.QUEUED: 0,
    MessageStatus.SENDING: 1,
    MessageStatus.UNCONFIRMED: 2,
    MessageStatus.SENT: 3,
    MessageStatus.DELIVERED: 4,
    MessageStatus.READ: 5,
}
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


async def sent(session: Session, send: Send, provider_id: str) -> None:
    """The provider took it under `provider_id`."""
    await grasp(session, send.conversation_id)
    values = {"id": send.message_id, "provider": provider_id, "now": now()}
    plainly = await driver.run(session, _ACCEPT, values)
    if plainly:
        publish(session, "message", conversation_id=send.conversation_id, message_id=send.message_id)
    if plainly and not plainly[0].early:
        return
    conversation = await lock(session, send.conversation_id)
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    await _accepted(session, conversation, message, provider_id)


async def found(session: Session, send: Send, provider_id: str) -> bool:
    """The provider says that it has a message nobody was sure of. False when that id is another message's."""
    conversation = await lock(session, send.conversation_id)
    taken = select(MessageRow.id).where(
        MessageRow.channel_id == send.channel_id,
        MessageRow.provider_id == provider_id,
        MessageRow.id != send.message_id,
    )
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    if message.status not in OPEN_SENDS or await session.scalar(taken) is not None:
        return False
    await _accepted(session, conversation, message, provider_id)
    return True


async def recognise(session: Session, contact_id: UUID, echo: Receipt, text: str | None) -> bool:
    """Whether a message seen on the line is one that was being sent there to this person, of which nothing is known
    yet; then the echo is its receipt. The provider may have written options behind the text."""
    query = (
        select(MessageRow.id, MessageRow.text)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(
            ConversationRow.contact_id == contact_id,
            MessageRow.channel_id == echo.channel_id,
            MessageRow.direction == Direction.OUT,
            MessageRow.status.in_((MessageStatus.SENDING, MessageStatus.UNCONFIRMED)),
            MessageRow.provider_id.is_(None),
        )
        .order_by(MessageRow.seq)
    )
    known = select(MessageRow.id).where(
        MessageRow.channel_id == echo.channel_id, MessageRow.provider_id == echo.provider_id
    )
    if await session.scalar(known) is not None:
        return False
    for message_id, said in await session.execute(query):
        if (text or "").startswith(said or "") and bool(text) == bool(said):
            return await apply_receipt(session, replace(echo, message_id=message_id))
    return False


async def refused(session: Session, send: Send, code: str, text: str, again_at: datetime | None) -> None:
    """The provider did not take it; it is tried again at `again_at`, or given up."""
    conversation = await lock(session, send.conversation_id)
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    if message.status not in (MessageStatus.SENDING, MessageStatus.UNCONFIRMED):
        return
    if again_at is None:
        await fail(session, conversation, message, code, text)
        return
    requeue(session, message, at=again_at)
    message.error_code, message.error_text = code, text
    if code != UNCONFIRMED:
        message.channel_id = conversation.channel_id


async def lost_sight(session: Session, send: Send, reason: str, patience: float) -> datetime | None:
    """Nobody knows whether it went out. Returns when to reconcile it, None when a receipt came first."""
    await lock(session, send.conversation_id)
    message = await session.get_one(MessageRow, send.message_id, populate_existing=True)
    if message.status != MessageStatus.SENDING:
        return None
    return doubt(session, message, reason, patience)


async def send_again(session: Session, conversation_id: UUID, message_id: UUID) -> None:
    """An unconfirmed message certainly did not go out: it is queued once more (the fence still holds). Nothing
    happens when it was settled meanwhile."""
    conversation = await grasp(session, conversation_id)
    message = await held_message(session, message_id)
    if message.status != MessageStatus.UNCONFIRMED:
        return
    message.channel_id = conversation.channel_id
    message.error_code = message.error_text = None
    requeue(session, message, at=None)
    emit(session, SendDue(str(conversation_id)))


async def give_up(session: Session, conversation_id: UUID, message_id: UUID, code: str, text: str) -> None:
    """A message will not go out, or will not be confirmed any more; those behind it may go. Nothing happens when it
    was settled meanwhile."""
    conversation = await lock(session, conversation_id)
    message = await held_message(session, message_id)
    if message.status not in OPEN_SENDS:
        return
    await fail(session, conversation, message, code, text)
    emit(session, SendDue(str(conversation_id)))


async def wait_longer(session: Session, conversation_id: UUID, message_id: UUID, at: datetime) -> None:
    """A message that is not settled is looked at again at `at`."""
    await grasp(session, conversation_id)
    message = await held_message(session, message_id)
    if message.status not in OPEN_SENDS:
        return
    message.not_before = at
    emit(session, SendDue(str(conversation_id)), at=at)


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
            cost_category=receipt.cost_category,
            billable=receipt.billable,
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
    _note_cost(session, message, receipt)
    current = MessageStatus(message.status)
    if not may_follow(current, receipt.status):
        return False
    if receipt.status is MessageStatus.FAILED:
        await fail(session, conversation, message, receipt.error_code or "failed", receipt.error_text or "")
    else:
        _advance(session, message, receipt)
    if current in OPEN_SENDS:
        emit(session, SendDue(str(message.conversation_id)))
    return True


def _note_cost(session: Session, message: MessageRow, receipt: Receipt) -> None:
    known = (message.cost_category, message.billable)
    message.cost_category = receipt.cost_category or message.cost_category
    message.billable = message.billable if receipt.billable is None else receipt.billable
    if known != (message.cost_category, message.billable):
        publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


def _advance(session: Session, message: MessageRow, receipt: Receipt) -> None:
    message.status = receipt.status
    message.error_code = message.error_text = message.lease_until = message.not_before = None
    message.accepted_at = message.accepted_at or message.sending_at or now()
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


def _note_doubled(message: MessageRow, provider_id: str) -> None:
    if provider_id not in (message.doubled or []):
        message.doubled = [*(message.doubled or []), provider_id]


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
            cost_category=early.cost_category,
            billable=early.billable,
        )
        await _settle(session, conversation, message, receipt)
        await session.delete(early)


async def cancel(session: Session, message: MessageRow, reason: str) -> None:
    """Gives a message up before it was sent; what it would have answered goes to people."""
    message.status = MessageStatus.CANCELLED
    await _gave_up(session, message, reason)


async def fail(session: Session, conversation: ConversationRow, message: MessageRow, code: str, text: str) -> None:
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
    if message.type == MessageType.REACTION:
        await _take_off(session, message)
    if message.turn_id is None:
        return False
    return await floor.hand_unanswered(session, message.turn_id, reason)


async def _take_off(session: Session, reaction: MessageRow) -> None:
    """A reaction that will not go out is not shown on its message any more."""
    await session.execute(
        delete(AmendmentRow).where(
            AmendmentRow.conversation_id == reaction.conversation_id, AmendmentRow.provider_id == str(reaction.id)
        )
    )
    publish(session, "message", conversation_id=reaction.conversation_id, message_id=reaction.reply_to_id)


def requeue(session: Session, message: MessageRow, at: datetime | None) -> None:
    message.status = MessageStatus.QUEUED
    message.lease_until = None
    message.not_before = at
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


def doubt(session: Session, message: MessageRow, reason: str, patience: float) -> datetime:
    message.status = MessageStatus.UNCONFIRMED
    message.lease_until = None
    message.error_code, message.error_text = "unconfirmed", reason
    message.not_before = now() + timedelta(seconds=patience)
    publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)
    return message.not_before


async def held_message(session: Session, message_id: UUID) -> MessageRow:
    message = await session.get(MessageRow, message_id)
    if message is None:
        raise NotFound("this message does not exist")
    return message
