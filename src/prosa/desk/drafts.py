"""Drafts: what an operator has typed and not sent, kept on the server so that it survives the browser."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.desk.models import DraftRow
from prosa.desk.schemas import Draft, DraftMode, NewDraft


async def get_draft(session: Session, user_id: UUID, conversation_id: UUID) -> Draft:
    """An empty one when nothing is kept."""
    row = await session.scalar(select(DraftRow).where(*_key(user_id, conversation_id)))
    return Draft.model_validate(row) if row else Draft(text="", mode=DraftMode.REPLY, updated_at=None)


async def keep_draft(session: Session, user_id: UUID, conversation_id: UUID, new: NewDraft) -> Draft:
    """Replaces what was kept; an empty text forgets it. Raises `NotFound` for an unknown conversation."""
    if not new.text.strip():
        await session.execute(delete(DraftRow).where(*_key(user_id, conversation_id)))
        return Draft(text="", mode=new.mode, updated_at=None)
    given = {"text": new.text, "mode": new.mode.value, "updated_at": func.now()}
    statement = (
        insert(DraftRow)
        .values(user_id=user_id, conversation_id=conversation_id, **given)
        .on_conflict_do_update(index_elements=["user_id", "conversation_id"], set_=given)
        .returning(DraftRow)
    )
    try:
        row = (await session.scalars(statement, execution_options={"populate_existing": True})).one()
    except IntegrityError as error:
        raise NotFound("no such conversation") from error
    return Draft.model_validate(row)


def _key(user_id: UUID, conversation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (DraftRow.user_id == user_id, DraftRow.conversation_id == conversation_id)
