"""Promises of time: they begin with a ticket, hear what is said in its conversations, and are watched.

What is promised follows from the policy, the priority and the calendar at present; when one of them changes, what runs
is counted anew.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select

from prosa.accounts import business_calendar, calendar
from prosa.accounts.calendar import Calendar
from prosa.conversations import course, promises
from prosa.conversations.course import Step
from prosa.conversations.promises import Promise
from prosa.conversations.schemas import Author, Direction, SlaMetric
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.tickets import clocks
from prosa.tickets.clocks import Beat, Listening, Move, Said
from prosa.tickets.events import PromisesMoved, SlaBroken, SlaSoon
from prosa.tickets.models import SlaPolicyRow, SlaTargetRow, TicketConversationRow, TicketRow
from prosa.tickets.policies import policy_of
from prosa.tickets.schemas import UNSETTLED, SlaMinutes, SlaStart, SlaTarget, TargetState, TicketStatus

AT_ONCE = 200
_SPEAKERS = (Author.OPERATOR, Author.PHONE)
_TURNS = {
    "handed_off": Said.TO_PEOPLE,
    "transferred": Said.TO_PEOPLE,
    "claimed": Said.TO_PEOPLE,
    "assigned": Said.TO_PEOPLE,
    "given_back": Said.TO_AGENT,
    "resolved": Said.TO_AGENT,
}
"""Event lines that change who is waited for."""


async def begin(session: Session, ticket: TicketRow, asked_at: datetime, handed_at: datetime) -> None:
    """The promises of a new ticket, whose contact first asked at `asked_at` and was passed to people at `handed_at`."""
    scale = await _scale(session, ticket)
    since_contact = scale.policy.starts == SlaStart.CONTACT
    session.add(scale.target(ticket, SlaMetric.FIRST, asked_at if since_contact else handed_at))
    session.add(scale.target(ticket, SlaMetric.RESOLUTION, handed_at))
    moved(session, ticket.id)


async def expect_a_word(session: Session, ticket: TicketRow, since: datetime) -> None:
    """A contact who came back waits for a person."""
    if all(target.metric == SlaMetric.RESOLUTION for target in await _running(session, ticket.id)):
        session.add((await _scale(session, ticket)).target(ticket, SlaMetric.NEXT, since))
        moved(session, ticket.id)


async def follow(session: Session, ticket: TicketRow, before: TicketStatus) -> None:
    """The clocks after a change of the ticket, whose status was `before`."""
    for target in await _running(session, ticket.id):
        if ticket.status not in UNSETTLED:
            _meet(target, now())
        elif target.metric == SlaMetric.RESOLUTION:
            await _pause_or_go_on(session, ticket, target)
    if before not in UNSETTLED and ticket.status in UNSETTLED:
        await _reopen(session, ticket)
    await recount(session, ticket)


async def recount(session: Session, ticket: TicketRow) -> None:
    """What runs, by the policy, priority and calendar of now. A warning whose time is ahead again is to come again."""
    scale = await _scale(session, ticket)
    for target in await _running(session, ticket.id):
        scale.set(ticket, target)
    moved(session, ticket.id)


async def recount_some(session: Session, after: UUID) -> UUID | None:
    """The same for the next tickets in order of their ids; returns the last one, None when there are no more."""
    running = select(SlaTargetRow.ticket_id).where(SlaTargetRow.met_at.is_(None))
    query = select(TicketRow).where(TicketRow.id > after, TicketRow.id.in_(running)).order_by(TicketRow.id)
    tickets = (await session.scalars(query.limit(AT_ONCE).with_for_update())).all()
    for ticket in tickets:
        await recount(session, ticket)
    return tickets[-1].id if tickets else None


async def hear(session: Session, conversation_ids: Collection[UUID] | None = None) -> list[UUID]:
    """Takes in what was said in conversations (None: in all) since their unsettled tickets last listened. Returns the
    tickets in whose conversations a contact wrote."""
    behind = await _behind(session, conversation_ids)
    since: dict[UUID, int] = {}
    for link, _ in behind:
        since[link.conversation_id] = min(link.seen_seq + 1, since.get(link.conversation_id, link.seen_seq + 1))
    steps = await course.steps(session, since) if since else []
    return [ticket.id for link, ticket in behind if await _hear(session, link, ticket, steps)]


async def watch(session: Session) -> int:
    """Says of promises that they are about to be broken, and that they are. Returns of how many."""
    moment = now()
    runs = (SlaTargetRow.met_at.is_(None), SlaTargetRow.paused_at.is_(None))
    late = (*runs, SlaTargetRow.breached_at.is_(None), SlaTargetRow.due_at <= moment)
    soon = (*runs, SlaTargetRow.warned_at.is_(None), SlaTargetRow.warn_at <= moment)
    broken = await _due(session, *late)
    for target, ticket in broken:
        target.breached_at = target.due_at
        target.warned_at = target.warned_at or target.warn_at
        emit(session, SlaBroken(str(ticket.id), str(ticket.conversation_id or ""), target.metric))
        publish(session, "tickets", ticket_id=str(ticket.id))
    warned = await _due(session, *soon)
    for target, ticket in warned:
        target.warned_at = moment
        emit(session, SlaSoon(str(ticket.id), str(ticket.conversation_id or ""), target.metric))
        publish(session, "tickets", ticket_id=str(ticket.id))
    return len(broken) + len(warned)


async def show(session: Session, ticket_id: UUID) -> None:
    """On the ticket's conversations the next promise that runs, of whichever ticket is dealt with there."""
    links = select(TicketConversationRow.conversation_id).where(TicketConversationRow.ticket_id == ticket_id)
    for conversation_id in sorted(await session.scalars(links)):
        await promises.hold(session, conversation_id)
        await promises.show(session, conversation_id, await next_of(session, conversation_id))


