"""Messages written now and sent later, as if the operator had pressed the button then.

What stands in the way at that time (a colleague holds the conversation, the provider's window is closed, the operator
has left) is told in the thread; nothing is sent quietly under another name or a day late.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from sqlalchemy import Select, select

from prosa.accounts import get_user, names_of, record_action
from prosa.accounts.auth import person_id
from prosa.accounts.schemas import Principal, Role
from prosa.conversations import access, inbox, speaking
from prosa.conversations.views import ConversationItem
from prosa.conversations.writing import NewMessage, check_named, draft_of
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, Forbidden, Invalid, NotFound, ProsaError
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.desk.models import ScheduledRow

FURTHEST = timedelta(days=366)
LATEST = timedelta(hours=6)
"""How late a message may leave when nothing worked meanwhile; later it is worse than not at all."""
LONGEST_LIST = 200


class ScheduledState(StrEnum):
    """`cancelled` by somebody, or because the contact wrote first; `failed`: see `reason`."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class NotWaiting(Conflict):
    """It was sent, or cancelled."""

    code = "not_waiting"


class AuthorLeft(Conflict):
    code = "author_left"


class TooLate(Conflict):
    code = "too_late"


class WindowClosed(Conflict):
    code = "outside_window"


class Scheduled(BaseModel):
    """`outside_window`: as things are, the provider will take no free text at that time; the contact may write until
    then. `reason` is the code of what stood in the way."""

    id: UUID
    conversation_id: UUID
    contact_name: str
    author: str
    mine: bool
    text: str
    send_at: datetime
    unless_reply: bool
    state: ScheduledState
    reason: str | None
    outside_window: bool


class ScheduledList(BaseModel):
    items: list[Scheduled]


class NewScheduled(BaseModel):
    """`unless_reply`: not if the contact writes before."""

    message: NewMessage
    send_at: AwareDatetime
    unless_reply: bool = False


class ScheduledChange(BaseModel):
    """What is absent or null stays."""

    text: str | None = None
    send_at: AwareDatetime | None = None


async def schedule(session: Session, actor: Principal, conversation_id: UUID, new: NewScheduled) -> UUID:
    """Raises `NotFound`, and `Invalid` for a time that is over or more than a year away."""
    _check(new.send_at)
    await check_named(session, actor, conversation_id, new.message)
    await draft_of(session, new.message)
    row = ScheduledRow(
        id=new_id(),
        conversation_id=conversation_id,
        user_id=person_id(actor),
        message=new.message.model_dump(mode="json"),
        send_at=new.send_at,
        unless_reply=new.unless_reply,
        written_at=now(),
    )
    session.add(row)
    _tell(session, actor, row, "scheduled_message.added")
    return row.id


async def change(session: Session, actor: Principal, scheduled_id: UUID, wanted: ScheduledChange) -> None:
    """By its author. Raises `NotFound`, `Forbidden`, `NotWaiting`, `Invalid`."""
    row = await _waiting(session, actor, scheduled_id)
    if wanted.send_at is not None:
        _check(wanted.send_at)
        row.send_at = wanted.send_at
    if wanted.text is not None:
        message = NewMessage.model_validate({**row.message, "text": wanted.text})
        await draft_of(session, message)
        row.message = message.model_dump(mode="json")
    _tell(session, actor, row, "scheduled_message.changed")


async def cancel(session: Session, actor: Principal, scheduled_id: UUID) -> None:
    """By its author or a supervisor. Raises `NotFound`, `Forbidden`, `NotWaiting`."""
    row = await _waiting(session, actor, scheduled_id)
    row.state = ScheduledState.CANCELLED
    _tell(session, actor, row, "scheduled_message.cancelled")


async def of_conversation(session: Session, actor: Principal, conversation_id: UUID) -> list[Scheduled]:
    """All that were ever written for later in it, the next first."""
    query = select(ScheduledRow).where(ScheduledRow.conversation_id == conversation_id)
    return await _shown(session, actor, query)


async def of_person(session: Session, actor: Principal) -> list[Scheduled]:
    """The caller's own that still wait, the next first."""
    mine = select(ScheduledRow).where(
        ScheduledRow.user_id == person_id(actor), ScheduledRow.state == ScheduledState.WAITING
    )
    return await _shown(session, actor, mine)


async def get(session: Session, actor: Principal, scheduled_id: UUID) -> Scheduled:
    """Raises `NotFound`."""
    found = await _shown(session, actor, select(ScheduledRow).where(ScheduledRow.id == scheduled_id))
    if not found:
        raise NotFound("no such scheduled message")
    return found[0]


