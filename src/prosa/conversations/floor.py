"""The floor: who speaks in a conversation. It changes hands only here, and every change raises the epoch.

bot → waiting → operator → resolved; a contact's message reopens. Whatever the agent had queued under an older
epoch is cancelled, and the messages it would have answered are handed to the person instead.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from prosa.conversations.models import OPEN_SENDS, ConversationRow, FloorChangeRow, MessageRow
from prosa.conversations.schemas import Author, ConversationStatus, Direction, MessageStatus, Outcome
from prosa.conversations.thread import add_event, lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict
from prosa.core.outbox import publish


class FloorTaken(Conflict):
    """Another operator holds the conversation; `params.operator_id` says who."""

    code: ClassVar[str] = "floor_taken"


class FloorLost(Conflict):
    """The floor changed hands since this was decided."""

    code: ClassVar[str] = "floor_lost"


async def claim(session: Session, conversation_id: UUID, operator_id: UUID, *, force: bool = False) -> None:
    """An operator takes the floor. Taking what one already holds changes nothing.

    Raises `FloorTaken` when another operator holds it and `force` is not set.
    """
    conversation = await lock(session, conversation_id)
    held = conversation.status == ConversationStatus.OPERATOR
    if held and conversation.operator_id == operator_id:
        return
    if held and conversation.operator_id is not None and not force:
        raise FloorTaken("another operator holds this conversation", operator_id=str(conversation.operator_id))
    await _pass(session, conversation, ConversationStatus.OPERATOR, by="operator", operator_id=operator_id)
    await add_event(session, conversation, "claimed", operator_id=str(operator_id))


async def take_by_phone(session: Session, conversation: ConversationRow, until: datetime) -> None:
    """Somebody of the business answered on its own phone: the agent is silent until `until`."""
    if conversation.status != ConversationStatus.OPERATOR:
        await _pass(session, conversation, ConversationStatus.OPERATOR, by="phone")
        await add_event(session, conversation, "taken_by_phone")
    if conversation.operator_id is None:
        conversation.give_back_at = until


async def hand_off(session: Session, conversation: ConversationRow, reason: str) -> None:
    """The agent passes the conversation to the queue; what is pending is handed with it."""
    await _pass(session, conversation, ConversationStatus.WAITING, by="agent", reason=reason)
    await _keep_agents_replies(session, conversation)
    await add_event(session, conversation, "handed_off", reason=reason)


async def give_back(session: Session, conversation_id: UUID, *, by: str = "operator") -> None:
    """The agent may speak again, from the contact's next message on."""
    conversation = await lock(session, conversation_id)
    if conversation.status == ConversationStatus.BOT:
        return
    await _pass(session, conversation, ConversationStatus.BOT, by=by)
    await add_event(session, conversation, "given_back", by=by)


async def with_people(session: Session, since: datetime) -> list[UUID]:
    """The conversations that went to people since then, whether the agent passed them on or somebody took them."""
    to_people = FloorChangeRow.status.in_((ConversationStatus.WAITING, ConversationStatus.OPERATOR))
    statement = select(FloorChangeRow.conversation_id).where(FloorChangeRow.at >= since, to_people).distinct()
    return list(await session.scalars(statement))


async def resolve(session: Session, conversation_id: UUID) -> None:
    """The matter is closed; the contact's next message reopens it with the agent."""
    conversation = await lock(session, conversation_id)
    if conversation.status == ConversationStatus.RESOLVED:
        return
    await _pass(session, conversation, ConversationStatus.RESOLVED, by="operator")
    conversation.unread = 0
    await add_event(session, conversation, "resolved")


async def reopen_for(session: Session, conversation_id: UUID, operator_id: UUID) -> None:
    """Undoes a resolution: the operator has the floor again."""
    conversation = await lock(session, conversation_id)
    if conversation.status != ConversationStatus.RESOLVED:
        return
    await _pass(session, conversation, ConversationStatus.OPERATOR, by="operator", operator_id=operator_id)
    await add_event(session, conversation, "reopened", operator_id=str(operator_id))


async def reopen(session: Session, conversation: ConversationRow, by: str) -> None:
    """A new message on a resolved conversation gives the floor to the agent."""
    await _pass(session, conversation, ConversationStatus.BOT, by=by)
    await add_event(session, conversation, "reopened", by=by)


async def give_back_expired(session: Session, limit: int = 200) -> int:
    """Gives back what a phone took and nobody has answered since. Returns how many."""
    query = select(ConversationRow.id).where(ConversationRow.give_back_at < now()).limit(limit)
    expired = list(await session.scalars(query))
    for conversation_id in expired:
        await give_back(session, conversation_id, by="time")
    return len(expired)


