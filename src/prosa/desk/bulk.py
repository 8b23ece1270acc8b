"""One action on many conversations: each in a transaction of its own, so that one that refuses holds up no other."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from prosa.accounts.schemas import Principal
from prosa.conversations import access, inbox
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.desk import undoing
from prosa.desk.actions import Silent, SilentAction, inverse, perform
from prosa.desk.undoing import Way

MOST = 200


class BulkChange(BaseModel):
    conversation_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    action: SilentAction


class BulkLine(BaseModel):
    """`error` is the code of what was in the way; null: it was done."""

    conversation_id: UUID
    error: str | None


class BulkResult(BaseModel):
    """`undo_id` takes it back (`POST /undo/{id}`), for ten minutes; null when nothing can be."""

    items: list[BulkLine]
    undo_id: UUID | None


async def change(runtime: Runtime, actor: Principal, wanted: BulkChange) -> BulkResult:
    lines: list[BulkLine] = []
    ways: list[Way] = []
    for conversation_id in dict.fromkeys(wanted.conversation_ids):
        try:
            way = await _one(runtime, actor, conversation_id, wanted.action)
        except ProsaError as refusal:
            lines.append(BulkLine(conversation_id=conversation_id, error=refusal.code))
        else:
            lines.append(BulkLine(conversation_id=conversation_id, error=None))
            ways.append(way)
    async with runtime.db.transaction() as session:
        return BulkResult(items=lines, undo_id=await undoing.keep(session, actor, ways))


async def _one(runtime: Runtime, actor: Principal, conversation_id: UUID, action: Silent) -> Way:
    async with runtime.db.transaction() as session:
        await access.check(session, actor, conversation_id)
        before = await inbox.item(session, conversation_id)
        await perform(session, actor, conversation_id, action)
        after = await inbox.item(session, conversation_id)
        back = inverse(before, action)
        return Way(conversation_id, after.epoch, [back] if back else [])
