"""What keeps tickets, their promises and their follow-ups going."""

from collections.abc import Collection
from uuid import UUID

from prosa.accounts import names_of
from prosa.accounts.events import CalendarChanged
from prosa.accounts.schemas import Principal, PrincipalKind, Role, system
from prosa.conversations import course, ranking, understood
from prosa.conversations.events import Handed, Resolved
from prosa.conversations.schemas import Priority
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import on
from prosa.core.ids import first_id
from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.tickets import follow_ups, promises, service
from prosa.tickets.events import PoliciesChanged, PromisesMoved
from prosa.tickets.schemas import NewTicket, TicketCategory

CATEGORIES = {
    "suporte": TicketCategory.SUPPORT,
    "tecnico": TicketCategory.TECHNICAL,
    "comercial": TicketCategory.COMMERCIAL,
    "reclamacao": TicketCategory.COMPLAINT,
    "elogio": TicketCategory.PRAISE,
}
"""What is read, as a ticket has it."""
NOTHING_SAID = "—"
"""The summary of a matter without words, such as a picture."""


@on(Handed)
async def take_up(runtime: Runtime, event: Handed) -> None:
    """A conversation waits for a person: its matter is followed from now on."""
    conversation_id = UUID(event.conversation_id)
    async with runtime.db.transaction() as session:
        await service.take_up(session, conversation_id, await _as_read(session, conversation_id))


@on(Resolved)
async def resolve(runtime: Runtime, event: Resolved) -> None:
    async with runtime.db.transaction() as session:
        await service.resolve_with(session, UUID(event.conversation_id), await _who(session, event.operator_id))


@on(PromisesMoved)
async def show(runtime: Runtime, event: PromisesMoved) -> None:
    async with runtime.db.transaction() as session:
        await promises.show(session, UUID(event.ticket_id))


@on(PoliciesChanged)
async def recount_by_policy(runtime: Runtime, _: PoliciesChanged) -> None:
    await _recount(runtime)


@on(CalendarChanged)
async def recount_by_calendar(runtime: Runtime, _: CalendarChanged) -> None:
    await _recount(runtime)


@job("tickets.hear", every="* * * * * */5")
async def hear(runtime: Runtime) -> None:
    """Starts and stops promises by what was said of late."""
    async with runtime.db.transaction() as session:
        moved = await course.moved(session, first_id(now() - course.LATE))
        await _hear(session, moved.last_seqs.keys())


@job("tickets.hear_missed", every="*/5 * * * *")
async def hear_missed(runtime: Runtime) -> None:
    """The same by what was said while nobody listened."""
    async with runtime.db.transaction() as session:
        await _hear(session, None)


@job("tickets.watch", every="* * * * * */15")
async def watch(runtime: Runtime) -> None:
    """Says which promises are about to be broken, and does what is due."""
    for step in (promises.watch, follow_ups.carry_out):
        async with runtime.db.transaction() as session:
            await step(session)


@job("tickets.close_settled", every="7 * * * *")
async def close_settled(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        await service.close_settled(session)


async def _hear(session: Session, conversation_ids: Collection[UUID] | None) -> None:
    wrote = await promises.hear(session, conversation_ids)
    await follow_ups.answered(session, wrote)
    for ticket_id in wrote:
        await service.answered(session, ticket_id)


async def _recount(runtime: Runtime) -> None:
    last: UUID | None = UUID(int=0)
    while last is not None:
        async with runtime.db.transaction() as session:
            last = await promises.recount_some(session, last)


async def _as_read(session: Session, conversation_id: UUID) -> NewTicket:
    """By what the agent read in the conversation, where it was sure."""
    read = (await understood.of(session, [conversation_id])).get(conversation_id)
    if read is None:
        return NewTicket(summary=NOTHING_SAID)
    category = CATEGORIES.get(read.category) if "category" in read.certain else None
    priority = ranking.PRIORITIES.get(read.priority) if "priority" in read.certain else None
    return NewTicket(
        summary=NOTHING_SAID,
        category=category or TicketCategory.SUPPORT,
        priority=priority or Priority.MEDIUM,
        department=read.department or None,
    )


async def _who(session: Session, operator_id: str) -> Principal:
    if not operator_id:
        return system("agent")
    name = (await names_of(session, [UUID(operator_id)])).get(UUID(operator_id), "")
    return Principal(PrincipalKind.USER, UUID(operator_id), name, Role.OPERATOR)
