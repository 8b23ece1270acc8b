"""Files of messages: announced by a provider or uploaded by an operator, stored once by content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import services
from prosa.conversations.events import FileHeld, FileLost, FileStored, MediaAnnounced
from prosa.conversations.models import AttachmentRow, MessageRow
from prosa.conversations.schemas import FileState, Media, TranscriptState
from prosa.conversations.views import AttachmentLine, TranscriptLine
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish

SCAN = "file_scan"
"""The purpose of the service that looks for viruses."""
MOST_ATTEMPTS = 8
"""Tries to fetch a file, over about nine hours."""
_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that still lies at the provider."""

    id: UUID
    channel_id: UUID
    media: Media


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits for the virus scan."""

    id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class Features:
    """What was found out about a file by reading it."""

    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    waveform: Sequence[int] | None = None


async def media(session: Session, attachment_id: UUID) -> Media:
    """What is known of a file. Raises `NotFound`."""
    return _media(await _get(session, attachment_id))


async def of(session: Session, ids: Sequence[UUID]) -> dict[UUID, Media]:
    """Several files at once."""
    if not ids:
        return {}
    rows = await session.scalars(select(AttachmentRow).where(AttachmentRow.id.in_(ids)))
    return {row.id: _media(row) for row in rows}


async def item(session: Session, attachment_id: UUID) -> AttachmentLine:
    """A file as it is shown. Raises `NotFound`."""
    return line(await _get(session, attachment_id))


async def thumbnail(session: Session, attachment_id: UUID) -> str:
    """The key of its small picture. Raises `NotFound` for a file that has none."""
    row = await _get(session, attachment_id)
    if row.thumbnail_key is None:
        raise NotFound("this file has no small picture")
    return row.thumbnail_key


# -- from the provider


async def announced(session: Session, attachment_id: UUID) -> Announced | None:
    """The file to fetch; None when it is here already, missing for good, or not a provider's."""
    row = await _get(session, attachment_id)
    if row.state != FileState.FETCHING or row.channel_id is None:
        return None
    return Announced(row.id, row.channel_id, _media(row))


async def left(session: Session, limit: int = 100) -> list[UUID]:
    """Files that were announced and never fetched (their wake was lost), oldest first."""
    due = or_(AttachmentRow.due_at.is_(None), AttachmentRow.due_at < now())
    query = select(AttachmentRow.id).where(AttachmentRow.state == FileState.FETCHING, due).order_by(AttachmentRow.id)
    return list(await session.scalars(query.limit(limit)))


async def tell(session: Session, attachment_id: UUID, payload: Mapping[str, Any]) -> None:
    """What a file says (the people on a contact card) is shown in its messages."""
    for message in await session.scalars(select(MessageRow).where(MessageRow.attachment_id == attachment_id)):
        message.payload = {**message.payload, **payload}
        publish(session, "message", conversation_id=message.conversation_id, message_id=message.id)


async def try_later(session: Session, attachment_id: UUID, detail: str) -> None:
    """The provider could not give it now: it is asked again after 5, 20, 80 … seconds, and at last given up."""
    row = await _get(session, attachment_id)
    attempts = row.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        await missing(session, attachment_id, "unreachable")
        return
    at = now() + min(_PAUSE * 4**row.attempts, _LONGEST_PAUSE)
    await _set(session, attachment_id, attempts=attempts, due_at=at, detail=detail)
    emit(session, MediaAnnounced(str(attachment_id)), at=at)


async def missing(session: Session, attachment_id: UUID, detail: str) -> None:
    """It cannot be had: `gone` at the provider, `too_large`, or `unreachable` too often."""
    await _set(session, attachment_id, state=FileState.MISSING, detail=detail)
    emit(session, FileLost(str(attachment_id)))


async def ask_again(session: Session, attachment_id: UUID) -> None:
    """An operator wants a missing file after all. Raises `Conflict` for one that no provider has."""
    row = await _get(session, attachment_id)
    if row.state != FileState.MISSING or row.provider_ref is None or row.channel_id is None:
        raise Conflict("only a file that is missing and lies at a provider can be asked for again")
    await _set(session, attachment_id, state=FileState.FETCHING, attempts=0, due_at=None, detail=None)
    emit(session, MediaAnnounced(str(attachment_id)))


# -- into the storage


async def stored(session: Session, attachment_id: UUID, key: str, mime_type: str, size: int) -> None:
    """The file is in our storage under `key`; `mime_type` is what its bytes say. Where files are scanned, nobody
    gets to see it before that."""
    known: dict[str, Any] = {"mime_type": mime_type, "size": size, "detail": None, "due_at": None}
    if await services.is_chosen(session, SCAN):
        await _set(session, attachment_id, state=FileState.HELD, held_key=key, **known)
        emit(session, FileHeld(str(attachment_id)))
        return
    await _set(session, attachment_id, state=FileState.STORED, storage_key=key, **known)
    emit(session, FileStored(str(attachment_id)))


