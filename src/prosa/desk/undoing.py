"""Undoing: what one person did to conversations in one go can be taken back by them, for a while.

Kept are the actions that lead back. A conversation that has changed hands since is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import delete

from prosa.accounts.auth import person_id
from prosa.accounts.schemas import Principal
from prosa.conversations import inbox
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.desk.actions import Silent, SilentAction, perform
from prosa.desk.models import UndoRow

LIFE = timedelta(minutes=10)
_ACTION: TypeAdapter[Silent] = TypeAdapter(SilentAction)


@dataclass(frozen=True, slots=True)
class Way:
    """Back to how a conversation was before: `epoch` is that of its floor after what was done."""

    conversation_id: UUID
    epoch: int
    actions: Sequence[Silent]


class Undone(BaseModel):
    """`left`: conversations that have changed hands since."""

    conversation_ids: list[UUID]
    left: list[UUID]


async def keep(session: Session, actor: Principal, ways: Sequence[Way]) -> UUID | None:
    """The id it is undone by; None when there is nothing to take back."""
    steps = [_kept(way) for way in ways if way.actions]
    if not steps or actor.user_id is None:
        return None
    row = UndoRow(id=new_id(), user_id=actor.user_id, steps=steps)
    session.add(row)
    await session.execute(delete(UndoRow).where(UndoRow.at < now() - LIFE))
    return row.id


async def undo(session: Session, actor: Principal, undo_id: UUID) -> Undone:
    """Once only. Raises `NotFound` for what is not the caller's, too old, or undone already."""
    row = await session.get(UndoRow, undo_id, with_for_update=True)
    if row is None or row.user_id != person_id(actor) or row.at < now() - LIFE:
        raise NotFound("there is nothing to undo any more")
    await session.delete(row)
    done: list[UUID] = []
    left: list[UUID] = []
    for step in row.steps:
        (done if await _led_back(session, actor, step) else left).append(UUID(step["conversation_id"]))
    return Undone(conversation_ids=done, left=left)


async def _led_back(session: Session, actor: Principal, step: dict[str, Any]) -> bool:
    conversation_id = UUID(step["conversation_id"])
    if (await inbox.item(session, conversation_id)).epoch != step["epoch"]:
        return False
    for action in step["actions"]:
        await perform(session, actor, conversation_id, _ACTION.validate_python(action))
    return True


def _kept(way: Way) -> dict[str, Any]:
    actions = [action.model_dump(mode="json") for action in way.actions]
    return {"conversation_id": str(way.conversation_id), "epoch": way.epoch, "actions": actions}
