"""What the desk does by itself."""

import contextlib
from uuid import UUID

from prosa.conversations import QuestionAnswered, Resolved, holding
from prosa.core.clock import now
from prosa.core.errors import ProsaError
from prosa.core.events import on
from prosa.core.jobs import defer, job
from prosa.core.runtime import Runtime
from prosa.desk import alerts, automating, counting, queue_jobs, scheduled, surveys, telling
from prosa.desk.alerts import AlertKind
from prosa.desk.events import Escalated, QueueFull
from prosa.desk.surveys import AnsweredBy, SurveyKind
from prosa.tickets.events import SlaBroken, SlaSoon

__all__ = ["queue_jobs"]
"""Importing it is registering its jobs."""


@job("desk.send_scheduled", every="* * * * * */10")
async def send_scheduled(runtime: Runtime) -> None:
    """Sends what was written for now; what cannot be sent is told in its thread."""
    async with runtime.db.transaction() as session:
        due = await scheduled.due(session)
    for scheduled_id in due:
        try:
            async with runtime.db.transaction() as session:
                await scheduled.send(session, scheduled_id)
        except ProsaError as refusal:
            async with runtime.db.transaction() as session:
                await scheduled.give_up(session, scheduled_id, refusal)


@job("desk.count_cases", every="* * * * * */10")
async def count_cases(runtime: Runtime) -> None:
    """Brings the cases that are counted up to what has happened; after an import that takes several rounds."""
    more = True
    while more:
        async with runtime.db.transaction() as session:
            more = await counting.count(session)
    async with runtime.db.transaction() as session:
        await counting.close_quiet(session)


@job("desk.automate", every="* * * * * */5")
async def automate(runtime: Runtime) -> None:
    """Carries out the company's rules about what has happened."""
    await automating.carry_out(runtime)


@job("desk.end_held", every="* * * * * */15")
async def end_held(runtime: Runtime) -> None:
    """Calls a person where nobody has decided in time about a message that waits."""
    async with runtime.db.transaction() as session:
        await holding.withdraw(session)
        late = await holding.expired(session)
    for held_id in late:
        with contextlib.suppress(holding.AlreadyDecided):
            async with runtime.db.transaction() as session:
                await holding.expire(session, held_id)


@job("desk.ask_how_it_was")
async def ask_how_it_was(runtime: Runtime, conversation_id: str) -> None:
    async with runtime.db.transaction() as session:
        await counting.count(session)
    async with runtime.db.transaction() as session:
        await surveys.ask(session, runtime, UUID(conversation_id))


@on(Resolved)
async def after_resolution(runtime: Runtime, event: Resolved) -> None:
    """A resolution may be taken back at once, so the contact is asked a moment later."""
    async with runtime.db.transaction() as session:
        if (await surveys.get_plan(session)).kind is not SurveyKind.NONE:
            at = now() + surveys.AFTER
            defer(session, ask_how_it_was, at=at, conversation_id=event.conversation_id)


@on(QuestionAnswered)
async def keep_answer(runtime: Runtime, event: QuestionAnswered) -> None:
    async with runtime.db.transaction() as session:
        await counting.count(session)
    async with runtime.db.transaction() as session:
        await surveys.answer(session, UUID(event.question_id), event.score, event.comment, AnsweredBy.CHAT)


@job("desk.send_alerts", every="* * * * * */10")
async def send_alerts(runtime: Runtime) -> None:
    """Tells people outside of Prosa what they asked to be told."""
    async with runtime.db.transaction() as session:
        await telling.note_waiting(session)
    await telling.send_due(runtime)


@job("desk.forget_alerts", every="17 * * * *")
async def forget_alerts(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        await alerts.forget(session)


@on(Escalated)
async def tell_of_escalation(runtime: Runtime, event: Escalated) -> None:
    async with runtime.db.transaction() as session:
        await telling.note_of(session, AlertKind.ESCALATED, UUID(event.conversation_id), event.level)


@on(QueueFull)
async def tell_of_full_queue(runtime: Runtime, event: QueueFull) -> None:
    queue_id, hour = UUID(event.queue_id), f"{now():%Y%m%d%H}"
    async with runtime.db.transaction() as session:
        await telling.note(session, AlertKind.QUEUE_FULL, f"{queue_id}:{hour}", queue_id=queue_id, count=event.waiting)


@on(SlaSoon)
async def tell_of_promise_at_risk(runtime: Runtime, event: SlaSoon) -> None:
    await _tell_of_promise(runtime, AlertKind.SLA_SOON, event)


@on(SlaBroken)
async def tell_of_broken_promise(runtime: Runtime, event: SlaBroken) -> None:
    await _tell_of_promise(runtime, AlertKind.SLA_LATE, event)


async def _tell_of_promise(runtime: Runtime, kind: AlertKind, event: SlaSoon | SlaBroken) -> None:
    if not event.conversation_id:
        return
    async with runtime.db.transaction() as session:
        await telling.note_of(session, kind, UUID(event.conversation_id), f"{event.ticket_id}:{event.metric}")


@on(SlaBroken)
async def count_broken_promise(runtime: Runtime, event: SlaBroken) -> None:
    if event.conversation_id:
        async with runtime.db.transaction() as session:
            await counting.mark_late(session, UUID(event.conversation_id))
