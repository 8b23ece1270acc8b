"""Giving out who waits: to the contact's own person first, else to whoever of the team can it best and has least to do.

Nothing is given in queues from which operators take for themselves, and nobody gets more than they can bear, but from
the leads on when a conversation has waited so long that they were called.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from prosa.accounts import queues
from prosa.accounts.schemas import Queue, QueueLevel, QueueMember
from prosa.conversations import floor, understood, waiting
from prosa.conversations.understood import Understood
from prosa.conversations.waiting import Load, Waiting
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.runtime import Runtime
from prosa.desk import levels, presence, wallet

AT_ONCE = 200
"""How many of those who wait are looked at in one go."""
GRACE = timedelta(minutes=2)
"""How long somebody may be away before those who wait for them are given to others."""
AWAY = "operator_away"
_NEVER = datetime.min.replace(tzinfo=UTC)
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('prosa.desk.distributing', 0))")


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at work. `last` is when they were last given or took something."""

    user_id: UUID
    capacity: int
    skills: frozenset[str]
    load: int = 0
    last: datetime = _NEVER

    @property
    def free(self) -> bool:
        return self.load < self.capacity


@dataclass(frozen=True, slots=True)
class Case:
    """Who waits, what it takes, whose contact it is, and who was called already."""

    conversation_id: UUID
    queue_id: UUID
    epoch: int
    skills: frozenset[str] = frozenset()
    owner: UUID | None = None
    level: QueueLevel = QueueLevel.OPERATOR


@dataclass(frozen=True, slots=True)
class Team:
    """Who of those at work is in a queue, by level."""

    members: Mapping[UUID, QueueLevel]


@dataclass(frozen=True, slots=True)
class Gift:
    case: Case
    user_id: UUID


def plan(cases: Iterable[Case], workers: Mapping[UUID, Worker], teams: Mapping[UUID, Team]) -> list[Gift]:
    """Who gets what, in the order of `cases`; whoever finds nobody goes on waiting."""
    staff = dict(workers)
    gifts = []
    for case in cases:
        user_id = _taker(case, staff, teams[case.queue_id])
        if user_id is not None:
            gifts.append(Gift(case, user_id))
            staff[user_id] = replace(staff[user_id], load=staff[user_id].load + 1, last=now())
    return gifts


def _taker(case: Case, staff: Mapping[UUID, Worker], team: Team) -> UUID | None:
    own = staff.get(case.owner) if case.owner else None
    if own is not None and own.free:
        return own.user_id
    there = [staff[user_id] for user_id in team.members if user_id in staff]
    called = [each for each in there if _is_called(team.members[each.user_id], case.level)]
    found = best([each for each in there if each.free], case.skills) or best(called, case.skills)
    return found.user_id if found else None


def _is_called(member: QueueLevel, level: QueueLevel) -> bool:
    order = list(QueueLevel)
    return level is not QueueLevel.OPERATOR and order.index(member) >= order.index(level)


def best(workers: Sequence[Worker], skills: frozenset[str]) -> Worker | None:
    """Who can it best; among equals who has the largest share of their hands free, then who had a rest longest."""
    return min(workers, key=lambda each: _rank(each, skills), default=None)


def _rank(worker: Worker, skills: frozenset[str]) -> tuple[int, float, datetime, UUID]:
    share = worker.load / worker.capacity if worker.capacity else float(worker.load)
    return -len(worker.skills & skills), share, worker.last, worker.user_id


async def distribute(runtime: Runtime) -> int:
    """Gives out what can be given now; returns how many. One process at a time does it, another one goes home."""
    async with runtime.db.transaction() as guard:
        if not await guard.scalar(_ALONE):
            return 0
        gifts = await _planned(guard)
        return sum([await _give(runtime, gift) for gift in gifts])


async def _give(runtime: Runtime, gift: Gift) -> bool:
    async with runtime.db.transaction() as session:
        return await floor.give_to(session, gift.case.conversation_id, gift.user_id, gift.case.epoch)


async def _planned(session: Session) -> list[Gift]:
    given_out = {queue.id: queue for queue in await queues.list_queues(session) if queue.active and not queue.manual}
    waits = await waiting.first(session, list(given_out), AT_ONCE)
    if not waits:
        return []
    owners = await wallet.owners(session, [each.contact_id for each in waits])
    workers = await _workers(session, given_out.values(), owners.values())
    if not workers:
        return []
    teams = {queue.id: _team(queue, workers) for queue in given_out.values()}
    return plan(await _cases(session, waits, owners), workers, teams)


def _team(queue: Queue, workers: Mapping[UUID, Worker]) -> Team:
    return Team({member.user_id: member.level for member in queue.members if member.user_id in workers})


async def _workers(session: Session, teams: Iterable[Queue], owners: Iterable[UUID]) -> dict[UUID, Worker]:
    members = {member.user_id: member for queue in teams for member in queue.members}
    members |= {each.user_id: each for each in await queues.people(session, set(owners) - members.keys())}
    there = await presence.online(session, members)
    loads = await waiting.loads(session, there)
    return {user_id: _worker(members[user_id], loads.get(user_id)) for user_id in there}


def _worker(member: QueueMember, load: Load | None) -> Worker:
    worker = Worker(member.user_id, member.capacity, frozenset(member.skills))
    return replace(worker, load=load.held, last=load.last) if load else worker


async def _cases(session: Session, waits: Sequence[Waiting], owners: Mapping[UUID, UUID]) -> list[Case]:
    ids = [each.conversation_id for each in waits]
    read, called = await understood.of(session, ids), await levels.called(session, ids)
    return [
        Case(
            conversation_id=each.conversation_id,
            queue_id=each.queue_id,
            epoch=each.epoch,
            skills=_skills(read.get(each.conversation_id)),
            owner=owners.get(each.contact_id),
            level=called.get((each.conversation_id, each.epoch), QueueLevel.OPERATOR),
        )
        for each in waits
        if each.queue_id is not None
    ]


def _skills(read: Understood | None) -> frozenset[str]:
    """What was read of the matter, as the words in which skills are kept."""
    words = (read.intent, read.category, read.department) if read else ()
    return frozenset(word.lower() for word in words if word)


async def take_back(session: Session) -> int:
    """Those who wait for somebody who has gone go back into their queue; returns how many."""
    before = now() - GRACE
    away: Collection[UUID] = [each.user_id for each in await presence.gone(session) if each.since < before]
    left = await waiting.left_behind(session, away) if away else []
    return sum([await floor.take_away(session, conversation, operator, AWAY) for conversation, operator in left])
