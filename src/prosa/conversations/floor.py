"""The floor: who speaks in a conversation. It changes hands only here, and every change raises the epoch.

bot → waiting → operator → resolved; a contact's message reopens. Whatever the agent had queued under an older
epoch is cancelled, and the messages it would have answered are handed to the person instead.

Whoever waits, waits in the queue of a team: the one of the department that was read, else the one it was with before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from prosa.accounts import queues
from prosa.conversations import ranking, understood
from prosa.conversations.events import Claimed, Handed, Resolved
from prosa.conversations.models import OPEN_SENDS, ConversationRow, FloorChangeRow, HeldMessageRow, MessageRow
from prosa.conversations.schemas import (
    Author,
    ConversationStatus,
    Direction,
    MessageStatus,
    MessageType,
    Outcome,
    Priority,
)
from prosa.conversations.thread import add_event, append, lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.events import emit
from prosa.core.outbox import publish

TRANSFER = "transfer"
"""The reason of waiting after a colleague passed the conversation on."""


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
    emit(session, Claimed(str(conversation_id), str(operator_id)))


async def take_by_phone(session: Session, conversation: ConversationRow, until: datetime) -> None:
    """Somebody of the business answered on its own phone: the agent is silent until `until`."""
    if conversation.status != ConversationStatus.OPERATOR:
        await _pass(session, conversation, ConversationStatus.OPERATOR, by="phone")
        await add_event(session, conversation, "taken_by_phone")
    if conversation.operator_id is None:
        conversation.give_back_at = until


async def hand_off(session: Session, conversation: ConversationRow, reason: str) -> None:
    """The agent passes the conversation to a queue; what is pending is handed with it."""
    read = (await understood.of(session, [conversation.id])).get(conversation.id)
    conversation.queue_id = await queues.queue_for(
        session, read.department if read else None, before=conversation.queue_id
    )
    if read and "priority" in read.certain:
        conversation.priority = ranking.PRIORITIES[read.priority]
    await _pass(session, conversation, ConversationStatus.WAITING, by="agent", reason=reason)
    await _keep_agents_replies(session, conversation)
    await add_event(session, conversation, "handed_off", reason=reason)
    emit(session, Handed(str(conversation.id), reason))


async def transfer(
    session: Session,
    conversation_id: UUID,
    *,
    by: UUID | None,
    note: str,
    queue_id: UUID | None = None,
    operator_id: UUID | None = None,
) -> None:
    """A person (None: a rule) passes it to a colleague, who holds it at once, or else into a queue; who waited goes on
    waiting since then. `note` (may be empty) stays inside. Raises `NotFound` for an unknown queue and for
    somebody who cannot answer."""
    conversation = await lock(session, conversation_id)
    if operator_id is not None:
        to: str | None = await _name_of(session, operator_id)
        await _hand_to(session, conversation, operator_id, by="transfer")
    else:
        to = await _into_queue(session, conversation, queue_id or conversation.queue_id)
    await add_event(session, conversation, "transferred", operator_id=str(by) if by else None, to=to)
    if note:
        await append(
            session,
            conversation,
            direction=Direction.INTERNAL,
            author=Author.OPERATOR,
            author_id=by,
            type=MessageType.NOTE,
            text=note,
            status=MessageStatus.RECEIVED,
        )


async def give_to(session: Session, conversation_id: UUID, operator_id: UUID, epoch: int) -> bool:
    """Prosa gives a waiting conversation to an operator; False when it is not the one it was at `epoch` any more."""
    conversation = await lock(session, conversation_id)
    if conversation.status != ConversationStatus.WAITING or conversation.epoch != epoch:
        return False
    await _hand_to(session, conversation, operator_id, by="distribution")
    await add_event(session, conversation, "assigned", operator_id=str(operator_id))
    return True


async def take_away(session: Session, conversation_id: UUID, operator_id: UUID, reason: str) -> bool:
    """Back into its queue, when that operator still holds it: they are gone and somebody waits."""
    conversation = await lock(session, conversation_id)
    if conversation.status != ConversationStatus.OPERATOR or conversation.operator_id != operator_id:
        return False
    conversation.queue_id = await queues.queue_for(session, None, before=conversation.queue_id)
    await _wait(session, conversation, reason, by="distribution")
    await add_event(session, conversation, "handed_off", reason=reason)
    return True


async def tell_waiting(session: Session, conversation_id: UUID, kind: str, **facts: str) -> None:
    """A line of the thread about somebody who waits."""
    conversation = await lock(session, conversation_id)
    await add_event(session, conversation, kind, **facts)
    publish(session, "conversation", conversation_id=conversation_id)


async def rank(session: Session, conversation_id: UUID, terms: ranking.Terms) -> None:
    """Gives a waiting conversation its place in the queue; whoever does not wait any more has none."""
    conversation = await lock(session, conversation_id)
    if conversation.status == ConversationStatus.WAITING:
        _place(conversation, terms)
        publish(session, "conversation", conversation_id=conversation.id)


async def give_back(session: Session, conversation_id: UUID, *, by: str = "operator") -> None:
    """The agent may speak again, from the contact's next message on."""
    conversation = await lock(session, conversation_id)
    if conversation.status == ConversationStatus.BOT:
        return
    await _pass(session, conversation, ConversationStatus.BOT, by=by)
    await add_event(session, conversation, "given_back", by=by)


