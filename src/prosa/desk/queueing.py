"""What puts somebody forward in a queue, and how long they will wait: honestly, or not at all."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from prosa import contacts
from prosa.accounts import queues
from prosa.accounts.schemas import Queue
from prosa.conversations import floor, understood, waiting
from prosa.conversations.ranking import UNKNOWN_HISTORY, URGENCY, Terms
from prosa.conversations.understood import Understood
from prosa.conversations.waiting import Waiting
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.desk import presence
from prosa.desk.events import QueueFull

SIGNALS = {"hot": 0.9, "interested": 0.6, "curious": 0.4, "objection": 0.4, "cold": 0.1}
"""How likely somebody buys, by what an answer to a message of ours said of their interest."""
INTENTS = {
    "checkout": 0.9,
    "add_to_cart": 0.8,
    "view_cart": 0.7,
    "price_question": 0.5,
    "product_details": 0.5,
    "search_product": 0.4,
    "browse_category": 0.3,
}
"""The same by what they want at present."""
ANGER = 0.2
"""What a bad mood adds to urgency."""
LOYAL = 5
"""From so many settled matters on somebody is as known as can be."""
HANDLING = timedelta(minutes=10)
"""How long a conversation is held where nothing was measured yet."""
MEASURED = timedelta(days=7)
SHORTEST = timedelta(seconds=10)
"""Less than this is not the time of a conversation."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody's place in the queue, counted from 1, and the minutes until a person comes (None: nobody can tell)."""

    position: int
    minutes: int | None


async def score(session: Session, conversation_id: UUID) -> None:
    """Gives somebody who waits the place that what is known of them earns."""
    place = await waiting.one(session, conversation_id)
    if place is not None:
        await floor.rank(session, conversation_id, await _terms(session, place))


async def _terms(session: Session, place: Waiting) -> Terms:
    read = (await understood.of(session, [place.conversation_id])).get(place.conversation_id)
    settled = await waiting.settled_matters(session, place.contact_id)
    vip = (await contacts.addressee(session, place.contact_id)).vip
    return Terms(
        urgency=_urgency(place, read),
        conversion=_conversion(read),
        value=1.0 if vip else 0.0,
        history=UNKNOWN_HISTORY + (1 - UNKNOWN_HISTORY) * min(settled, LOYAL) / LOYAL,
    )


def _urgency(place: Waiting, read: Understood | None) -> float:
    """Only what is critical is as urgent as can be."""
    by_priority = URGENCY[place.priority]
    angry = read is not None and read.sentiment == "negativo" and "sentiment" in read.certain
    return min(by_priority + ANGER, 0.9) if angry and by_priority < 1 else by_priority


def _conversion(read: Understood | None) -> float:
    if read is None:
        return 0.0
    signal = SIGNALS.get(read.funnel, 0.0) if "funnel" in read.certain else 0.0
    return max(signal, INTENTS.get(read.intent, 0.0))


async def expected(session: Session, conversation_id: UUID) -> Expected | None:
    """None for who does not wait."""
    place = await waiting.place_of(session, conversation_id)
    if place is None:
        return None
    position, queue_id = place
    if queue_id is None:
        return Expected(position, None)
    queue = await queues.get_queue(session, queue_id)
    return Expected(position, minutes(position, await free_places(session, queue), queue.pace_seconds))


def minutes(position: int, free: int, pace_seconds: int | None) -> int | None:
    """Whoever finds somebody free waits a moment; all others until so many before them were taken. None where nobody
    is at work."""
    if pace_seconds is None:
        return None
    return max(1, math.ceil((position - free) * pace_seconds / 60)) if position > free else 1


async def free_places(session: Session, queue: Queue) -> int:
    """How many more conversations those at work in a queue can take now."""
    capacities = await _capacities(session, queue)
    loads = await waiting.loads(session, capacities)
    return sum(
        max(0, capacity - (loads[user_id].held if user_id in loads else 0)) for user_id, capacity in capacities.items()
    )


async def measure(session: Session) -> None:
    """Writes down the pace of every queue: how long a conversation was held of late, over all places of those who
    are at work."""
    held = await waiting.holding_times(session, now() - MEASURED, SHORTEST)
    paces: dict[UUID, int | None] = {}
    for queue in await queues.list_queues(session):
        places = sum((await _capacities(session, queue)).values())
        paces[queue.id] = max(1, round((held.get(queue.id) or HANDLING).total_seconds() / places)) if places else None
    await queues.set_paces(session, paces)


async def alarm(session: Session) -> None:
    """Tells of queues that have become too full, once until they are not."""
    lines = await waiting.lines(session)
    for queue in await queues.list_queues(session):
        many = lines[queue.id].waiting if queue.id in lines else 0
        full = queue.capacity_alarm is not None and many >= queue.capacity_alarm
        if await queues.set_alarm(session, queue.id, full=full) and full:
            emit(session, QueueFull(str(queue.id), many))


async def _capacities(session: Session, queue: Queue) -> Mapping[UUID, int]:
    """Of its members who are at work."""
    there = await presence.online(session, [member.user_id for member in queue.members])
    return {member.user_id: member.capacity for member in queue.members if member.user_id in there}
