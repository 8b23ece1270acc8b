"""Files of messages: announced by a provider or uploaded by an operator, stored once by content."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations.models import AttachmentRow, MessageRow
from prosa.conversations.schemas import Media
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that still lies at the provider."""

    id: UUID
    channel_id: UUID
    media: Media


async def media(session: Session, attachment_id: UUID) -> Media:
    """What is known of a file. Raises `NotFound`."""
    return _media(await _get(session, attachment_id))


async def announced(session: Session, attachment_id: UUID) -> Announced | None:
    """The file to fetch; None when it is here already, missing for good, or not a provider's."""
    row = await _get(session, attachment_id)
    if row.state != "fetching" or row.channel_id is None:
        return None
    return Announced(row.id, row.channel_id, _media(row))


async def left(session: Session, limit: int = 100) -> list[UUID]:
    """Files that were announced and never fetched (their wake was lost), oldest first."""
    query = select(AttachmentRow.id).where(AttachmentRow.state == "fetching").order_by(AttachmentRow.id)
    return list(await session.scalars(query.limit(limit)))


async def stored(session: Session, attachment_id: UUID, key: str, mime_type: str, size: int) -> None:
    """The file is in our storage under `key`; `mime_type` is what its bytes say."""
    await _set(session, attachment_id, state="stored", storage_key=key, mime_type=mime_type, size=size)


async def missing(session: Session, attachment_id: UUID) -> None:
    """The provider does not have it any more, or may not be asked."""
    await _set(session, attachment_id, state="missing")


async def upload(
    session: Session, operator_id: UUID, key: str, mime_type: str, filename: str | None, size: int
) -> UUID:
    """A file an operator wants to send; it belongs to no conversation until a message takes it."""
    attachment_id = new_id()
    await session.execute(
        insert(AttachmentRow).values(
            id=attachment_id,
            mime_type=mime_type,
            filename=filename,
            size=size,
            storage_key=key,
            state="stored",
            created_by=operator_id,
        )
    )
    return attachment_id


async def _set(session: Session, attachment_id: UUID, **values: object) -> None:
    await session.execute(update(AttachmentRow).where(AttachmentRow.id == attachment_id).values(**values))
    query = select(MessageRow.id, MessageRow.conversation_id).where(MessageRow.attachment_id == attachment_id)
    for message_id, conversation_id in await session.execute(query):
        publish(session, "message", conversation_id=conversation_id, message_id=message_id)


async def _get(session: Session, attachment_id: UUID) -> AttachmentRow:
    row = await session.get(AttachmentRow, attachment_id)
    if row is None:
        raise NotFound("this file does not exist")
    return row


def _media(row: AttachmentRow) -> Media:
    return Media(
        mime_type=row.mime_type,
        ref=row.provider_ref,
        filename=row.filename,
        sha256=row.sha256,
        size=row.size,
        voice=row.voice,
        key=row.storage_key,
    )
