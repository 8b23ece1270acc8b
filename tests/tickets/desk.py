"""A conversation between a contact and people, and the tickets that follow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from prosa.accounts import change_company
from prosa.accounts.schemas import CompanyChange, system
from prosa.conversations import Draft, floor, inbox, receive, speaking
from prosa.conversations.events import Handed, Resolved
from prosa.conversations.models import ConversationRow
from prosa.conversations.thread import lock
from prosa.conversations.views import ConversationItem
from prosa.core import clock
from prosa.core.runtime import Runtime
from prosa.tickets import get_ticket, jobs, list_tickets
from prosa.tickets.models import SlaTargetRow
from prosa.tickets.schemas import SlaTarget, TicketDetail
from prosa.tickets.service import Wanted
from tests.factories import a_channel, a_contact, an_operator, said

ACTOR = system("test")
NO_CONVERSATION = UUID(int=0)
CLOCKS = ("prosa.tickets.promises", "prosa.tickets.service", "prosa.tickets.follow_ups", "prosa.tickets.recurring")


@dataclass
class Desk:
    """All hours are business hours, unless the company says others."""

    runtime: Runtime
    monkeypatch: pytest.MonkeyPatch
    channel_id: UUID
    contact_id: UUID
    operator_id: UUID
    conversation_id: UUID = NO_CONVERSATION

    async def says(self, text: str) -> None:
        async with self.runtime.db.transaction() as session:
            inbound = said(self.channel_id, self.contact_id, text)
            await receive(session, inbound, self.runtime.settings)
            query = select(ConversationRow.id).where(ConversationRow.contact_id == self.contact_id)
            self.conversation_id = (await session.scalars(query)).one()

    async def is_handed(self, reason: str = "asked") -> None:
        async with self.runtime.db.transaction() as session:
            await floor.hand_off(session, await lock(session, self.conversation_id), reason)
        await jobs.take_up(self.runtime, Handed(str(self.conversation_id), reason))

    async def answers(self, text: str = "já vejo") -> None:
        async with self.runtime.db.transaction() as session:
            draft = Draft(text=text)
            await speaking.say_as_operator(session, self.conversation_id, self.operator_id, draft, uuid4().hex)

    async def resolves(self) -> None:
        async with self.runtime.db.transaction() as session:
            await floor.resolve(session, self.conversation_id, by=self.operator_id)
        await jobs.resolve(self.runtime, Resolved(str(self.conversation_id), str(self.operator_id)))

    async def tickets(self) -> list[TicketDetail]:
        """Oldest first."""
        async with self.runtime.db.transaction() as session:
            page = await list_tickets(session, Wanted(contact_id=self.contact_id), None, 50)
            return [await get_ticket(session, ticket.id) for ticket in page.items[::-1]]

    async def ticket(self) -> TicketDetail:
        """The only one."""
        (found,) = await self.tickets()
        return found

    async def targets(self) -> list[tuple[str, str]]:
        """What is promised, as the clocks have it now: metric and state."""
        await jobs.hear(self.runtime)
        return [(target.metric, target.state) for target in (await self.ticket()).targets]

    async def target(self, metric: str) -> SlaTarget:
        return [target for target in (await self.ticket()).targets if target.metric == metric][-1]

    async def shown(self) -> ConversationItem:
        await jobs.show(self.runtime, jobs.PromisesMoved(str((await self.tickets())[-1].id)))
        async with self.runtime.db.transaction() as session:
            return await inbox.item(session, self.conversation_id)

    async def rows(self) -> list[SlaTargetRow]:
        async with self.runtime.db.transaction() as session:
            return list(await session.scalars(select(SlaTargetRow).order_by(SlaTargetRow.metric)))

    @contextmanager
    def later(self, **how: float) -> Iterator[datetime]:
        """As if so much time had passed."""
        moment = clock.now() + timedelta(**how)
        with self.monkeypatch.context() as patched:
            for module in CLOCKS:
                patched.setattr(f"{module}.now", lambda: moment)
            yield moment


async def open_desk(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Desk:
    async with runtime.db.transaction() as session:
        await change_company(session, ACTOR, CompanyChange(opening_hours={}))
        return Desk(
            runtime,
            monkeypatch,
            channel_id=await a_channel(session, runtime.vault),
            contact_id=await a_contact(session),
            operator_id=await an_operator(session),
        )
