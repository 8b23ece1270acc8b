"""Everything that can happen to tickets, to what is promised for them, and to the company's calendar, act by act."""

from datetime import date, timedelta

from sqlalchemy import update

from prosa import tickets
from prosa.accounts import hours
from prosa.accounts.schemas import NewSpecialDay
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.tickets import follow_ups, policies, promises
from prosa.tickets.models import SlaTargetRow
from prosa.tickets.policies import DEFAULTS
from prosa.tickets.schemas import (
    FollowUpAfter,
    FollowUpKind,
    NewFollowUp,
    NewSlaPolicy,
    NewTicket,
    NewTicketRule,
)
from tests.app.day import ACTOR
from tests.app.day_of_lists import Day


class TicketDay(Day):
    """A matter that is taken up, promised for, and almost forgotten."""

    async def a_matter_is_taken_up(self) -> None:
        await self.talk.says("o freio ficou solto")
        protocol = await self.do(tickets.take_up, await self.talk.id(), NewTicket(summary="Freio solto"))
        (ticket,) = await self.do(tickets.tickets_of, self.talk.contact_id, protocol)
        self.kept["ticket"] = ticket.id

    async def its_promise_is_shown(self) -> None:
        await self.do(promises.show, self.kept["ticket"])

    async def a_promise_is_broken(self) -> None:
        await self.do(_is_late)

    async def a_follow_up_is_planned(self) -> None:
        new = NewFollowUp(
            conversation_id=await self.talk.id(),
            kind=FollowUpKind.TASK,
            text="ligar",
            due_at=now() + timedelta(hours=1),
        )
        await self.do(follow_ups.plan, ACTOR, new)

    async def a_rule_of_follow_ups_is_made(self) -> None:
        after, kind = FollowUpAfter.RESOLVED, FollowUpKind.TASK
        new = NewTicketRule(name="Conferir", after=after, minutes=60, kind=kind, text="ficou bom?")
        await self.do(follow_ups.add_rule, ACTOR, new)

    async def other_deadlines_are_set(self) -> None:
        await self.do(policies.add_policy, ACTOR, NewSlaPolicy(name="Oficina", minutes=DEFAULTS))

    async def the_city_has_a_holiday(self) -> None:
        new = NewSpecialDay(day=date(2027, 3, 29), yearly=True, name="Aniversário da cidade", spans=[])
        await self.do(hours.add_special_day, ACTOR, new)


async def _is_late(session: Session) -> None:
    """The time of every promise is over, and that is noticed."""
    await session.execute(update(SlaTargetRow).values(due_at=now() - timedelta(seconds=1), warn_at=now()))
    await promises.watch(session)
