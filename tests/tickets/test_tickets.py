"""Tickets: protocols of the day, history, whose they are."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from prosa.accounts.schemas import system
from prosa.contacts import merge
from prosa.conversations.schemas import Priority
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import NotOwn, ToolContext
from prosa.tickets import change_ticket, get_ticket, list_tickets, open_ticket, tickets_of
from prosa.tickets.schemas import NewTicket, TicketEdit, TicketStatus
from prosa.tickets.service import Wanted
from prosa.tickets.tools import StatusArguments, list_own, tell_status
from tests.factories import a_contact
from tests.house import House

ACTOR = system("test")


async def a_ticket(runtime: Runtime, contact_id: UUID, summary: str = "não consigo entrar") -> UUID:
    async with runtime.db.transaction() as session:
        return await open_ticket(session, ACTOR, contact_id, None, NewTicket(summary=summary))


async def somebody(runtime: Runtime) -> UUID:
    async with runtime.db.transaction() as session:
        return await a_contact(session)


async def test_protocols_count_the_companys_day(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prosa.tickets.service.now", lambda: datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    contact = await somebody(runtime)
    made = [await a_ticket(runtime, contact, f"assunto {number}") for number in range(2)]
    async with runtime.db.transaction() as session:
        protocols = [(await get_ticket(session, ticket)).protocol for ticket in made]
    assert protocols == ["20261120-0001", "20261120-0002"]


async def test_tickets_opened_at_once_never_share_a_protocol(runtime: Runtime) -> None:
    contact = await somebody(runtime)
    made = await asyncio.gather(*(a_ticket(runtime, contact, f"assunto {number}") for number in range(8)))
    async with runtime.db.transaction() as session:
        protocols = {(await get_ticket(session, ticket)).protocol for ticket in made}
    assert len(protocols) == 8


async def test_the_same_matter_opened_again_is_the_same_ticket(runtime: Runtime) -> None:
    contact = await somebody(runtime)
    first = await a_ticket(runtime, contact)
    assert await a_ticket(runtime, contact) == first
    assert await a_ticket(runtime, contact, "outra coisa") != first
    async with runtime.db.transaction() as session:
        await change_ticket(session, ACTOR, first, TicketEdit(status=TicketStatus.RESOLVED))
    assert await a_ticket(runtime, contact) != first


async def test_a_change_is_kept_with_who_made_it_and_what_was_before(runtime: Runtime) -> None:
    ticket = await a_ticket(runtime, await somebody(runtime))
    edit = TicketEdit(status=TicketStatus.WAITING, priority=Priority.HIGH, department="TI")
    async with runtime.db.transaction() as session:
        await change_ticket(session, system("Paula"), ticket, edit)
        await change_ticket(session, system("Paula"), ticket, edit)
        found = await get_ticket(session, ticket)
    assert (found.status, found.priority, found.department) == ("waiting", "high", "TI")
    assert [(line.by, line.changes) for line in found.history] == [
        ("test", {"status": [None, "open"]}),
        (
            "Paula",
            {"status": ["open", "waiting"], "priority": ["medium", "high"], "department": [None, "TI"]},
        ),
    ]


async def test_an_unknown_ticket_cannot_be_changed(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        with pytest.raises(NotFound):
            await change_ticket(session, ACTOR, new_id(), TicketEdit(status=TicketStatus.CLOSED))


async def test_an_engine_sees_only_the_tickets_of_its_contact(runtime: Runtime) -> None:
    mine, other = await somebody(runtime), await somebody(runtime)
    ticket = await a_ticket(runtime, other)
    async with runtime.db.transaction() as session:
        protocol = (await get_ticket(session, ticket)).protocol
    context = ToolContext(runtime, new_id(), mine, new_id())
    assert (await list_own(context, StatusArguments(protocol=protocol))).items == []
    with pytest.raises(NotOwn):
        await tell_status(context, StatusArguments(protocol=protocol))
    own = ToolContext(runtime, new_id(), other, new_id())
    assert (await tell_status(own, StatusArguments(protocol=protocol))).summary == "não consigo entrar"


async def test_whoever_was_merged_keeps_the_tickets(runtime: Runtime) -> None:
    survivor, merged = await somebody(runtime), await somebody(runtime)
    await a_ticket(runtime, merged)
    async with runtime.db.transaction() as session:
        await merge(session, ACTOR, survivor, merged)
        assert len(await tickets_of(session, survivor)) == 1


async def test_a_list_goes_on_where_it_stopped(runtime: Runtime) -> None:
    contact = await somebody(runtime)
    made = [await a_ticket(runtime, contact, f"assunto {number}") for number in range(3)]
    async with runtime.db.transaction() as session:
        first = await list_tickets(session, Wanted(contact_id=contact), None, 2)
        rest = await list_tickets(session, Wanted(contact_id=contact), first.next_before, 2)
        by_protocol = await list_tickets(session, Wanted(q=first.items[0].protocol[-4:]), None, 10)
        assert not (await list_tickets(session, Wanted(q="%"), None, 10)).items
    assert [item.id for item in (*first.items, *rest.items)] == made[::-1]
    assert rest.next_before is None
    assert [item.id for item in by_protocol.items] == [made[2]]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("sola", True),
        ("SOLA descol", True),
        ("descolou o cinto", False),
        ("bota & !sola", True),
        ("'", False),
        ("-", True),
    ],
)
async def test_a_matter_is_found_by_its_words(runtime: Runtime, q: str, found: bool) -> None:
    ticket = await a_ticket(runtime, await somebody(runtime), "A sóla da bota DESCOLOU!")
    async with runtime.db.transaction() as session:
        assert [one.id for one in (await list_tickets(session, Wanted(q=q), None, 10)).items] == [ticket] * found
        await change_ticket(session, ACTOR, ticket, TicketEdit(summary="Cadarço rasgado"))
        assert len((await list_tickets(session, Wanted(q="cadarco"), None, 10)).items) == 1


@pytest.mark.parametrize("summary", ["", "   ", "x" * 2001])
def test_a_matter_needs_words(summary: str) -> None:
    with pytest.raises(ValidationError):
        NewTicket(summary=summary)


async def test_operators_work_on_tickets_over_the_api(house: House) -> None:
    ticket = await a_ticket(house.runtime, await somebody(house.runtime), "nota\x00 fiscal errada")
    (item,) = (await house.get("/tickets", status="open"))["items"]
    assert (item["id"], item["summary"], item["contact_name"]) == (str(ticket), "nota fiscal errada", "Mariana")
    answer = await house.admin.patch(f"/api/v1/tickets/{ticket}", json={"status": "resolved"})
    assert answer.json()["history"][-1]["changes"] == {"status": ["open", "resolved"]}
    assert not (await house.get("/tickets", status="open"))["items"]
    assert (await house.get(f"/tickets/{ticket}"))["status"] == "resolved"
    refused = await house.admin.patch(f"/api/v1/tickets/{ticket}", json={"status": "lost"})
    assert refused.status_code == 422
