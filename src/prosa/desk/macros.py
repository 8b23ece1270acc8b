"""Macros: several actions under one name, done together or not at all."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations import inbox
from prosa.conversations.views import ConversationItem
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.desk import canned, undoing
from prosa.desk.actions import Action, Remark, Say, Silent, inverse, perform
from prosa.desk.models import MacroRow
from prosa.desk.schemas import Title
from prosa.desk.undoing import Way

MOST_STEPS = 10
_STEPS: TypeAdapter[list[Silent | Say]] = TypeAdapter(list[Action])
Steps = Annotated[list[Action], Field(min_length=1, max_length=MOST_STEPS)]


class MacroTaken(Conflict):
    code = "macro_taken"


class Macro(BaseModel):
    """`queue_id`: it is for this team only."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    steps: list[Action]
    queue_id: UUID | None


class MacroList(BaseModel):
    items: list[Macro]


class NewMacro(BaseModel):
    name: Title
    steps: Steps
    queue_id: UUID | None = None


class MacroRun(BaseModel):
    conversation_id: UUID


class MacroResult(BaseModel):
    """`undo_id` takes back what can be: everything but what was written."""

    conversation: ConversationItem
    undo_id: UUID | None


async def list_macros(session: Session, queue_id: UUID | None = None) -> list[Macro]:
    """All by name; with `queue_id` those of this team and those of everybody."""
    query = select(MacroRow).order_by(func.lower(MacroRow.name))
    if queue_id is not None:
        query = query.where(or_(MacroRow.queue_id.is_(None), MacroRow.queue_id == queue_id))
    return [Macro.model_validate(row) for row in await session.scalars(query)]


async def add_macro(session: Session, actor: Principal, new: NewMacro) -> Macro:
    """Raises `MacroTaken`, `UnknownVariable`, `Invalid` for a queue that is not there."""
    row = MacroRow(id=new_id(), **_values(new))
    session.add(row)
    return await _saved(session, actor, row, "macro.added")


async def replace_macro(session: Session, actor: Principal, macro_id: UUID, new: NewMacro) -> Macro:
    """Raises `NotFound` and what adding raises."""
    row = await _get(session, macro_id)
    for name, value in _values(new).items():
        setattr(row, name, value)
    return await _saved(session, actor, row, "macro.changed")


async def remove_macro(session: Session, actor: Principal, macro_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await _get(session, macro_id)
    await session.delete(row)
    _tell(session, actor, row, "macro.removed")


async def run(session: Session, actor: Principal, macro_id: UUID, conversation_id: UUID) -> MacroResult:
    """All of its steps in order, in one transaction. Raises `NotFound` and what a step raises; nothing is done then."""
    macro = await _get(session, macro_id)
    back: list[Silent] = []
    for action in _STEPS.validate_python(macro.steps):
        before = await inbox.item(session, conversation_id)
        await perform(session, actor, conversation_id, action)
        back += [undone] if (undone := inverse(before, action)) else []
    record_action(session, actor, "macro.run", ("conversation", conversation_id), macro=macro.name)
    item = await inbox.item(session, conversation_id)
    undo_id = await undoing.keep(session, actor, [Way(conversation_id, item.epoch, back[::-1])])
    return MacroResult(conversation=item, undo_id=undo_id)


def _values(new: NewMacro) -> dict[str, Any]:
    for step in new.steps:
        if isinstance(step, Say | Remark):
            canned.check_variables(step.text)
    return new.model_dump(mode="json", exclude={"queue_id"}) | {"queue_id": new.queue_id}


async def _get(session: Session, macro_id: UUID) -> MacroRow:
    row = await session.get(MacroRow, macro_id)
    if row is None:
        raise NotFound("no such macro")
    return row


async def _saved(session: Session, actor: Principal, row: MacroRow, action: str) -> Macro:
    name = row.name
    try:
        await session.flush()
    except IntegrityError as error:
        if "queue" in str(error.orig):
            raise Invalid("there is no such queue", field="queue_id") from error
        raise MacroTaken(f"another macro is called {name}", name=name) from error
    _tell(session, actor, row, action)
    return Macro.model_validate(row)


def _tell(session: Session, actor: Principal, row: MacroRow, action: str) -> None:
    record_action(session, actor, action, ("macro", row.id), name=row.name)
    publish(session, "macros")
