"""Matters that are one, matters that come again, and who may see them."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from prosa.accounts.schemas import Principal, PrincipalKind, Role
from prosa.conversations import receive
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import Priority
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.tickets import get_ticket, linking, open_ticket, recurring, service
from prosa.tickets.linking import NotOneMatter
from prosa.tickets.schemas import NewTicket, NewTicketFor
from prosa.tickets.service import Wanted
from tests.factories import a_channel, a_contact, said
from tests.house import House
from tests.tickets.desk import ACTOR, Desk

STRANGER = Principal(PrincipalKind.USER, new_id(), "Rui", Role.OPERATOR, queues=frozenset())


async def opened(desk: Desk, summary: str, contact_id: UUID | None = None) -> UUID:
    async with desk.runtime.db.transaction() as session:
        return await open_ticket(session, ACTOR, contact_id or desk.contact_id, None, NewTicket(summary=summary))


async def another_conversation(desk: Desk, contact_id: UUID) -> UUID:
    async with desk.runtime.db.transaction() as session:
        channel_id = await a_channel(session, desk.runtime.vault)
        await receive(session, said(channel_id, contact_id), desk.runtime.settings)
        other = select(ConversationRow.id).where(ConversationRow.channel_id == channel_id)
        return (await session.scalars(other)).one()


async def test_two_tickets_of_one_matter_become_one(desk: Desk) -> None:
    await desk.says("caixa amassada")
    await desk.is_handed()
    handed = await desk.ticket()
    extra = await opened(desk, "pedido com caixa amassada")
    async with desk.runtime.db.transaction() as session:
        await linking.merge(session, ACTOR, handed.id, extra)
    async with desk.runtime.db.transaction() as session:
        gone, goes_on = await get_ticket(session, handed.id), await get_ticket(session, extra)
    assert (gone.status, gone.merged_into, gone.conversations) == ("closed", extra, [])
    assert (goes_on.conversations, [one.protocol for one in goes_on.merged]) == (
        [desk.conversation_id],
        [handed.protocol],
    )
    assert gone.history[-1].changes == {"merged_into": [None, goes_on.protocol]}
    for refused in ((extra, extra), (extra, handed.id)):
        with pytest.raises((NotOneMatter, service.TicketClosed)):
            async with desk.runtime.db.transaction() as session:
                await linking.merge(session, ACTOR, *refused)


async def test_tickets_of_two_contacts_are_two(desk: Desk) -> None:
    async with desk.runtime.db.transaction() as session:
        somebody = await a_contact(session, "Rui")
    one, other = await opened(desk, "boleto"), await opened(desk, "boleto", somebody)
    with pytest.raises(NotOneMatter):
        async with desk.runtime.db.transaction() as session:
            await linking.merge(session, ACTOR, one, other)


async def test_a_matter_may_be_dealt_with_in_two_conversations(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    ticket = await desk.ticket()
    second = await another_conversation(desk, desk.contact_id)
    async with desk.runtime.db.transaction() as session:
        await linking.link(session, ACTOR, ticket.id, second)
        found = await service.list_tickets(session, Wanted(conversation_id=second), None, 10)
        assert [one.id for one in found.items] == [ticket.id]
    async with desk.runtime.db.transaction() as session:
        await linking.unlink(session, ACTOR, ticket.id, second)
    assert (await desk.ticket()).conversations == [desk.conversation_id]
    with pytest.raises(NotOneMatter):
        async with desk.runtime.db.transaction() as session:
            await linking.unlink(session, ACTOR, ticket.id, desk.conversation_id)


async def test_a_person_opens_a_ticket_for_what_is_said(desk: Desk) -> None:
    await desk.says("oi")
    new = NewTicketFor(conversation_id=desk.conversation_id, summary="trocar a bota")
    async with desk.runtime.db.transaction() as session:
        ticket_id = await service.open_for(session, ACTOR, new)
        with pytest.raises(NotFound):
            await service.open_for(session, STRANGER, new)
    ticket = await desk.ticket()
    assert (ticket.id, ticket.contact_id, ticket.origin) == (ticket_id, desk.contact_id, "person")


async def test_whoever_sees_only_their_queues_sees_no_ticket_of_others(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_handed()
    ticket = await desk.ticket()
    async with desk.runtime.db.transaction() as session:
        assert not (await service.list_tickets(session, Wanted(), None, 10, STRANGER)).items
        assert (await service.count_tickets(session, STRANGER)).open == 0
        assert await recurring.problems(session, STRANGER, 7) == []
        with pytest.raises(NotFound):
            await get_ticket(session, ticket.id, STRANGER)
        with pytest.raises(NotFound):
            await service.locked(session, STRANGER, ticket.id)
        holder = replace(STRANGER, id=desk.operator_id)
    await desk.answers()
    async with desk.runtime.db.transaction() as session:
        assert len((await service.list_tickets(session, Wanted(), None, 10, holder)).items) == 1


# -- what comes again


async def test_a_matter_that_comes_again_is_more_urgent(desk: Desk) -> None:
    words = ("a bota descolou de novo", "minha bota descolou", "bota descolou outra vez, que raiva")
    first, _, third = [await opened(desk, summary) for summary in words]
    async with desk.runtime.db.transaction() as session:
        found = await get_ticket(session, third)
        calm = await get_ticket(session, first)
    assert (found.recurrence, found.priority, len(found.alike)) == (2, "high", 2)
    assert found.history[0].changes["priority"] == ["medium", "high"]
    assert (calm.recurrence, calm.priority, calm.alike) == (0, "medium", [])


async def test_what_several_contacts_say_is_a_problem(desk: Desk) -> None:
    said_by_all = ("o boleto não abre", "boleto que não abre", "meu boleto não abre no celular")
    for summary in said_by_all:
        async with desk.runtime.db.transaction() as session:
            contact = await a_contact(session)
        await opened(desk, summary, contact)
    await opened(desk, "quero trocar o tênis")
    async with desk.runtime.db.transaction() as session:
        (problem,) = await recurring.problems(session, ACTOR, 7)
    assert (problem.contacts, problem.open, problem.summary) == (3, 3, said_by_all[-1])
    assert "bolet" in " ".join(problem.words)


def test_who_asks_for_a_person_has_not_said_what_about() -> None:
    assert not recurring.stems("oi, quero falar com um atendente, por favor")


@given(st.text(max_size=200), st.text(max_size=200))
def test_alike_goes_both_ways(one: str, other: str) -> None:
    first, second = recurring.stems(one), recurring.stems(other)
    assert recurring.alike(first, second) == recurring.alike(second, first)
    assert recurring.alike(first, first) == bool(first)


async def test_the_pages_have_what_they_need(house: House) -> None:
    created = await house.post(
        "/sla-policies",
        name="Reclamações",
        category="complaint",
        minutes={each: {"first": 5, "next": 5, "resolution": 60} for each in Priority},
    )
    listed = (await house.get("/sla-policies"))["items"]
    assert [one["general"] for one in listed] == [False, True]
    changed = await house.admin.put(f"/api/v1/sla-policies/{created['id']}", json=created | {"pauses": False})
    assert changed.json()["pauses"] is False
    assert (await house.admin.delete(f"/api/v1/sla-policies/{created['id']}")).status_code == 204
    made = await house.post(
        "/follow-up-rules", name="Lembrar", after="waiting", minutes=60, kind="task", text="cobrar a foto"
    )
    await house.admin.put(f"/api/v1/follow-up-rules/{made['id']}", json=made | {"active": False})
    assert [one["active"] for one in (await house.get("/follow-up-rules"))["items"]] == [False]
    assert (await house.admin.delete(f"/api/v1/follow-up-rules/{made['id']}")).status_code == 204
    assert await house.get("/tickets/counts") == {"open": 0, "waiting": 0, "late": 0, "soon": 0}
    assert (await house.get("/tickets/problems"))["items"] == []
    assert (await house.get("/follow-ups"))["items"] == []