async def resolve(session: Session, conversation_id: UUID, reason: str | None = None, by: UUID | None = None) -> None:
    """The matter is closed; the contact's next message reopens it with the agent. `by`: the person, if one did it."""
    conversation = await lock(session, conversation_id)
    if conversation.status == ConversationStatus.RESOLVED:
        return
    await _pass(session, conversation, ConversationStatus.RESOLVED, by="operator")
    conversation.unread = 0
    conversation.resolved_reason = reason
    await add_event(session, conversation, "resolved", reason=reason)
    emit(session, Resolved(str(conversation_id), str(by or "")))


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


async def _name_of(session: Session, operator_id: UUID) -> str:
    people = await queues.people(session, [operator_id])
    if not people:
        raise NotFound("there is nobody who could take it")
    return people[0].name


async def _hand_to(session: Session, conversation: ConversationRow, operator_id: UUID, *, by: str) -> None:
    await _pass(session, conversation, ConversationStatus.OPERATOR, by=by, operator_id=operator_id)
    emit(session, Claimed(str(conversation.id), str(operator_id)))


async def _into_queue(session: Session, conversation: ConversationRow, queue_id: UUID | None) -> str | None:
    """The queue's name. Raises `NotFound`."""
    queue_id = queue_id or await queues.queue_for(session, None)
    name = (await queues.get_queue(session, queue_id)).name if queue_id else None
    conversation.queue_id = queue_id
    await _wait(session, conversation, TRANSFER, by="transfer")
    return name


async def _wait(session: Session, conversation: ConversationRow, reason: str, *, by: str) -> None:
    await _pass(session, conversation, ConversationStatus.WAITING, by=by, reason=reason)
    emit(session, Handed(str(conversation.id), reason))


def _place(conversation: ConversationRow, terms: ranking.Terms) -> None:
    conversation.queue_base = ranking.base(terms)
    conversation.queue_terms = ranking.shown(terms)
    conversation.queue_key = ranking.key(conversation.queue_base, conversation.waiting_since or now())


async def _pass(
    session: Session,
    conversation: ConversationRow,
    status: ConversationStatus,
    *,
    by: str,
    operator_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    waits = status == ConversationStatus.WAITING
    conversation.status = status
    conversation.operator_id = operator_id
    conversation.epoch += 1
    conversation.handoff_reason = reason
    conversation.waiting_since = (conversation.waiting_since or now()) if waits else None
    conversation.queue_key = None
    conversation.resolved_reason = None
    conversation.snoozed_until, conversation.snooze_until_reply = None, False
    if waits:
        _place(conversation, ranking.unknown(Priority(conversation.priority)))
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
    if cancelled and await _was_held(session, [message_id for message_id, _ in cancelled]):
        publish(session, "held")
    for turn_id in {turn for _, turn in cancelled if turn is not None}:
        await hand_unanswered(session, turn_id, "floor_taken")


async def _was_held(session: Session, message_ids: Sequence[UUID]) -> bool:
    """Whether one of them stands in the list of those that wait for a person's word."""
    return bool(await session.scalar(select(exists().where(HeldMessageRow.id.in_(message_ids)))))


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
