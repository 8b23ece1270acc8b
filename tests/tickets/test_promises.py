"""Promises of time: what starts them, what keeps them, and who is told when they break."""

from datetime import timedelta

import pytest

from prosa.accounts import change_company
from prosa.accounts.schemas import CompanyChange
from prosa.conversations import floor
from prosa.conversations.schemas import Priority
from prosa.core.clock import now
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.tickets import change_ticket, jobs, open_ticket, policies, promises, service
from prosa.tickets.events import PoliciesChanged
from prosa.tickets.policies import DEFAULTS, GENERAL, add_policy, change_policy, list_policies, remove_policy
from prosa.tickets.schemas import (
    NewSlaPolicy,
    NewTicket,
    SlaMinutes,
    SlaStart,
    TicketCategory,
    TicketEdit,
    TicketOrigin,
    TicketStatus,
)
from tests.tickets.desk import ACTOR, Desk

MINUTE = timedelta(minutes=1)


async def edit(desk: Desk, **changes: object) -> None:
    async with desk.runtime.db.transaction() as session:
        await change_ticket(session, ACTOR, (await desk.ticket()).id, TicketEdit.model_validate(changes))


async def policy(runtime: Runtime, **more: object) -> None:
    values = {"name": "VIP", "minutes": dict.fromkeys(Priority, SlaMinutes(first=1, next=2, resolution=3)), **more}
    async with runtime.db.transaction() as session:
        await add_policy(session, ACTOR, NewSlaPolicy.model_validate(values))


async def test_a_handed_conversation_is_a_matter_with_a_protocol_and_promises(desk: Desk) -> None:
    await desk.says("meu pedido veio quebrado")
    await desk.is_handed()
    ticket = await desk.ticket()
    assert (ticket.summary, ticket.origin, ticket.status) == ("meu pedido veio quebrado", "handoff", "open")
    assert [(target.metric, target.minutes) for target in ticket.targets] == [("first", 60), ("resolution", 24 * 60)]
    shown = await desk.shown()
    assert shown.protocol == ticket.protocol
    assert shown.sla is not None
    assert (shown.sla.metric, shown.sla.due_at, shown.sla.state) == ("first", ticket.targets[0].due_at, "ok")
    assert shown.sla.warn_at - ticket.targets[0].started_at == MINUTE * 48


