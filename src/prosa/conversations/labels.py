"""Labels: words operators sort conversations by."""

from collections import defaultdict
from collections.abc import Collection
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations.models import ConversationLabelRow, LabelRow
from prosa.conversations.thread import lock
from prosa.conversations.views import LabelLine
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish


class Color(StrEnum):
    """The palette of the pages, which is legible in both themes."""

    GRAY = "gray"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PURPLE = "purple"


class LabelTaken(Conflict):
    code = "label_taken"


LabelName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class NewLabel(BaseModel):
    name: LabelName
    color: Color


class LabelChange(BaseModel):
    """What is absent or null stays as it is."""

    name: LabelName | None = None
    color: Color | None = None


async def list_labels(session: Session) -> list[LabelLine]:
    """All, by name."""
    rows = await session.scalars(select(LabelRow).order_by(func.lower(LabelRow.name)))
    return [LabelLine.model_validate(row) for row in rows]


async def add_label(session: Session, actor: Principal, new: NewLabel) -> LabelLine:
    """Raises `LabelTaken`, whatever the case of the letters."""
    row = LabelRow(id=new_id(), name=new.name, color=new.color)
    session.add(row)
    return await _saved(session, actor, row, "label.added")


async def change_label(session: Session, actor: Principal, label_id: UUID, change: LabelChange) -> LabelLine:
    """Raises `NotFound`, `LabelTaken`."""
    row = await _get(session, label_id)
    for name, value in change.model_dump(exclude_none=True).items():
        setattr(row, name, value)
    return await _saved(session, actor, row, "label.changed")


async def remove_label(session: Session, actor: Principal, label_id: UUID) -> None:
    """Takes it off every conversation too. Raises `NotFound`."""
    row = await _get(session, label_id)
    await session.delete(row)
    _tell(session, actor, row, "label.removed")


async def lines_of(session: Session, conversation_ids: Collection[UUID]) -> dict[UUID, list[LabelLine]]:
    """The labels of each conversation by name; those without any are left out."""
    if not conversation_ids:
        return {}
    query = (
        select(ConversationLabelRow.conversation_id, LabelRow)
        .join(LabelRow, LabelRow.id == ConversationLabelRow.label_id)
        .where(ConversationLabelRow.conversation_id.in_(conversation_ids))
        .order_by(func.lower(LabelRow.name))
    )
    found: dict[UUID, list[LabelLine]] = defaultdict(list)
    for conversation_id, label in await session.execute(query):
        found[conversation_id].append(LabelLine.model_validate(label))
    return found


async def replace(session: Session, actor: Principal, conversation_id: UUID, wanted: Collection[UUID]) -> None:
    """The conversation has these labels and no others. Raises `NotFound` (conversation) and `Invalid` (labels)."""
    await lock(session, conversation_id)
    has = set(await session.scalars(_labels_of(conversation_id)))
    await _put(session, actor, conversation_id, set(wanted) - has)
    await _take(session, conversation_id, has - set(wanted))


async def put_on(session: Session, actor: Principal, conversation_id: UUID, label_id: UUID) -> bool:
    """False when it was there already. Raises `NotFound` (conversation) and `Invalid` (label)."""
    await lock(session, conversation_id)
    has = set(await session.scalars(_labels_of(conversation_id)))
    await _put(session, actor, conversation_id, {label_id} - has)
    return label_id not in has


async def take_off(session: Session, conversation_id: UUID, label_id: UUID) -> bool:
    """False when it was not there. Raises `NotFound` (conversation)."""
    await lock(session, conversation_id)
    has = set(await session.scalars(_labels_of(conversation_id)))
    await _take(session, conversation_id, has & {label_id})
    return label_id in has


def _labels_of(conversation_id: UUID) -> Select[UUID]:
    return select(ConversationLabelRow.label_id).where(ConversationLabelRow.conversation_id == conversation_id)


async def _put(session: Session, actor: Principal, conversation_id: UUID, label_ids: set[UUID]) -> None:
    if not label_ids:
        return
    known = set(await session.scalars(select(LabelRow.id).where(LabelRow.id.in_(label_ids))))
    if known != label_ids:
        raise Invalid("there is no such label", field="label_ids")
    rows = [{"conversation_id": conversation_id, "label_id": each, "by": actor.user_id} for each in sorted(label_ids)]
    await session.execute(insert(ConversationLabelRow).values(rows).on_conflict_do_nothing())
    publish(session, "conversation", conversation_id=conversation_id)


async def _take(session: Session, conversation_id: UUID, label_ids: set[UUID]) -> None:
    if not label_ids:
        return
    has = ConversationLabelRow.conversation_id == conversation_id
    await session.execute(delete(ConversationLabelRow).where(has, ConversationLabelRow.label_id.in_(label_ids)))
    publish(session, "conversation", conversation_id=conversation_id)


async def _get(session: Session, label_id: UUID) -> LabelRow:
    row = await session.get(LabelRow, label_id)
    if row is None:
        raise NotFound("no such label")
    return row


async def _saved(session: Session, actor: Principal, row: LabelRow, action: str) -> LabelLine:
    name = row.name
    try:
        await session.flush()
    except IntegrityError as error:
        raise LabelTaken(f"another label is called {name}", name=name) from error
    _tell(session, actor, row, action)
    return LabelLine.model_validate(row)


def _tell(session: Session, actor: Principal, row: LabelRow, action: str) -> None:
    record_action(session, actor, action, ("label", row.id), name=row.name)
    publish(session, "labels")
