"""Receiving: what a contact said enters its thread once, and the ledger with an outcome."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations import asking, attachments, choices, floor, snoozing
from prosa.conversations.events import AnswerDue, MediaAnnounced
from prosa.conversations.models import AmendmentRow, AttachmentRow, ConversationRow, MessageRow
from prosa.conversations.schemas import (
    Amendment,
    Author,
    ConversationStatus,
    Direction,
    FileState,
    Inbound,
    Media,
    MessageStatus,
    MessageType,
    Outcome,
    TranscriptState,
)
from prosa.conversations.thread import append, lock, lock_or_open, window_after
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.settings import Settings

REPLAYED = "replayed"
"""Why a message is left alone that comes when it is over: told again after a reconnection, or dealt with meanwhile."""
_MAY_BE_SEEN = (
    MessageStatus.SENDING,
    MessageStatus.UNCONFIRMED,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
)
LONGEST_BURST = 4.0
"""A burst never waits longer than this many times the configured wait, however much more comes."""


async def receive(session: Session, inbound: Inbound, settings: Settings) -> UUID | None:
    """Takes in one message. Returns its id, or None for a repeat.

    Under the agent it becomes pending and wakes the agent once the burst is over; under a person or in the queue
    it is handed to people; a message typed on the business's own phone takes the floor.
    """
    conversation = await lock_or_open(session, inbound.channel_id, inbound.contact_id)
    conversation.text_limit = inbound.text_limit or conversation.text_limit
    known = await _provider_id_known(session, inbound) if inbound.media else False
    if known:
        return None
    if inbound.from_phone:
        return await _receive_from_phone(session, conversation, inbound, settings)
    inbound = replace(inbound, payload=await _with_choice(session, conversation, inbound))
    if asking.heard(session, conversation, inbound):
        inbound = replace(inbound, suppress=asking.ASIDE)
    message_id = await append(session, conversation, **await _line(session, conversation, inbound, settings))
    if message_id is None:
        return None
    if "button_id" in inbound.payload:
        conversation.open_options = None
    await _touch(session, conversation, inbound, settings)
    await _apply_what_came_early(session, conversation, inbound.provider_id)
    return message_id


async def _with_choice(session: Session, conversation: ConversationRow, inbound: Inbound) -> dict[str, Any]:
    """The payload, with the option a typed text means when options wait for an answer."""
    waiting = conversation.open_options
    if waiting is None or inbound.type is not MessageType.TEXT or "button_id" in inbound.payload:
        return inbound.payload
    meant = choices.chosen(inbound.text or "", waiting["options"])
    if meant is None or not await _went_out(session, UUID(waiting["message_id"])):
        return inbound.payload
    return {**inbound.payload, "button_id": meant}


async def _went_out(session: Session, message_id: UUID) -> bool:
    """Whether the contact may have it on the phone."""
    query = select(MessageRow.id).where(MessageRow.id == message_id, MessageRow.status.in_(_MAY_BE_SEEN))
    return await session.scalar(query) is not None


async def _provider_id_known(session: Session, inbound: Inbound) -> bool:
    """Asked first for media only, so that a repeat leaves no attachment behind."""
    query = select(MessageRow.id).where(
        MessageRow.channel_id == inbound.channel_id, MessageRow.provider_id == inbound.provider_id
    )
    return await session.scalar(query) is not None


async def _line(
    session: Session, conversation: ConversationRow, inbound: Inbound, settings: Settings
) -> dict[str, Any]:
    return {
        "direction": Direction.IN,
        "author": Author.CONTACT,
        "status": MessageStatus.RECEIVED,
        **await _content(session, conversation, inbound),
        **_outcome(conversation, inbound, settings),
    }


async def _content(session: Session, conversation: ConversationRow, inbound: Inbound) -> dict[str, Any]:
    reply_to_id = await _replied_to(session, inbound)
    payload = inbound.payload
    if inbound.reply_to is not None and reply_to_id is None:
        payload = {**payload, "reply_to": inbound.reply_to}
        conversation.early_amendments += 1
    return {
        "type": inbound.type,
        "text": inbound.text,
        "payload": payload,
        "provider_id": inbound.provider_id,
        "sent_at": inbound.sent_at,
        "reply_to_id": reply_to_id,
        "attachment_id": await _announce(session, conversation, inbound, inbound.media) if inbound.media else None,
    }


def _outcome(conversation: ConversationRow, inbound: Inbound, settings: Settings) -> dict[str, Any]:
    if inbound.suppress:
        return {"outcome": Outcome.SUPPRESSED, "outcome_reason": inbound.suppress}
    if conversation.status in (ConversationStatus.WAITING, ConversationStatus.OPERATOR):
        return {"outcome": Outcome.HANDED, "outcome_reason": conversation.status}
    deadline = now() + timedelta(seconds=settings.answer_deadline)
    return {"outcome": Outcome.PENDING, "outcome_deadline": deadline}


async def _touch(session: Session, conversation: ConversationRow, inbound: Inbound, settings: Settings) -> None:
    conversation.unread += inbound.suppress != asking.ASIDE
    snoozing.forget(conversation)
    if conversation.last_inbound_at is None or conversation.last_inbound_at < inbound.sent_at:
        conversation.last_inbound_at = inbound.sent_at
    conversation.window_closes_at = window_after(conversation, inbound.sent_at, inbound.window)
    if inbound.suppress:
        return
    if conversation.last_seq == 1:
        conversation.status = ConversationStatus.BOT
    elif conversation.status == ConversationStatus.RESOLVED:
        await floor.reopen(session, conversation, by="contact")
    if conversation.status == ConversationStatus.BOT:
        wait = settings.transcript_wait if _is_heard(inbound) else burst_wait(inbound, settings)
        _schedule_answer(session, conversation, wait)


def burst_wait(inbound: Inbound, settings: Settings) -> float:
    """Seconds to wait for more after this message: a finished question waits less, a fragment more."""
    text = (inbound.text or "").rstrip()
    if inbound.type is not MessageType.TEXT or text.endswith(("?", "!", ".")):
        return settings.burst_wait * 0.6
    return settings.burst_wait * (1.25 if len(text) < 20 else 1.0)


def _schedule_answer(session: Session, conversation: ConversationRow, wait: float) -> None:
    """Sets when the agent looks. A wake that is already on its way finds the later time and comes again."""
    moment = now()
    if conversation.answer_due_at is None:
        conversation.burst_started_at = moment
        conversation.answer_due_at = moment + timedelta(seconds=wait)
        at = conversation.answer_due_at if wait else None
        emit(session, AnswerDue(str(conversation.id)), at=at)
        return
    started = conversation.burst_started_at or moment
    latest = started + timedelta(seconds=wait * LONGEST_BURST)
    conversation.answer_due_at = max(conversation.answer_due_at, min(latest, moment + timedelta(seconds=wait)))


async def _receive_from_phone(
    session: Session, conversation: ConversationRow, inbound: Inbound, settings: Settings
) -> UUID | None:
    content = await _content(session, conversation, inbound)
    message_id = await append(
        session,
        conversation,
        direction=Direction.OUT,
        author=Author.PHONE,
        status=MessageStatus.SENT,
        accepted_at=now(),
        **content,
    )
    if message_id is None:
        return None
    if choices.asks(inbound.text):
        conversation.open_options = None
    silence = timedelta(minutes=settings.give_back_minutes)
    if inbound.suppress or inbound.sent_at + silence < now():
        await _leave_what_was_answered(session, conversation, inbound.sent_at)
    else:
        conversation.unread = 0
        await floor.take_by_phone(session, conversation, now() + silence)
    await _apply_what_came_early(session, conversation, inbound.provider_id)
    return message_id


async def _leave_what_was_answered(session: Session, conversation: ConversationRow, at: datetime) -> None:
    """The phone spoke `at` a time that is over, and takes no floor; but the agent does not answer once more what was
    said before that. All that waits or none of it: a turn may be thinking about it together."""
    if conversation.answer_due_at is None:
        return
    waiting = (MessageRow.conversation_id == conversation.id, MessageRow.outcome == Outcome.PENDING)
    latest = await session.scalar(select(func.max(MessageRow.sent_at)).where(*waiting))
    if latest is None or latest > at:
        return
    values = {"outcome": Outcome.SUPPRESSED, "outcome_reason": REPLAYED, "outcome_deadline": None}
    for message_id in await session.scalars(
        update(MessageRow).where(*waiting).values(**values).returning(MessageRow.id)
    ):
        publish(session, "message", conversation_id=conversation.id, message_id=message_id)
    conversation.answer_due_at = conversation.burst_started_at = None


async def _replied_to(session: Session, inbound: Inbound) -> UUID | None:
    if inbound.reply_to is None:
        return None
    query = select(MessageRow.id).where(
        MessageRow.channel_id == inbound.channel_id, MessageRow.provider_id == inbound.reply_to
    )
    return await session.scalar(query)


async def _announce(session: Session, conversation: ConversationRow, inbound: Inbound, media: Media) -> UUID:
    attachment_id = new_id()
    await session.execute(
        insert(AttachmentRow).values(
            id=attachment_id,
            channel_id=conversation.channel_id,
            conversation_id=conversation.id,
            mime_type=media.mime_type,
            filename=media.filename,
            size=media.size,
            sha256=media.sha256,
            voice=media.voice,
            provider_ref=media.ref,
            state=FileState.FETCHING,
            transcript_state=TranscriptState.PENDING if _is_heard(inbound) else None,
        )
    )
    if media.key is None:
        emit(session, MediaAnnounced(str(attachment_id)))
    else:
        await attachments.stored(session, attachment_id, media.key, media.mime_type, media.size or 0)
    return attachment_id


def _is_heard(inbound: Inbound) -> bool:
    """Whether the words of what was said are wanted: of a contact's voice note, unless nobody looks at it."""
    voice = inbound.type is MessageType.AUDIO and inbound.media is not None
    return voice and not inbound.from_phone and inbound.suppress is None