async def next_of(session: Session, conversation_id: UUID) -> Promise | None:
    """The promise that is due next in a conversation, of whichever ticket."""
    query = (
        select(SlaTargetRow)
        .join(TicketConversationRow, TicketConversationRow.ticket_id == SlaTargetRow.ticket_id)
        .where(
            TicketConversationRow.conversation_id == conversation_id,
            SlaTargetRow.met_at.is_(None),
            SlaTargetRow.paused_at.is_(None),
        )
        .order_by(SlaTargetRow.due_at)
        .limit(1)
    )
    row = await session.scalar(query)
    return Promise(SlaMetric(row.metric), row.due_at, row.warn_at) if row else None


def moved(session: Session, ticket_id: UUID) -> None:
    """A ticket's conversations show another promise, and every screen looks again."""
    emit(session, PromisesMoved(str(ticket_id)))
    publish(session, "tickets", ticket_id=str(ticket_id))


async def targets_of(session: Session, ticket_ids: Sequence[UUID]) -> dict[UUID, list[SlaTarget]]:
    """By ticket, in the order in which they began."""
    query = select(SlaTargetRow).where(SlaTargetRow.ticket_id.in_(ticket_ids))
    found: dict[UUID, list[SlaTarget]] = {ticket_id: [] for ticket_id in ticket_ids}
    moment = now()
    for row in await session.scalars(query.order_by(SlaTargetRow.started_at, SlaTargetRow.id)):
        found[row.ticket_id].append(_view(row, moment))
    return found


def running_first(targets: Iterable[SlaTarget]) -> SlaTarget | None:
    """The one that is due next, of those that run."""
    running = (target for target in targets if target.state in (TargetState.OK, TargetState.SOON, TargetState.LATE))
    return min(running, key=lambda target: target.due_at, default=None)


class _Scale:
    """How much time a ticket's promises have."""

    def __init__(self, policy: SlaPolicyRow, kept: Calendar) -> None:
        self.policy = policy
        self.calendar = calendar.always(kept.zone) if policy.around_the_clock else kept

    def target(self, ticket: TicketRow, metric: SlaMetric, at: datetime) -> SlaTargetRow:
        """A new one."""
        target = SlaTargetRow(id=new_id(), ticket_id=ticket.id, metric=metric, started_at=at, waits=[])
        self.set(ticket, target)
        return target

    def set(self, ticket: TicketRow, target: SlaTargetRow) -> None:
        target.policy_id = self.policy.id
        target.minutes = getattr(SlaMinutes.model_validate(self.policy.minutes[ticket.priority]), target.metric)
        waits = [(datetime.fromisoformat(begins), datetime.fromisoformat(ends)) for begins, ends in target.waits]
        target.due_at = clocks.due_at(self.calendar, target.started_at, target.minutes, waits)
        target.warn_at = clocks.due_at(self.calendar, target.started_at, target.minutes * clocks.WARN_AT, waits)
        moment = now()
        target.breached_at = target.breached_at if target.due_at <= moment else None
        target.warned_at = target.warned_at if target.warn_at <= moment else None


async def _scale(session: Session, ticket: TicketRow) -> _Scale:
    return _Scale(await policy_of(session, ticket), await business_calendar(session))


async def _running(session: Session, ticket_id: UUID) -> Sequence[SlaTargetRow]:
    query = select(SlaTargetRow).where(SlaTargetRow.ticket_id == ticket_id, SlaTargetRow.met_at.is_(None))
    return (await session.scalars(query)).all()


def _meet(target: SlaTargetRow, at: datetime) -> None:
    target.met_at, target.paused_at = at, None
    if at > target.due_at:
        target.breached_at = target.breached_at or target.due_at