async def due(session: Session, limit: int = 200) -> list[UUID]:
    query = select(ScheduledRow.id).where(ScheduledRow.state == ScheduledState.WAITING, ScheduledRow.send_at <= now())
    return list(await session.scalars(query.order_by(ScheduledRow.send_at).limit(limit)))


async def send(session: Session, scheduled_id: UUID) -> None:
    """Says it in its author's name, or tells in the thread why not. Raises `FloorTaken` and the like, and then nothing
    is written; `give_up` with its code then."""
    row = await session.get(ScheduledRow, scheduled_id, with_for_update=True)
    if row is None or row.state != ScheduledState.WAITING or row.send_at > now():
        return
    item = await inbox.item(session, row.conversation_id)
    if row.unless_reply and await speaking.wrote_since(session, row.conversation_id, row.written_at):
        _end(session, row, ScheduledState.CANCELLED, "replied")
        return
    await _check_now(session, row, item.window_closes_at)
    draft = await draft_of(session, NewMessage.model_validate(row.message))
    client_id = f"scheduled:{row.id}"
    row.message_id = await speaking.say_as_operator(session, row.conversation_id, row.user_id, draft, client_id)
    _end(session, row, ScheduledState.SENT, None)


async def give_up(session: Session, scheduled_id: UUID, refusal: ProsaError) -> None:
    """It was not sent; the thread tells whom it concerns."""
    row = await session.get(ScheduledRow, scheduled_id, with_for_update=True)
    if row is None or row.state != ScheduledState.WAITING:
        return
    _end(session, row, ScheduledState.FAILED, refusal.code)
    text = str(row.message.get("text") or "")
    await speaking.tell(
        session, row.conversation_id, "scheduled_failed", operator_id=str(row.user_id), reason=refusal.code, text=text
    )


def _check(send_at: datetime) -> None:
    if not now() < send_at < now() + FURTHEST:
        raise Invalid("this time is over, or more than a year away", field="send_at")


async def _check_now(session: Session, row: ScheduledRow, window_closes_at: datetime | None) -> None:
    """Raises what stands in the way of sending it at this moment."""
    author = await get_user(session, row.user_id)
    if not author.active or not author.role.covers(Role.OPERATOR):
        raise AuthorLeft("whoever wrote it does not work here any more")
    if row.send_at < now() - LATEST:
        raise TooLate("its time is over by hours")
    if window_closes_at is not None and window_closes_at < now():
        raise WindowClosed("the provider takes no free text now")


async def _waiting(session: Session, actor: Principal, scheduled_id: UUID) -> ScheduledRow:
    row = await session.get(ScheduledRow, scheduled_id, with_for_update=True)
    if row is None:
        raise NotFound("no such scheduled message")
    if row.user_id != actor.user_id:
        await access.check(session, actor, row.conversation_id)
        if not actor.role.covers(Role.SUPERVISOR):
            raise Forbidden("this message is somebody else's")
    if row.state != ScheduledState.WAITING:
        raise NotWaiting("it was sent or cancelled already")
    return row


def _end(session: Session, row: ScheduledRow, state: ScheduledState, reason: str | None) -> None:
    row.state, row.reason = state, reason
    publish(session, "scheduled")


def _tell(session: Session, actor: Principal, row: ScheduledRow, action: str) -> None:
    record_action(session, actor, action, ("conversation", row.conversation_id), send_at=row.send_at.isoformat())
    publish(session, "scheduled")


async def _shown(session: Session, actor: Principal, query: Select[ScheduledRow]) -> list[Scheduled]:
    rows = (await session.scalars(query.order_by(ScheduledRow.send_at, ScheduledRow.id).limit(LONGEST_LIST))).all()
    authors = await names_of(session, {row.user_id for row in rows})
    items = {item.id: item for item in await inbox.items_by_id(session, list({row.conversation_id for row in rows}))}
    return [_line(row, actor, authors.get(row.user_id, ""), items[row.conversation_id]) for row in rows]


def _line(row: ScheduledRow, actor: Principal, author: str, item: ConversationItem) -> Scheduled:
    closes = item.window_closes_at
    return Scheduled(
        id=row.id,
        conversation_id=row.conversation_id,
        contact_name=item.contact.name,
        author=author,
        mine=row.user_id == actor.user_id,
        text=str(row.message.get("text") or ""),
        send_at=row.send_at,
        unless_reply=row.unless_reply,
        state=ScheduledState(row.state),
        reason=row.reason,
        outside_window=closes is not None and closes < row.send_at,
    )