async def amend(session: Session, amendment: Amendment) -> bool:
    """Takes in a reaction, edit or deletion; False for a repeat. It may precede the message it changes."""
    conversation = await _conversation_of(session, amendment)
    if conversation.last_seq == 0:
        # Nothing was said yet that anybody could see or answer: the first message begins the conversation.
        conversation.status = ConversationStatus.RESOLVED
    added = await session.scalar(
        insert(AmendmentRow)
        .values(
            id=new_id(),
            conversation_id=conversation.id,
            channel_id=amendment.channel_id,
            provider_id=amendment.provider_id,
            target=amendment.target,
            kind=amendment.kind,
            author=amendment.author,
            text=amendment.text,
            at=amendment.at,
        )
        .on_conflict_do_nothing()
        .returning(AmendmentRow.id)
    )
    if added is None:
        return False
    if not await _apply(session, amendment.channel_id, amendment.target):
        conversation.early_amendments += 1
    return True


async def _conversation_of(session: Session, amendment: Amendment) -> ConversationRow:
    """Where the message was said: in a group, or before two contacts were merged, that is not the sender's own."""
    query = select(MessageRow.conversation_id).where(
        MessageRow.channel_id == amendment.channel_id, MessageRow.provider_id == amendment.target
    )
    said_in = await session.scalar(query)
    if said_in is not None:
        return await lock(session, said_in)
    return await lock_or_open(session, amendment.channel_id, amendment.contact_id)


