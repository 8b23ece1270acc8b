"""Routes of the queues: who is at work, who waits, whose contact it is, and what the agent leaves behind."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from prosa.accounts import queues, record_action
from prosa.accounts.auth import OperatorDep, OperatorPersonDep, ViewerDep, person_id
from prosa.accounts.schemas import Principal, Queue
from prosa.conversations import access, floor, inbox, waiting
from prosa.conversations.views import ConversationItem
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.http import RuntimeDep, SessionDep
from prosa.desk import packets, presence, queueing, wallet
from prosa.desk.packets import Packet
from prosa.desk.presence import NewPresence, Presence
from prosa.desk.wallet import NewOwner, Owner

router = APIRouter(tags=["desk"])

RACES = 10
"""How many of those who are next are tried when others take them at the same moment."""


class PresenceList(BaseModel):
    items: list[Presence]


class QueueStanding(BaseModel):
    """How a queue is doing. `oldest`: since when the one who waits longest does; `online` of its members are at work
    and have room for `free` more; `minutes` somebody who comes now would wait (null: nobody can tell)."""

    queue_id: UUID
    name: str
    waiting: int
    oldest: datetime | None
    online: int
    free: int
    minutes: int | None


class QueueStandings(BaseModel):
    items: list[QueueStanding]


class Pull(BaseModel):
    """Null: of any queue the caller works."""

    queue_id: UUID | None = None


class NobodyWaits(NotFound):
    code = "nobody_waits"


@router.get("/presence", operation_id="list_presence")
async def list_presence(session: SessionDep, _: ViewerDep) -> PresenceList:
    """Who is at work, and who was."""
    return PresenceList(items=await presence.listed(session))


@router.put("/presence", operation_id="set_presence")
async def set_presence(session: SessionDep, me: OperatorPersonDep, new: NewPresence) -> PresenceList:
    """The caller is at work, pauses, or goes."""
    await presence.say(session, person_id(me), new)
    return PresenceList(items=await presence.listed(session))


@router.get("/queues/standing", operation_id="list_queue_standings")
async def list_queue_standings(session: SessionDep, me: ViewerDep) -> QueueStandings:
    """Of the queues the caller may see."""
    lines = await waiting.lines(session)
    shown = [queue for queue in await queues.list_queues(session) if queue.active and _sees(me, queue.id)]
    return QueueStandings(items=[await _standing(session, queue, lines.get(queue.id)) for queue in shown])


async def _standing(session: Session, queue: Queue, line: waiting.Line | None) -> QueueStanding:
    many, free = line.waiting if line else 0, await queueing.free_places(session, queue)
    return QueueStanding(
        queue_id=queue.id,
        name=queue.name,
        waiting=many,
        oldest=line.oldest if line else None,
        online=len(await presence.online(session, [member.user_id for member in queue.members])),
        free=free,
        minutes=queueing.minutes(many + 1, free, queue.pace_seconds),
    )


@router.post("/conversations/next", operation_id="take_next_conversation")
async def take_next_conversation(
    runtime: RuntimeDep, me: OperatorPersonDep, pull: Pull | None = None
) -> ConversationItem:
    """The caller takes whoever is next. 404 `nobody_waits` when that is nobody."""
    operator_id = person_id(me)
    async with runtime.db.transaction() as session:
        mine = await _own_queues(session, me, pull.queue_id if pull else None)
        following = await waiting.first(session, mine, RACES)
    for each in following:
        async with runtime.db.transaction() as session:
            if await floor.give_to(session, each.conversation_id, operator_id, each.epoch):
                record_action(session, me, "conversation.taken", ("conversation", each.conversation_id))
                return await inbox.item(session, each.conversation_id)
    raise NobodyWaits("nobody waits")


async def _own_queues(session: Session, me: Principal, queue_id: UUID | None) -> Sequence[UUID]:
    """The one that is wanted, if the caller may see it; else those they work, or all when they work none."""
    seen = [queue for queue in await queues.list_queues(session) if _sees(me, queue.id)]
    if queue_id is not None:
        return [queue.id for queue in seen if queue.id == queue_id]
    worked = [queue.id for queue in seen if any(member.user_id == me.user_id for member in queue.members)]
    return worked or [queue.id for queue in seen]


def _sees(principal: Principal, queue_id: UUID) -> bool:
    return principal.queues is None or queue_id in principal.queues


@router.get("/conversations/{conversation_id}/packet", operation_id="get_packet")
async def get_packet(session: SessionDep, runtime: RuntimeDep, me: ViewerDep, conversation_id: UUID) -> Packet:
    """All a person needs to go on where the agent stopped."""
    await access.check(session, me, conversation_id)
    return await packets.packet(session, runtime, conversation_id)


@router.get("/contacts/{contact_id}/owner", operation_id="get_contact_owner")
async def get_contact_owner(session: SessionDep, _: ViewerDep, contact_id: UUID) -> Owner:
    """Who is asked first when this contact needs a person."""
    return await wallet.owner_of(session, contact_id)


@router.put("/contacts/{contact_id}/owner", operation_id="set_contact_owner")
async def set_contact_owner(session: SessionDep, me: OperatorDep, contact_id: UUID, new: NewOwner) -> Owner:
    await wallet.give(session, me, contact_id, new.user_id)
    return await wallet.owner_of(session, contact_id)
