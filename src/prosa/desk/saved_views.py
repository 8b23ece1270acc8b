"""Saved views: lists of conversations kept under a name, for oneself or for everybody."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select

from prosa.accounts import record_action
from prosa.accounts.auth import RoleTooLow, person_id
from prosa.accounts.schemas import Principal, Role
from prosa.conversations.inbox import Tab
from prosa.conversations.schemas import Priority
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.desk.models import SavedViewRow
from prosa.desk.schemas import Title

MOST = 100
"""Of one person, and of everybody together."""


class ViewFilters(BaseModel):
    """What the list of conversations takes as its query, under the same names."""

    tab: Tab = Tab.ALL
    q: Annotated[str, Field(max_length=200)] = ""
    channel_id: UUID | None = None
    queue_id: UUID | None = None
    label_id: UUID | None = None
    priority: Priority | None = None
    snoozed: bool | None = None
    sort: Annotated[str, Field(pattern="^(recent|queue|oldest)$")] = "recent"


class SavedView(BaseModel):
    """`shared`: everybody has it; only supervisors change it."""

    id: UUID
    name: str
    filters: ViewFilters
    shared: bool
    position: int


class SavedViewList(BaseModel):
    items: list[SavedView]


class NewSavedView(BaseModel):
    name: Title
    filters: ViewFilters
    shared: bool = False
    position: Annotated[int, Field(ge=0, le=10_000)] = 0


async def list_views(session: Session, actor: Principal) -> list[SavedView]:
    """The caller's own and everybody's, in their order."""
    query = (
        select(SavedViewRow)
        .where(or_(SavedViewRow.user_id.is_(None), SavedViewRow.user_id == actor.user_id))
        .order_by(SavedViewRow.position, func.lower(SavedViewRow.name), SavedViewRow.id)
    )
    return [_view(row) for row in await session.scalars(query)]


async def add_view(session: Session, actor: Principal, new: NewSavedView) -> SavedView:
    """Raises `RoleTooLow` for one of everybody, and `Invalid` when there are too many."""
    owner = None if new.shared else person_id(actor)
    _check_may_share(actor, new.shared)
    count = await session.scalar(select(func.count()).where(SavedViewRow.user_id.is_not_distinct_from(owner)))
    if (count or 0) >= MOST:
        raise Invalid(f"there are {MOST} views already")
    row = SavedViewRow(id=new_id(), user_id=owner, **_values(new))
    session.add(row)
    await session.flush()
    _tell(session, actor, row, "saved_view.added")
    return _view(row)


async def replace_view(session: Session, actor: Principal, view_id: UUID, new: NewSavedView) -> SavedView:
    """Raises `NotFound`, also for somebody else's, and `RoleTooLow`."""
    row = await _get(session, actor, view_id)
    _check_may_share(actor, new.shared)
    row.user_id = None if new.shared else row.user_id or person_id(actor)
    for name, value in _values(new).items():
        setattr(row, name, value)
    _tell(session, actor, row, "saved_view.changed")
    return _view(row)


async def remove_view(session: Session, actor: Principal, view_id: UUID) -> None:
    """Raises `NotFound`, also for somebody else's, and `RoleTooLow`."""
    row = await _get(session, actor, view_id)
    await session.delete(row)
    _tell(session, actor, row, "saved_view.removed")


def _values(new: NewSavedView) -> dict[str, object]:
    return {"name": new.name, "filters": new.filters.model_dump(mode="json"), "position": new.position}


def _check_may_share(actor: Principal, shared: bool) -> None:
    if shared and not actor.role.covers(Role.SUPERVISOR):
        raise RoleTooLow("a view of everybody needs a supervisor", required=Role.SUPERVISOR)


async def _get(session: Session, actor: Principal, view_id: UUID) -> SavedViewRow:
    row = await session.get(SavedViewRow, view_id, with_for_update=True)
    if row is None or row.user_id not in (None, actor.user_id):
        raise NotFound("no such view")
    _check_may_share(actor, row.user_id is None)
    return row


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        filters=ViewFilters.model_validate(row.filters),
        shared=row.user_id is None,
        position=row.position,
    )


def _tell(session: Session, actor: Principal, row: SavedViewRow, action: str) -> None:
    record_action(session, actor, action, ("saved_view", row.id), name=row.name)
    publish(session, "saved-views")