async def upload(
    session: Session,
    operator_id: UUID | None,
    key: str,
    mime_type: str,
    filename: str | None,
    size: int,
    voice: bool = False,
) -> UUID:
    """A file somebody here wants to send; it belongs to no conversation until a message takes it."""
    attachment_id = new_id()
    await session.execute(
        insert(AttachmentRow).values(
            id=attachment_id,
            mime_type=mime_type,
            filename=filename,
            state=FileState.FETCHING,
            voice=voice,
            created_by=operator_id,
        )
    )
    await stored(session, attachment_id, key, mime_type, size)
    return attachment_id


async def held(session: Session, attachment_id: UUID) -> Held | None:
    """The file to scan; None when that was done."""
    row = await _get(session, attachment_id)
    return Held(row.id, row.held_key) if row.state == FileState.HELD and row.held_key else None


async def left_held(session: Session, limit: int = 100) -> list[UUID]:
    """Files whose scan is due again, or whose wake was lost, oldest first."""
    late = now() - timedelta(minutes=1)
    due = or_(AttachmentRow.due_at < now(), AttachmentRow.due_at.is_(None) & (AttachmentRow.created_at < late))
    query = select(AttachmentRow.id).where(AttachmentRow.state == FileState.HELD, due).order_by(AttachmentRow.id)
    return list(await session.scalars(query.limit(limit)))


async def scan_later(session: Session, attachment_id: UUID, pause: timedelta, detail: str) -> None:
    """The scanner cannot tell now; the file waits for it."""
    await _set(session, attachment_id, due_at=now() + pause, detail=detail)


async def cleared(session: Session, attachment_id: UUID) -> None:
    """The scan found nothing: the file may be seen and sent."""
    row = await _get(session, attachment_id)
    if row.state != FileState.HELD:
        return
    known = {"storage_key": row.held_key, "held_key": None, "detail": None, "due_at": None}
    await _set(session, attachment_id, state=FileState.STORED, **known)
    emit(session, FileStored(str(attachment_id)))


async def remove_content(session: Session, key: str, detail: str) -> list[str]:
    """Every file with this content is infected: none is shown any more. Returns the keys to delete."""
    same = or_(AttachmentRow.storage_key == key, AttachmentRow.held_key == key)
    rows = list(await session.scalars(select(AttachmentRow).where(same)))
    for row in rows:
        await _set(
            session,
            row.id,
            state=FileState.REMOVED,
            detail=detail,
            storage_key=None,
            held_key=None,
            thumbnail_key=None,
            waveform=None,
        )
        emit(session, FileLost(str(row.id)))
    return [key, *{row.thumbnail_key for row in rows if row.thumbnail_key}]


async def measured(session: Session, attachment_id: UUID, features: Features, thumbnail_key: str | None) -> None:
    await _set(
        session,
        attachment_id,
        width=features.width,
        height=features.height,
        duration_ms=features.duration_ms,
        waveform=list(features.waveform) if features.waveform is not None else None,
        thumbnail_key=thumbnail_key,
    )


async def spoken(session: Session, key: str, mime_type: str, size: int, text: str) -> UUID:
    """A voice note of ours: what it says is known."""
    attachment_id = new_id()
    await session.execute(
        insert(AttachmentRow).values(
            id=attachment_id,
            mime_type=mime_type,
            size=size,
            voice=True,
            state=FileState.STORED,
            storage_key=key,
            transcript_state=TranscriptState.DONE,
            transcript=text,
            transcript_confidence=1.0,
        )
    )
    emit(session, FileStored(str(attachment_id)))
    return attachment_id


async def change(session: Session, attachment_id: UUID, **values: Any) -> None:
    """Writes down something else about a file and shows it on every screen."""
    await _set(session, attachment_id, **values)


async def _set(session: Session, attachment_id: UUID, **values: Any) -> None:
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
        held=row.state == FileState.HELD,
    )


def line(row: AttachmentRow) -> AttachmentLine:
    return AttachmentLine(
        id=row.id,
        mime_type=row.mime_type,
        filename=row.filename,
        size=row.size,
        voice=row.voice,
        state=FileState(row.state),
        detail=row.detail,
        width=row.width,
        height=row.height,
        duration_ms=row.duration_ms,
        waveform=row.waveform,
        thumbnail=row.thumbnail_key is not None,
        transcript=_transcript(row),
    )


def _transcript(row: AttachmentRow) -> TranscriptLine | None:
    if row.transcript_state is None:
        return None
    return TranscriptLine(
        state=TranscriptState(row.transcript_state),
        text=row.transcript,
        confidence=row.transcript_confidence,
        doubts=row.transcript_doubts or [],
    )
