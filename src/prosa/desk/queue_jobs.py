"""What the queues do by themselves."""

from datetime import timedelta
from uuid import UUID

from prosa.accounts import queues
from prosa.accounts.events import QueueClosed
from prosa.conversations import Handed, Resolved, floor, inbox, waiting
from prosa.conversations.floor import TRANSFER
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import on
from prosa.core.jobs import defer, job
from prosa.core.runtime import Runtime
from prosa.desk import announcing, distributing, levels, presence, queueing

ANNOUNCED_AFTER = timedelta(seconds=1)
"""The agent's own word goes first, and by then the matter has its protocol."""
PATIENCE = 5
"""How often the protocol is waited for."""
UNANNOUNCED = frozenset({TRANSFER, "send_failed"})
"""Reasons after which nothing is told: the contact knows already, or cannot be reached."""


@on(Handed)
async def put_in_line(runtime: Runtime, event: Handed) -> None:
    """Gives whoever waits their place, and calls the team."""
    conversation_id = UUID(event.conversation_id)
    async with runtime.db.transaction() as session:
        await queueing.score(session, conversation_id)
        await levels.begin(session, conversation_id)
        if event.reason not in UNANNOUNCED:
            _announce(session, event.conversation_id, tries=0)


@on(QueueClosed)
async def move_on(runtime: Runtime, event: QueueClosed) -> None:
    """Whoever waits in a queue that is no more waits in the default one, for as long as before."""
    async with runtime.db.transaction() as session:
        left = await waiting.all_in(session, UUID(event.queue_id))
        queue_id = await queues.queue_for(session, None)
    for conversation_id in left:
        async with runtime.db.transaction() as session:
            await floor.transfer(session, conversation_id, by=None, note="", queue_id=queue_id)


@job("desk.announce")
async def announce(runtime: Runtime, conversation_id: str, tries: int) -> None:
    """Tells the contact the protocol and how long it will take."""
    async with runtime.db.transaction() as session:
        numbered = (await inbox.item(session, UUID(conversation_id))).protocol is not None
        if numbered or tries >= PATIENCE:
            await announcing.announce(session, UUID(conversation_id))
        else:
            _announce(session, conversation_id, tries=tries + 1)


def _announce(session: Session, conversation_id: str, *, tries: int) -> None:
    defer(session, announce, at=now() + ANNOUNCED_AFTER, conversation_id=conversation_id, tries=tries)


@on(Resolved)
async def go_on(runtime: Runtime, _: Resolved) -> None:
    """Whoever has settled something has a hand free."""
    await distributing.distribute(runtime)


@job("desk.distribute", every="* * * * * */3")
async def distribute(runtime: Runtime) -> None:
    """Gives out who waits to who is at work."""
    await distributing.distribute(runtime)


@job("desk.notice_gone", every="* * * * * */5")
async def notice_gone(runtime: Runtime) -> None:
    """Who has left is away; who waits for them goes to others."""
    async with runtime.db.transaction() as session:
        await presence.notice_gone(session)
    async with runtime.db.transaction() as session:
        await distributing.take_back(session)


@job("desk.escalate", every="* * * * * */10")
async def escalate(runtime: Runtime) -> None:
    """Calls the next ones where nobody came in time."""
    async with runtime.db.transaction() as session:
        due = await levels.due(session)
    for conversation_id in due:
        async with runtime.db.transaction() as session:
            await levels.call_next(session, conversation_id)


@job("desk.measure_queues", every="* * * * *")
async def measure_queues(runtime: Runtime) -> None:
    """How fast the queues move, and which are too full."""
    async with runtime.db.transaction() as session:
        await queueing.measure(session)
        await queueing.alarm(session)