async def _pass(
    session: Session,
    conversation: ConversationRow,
    status: ConversationStatus,
    *,
    by: str,
    operator_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    conversation.status = status
    conversation.operator_id = operator_id
    conversation.epoch += 1
    conversation.handoff_reason = reason
    conversation.waiting_since = now() if status == ConversationStatus.WAITING else None
    conversation.give_back_at = None
    conversation.answer_due_at = None
    conversation.burst_started_at = None
    conversation.follow_up_at = None
    await session.execute(
        insert(FloorChangeRow).values(
            conversation_id=conversation.id,
            epoch=conversation.epoch,
            status=status,
            operator_id=operator_id,
            by=by,
            reason=reason,
        )
    )
    if by != "agent":
        await _cancel_agents_replies(session, conversation)
    await _hand_pending(session, conversation, status)
    publish(session, "conversation", conversation_id=conversation.id)


async def _cancel_agents_replies(session: Session, conversation: ConversationRow) -> None:
    """Cancels what the agent queued and has not begun to send, and hands over what it would have answered."""
    cancelled = (
        await session.execute(
            update(MessageRow)
            .where(
                MessageRow.conversation_id == conversation.id,
                MessageRow.direction == Direction.OUT,
                MessageRow.author == Author.AGENT,
                MessageRow.status.in_((MessageStatus.QUEUED, MessageStatus.HELD)),
                MessageRow.epoch < conversation.epoch,
            )
            .values(status=MessageStatus.CANCELLED)
            .returning(MessageRow.id, MessageRow.turn_id)
        )
    ).all()
    for message_id, _ in cancelled:
        publish(session, "message", conversation_id=conversation.id, message_id=message_id)
    for turn_id in {turn for _, turn in cancelled if turn is not None}:
        await hand_unanswered(session, turn_id, "floor_taken")


async def _keep_agents_replies(session: Session, conversation: ConversationRow) -> None:
    """What the agent had decided stays true when it is the agent itself that hands over."""
    await session.execute(
        update(MessageRow)
        .where(
            MessageRow.conversation_id == conversation.id,
            MessageRow.direction == Direction.OUT,
            MessageRow.author == Author.AGENT,
            MessageRow.status.in_(OPEN_SENDS),
            MessageRow.epoch == conversation.epoch - 1,
        )
        .values(epoch=conversation.epoch)
    )


async def hand_unanswered(session: Session, turn_id: UUID, reason: str) -> bool:
    """Hands the messages of a turn to people when nothing of its reply will reach the contact."""
    reply = aliased(MessageRow)
    alive = exists(
        select(reply.id).where(
            reply.turn_id == turn_id,
            reply.direction == Direction.OUT,
            reply.status.not_in((MessageStatus.CANCELLED, MessageStatus.FAILED)),
        )
    )
    handed = await session.execute(
        update(MessageRow)
        .where(
            MessageRow.turn_id == turn_id,
            MessageRow.direction == Direction.IN,
            MessageRow.outcome.in_((Outcome.ANSWERED, Outcome.GROUPED)),
            ~alive,
        )
        .values(outcome=Outcome.HANDED, outcome_reason=reason, outcome_deadline=None)
        .returning(MessageRow.id, MessageRow.conversation_id)
    )
    return _tell(session, handed.all()) > 0


async def _hand_pending(session: Session, conversation: ConversationRow, status: ConversationStatus) -> None:
    if status == ConversationStatus.BOT:
        return
    handed = await session.execute(
        update(MessageRow)
        .where(MessageRow.conversation_id == conversation.id, MessageRow.outcome == Outcome.PENDING)
        .values(outcome=Outcome.HANDED, outcome_reason=status, outcome_deadline=None)
        .returning(MessageRow.id, MessageRow.conversation_id)
    )
    _tell(session, handed.all())


def _tell(session: Session, changed: Sequence[Row[UUID, UUID]]) -> int:
    """Shows messages with their new outcome; returns how many there are."""
    for message_id, conversation_id in changed:
        publish(session, "message", conversation_id=conversation_id, message_id=message_id)
    return len(changed)


async def agent_is_sending(session: Session, conversation_id: UUID) -> bool:
    """Whether a reply of the agent is on its way at this moment, begun before the floor changed hands."""
    query = select(func.count()).where(
        and_(
            MessageRow.conversation_id == conversation_id,
            MessageRow.direction == Direction.OUT,
            MessageRow.author == Author.AGENT,
            MessageRow.status == MessageStatus.SENDING,
            MessageRow.lease_until > now(),
        )
    )
    return bool(await session.scalar(query))