async def test_every_word_starts_and_stops_what_it_should(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    assert await desk.targets() == [("first", "ok"), ("resolution", "ok")]
    await desk.answers()
    assert await desk.targets() == [("first", "met"), ("resolution", "ok")]
    await desk.says("e agora?")
    await desk.says("alô?")
    assert (await desk.targets())[2:] == [("next", "ok")]
    await desk.answers()
    assert (await desk.targets())[2:] == [("next", "met")]
    await desk.says("obrigada")
    await desk.resolves()
    assert {state for _, state in await desk.targets()} == {"met"}
    assert (await desk.ticket()).status == "resolved"
    assert (await desk.shown()).sla is None


async def test_a_person_who_answers_before_the_ticket_is_there_is_heard_all_the_same(desk: Desk) -> None:
    await desk.says("oi")
    async with desk.runtime.db.transaction() as session:
        await floor.hand_off(session, await floor.lock(session, desk.conversation_id), "asked")
    await desk.answers()
    await jobs.take_up(desk.runtime, jobs.Handed(str(desk.conversation_id), "asked"))
    assert await desk.targets() == [("first", "met"), ("resolution", "ok")]


async def test_what_was_said_while_nobody_listened_is_heard_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await desk.answers()
    monkeypatch.setattr("prosa.tickets.jobs.now", lambda: now() + timedelta(minutes=10))
    monkeypatch.setattr("prosa.conversations.course.now", lambda: now() + timedelta(minutes=10))
    assert await desk.targets() == [("first", "ok"), ("resolution", "ok")]
    await jobs.hear_missed(desk.runtime)
    assert (await desk.target("first")).state == "met"


async def test_what_is_promised_is_watched(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    with desk.later(minutes=50):
        async with desk.runtime.db.transaction() as session:
            assert await promises.watch(session) == 1
            assert await promises.watch(session) == 0
        assert (await desk.target("first")).state == "soon"
    with desk.later(minutes=61):
        async with desk.runtime.db.transaction() as session:
            assert await promises.watch(session) == 1
            assert (await service.count_tickets(session, ACTOR)).late == 1
        assert (await desk.target("first")).state == "late"
    first = (await desk.rows())[0]
    assert first.breached_at == first.due_at
    assert first.warned_at is not None


async def test_a_matter_that_waits_for_the_contact_costs_no_time(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    before = (await desk.target("resolution")).due_at
    await edit(desk, status="waiting")
    assert (await desk.target("resolution")).state == "paused"
    with desk.later(minutes=90):
        await edit(desk, status="open")
        due = (await desk.target("resolution")).due_at
    assert MINUTE * 89 < due - before < MINUTE * 91


async def test_the_contacts_word_ends_the_waiting(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await desk.answers("me manda uma foto?")
    await edit(desk, status="waiting")
    await desk.says("segue a foto")
    await jobs.hear(desk.runtime)
    ticket = await desk.ticket()
    assert (ticket.status, ticket.history[-1].by) == ("open", "contact")


async def test_a_matter_that_comes_back_soon_goes_on_with_the_same_clock(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    before = (await desk.target("resolution")).due_at
    await desk.resolves()
    with desk.later(hours=71):
        await desk.says("voltou a acontecer")
        await desk.is_handed()
        ticket = await desk.ticket()
        assert ticket.status == "open"
        assert [target.metric for target in ticket.targets if target.met_at is None] == ["resolution", "next"]
        assert timedelta(hours=70) < (await desk.target("resolution")).due_at - before < timedelta(hours=72)


async def test_a_matter_that_comes_back_late_is_a_new_one(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await desk.resolves()
    with desk.later(hours=73):
        await jobs.close_settled(desk.runtime)
        await desk.says("outra coisa")
        await desk.is_handed()
    first, second = await desk.tickets()
    assert (first.status, second.status) == ("closed", "open")
    with pytest.raises(service.TicketClosed):
        async with desk.runtime.db.transaction() as session:
            await change_ticket(session, ACTOR, first.id, TicketEdit(status=TicketStatus.OPEN))


async def test_what_the_agent_opened_on_passing_it_on_is_the_matter_as_it_was_read(desk: Desk) -> None:
    await desk.says("socorro, tudo parou")
    async with desk.runtime.db.transaction() as session:
        new = NewTicket(summary="tudo parou")
        await open_ticket(session, ACTOR, desk.contact_id, desk.conversation_id, new, TicketOrigin.AGENT)
        await floor.hand_off(session, await floor.lock(session, desk.conversation_id), "closed")
        read = NewTicket(summary="-", category=TicketCategory.TECHNICAL, priority=Priority.CRITICAL)
        await service.take_up(session, desk.conversation_id, read)
    ticket = await desk.ticket()
    assert (ticket.origin, ticket.category, ticket.priority) == ("handoff", "technical", "critical")
    assert [target.minutes for target in ticket.targets] == [5, 4 * 60]
    await desk.resolves()
    assert (await desk.ticket()).status == "resolved"


async def test_who_is_called_twice_has_one_matter(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await desk.answers()
    await desk.is_handed("transfer")
    assert len((await desk.ticket()).targets) == 2


async def test_another_priority_counts_anew(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await edit(desk, priority="critical")
    first = await desk.target("first")
    assert (first.minutes, first.due_at - first.started_at) == (5, MINUTE * 5)


async def test_another_policy_and_another_calendar_count_anew(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    await policy(desk.runtime, category="support")
    await jobs.recount_by_policy(desk.runtime, PoliciesChanged())
    assert (await desk.target("first")).minutes == 1
    day = {"sun": [("00:00", "00:30")]}
    async with desk.runtime.db.transaction() as session:
        await change_company(session, ACTOR, CompanyChange.model_validate({"opening_hours": day, "holidays": "none"}))
    await jobs.recount_by_calendar(desk.runtime, jobs.CalendarChanged())
    due = (await desk.target("first")).due_at.astimezone()
    assert (due.minute, due.second) in {(1, 0), (31, 0)}


async def test_a_promise_whose_time_moves_ahead_is_not_broken_any_more(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    with desk.later(minutes=61):
        async with desk.runtime.db.transaction() as session:
            await promises.watch(session)
        await edit(desk, priority="low")
        first = (await desk.rows())[0]
        assert (first.breached_at, first.warned_at) == (None, None)


async def test_the_first_policy_that_fits_counts(desk: Desk) -> None:
    await policy(desk.runtime, name="Reclamações", category="complaint", position=1)
    await policy(desk.runtime, name="TI", department="TI", position=2, around_the_clock=True, starts=SlaStart.CONTACT)
    await desk.says("oi")
    await desk.is_handed()
    assert (await desk.target("first")).minutes == 60
    await edit(desk, department="ti")
    assert (await desk.target("first")).minutes == 1
    await edit(desk, category="complaint", priority="high")
    async with desk.runtime.db.transaction() as session:
        found = await list_policies(session)
        assert [one.name for one in found] == ["Reclamações", "TI", "Geral"]
        await remove_policy(session, ACTOR, found[0].id)
    await jobs.recount_by_policy(desk.runtime, PoliciesChanged())
    assert (await desk.target("first")).minutes == 1


async def test_the_general_policy_is_for_everybody(runtime: Runtime) -> None:
    plain = NewSlaPolicy(name="Todos", minutes=DEFAULTS)
    async with runtime.db.transaction() as session:
        changed = await change_policy(session, ACTOR, GENERAL, plain)
        assert (changed.name, changed.general, changed.position) == ("Todos", True, policies.LAST)
        for refused in (
            change_policy(session, ACTOR, GENERAL, plain.model_copy(update={"category": TicketCategory.PRAISE})),
            remove_policy(session, ACTOR, GENERAL),
        ):
            with pytest.raises(ProsaError, match="general"):
                await refused


async def test_two_policies_do_not_share_a_name(runtime: Runtime) -> None:
    await policy(runtime)
    with pytest.raises(policies.PolicyTaken):
        await policy(runtime, name="vip")


def test_a_policy_has_minutes_for_every_priority() -> None:
    minutes = {Priority.LOW: SlaMinutes(first=1, next=1, resolution=1)}
    with pytest.raises(ValueError, match="every priority"):
        NewSlaPolicy(name="x", minutes=minutes)
