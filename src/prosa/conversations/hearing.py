"""What voice notes say: the words of a recording are its transcript, and the agent waits for them a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from prosa.conversations import attachments
from prosa.conversations.events import AnswerDue
from prosa.conversations.models import AttachmentRow, MessageRow
from prosa.conversations.schemas import FileState, Media, Outcome, TranscriptState
from prosa.conversations.thread import lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit

LONGEST = timedelta(minutes=15)
"""After which words that did not come never will."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice note whose words are wanted; `file.key` is None as long as it is not here."""

    attachment_id: UUID
    conversation_id: UUID
    file: Media


async def wanted(session: Session, attachment_id: UUID) -> Recording | None:
    """None for what is no voice note, or when its words are known or given up."""
    row = await session.get(AttachmentRow, attachment_id)
    if row is None or row.transcript_state != TranscriptState.PENDING or row.conversation_id is None:
        return None
    return Recording(row.id, row.conversation_id, await attachments.media(session, attachment_id))


async def heard(
    session: Session,
    recording: Recording,
    text: str,
    confidence: float | None,
    doubts: Sequence[str],
    wait: float,
) -> None:
    """Its words are known. The agent may go on in `wait` seconds, the rest of a burst."""
    await attachments.change(
        session,
        recording.attachment_id,
        transcript_state=TranscriptState.DONE,
        transcript=text,
        transcript_confidence=confidence,
        transcript_doubts=list(doubts),
    )
    await _go_on(session, recording.conversation_id, wait)


async def unheard(session: Session, recording: Recording, state: TranscriptState, wait: float) -> None:
    """Its words will not be known: `state` says why. The agent goes on without them."""
    await attachments.change(session, recording.attachment_id, transcript_state=state)
    await _go_on(session, recording.conversation_id, wait)


async def left(session: Session, limit: int = 100) -> list[UUID]:
    """Voice notes whose words are overdue, oldest first."""
    query = (
        select(AttachmentRow.id)
        .where(
            AttachmentRow.transcript_state == TranscriptState.PENDING,
            AttachmentRow.state.in_((FileState.STORED, FileState.MISSING, FileState.REMOVED)),
            AttachmentRow.created_at < now() - LONGEST,
        )
        .order_by(AttachmentRow.id)
    )
    return list(await session.scalars(query.limit(limit)))


async def _go_on(session: Session, conversation_id: UUID, wait: float) -> None:
    """The agent need not wait any longer, unless another voice note of the burst is still unheard."""
    conversation = await lock(session, conversation_id)
    if conversation.answer_due_at is None or await _is_listening(session, conversation_id):
        return
    due = now() + timedelta(seconds=wait)
    if due < conversation.answer_due_at:
        conversation.answer_due_at = due
        emit(session, AnswerDue(str(conversation_id)), at=due if wait else None)


async def _is_listening(session: Session, conversation_id: UUID) -> bool:
    query = exists().where(
        MessageRow.conversation_id == conversation_id,
        MessageRow.outcome == Outcome.PENDING,
        MessageRow.attachment_id == AttachmentRow.id,
        AttachmentRow.transcript_state == TranscriptState.PENDING,
    )
    return bool(await session.scalar(select(query)))
