"""Follow-ups: what is to be done for a contact later, planned by a rule or by hand, and dropped when it is pointless.

Pointless is what was resolved or answered meanwhile, what the contact does not want, and a message that comes a day
late. A message that may not leave (the provider takes no free text now) becomes a task for a person.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from prosa.accounts import business_calendar, record_action
from prosa.accounts.calendar import add_business_minutes
from prosa.accounts.schemas import Principal
from prosa.contacts import current_consents, views
from prosa.contacts.schemas import ConsentStatus, Purpose
from prosa.conversations import Draft, access, opening
from prosa.conversations.opening import Reach
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.tickets.models import FollowUpRow, FollowUpRuleRow, TicketConversationRow, TicketRow
from prosa.tickets.schemas import (
    SETTLED,
    FollowUp,
    FollowUpAfter,
    FollowUpKind,
    FollowUpReason,
    FollowUpState,
    NewFollowUp,
    NewTicketRule,
    TicketRule,
    TicketStatus,
)

TOO_OLD = timedelta(hours=24)
"""A message that could not leave for so long is not sent any more."""
FURTHEST = timedelta(days=366)
AT_ONCE = 100
MOST = 200
OPEN = (FollowUpState.PLANNED, FollowUpState.DUE)


class RuleTaken(Conflict):
    """Another rule has this name."""

    code = "rule_taken"


class FollowUpOver(Conflict):
    """It was done, or cancelled."""

    code = "follow_up_over"


async def list_follow_ups(
    session: Session,
    principal: Principal,
    ticket_id: UUID | None = None,
    conversation_id: UUID | None = None,
    *,
    over: bool = False,
) -> list[FollowUp]:
    """Those that are planned or due, with `over` the others too; the next one first."""
    query = select(FollowUpRow).where(access.within(principal, FollowUpRow.conversation_id))
    if ticket_id:
        query = query.where(FollowUpRow.ticket_id == ticket_id)
    if conversation_id:
        query = query.where(FollowUpRow.conversation_id == conversation_id)
    if not over:
        query = query.where(FollowUpRow.state.in_(OPEN))
    return await _shown(session, (await session.scalars(query.order_by(FollowUpRow.due_at).limit(MOST))).all())


async def plan(session: Session, actor: Principal, new: NewFollowUp) -> FollowUp:
    """By hand. Raises `NotFound`, and `Invalid` for a time that is over or more than a year away."""
    if not now() < new.due_at < now() + FURTHEST:
        raise Invalid("choose a time within the coming year", field="due_at")
    await access.check(session, actor, new.conversation_id)
    found = await opening.reach(session, new.conversation_id)
    if found is None or not await _is_of(session, new):
        raise NotFound("there is no such ticket in this conversation")
    row = FollowUpRow(
        id=new_id(),
        contact_id=found.contact_id,
        **new.model_dump(),
        state=FollowUpState.PLANNED,
        created_by=actor.user_id,
        by=actor.name,
        created_at=now(),
    )
    session.add(row)
    record_action(session, actor, "follow_up.planned", ("follow_up", row.id), kind=row.kind)
    _tell(session, row)
    await session.flush()
    return (await _shown(session, [row]))[0]


async def finish(session: Session, actor: Principal, follow_up_id: UUID, *, done: bool) -> FollowUp:
    """A person has done it, or it need not be done. Raises `NotFound` and `FollowUpOver`."""
    query = select(FollowUpRow).where(FollowUpRow.id == follow_up_id, access.within(actor, FollowUpRow.conversation_id))
    row = await session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("there is no such follow-up")
    if row.state not in OPEN:
        raise FollowUpOver("this follow-up is over")
    _end(session, row, FollowUpState.DONE if done else FollowUpState.CANCELLED, None if done else _BY_HAND)
    record_action(session, actor, f"follow_up.{row.state}", ("follow_up", row.id))
    return (await _shown(session, [row]))[0]


async def react(session: Session, ticket: TicketRow) -> None:
    """A ticket changed its status: what was planned for the one before is pointless, what the rules say is planned."""
    settled = ticket.status in SETTLED
    planned = select(FollowUpRow).where(FollowUpRow.ticket_id == ticket.id, FollowUpRow.state.in_(OPEN))
    if not settled:
        planned = planned.where(FollowUpRow.rule_id.is_not(None))
    reason = FollowUpReason.RESOLVED if settled else FollowUpReason.REOPENED
    await _cancel(session, planned, reason)
    if ticket.status in (TicketStatus.WAITING, TicketStatus.RESOLVED):
        await _plan_by_rules(session, ticket, FollowUpAfter(ticket.status))


async def answered(session: Session, ticket_ids: Sequence[UUID]) -> None:
    """A contact wrote in the conversations of these tickets: nothing has to remind of them."""
    planned = select(FollowUpRow).where(
        FollowUpRow.ticket_id.in_(ticket_ids),
        FollowUpRow.state == FollowUpState.PLANNED,
        (FollowUpRow.kind == FollowUpKind.MESSAGE) | FollowUpRow.rule_id.is_not(None),
    )
    await _cancel(session, planned, FollowUpReason.ANSWERED)


async def carry_out(session: Session) -> int:
    """What is due now: messages leave or become tasks, tasks wait for a person. Returns how many there were."""
    query = (
        select(FollowUpRow)
        .where(FollowUpRow.state == FollowUpState.PLANNED, FollowUpRow.due_at <= now())
        .order_by(FollowUpRow.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.scalars(query)).all()
    for row in rows:
        await _carry_out(session, row)
    return len(rows)


async def list_rules(session: Session) -> list[TicketRule]:
    rows = await session.scalars(select(FollowUpRuleRow).order_by(FollowUpRuleRow.after, FollowUpRuleRow.minutes))
    return [TicketRule.model_validate(row) for row in rows]


async def add_rule(session: Session, actor: Principal, new: NewTicketRule) -> TicketRule:
    """Raises `RuleTaken`."""
    row = FollowUpRuleRow(id=new_id(), **new.model_dump())
    session.add(row)
    return await _kept(session, actor, "follow_up_rule.added", row)


async def change_rule(session: Session, actor: Principal, rule_id: UUID, new: NewTicketRule) -> TicketRule:
    """What is planned stays as it is. Raises `NotFound` and `RuleTaken`."""
    row = await _rule(session, rule_id)
    for name, value in new.model_dump().items():
        setattr(row, name, value)
    return await _kept(session, actor, "follow_up_rule.changed", row)


async def remove_rule(session: Session, actor: Principal, rule_id: UUID) -> None:
    """What it planned goes with it. Raises `NotFound`."""
    row = await _rule(session, rule_id)
    planned = select(FollowUpRow).where(FollowUpRow.rule_id == rule_id, FollowUpRow.state == FollowUpState.PLANNED)
    await _cancel(session, planned, FollowUpReason.BY_HAND)
    await session.delete(row)
    record_action(session, actor, "follow_up_rule.removed", ("follow_up_rule", rule_id), name=row.name)


_BY_HAND = FollowUpReason.BY_HAND


async def _carry_out(session: Session, row: FollowUpRow) -> None:
    found = await opening.reach(session, row.conversation_id) if row.conversation_id else None
    reason = await _pointless(session, row, found)
    if reason is not None:
        _end(session, row, FollowUpState.CANCELLED, reason)
    elif row.kind == FollowUpKind.TASK or found is None:
        _wait_for_a_person(session, row, None if row.kind == FollowUpKind.TASK else FollowUpReason.NOT_SENT)
    elif not found.is_open(now()):
        _wait_for_a_person(session, row, FollowUpReason.WINDOW_CLOSED)
    else:
        draft = Draft(text=row.text, payload={"follow_up": True})
        row.message_id = await opening.write_to(session, found.channel_id, found.contact_id, draft, row.created_by)
        _end(session, row, FollowUpState.DONE, None)


async def _pointless(session: Session, row: FollowUpRow, found: Reach | None) -> FollowUpReason | None:
    """Why nobody needs it any more. A task that a person wrote is theirs to judge."""
    if row.kind == FollowUpKind.TASK and row.rule_id is None:
        return None
    if found and found.last_inbound_at and found.last_inbound_at > row.created_at:
        return FollowUpReason.ANSWERED
    if row.kind == FollowUpKind.TASK:
        return None
    if await _opted_out(session, row.contact_id):
        return FollowUpReason.OPTED_OUT
    return FollowUpReason.TOO_OLD if row.due_at < now() - TOO_OLD else None


async def _opted_out(session: Session, contact_id: UUID) -> bool:
    consents = await current_consents(session, contact_id)
    about_messages = (consents.get(purpose) for purpose in (Purpose.SERVICE, Purpose.MARKETING))
    return any(consent is not None and consent.status is not ConsentStatus.GRANTED for consent in about_messages)


async def _plan_by_rules(session: Session, ticket: TicketRow, after: FollowUpAfter) -> None:
    rules = select(FollowUpRuleRow).where(FollowUpRuleRow.active, FollowUpRuleRow.after == after)
    kept, moment = await business_calendar(session), now()
    for rule in (await session.scalars(rules)).all():
        row = FollowUpRow(
            id=new_id(),
            contact_id=ticket.contact_id,
            conversation_id=ticket.conversation_id,
            ticket_id=ticket.id,
            rule_id=rule.id,
            kind=rule.kind,
            text=rule.text,
            due_at=add_business_minutes(kept, moment, rule.minutes),
            state=FollowUpState.PLANNED,
            by=rule.name,
            created_at=moment,
        )
        session.add(row)
        _tell(session, row)


async def _cancel(session: Session, planned: Select[FollowUpRow], reason: FollowUpReason) -> None:
    for row in (await session.scalars(planned.with_for_update())).all():
        _end(session, row, FollowUpState.CANCELLED, reason)


def _end(session: Session, row: FollowUpRow, state: FollowUpState, reason: FollowUpReason | None) -> None:
    row.state, row.reason, row.ended_at = state, reason, now()
    _tell(session, row)


def _wait_for_a_person(session: Session, row: FollowUpRow, reason: FollowUpReason | None) -> None:
    row.state, row.reason = FollowUpState.DUE, reason
    _tell(session, row)


async def _is_of(session: Session, new: NewFollowUp) -> bool:
    """Whether the ticket, if one is named, is dealt with in the conversation."""
    if new.ticket_id is None:
        return True
    return await session.get(TicketConversationRow, (new.ticket_id, new.conversation_id)) is not None


async def _rule(session: Session, rule_id: UUID) -> FollowUpRuleRow:
    row = await session.get(FollowUpRuleRow, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("there is no such rule")
    return row


async def _kept(session: Session, actor: Principal, action: str, row: FollowUpRuleRow) -> TicketRule:
    try:
        await session.flush()
    except IntegrityError:
        raise RuleTaken("another rule has this name") from None
    record_action(session, actor, action, ("follow_up_rule", row.id), name=row.name)
    publish(session, "sla")
    return TicketRule.model_validate(row)


def _tell(session: Session, row: FollowUpRow) -> None:
    publish(session, "tickets", ticket_id=str(row.ticket_id) if row.ticket_id else None)


async def _shown(session: Session, rows: Sequence[FollowUpRow]) -> list[FollowUp]:
    people = await views(session, {row.contact_id for row in rows})
    made = ("contact_name",)
    return [
        FollowUp.model_validate(
            {
                **{name: getattr(row, name) for name in FollowUp.model_fields if name not in made},
                "contact_name": people[row.contact_id].name,
            }
        )
        for row in rows
    ]
