"""What wakes a turn, and what finds those whose wake was lost."""

from datetime import timedelta
from uuid import UUID

from prosa.conversations import AnswerDue, answering, drafting, due_for_answer, overdue, silence
from prosa.core.clock import now
from prosa.core.events import emit, on
from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.turns import follow_ups, learning, service, summaries
from prosa.turns.events import SummaryDue


@on(AnswerDue)
async def answer(runtime: Runtime, event: AnswerDue) -> None:
    await service.answer(runtime, UUID(event.conversation_id))


@job("turns.sweep", every="* * * * * */5")
async def sweep(runtime: Runtime) -> None:
    """Wakes what a lost worker left, and calls a person where the deadline has passed."""
    async with runtime.db.transaction() as session:
        late = now() - timedelta(seconds=3)
        for conversation_id in await due_for_answer(session, late):
            emit(session, AnswerDue(str(conversation_id)))
        left = await service.give_up_lost(session)
        await drafting.forget(session)
        forgotten = await overdue(session)
    for conversation_id in left:
        async with runtime.db.transaction() as session:
            await answering.look_again(session, conversation_id)
    for conversation_id in forgotten:
        async with runtime.db.transaction() as session:
            await answering.call_a_person(session, conversation_id, "overdue", await service.apology(session))


@on(SummaryDue)
async def summarise(runtime: Runtime, event: SummaryDue) -> None:
    await summaries.summarise(runtime, UUID(event.conversation_id))


@job("turns.follow_up", every="* * * * * */20")
async def follow_up(runtime: Runtime) -> None:
    """Writes again where an answer was left without a word for as long as the agent's version says."""
    async with runtime.db.transaction() as session:
        left = await silence.due(session)
    for conversation_id in left:
        await follow_ups.follow_up(runtime, conversation_id)


@job("turns.tell_uses", every="23 * * * *")
async def tell_uses(runtime: Runtime) -> None:
    """Knowledge learns which articles answers came from."""
    async with runtime.db.transaction() as session:
        await learning.tell_uses(session)
