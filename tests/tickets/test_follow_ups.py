"""Follow-ups: planned, done in time, and dropped when nobody needs them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from prosa.accounts.schemas import Principal, PrincipalKind, Role
from prosa.contacts import ConsentSource, ConsentStatus, Purpose, record_consent
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.clock import now
from prosa.core.errors import Invalid
from prosa.tickets import change_ticket, follow_ups, jobs
from prosa.tickets.follow_ups import FollowUpOver
from prosa.tickets.schemas import (
    FollowUp,
    FollowUpAfter,
    FollowUpKind,
    NewFollowUp,
    NewTicketRule,
    TicketEdit,
    TicketStatus,
)
from tests.tickets.desk import ACTOR, Desk


async def handed(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await desk.answers("me manda a nota?")
    await jobs.hear(desk.runtime)


async def rule(desk: Desk, after: str, kind: str = "message", minutes: int = 60) -> None:
    new = NewTicketRule(
        name=f"{after} {kind}",
        after=FollowUpAfter(after),
        minutes=minutes,
        kind=FollowUpKind(kind),
        text="conseguiu achar a nota?",
    )
    async with desk.runtime.db.transaction() as session:
        await follow_ups.add_rule(session, ACTOR, new)


async def becomes(desk: Desk, status: TicketStatus) -> None:
    async with desk.runtime.db.transaction() as session:
        await change_ticket(session, ACTOR, (await desk.ticket()).id, TicketEdit(status=status))


async def planned(desk: Desk, kind: str = "message", **at: float) -> FollowUp:
    person = Principal(PrincipalKind.USER, desk.operator_id, "Paula", Role.OPERATOR)
    new = NewFollowUp(
        conversation_id=desk.conversation_id,
        ticket_id=(await desk.ticket()).id,
        kind=FollowUpKind(kind),
        text="ligar para a transportadora",
        due_at=now() + timedelta(**(at or {"hours": 2})),
    )
    async with desk.runtime.db.transaction() as session:
        return await follow_ups.plan(session, person, new)


async def all_of(desk: Desk) -> list[tuple[str, str | None]]:
    async with desk.runtime.db.transaction() as session:
        found = await follow_ups.list_follow_ups(session, ACTOR, over=True)
    return [(one.state, one.reason) for one in found]


async def time_passes(desk: Desk, **how: float) -> list[tuple[str, str | None]]:
    with desk.later(**how):
        async with desk.runtime.db.transaction() as session:
            await follow_ups.carry_out(session)
    return await all_of(desk)


async def sent(desk: Desk) -> list[str | None]:
    async with desk.runtime.db.transaction() as session:
        query = select(MessageRow.text).where(MessageRow.payload["follow_up"].as_boolean())
        return list(await session.scalars(query))


async def test_a_rule_reminds_a_contact_who_is_waited_for(desk: Desk) -> None:
    await rule(desk, "waiting")
    await handed(desk)
    await becomes(desk, TicketStatus.WAITING)
    assert await time_passes(desk, minutes=59) == [("planned", None)]
    assert await time_passes(desk, minutes=61) == [("done", None)]
    assert await sent(desk) == ["conseguiu achar a nota?"]


async def test_an_answer_makes_it_pointless(desk: Desk) -> None:
    await rule(desk, "waiting")
    await handed(desk)
    await becomes(desk, TicketStatus.WAITING)
    await desk.says("segue a nota")
    assert await time_passes(desk, minutes=61) == [("cancelled", "answered")]
    assert await sent(desk) == []


async def test_an_answer_is_seen_at_once_where_a_ticket_is_followed(desk: Desk) -> None:
    await rule(desk, "waiting")
    await handed(desk)
    await becomes(desk, TicketStatus.WAITING)
    await desk.says("segue a nota")
    await jobs.hear(desk.runtime)
    assert await all_of(desk) == [("cancelled", "answered")]
    assert (await desk.ticket()).status == "open"


async def test_a_resolution_makes_it_pointless_and_plans_what_comes_after(desk: Desk) -> None:
    await rule(desk, "waiting")
    await rule(desk, "resolved", "task", minutes=120)
    await handed(desk)
    await becomes(desk, TicketStatus.WAITING)
    await becomes(desk, TicketStatus.RESOLVED)
    assert await all_of(desk) == [("cancelled", "resolved"), ("planned", None)]
    assert await time_passes(desk, minutes=121) == [("cancelled", "resolved"), ("due", None)]
    await becomes(desk, TicketStatus.OPEN)
    assert await all_of(desk) == [("cancelled", "resolved"), ("cancelled", "reopened")]


async def test_whoever_wants_no_messages_gets_none(desk: Desk) -> None:
    await handed(desk)
    await planned(desk)
    async with desk.runtime.db.transaction() as session:
        word = (Purpose.SERVICE, ConsentStatus.WITHDRAWN, "v1", "sair", ConsentSource.WHATSAPP_MESSAGE)
        await record_consent(session, desk.contact_id, *word, {})
    assert await time_passes(desk, hours=3) == [("cancelled", "opted_out")]


async def test_a_message_that_is_a_day_late_does_not_leave(desk: Desk) -> None:
    await handed(desk)
    await planned(desk)
    assert await time_passes(desk, hours=27) == [("cancelled", "too_old")]


async def test_a_message_outside_the_window_becomes_a_task(desk: Desk) -> None:
    await handed(desk)
    await planned(desk)
    async with desk.runtime.db.transaction() as session:
        await session.execute(update(ConversationRow).values(window_closes_at=now() + timedelta(hours=1)))
    assert await time_passes(desk, hours=3) == [("due", "window_closed")]
    assert await sent(desk) == []


async def test_a_task_of_a_person_waits_for_a_person(desk: Desk) -> None:
    await handed(desk)
    task = await planned(desk, "task")
    await desk.says("e aí?")
    await jobs.hear(desk.runtime)
    assert await time_passes(desk, hours=30) == [("due", None)]
    async with desk.runtime.db.transaction() as session:
        done = await follow_ups.finish(session, ACTOR, task.id, done=True)
    assert (done.state, done.contact_name) == ("done", "Mariana")
    with pytest.raises(FollowUpOver):
        async with desk.runtime.db.transaction() as session:
            await follow_ups.finish(session, ACTOR, task.id, done=False)


@pytest.mark.parametrize("hours", [-1, 24 * 400])
async def test_a_time_that_makes_no_sense_is_refused(desk: Desk, hours: int) -> None:
    await handed(desk)
    with pytest.raises(Invalid):
        await planned(desk, hours=hours)


async def test_a_rule_that_goes_takes_along_what_it_planned(desk: Desk) -> None:
    await rule(desk, "waiting")
    await handed(desk)
    await becomes(desk, TicketStatus.WAITING)
    async with desk.runtime.db.transaction() as session:
        (found,) = await follow_ups.list_rules(session)
        await follow_ups.remove_rule(session, ACTOR, found.id)
    assert await all_of(desk) == [("cancelled", "by_hand")]
