"""The live board: who waits and since when, who is at work and how much they have, which promises are at risk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from prosa.accounts import list_users, queues
from prosa.accounts.schemas import Principal, Queue, Role, User
from prosa.conversations import ConversationItem, inbox, overview
from prosa.conversations.inbox import Sort, Tab
from prosa.conversations.overview import Standing
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk import reports
from prosa.desk.models import PresenceRow
from prosa.desk.reports import Cut, Figures, Wanted

GONE = timedelta(seconds=45)
"""Without a sign of life for so long nobody is at work, whatever they said."""
LISTED = 20
_ORDER = {"online": 0, "paused": 1, "offline": 2}


class BoardQueue(BaseModel):
    """`id` null: conversations of no queue. `free`: how many more those who are online could take. `alarmed`: more wait
    than the queue's alarm allows."""

    id: UUID | None
    name: str | None
    waiting: int
    oldest: datetime | None
    held: int
    soon: int
    late: int
    online: int
    free: int
    alarmed: bool


class BoardPerson(BaseModel):
    """`since` is when they said so; null for whoever never did."""

    id: UUID
    name: str
    state: str
    reason: str | None
    since: datetime | None
    load: int
    capacity: int
    queues: list[str]


class Board(BaseModel):
    """`with_agent`: lately. `today` counts the cases begun today. `waiting_list` as they are to be taken, `at_risk` by
    when their promise is due; both only the first."""

    at: datetime
    waiting: int
    oldest: datetime | None
    with_people: int
    with_agent: int
    soon: int
    late: int
    today: Figures
    queues: list[BoardQueue]
    people: list[BoardPerson]
    waiting_list: list[ConversationItem]
    at_risk: list[ConversationItem]


async def board(session: Session, principal: Principal) -> Board:
    teams = [team for team in await queues.list_queues(session) if _shows(principal, team)]
    people = await _people(session, teams, everybody=principal.queues is None)
    standings = await overview.by_queue(session, principal)
    waiting = await inbox.page(session, Tab.WAITING, principal, inbox.Wanted(sort=Sort.QUEUE), limit=LISTED)
    risky = await overview.at_risk(session, principal, LISTED)
    return Board(
        at=now(),
        waiting=sum(each.waiting for each in standings),
        oldest=min((each.oldest for each in standings if each.oldest), default=None),
        with_people=sum(each.held for each in standings),
        with_agent=await overview.with_agent(session, principal),
        soon=sum(each.soon for each in standings),
        late=sum(each.late for each in standings),
        today=await _today(session, principal),
        queues=_queues(teams, standings, people),
        people=people,
        waiting_list=waiting.items,
        at_risk=await inbox.items_by_id(session, risky),
    )


def _shows(principal: Principal, team: Queue) -> bool:
    return team.active and (principal.queues is None or team.id in principal.queues)


async def _today(session: Session, principal: Principal) -> Figures:
    today, _ = await reports.default_days(session, 1)
    return (await reports.report(session, principal, Wanted(today, today), Cut.DAY)).total


async def _people(session: Session, teams: Sequence[Queue], *, everybody: bool) -> list[BoardPerson]:
    """Whoever may hold a conversation, those at work first; limited people see only those of their queues."""
    loads = await overview.loads(session)
    presences = {row.user_id: row for row in await session.scalars(select(PresenceRow))}
    members = {member.user_id for team in teams for member in team.members}
    found = [
        _person(user, presences.get(user.id), loads.get(user.id, 0), teams)
        for user in await list_users(session)
        if user.active and user.role is not Role.VIEWER and (everybody or user.id in members)
    ]
    return sorted(found, key=lambda person: (_ORDER[person.state], person.name.lower()))


def _person(user: User, presence: PresenceRow | None, load: int, teams: Sequence[Queue]) -> BoardPerson:
    there = presence is not None and presence.seen_at > now() - GONE
    return BoardPerson(
        id=user.id,
        name=user.name,
        state=presence.state if presence and there else "offline",
        reason=presence.reason if presence and there else None,
        since=presence.since if presence and there else None,
        load=load,
        capacity=user.capacity,
        queues=[team.name for team in teams if any(member.user_id == user.id for member in team.members)],
    )


def _queues(teams: Sequence[Queue], standings: Sequence[Standing], people: Sequence[BoardPerson]) -> list[BoardQueue]:
    """In the order of the settings; conversations of no queue, where there are any, last."""
    found = {standing.queue_id: standing for standing in standings}
    lines = [_queue(team, found.get(team.id), people) for team in teams]
    return [*lines, _queue(None, found[None], people)] if None in found else lines


def _queue(team: Queue | None, standing: Standing | None, people: Sequence[BoardPerson]) -> BoardQueue:
    members = {member.user_id for member in team.members} if team else set()
    online = [person for person in people if person.id in members and person.state == "online"]
    waiting = standing.waiting if standing else 0
    alarm = team.capacity_alarm if team else None
    return BoardQueue(
        id=team.id if team else None,
        name=team.name if team else None,
        waiting=waiting,
        oldest=standing.oldest if standing else None,
        held=standing.held if standing else 0,
        soon=standing.soon if standing else 0,
        late=standing.late if standing else 0,
        online=len(online),
        free=sum(max(0, person.capacity - person.load) for person in online),
        alarmed=alarm is not None and waiting > alarm,
    )
