"""Who is at work. People say so themselves; whoever gives no sign of life for a while is away, whatever they said.

Every open tab of every process is a sign: what counts is the last one of any of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints, model_validator
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import names_of
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.outbox import publish
from prosa.desk.models import PresenceRow

SIGN_EVERY = timedelta(seconds=15)
"""How often an open tab is written down."""
GONE_AFTER = timedelta(seconds=45)
"""Without a sign for so long somebody counts as away."""
AWAY = "away"
"""The reason of those who went without a word; they are at work again as soon as they come back."""


class PresenceState(StrEnum):
    ONLINE = "online"
    PAUSED = "paused"
    OFFLINE = "offline"


class NewPresence(BaseModel):
    """`reason` of a pause, such as `almoço`."""

    state: PresenceState
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)] | None = None

    @model_validator(mode="after")
    def _only_pauses_have_reasons(self) -> "NewPresence":
        if self.reason is not None and self.state is not PresenceState.PAUSED:
            raise ValueError("only a pause has a reason")
        return self


class Presence(BaseModel):
    """`since` when it is so; `reason` of a pause."""

    user_id: UUID
    name: str
    state: PresenceState
    reason: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who is not at work since `since`."""

    user_id: UUID
    since: datetime


async def say(session: Session, user_id: UUID, new: NewPresence) -> None:
    """In their own words; it is a sign of life too."""
    moment = now()
    values = {"state": new.state, "reason": new.reason, "since": moment, "seen_at": moment}
    statement = insert(PresenceRow).values(user_id=user_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))
    publish(session, "presence")


async def sign(session: Session, user_ids: Collection[UUID]) -> bool:
    """These people have a tab open. True when that brings somebody back who was away, or was never here."""
    moment, these = now(), PresenceRow.user_id.in_(user_ids)
    here = {"state": PresenceState.ONLINE, "reason": None, "since": moment, "seen_at": moment}
    went = and_(PresenceRow.state == PresenceState.OFFLINE, PresenceRow.reason == AWAY)
    lost = and_(PresenceRow.state != PresenceState.OFFLINE, ~_alive())
    back = await session.execute(
        update(PresenceRow).where(these, or_(went, lost)).values(**here).returning(PresenceRow.user_id)
    )
    new = await session.execute(
        insert(PresenceRow)
        .values([{"user_id": user_id, **here} for user_id in sorted(user_ids)])
        .on_conflict_do_nothing()
        .returning(PresenceRow.user_id)
    )
    await session.execute(update(PresenceRow).where(these).values(seen_at=moment))
    changed = bool([*back, *new])
    if changed:
        publish(session, "presence")
    return changed


async def listed(session: Session) -> list[Presence]:
    """Everybody who was ever at work, those who are first."""
    rows = (await session.scalars(select(PresenceRow))).all()
    names = await names_of(session, [row.user_id for row in rows])
    found = [_view(row, names[row.user_id]) for row in rows]
    order = list(PresenceState)
    return sorted(found, key=lambda each: (order.index(each.state), each.name.casefold(), each.user_id))


async def online(session: Session, user_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Who is at work and takes conversations; of these people, or of all."""
    query = select(PresenceRow.user_id).where(PresenceRow.state == PresenceState.ONLINE, _alive())
    if user_ids is not None:
        query = query.where(PresenceRow.user_id.in_(list(user_ids)))
    return set(await session.scalars(query))


async def notice_gone(session: Session) -> list[UUID]:
    """Writes down who gives no sign any more; returns who that is."""
    moment = now()
    values = {"state": PresenceState.OFFLINE, "reason": AWAY, "since": moment}
    lost = (PresenceRow.state != PresenceState.OFFLINE, ~_alive())
    gone = list(await session.scalars(update(PresenceRow).where(*lost).values(**values).returning(PresenceRow.user_id)))
    if gone:
        publish(session, "presence")
    return gone


async def gone(session: Session) -> list[Gone]:
    """Those who have been at work and are not."""
    query = select(PresenceRow).where(PresenceRow.state == PresenceState.OFFLINE)
    return [Gone(row.user_id, row.since) for row in await session.scalars(query)]


def _alive() -> ColumnElement[bool]:
    return PresenceRow.seen_at >= now() - GONE_AFTER


def _view(row: PresenceRow, name: str) -> Presence:
    return Presence(
        user_id=row.user_id,
        name=name,
        state=PresenceState(row.state),
        reason=row.reason if row.state == PresenceState.PAUSED else None,
        since=row.since,
    )