async def _apply_what_came_early(session: Session, conversation: ConversationRow, provider_id: str) -> None:
    """What spoke of a message before it came: amendments of it, and replies to it."""
    if not conversation.early_amendments:
        return
    await _apply(session, conversation.channel_id, provider_id)
    message_id = select(MessageRow.id).where(
        MessageRow.channel_id == conversation.channel_id, MessageRow.provider_id == provider_id
    )
    replies = await session.scalars(
        update(MessageRow)
        .where(
            MessageRow.conversation_id == conversation.id,
            MessageRow.reply_to_id.is_(None),
            MessageRow.payload["reply_to"].astext == provider_id,
        )
        .values(reply_to_id=message_id.scalar_subquery())
        .returning(MessageRow.id)
    )
    for reply_id in replies:
        publish(session, "message", conversation_id=conversation.id, message_id=reply_id)


async def _apply(session: Session, channel_id: UUID, target: str) -> bool:
    """Brings a message up to date with its latest edit and deletion. False when it has not come yet."""
    message = await session.scalar(
        select(MessageRow).where(MessageRow.channel_id == channel_id, MessageRow.provider_id == target)
    )
    if message is None:
        return False
    edit = await _latest(session, channel_id, target, "edit")
    deletion = await _latest(session, channel_id, target, "delete")
    changes: dict[str, Any] = {}
    if edit is not None:
        changes |= {"text": edit.text, "edited_at": edit.at}
    if deletion is not None:
        changes |= {"deleted_at": deletion.at}
    if changes:
        await session.execute(update(MessageRow).where(MessageRow.id == message.id).values(**changes))
    quoting = select(MessageRow.id).where(
        MessageRow.conversation_id == message.conversation_id, MessageRow.reply_to_id == message.id
    )
    for message_id in (message.id, *(await session.scalars(quoting) if edit else ())):
        publish(session, "message", conversation_id=message.conversation_id, message_id=message_id)
    return True


async def _latest(session: Session, channel_id: UUID, target: str, kind: str) -> AmendmentRow | None:
    query = (
        select(AmendmentRow)
        .where(AmendmentRow.channel_id == channel_id, AmendmentRow.target == target, AmendmentRow.kind == kind)
        .order_by(AmendmentRow.at.desc(), AmendmentRow.id.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def due_for_answer(session: Session, before: datetime, limit: int = 500) -> list[UUID]:
    """Conversations whose wake was lost: the agent should have looked before `before`."""
    query = (
        select(ConversationRow.id)
        .where(ConversationRow.answer_due_at < before)
        .order_by(ConversationRow.answer_due_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def overdue(session: Session, limit: int = 500) -> list[UUID]:
    """Conversations with a message that is still pending after its deadline."""
    query = (
        select(MessageRow.conversation_id)
        .where(MessageRow.outcome == Outcome.PENDING, MessageRow.outcome_deadline < func.now())
        .distinct()
        .limit(limit)
    )
    return list(await session.scalars(query))