async def _pause_or_go_on(session: Session, ticket: TicketRow, target: SlaTargetRow) -> None:
    waits = ticket.status == TicketStatus.WAITING and (await policy_of(session, ticket)).pauses
    if waits and target.paused_at is None:
        target.paused_at = now()
    elif not waits and target.paused_at is not None:
        _stood(target, target.paused_at)


def _stood(target: SlaTargetRow, since: datetime) -> None:
    """The clock goes on; it stood since then."""
    target.waits = [*target.waits, [since.isoformat(), now().isoformat()]]
    target.paused_at = None


async def _reopen(session: Session, ticket: TicketRow) -> None:
    """The promise of a solution goes on where it stood when it seemed to be kept."""
    latest = select(SlaTargetRow).where(
        SlaTargetRow.ticket_id == ticket.id, SlaTargetRow.metric == SlaMetric.RESOLUTION
    )
    target = await session.scalar(latest.order_by(SlaTargetRow.started_at.desc()).limit(1))
    if target is not None and target.met_at is not None:
        since, target.met_at = target.met_at, None
        _stood(target, since)


async def _behind(
    session: Session, conversation_ids: Collection[UUID] | None
) -> Sequence[Row[TicketConversationRow, TicketRow]]:
    """Those whose conversations have lines they have not heard; held."""
    heard = select(
        TicketConversationRow.ticket_id, TicketConversationRow.conversation_id, TicketConversationRow.seen_seq
    )
    unsettled = heard.join(TicketRow).where(TicketRow.status.in_(UNSETTLED))
    if conversation_ids is not None:
        unsettled = unsettled.where(TicketConversationRow.conversation_id.in_(conversation_ids))
    listening = (await session.execute(unsettled)).all()
    last = await promises.last_seqs(session, {row.conversation_id for row in listening})
    behind = {row.ticket_id for row in listening if row.seen_seq < last.get(row.conversation_id, 0)}
    if not behind:
        return []
    query = select(TicketConversationRow, TicketRow).join(TicketRow).where(TicketRow.id.in_(behind))
    return (await session.execute(query.order_by(TicketRow.id).with_for_update())).all()


async def _hear(session: Session, link: TicketConversationRow, ticket: TicketRow, steps: Sequence[Step]) -> bool:
    """Whether the contact wrote."""
    new = [step for step in steps if step.conversation_id == link.conversation_id and step.seq > link.seen_seq]
    if not new:
        return False
    awaited = {target.metric: target for target in await _running(session, ticket.id)}
    listening = Listening(link.with_people, first=SlaMetric.FIRST in awaited, next=SlaMetric.NEXT in awaited)
    after, moves = clocks.listen(listening, [beat for step in new if (beat := _beat(step))])
    link.seen_seq, link.with_people = new[-1].seq, after.with_people
    if moves:
        await _carry_out(session, ticket, awaited, moves)
    return any(step.direction is Direction.IN and step.aside is None for step in new)


async def _carry_out(
    session: Session, ticket: TicketRow, awaited: dict[str, SlaTargetRow], moves: Sequence[Move]
) -> None:
    scale = await _scale(session, ticket)
    for move in moves:
        if move.starts:
            awaited[move.metric] = scale.target(ticket, move.metric, move.at)
            session.add(awaited[move.metric])
        else:
            _meet(awaited.pop(move.metric), move.at)
    moved(session, ticket.id)


def _beat(step: Step) -> Beat | None:
    if step.event is not None:
        said = _TURNS.get(step.event)
    elif step.direction is Direction.IN:
        said = Said.CONTACT if step.aside is None else None
    else:
        spoken = step.direction is Direction.OUT and step.author in _SPEAKERS
        said = Said.PERSON if spoken else None
    return Beat(step.at, said) if said else None


async def _due(session: Session, *conditions: object) -> Sequence[Row[SlaTargetRow, TicketRow]]:
    query = (
        select(SlaTargetRow, TicketRow)
        .join(TicketRow, TicketRow.id == SlaTargetRow.ticket_id)
        .where(*conditions)  # type: ignore[arg-type]
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=SlaTargetRow)
    )
    return (await session.execute(query)).all()


def _view(row: SlaTargetRow, moment: datetime) -> SlaTarget:
    return SlaTarget(
        metric=SlaMetric(row.metric),
        state=_state(row, moment),
        minutes=row.minutes,
        started_at=row.started_at,
        warn_at=row.warn_at,
        due_at=row.due_at,
        met_at=row.met_at,
    )


def _state(row: SlaTargetRow, moment: datetime) -> TargetState:
    if row.met_at is not None:
        return TargetState.MISSED if row.met_at > row.due_at else TargetState.MET
    if row.paused_at is not None:
        return TargetState.PAUSED
    if row.due_at <= moment:
        return TargetState.LATE
    return TargetState.SOON if row.warn_at <= moment else TargetState.OK
