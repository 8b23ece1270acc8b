"""What can be done to a conversation in one step: by a macro, to many at once, or by a rule.

Each action has a kind and its details, and undoing most of them is an action too.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from prosa.accounts import record_action
from prosa.accounts.auth import PersonRequired
from prosa.accounts.schemas import Principal
from prosa.conversations import Draft, floor, inbox, labels, snoozing, sorting, speaking
from prosa.conversations.schemas import ConversationStatus, Priority
from prosa.conversations.views import ConversationItem
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.desk import canned
from prosa.desk.schemas import ReplyText

LONGEST_SNOOZE = 366 * 24 * 60
"""Minutes."""
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class PutLabel(BaseModel):
    kind: Literal["label"]
    label_id: UUID


class TakeLabel(BaseModel):
    kind: Literal["unlabel"]
    label_id: UUID


class Prioritise(BaseModel):
    kind: Literal["priority"]
    priority: Priority


class Assign(BaseModel):
    """To a colleague; null: to whoever acts."""

    kind: Literal["assign"]
    operator_id: UUID | None = None
    note: Note = ""


class ToQueue(BaseModel):
    kind: Literal["transfer"]
    queue_id: UUID
    note: Note = ""


class PutAside(BaseModel):
    """Until a time, for some minutes, or (both null) until the contact writes."""

    kind: Literal["snooze"]
    until: AwareDatetime | None = None
    minutes: Annotated[int, Field(ge=1, le=LONGEST_SNOOZE)] | None = None


class Wake(BaseModel):
    kind: Literal["wake"]


class Resolve(BaseModel):
    kind: Literal["resolve"]
    reason: Reason | None = None


class Reopen(BaseModel):
    """With whoever acts, who then holds it."""

    kind: Literal["reopen"]


class GiveBack(BaseModel):
    """To the agent."""

    kind: Literal["give_back"]


class Say(BaseModel):
    """To the contact; the text may hold the variables of canned replies."""

    kind: Literal["reply"]
    text: ReplyText


class Remark(BaseModel):
    """A note, which stays inside; with the same variables."""

    kind: Literal["note"]
    text: ReplyText


Silent = PutLabel | TakeLabel | Prioritise | Assign | ToQueue | PutAside | Wake | Resolve | Reopen | GiveBack | Remark
"""What the contact does not notice at once."""
SilentAction = Annotated[Silent, Field(discriminator="kind")]
Action = Annotated[Silent | Say, Field(discriminator="kind")]


async def perform(session: Session, actor: Principal, conversation_id: UUID, action: Silent | Say) -> None:
    """Does it, as the person who acts (or a rule, which holds no floor and says nothing to contacts).

    Raises what the action raises: `NotFound`, `Invalid`, `FloorTaken`, `PersonRequired`.
    """
    match action:
        case PutLabel() | TakeLabel() | Prioritise():
            await _sort(session, actor, conversation_id, action)
        case Assign() | ToQueue() | PutAside() | Wake() | Resolve() | Reopen() | GiveBack():
            await _move(session, actor, conversation_id, action)
        case Say() | Remark():
            await _write(session, actor, conversation_id, action)


async def _sort(
    session: Session, actor: Principal, conversation_id: UUID, action: PutLabel | TakeLabel | Prioritise
) -> None:
    match action:
        case PutLabel():
            await labels.put_on(session, actor, conversation_id, action.label_id)
        case TakeLabel():
            await labels.take_off(session, conversation_id, action.label_id)
        case Prioritise():
            await sorting.set_priority(session, conversation_id, action.priority)


async def _move(
    session: Session,
    actor: Principal,
    conversation_id: UUID,
    action: Assign | ToQueue | PutAside | Wake | Resolve | Reopen | GiveBack,
) -> None:
    match action:
        case Assign():
            await _assign(session, actor, conversation_id, action)
        case ToQueue():
            person, queue_id = _person(actor), action.queue_id
            await floor.transfer(session, conversation_id, by=person, note=action.note, queue_id=queue_id)
        case PutAside():
            await snoozing.snooze(session, conversation_id, _person(actor), _until(action))
        case Wake():
            await snoozing.wake(session, conversation_id, by="operator")
        case Resolve():
            await floor.resolve(session, conversation_id, action.reason, actor.user_id)
        case Reopen():
            await floor.reopen_for(session, conversation_id, _person(actor))
        case GiveBack():
            await floor.give_back(session, conversation_id)
    record_action(session, actor, f"conversation.{_DONE[action.kind]}", ("conversation", conversation_id))


_DONE = {
    "assign": "assigned",
    "transfer": "transferred",
    "snooze": "snoozed",
    "wake": "woken",
    "resolve": "resolved",
    "reopen": "reopened",
    "give_back": "given_back",
}


async def _assign(session: Session, actor: Principal, conversation_id: UUID, action: Assign) -> None:
    if action.operator_id is None or action.operator_id == actor.user_id:
        await floor.claim(session, conversation_id, _person(actor))
        return
    to = action.operator_id
    await floor.transfer(session, conversation_id, by=_person(actor), note=action.note, operator_id=to)


async def _write(session: Session, actor: Principal, conversation_id: UUID, action: Say | Remark) -> None:
    item = await inbox.item(session, conversation_id)
    text = canned.fill(action.text, await canned.values_for(session, actor, item))
    client_id = f"action:{new_id()}"
    if isinstance(action, Say):
        await speaking.say_as_operator(session, conversation_id, _person(actor), Draft(text=text), client_id)
    else:
        await speaking.add_note(session, conversation_id, actor.user_id, text, client_id)


def _person(actor: Principal) -> UUID:
    if actor.user_id is None:
        raise PersonRequired("only a person can do this")
    return actor.user_id


def _until(action: PutAside) -> datetime | None:
    return now() + timedelta(minutes=action.minutes) if action.minutes else action.until


def inverse(before: ConversationItem, action: Silent | Say) -> Silent | None:
    """What leads back to how the conversation was; None for what cannot be taken back, or changed nothing."""
    match action:
        case PutLabel():
            had = any(label.id == action.label_id for label in before.labels)
            return None if had else TakeLabel(kind="unlabel", label_id=action.label_id)
        case TakeLabel():
            had = any(label.id == action.label_id for label in before.labels)
            return PutLabel(kind="label", label_id=action.label_id) if had else None
        case Prioritise():
            return Prioritise(kind="priority", priority=before.priority)
        case PutAside():
            return Wake(kind="wake")
        case Wake():
            return PutAside(kind="snooze", until=before.snoozed_until)
        case Say() | Remark():
            return None
        case _:
            return _back(before)


def _back(before: ConversationItem) -> Silent | None:
    """To whoever held it."""
    match before.status:
        case ConversationStatus.OPERATOR:
            return Assign(kind="assign", operator_id=before.operator.id) if before.operator else None
        case ConversationStatus.WAITING:
            return ToQueue(kind="transfer", queue_id=before.queue.id) if before.queue else None
        case ConversationStatus.BOT:
            return GiveBack(kind="give_back")
        case _:
            return Resolve(kind="resolve")
