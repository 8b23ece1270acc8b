"""Sending: from a decision to the call, one message at a time per conversation, in order.

The intent (`sending` with a lease) is committed before the call. A message that is not settled holds back what
follows it.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from prosa.conversations import choices, parts
from prosa.conversations.events import SendDue
from prosa.conversations.models import OPEN_SENDS, ConversationRow, MessageRow
from prosa.conversations.outcomes import cancel, doubt, fail, held_message
from prosa.conversations.schemas import (
    Author,
    Direction,
    Doubtful,
    Draft,
    Later,
    MessageStatus,
    MessageType,
    Option,
    Ready,
    Send,
)
from prosa.conversations.thread import append, grasp, lock
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit

LEASE = timedelta(seconds=30)
"""How long a worker may take over one call before it counts as lost."""
_HEAD = """
SELECT id, channel_id, status, author, type, epoch, lease_until, not_before, sending_at, created_at, attempts,
    coalesce(length(text), 0) AS length, payload ? 'trial' AS trial,
    CASE WHEN error_code = 'unconfirmed' THEN channel_id END AS bound_to
FROM message
WHERE conversation_id = %(conversation)s AND direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed')
ORDER BY seq LIMIT 1
"""
_BEGIN = """
UPDATE message
SET status = 'sending', attempts = attempts + 1, sending_at = %(now)s, lease_until = %(lease)s, not_before = NULL,
    channel_id = %(channel)s
WHERE id = %(id)s
RETURNING id, conversation_id, channel_id, type, text, payload, attachment_id, attempts,
    (SELECT quoted.provider_id FROM message quoted WHERE quoted.id = message.reply_to_id) AS reply_to
"""
_SENT_AS = """
SELECT id, conversation_id, channel_id, type, text, payload, attachment_id, attempts,
    (SELECT quoted.provider_id FROM message quoted WHERE quoted.id = message.reply_to_id) AS reply_to
FROM message WHERE id = %(id)s
"""


async def queue(
    session: Session,
    conversation: ConversationRow,
    drafts: Sequence[Draft],
    *,
    author: Author,
    author_id: UUID | None = None,
    turn_id: UUID | None = None,
    client_id: str | None = None,
    status: MessageStatus = MessageStatus.QUEUED,
) -> list[UUID]:
    """Queues messages in order under the current epoch, each in parts where it is longer than the line takes, and
    wakes the sender. A known `client_id`, which the first message gets, adds nothing. Those that are `held` stay."""
    ids: list[UUID] = []
    for draft in (part for whole in drafts for part in parts.fitting(whole, conversation.text_limit)):
        message_id = await append(
            session,
            conversation,
            direction=Direction.OUT,
            author=author,
            author_id=author_id,
            type=draft.type,
            text=draft.text,
            payload=_payload(draft),
            reply_to_id=draft.reply_to_id,
            attachment_id=draft.attachment_id,
            status=status,
            epoch=conversation.epoch,
            turn_id=turn_id,
            client_id=None if ids else client_id,
            **({"id": draft.id} if draft.id and draft.id not in ids else {}),
        )
        if message_id is None:
            return ids
        ids.append(message_id)
        conversation.open_options = choices.after(conversation.open_options, message_id, draft)
    if ids and status is MessageStatus.QUEUED:
        emit(session, SendDue(str(conversation.id)))
    return ids


def _payload(draft: Draft) -> dict[str, Any]:
    if not draft.options:
        return draft.payload
    options = [{"id": o.id, "title": o.title, "description": o.description} for o in draft.options]
    return {**draft.payload, "options": options}


async def next_send(session: Session, conversation_id: UUID, patience: float) -> Ready | Later | Doubtful | None:
    """What the sender of this conversation should do; locks it. None: nothing, or another worker is sending.

    Messages leave in order: one that is not settled holds back those behind it. On the way, what was fenced off
    or has lost its window is given up, and what a lost worker left becomes unconfirmed.
    """
    while conversation := await grasp(session, conversation_id):
        head = await _head(session, conversation_id)
        if head is None:
            return None
        step = await _consider(session, conversation, head, patience)
        if step is not _AGAIN:
            return step
    return None


_AGAIN = Later(datetime.min.replace(tzinfo=UTC))


async def _consider(session: Session, conversation: Any, head: Any, patience: float) -> Ready | Later | Doubtful | None:
    moment = now()
    if head.status == MessageStatus.SENDING:
        if head.lease_until is not None and head.lease_until > moment:
            return None
        message = await held_message(session, head.id)
        return Later(doubt(session, message, "the worker that was sending it is gone", patience))
    if head.not_before is not None and head.not_before > moment:
        return Later(head.not_before)
    if head.status == MessageStatus.UNCONFIRMED:
        return Doubtful(head.id, head.channel_id, conversation.contact_id, head.sending_at or head.created_at)
    if _fenced(conversation, head):
        await cancel(session, await held_message(session, head.id), "floor_taken")
        return _AGAIN
    if _outside_window(conversation, head, moment):
        locked = await lock(session, conversation.id)
        await fail(session, locked, await held_message(session, head.id), "outside_window", "")
        return _AGAIN
    return Ready(
        message_id=head.id,
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        type=MessageType(head.type),
        length=head.length,
        written_at=head.created_at,
        attempts=head.attempts,
        answers=conversation.last_inbound_at is not None,
        bound_to=head.bound_to,
        trial=head.trial,
    )


async def _head(session: Session, conversation_id: UUID) -> Any:
    """What `_HEAD` tells of the first message that is not settled; None when all are."""
    rows = await driver.run(session, _HEAD, {"conversation": conversation_id})
    return rows[0] if rows else None


def _fenced(conversation: Any, message: Any) -> bool:
    """Whether the floor changed hands since the agent decided this message. People's messages always go."""
    return bool(message.author == Author.AGENT and message.epoch != conversation.epoch)


def _outside_window(conversation: Any, message: Any, moment: datetime) -> bool:
    closes = conversation.window_closes_at
    return bool(closes is not None and closes < moment and message.type != MessageType.TEMPLATE)


async def begin(session: Session, ready: Ready, channel_id: UUID) -> Send:
    """Records the intent to send by this line and takes the lease. The call may start once this has committed."""
    moment = now()
    values = {"id": ready.message_id, "now": moment, "lease": moment + LEASE, "channel": channel_id}
    return _send((await driver.run(session, _BEGIN, values))[0], ready.contact_id)


async def sent_as(session: Session, message_id: UUID, contact_id: UUID) -> Send:
    """What was tried to be sent."""
    return _send((await driver.run(session, _SENT_AS, {"id": message_id}))[0], contact_id)


def _send(found: Any, contact_id: UUID) -> Send:
    return Send(
        message_id=found.id,
        conversation_id=found.conversation_id,
        channel_id=found.channel_id,
        contact_id=contact_id,
        type=MessageType(found.type),
        text=found.text,
        options=tuple(Option(**option) for option in found.payload.get("options", ())),
        payload=found.payload,
        attachment_id=found.attachment_id,
        reply_to=found.reply_to,
        attempts=found.attempts,
    )


async def pause(session: Session, conversation_id: UUID, at: datetime) -> None:
    """Wakes the sender again at `at`."""
    emit(session, SendDue(str(conversation_id)), at=at)


async def due_for_sending(session: Session, closed: Collection[UUID] = (), limit: int = 500) -> list[UUID]:
    """Conversations whose sender was lost: something is due and nobody holds its lease. What waits on `closed`
    lines is left alone."""
    moment = now()
    query = (
        select(MessageRow.conversation_id)
        .where(
            MessageRow.direction == Direction.OUT,
            MessageRow.status.in_(OPEN_SENDS),
            (MessageRow.lease_until.is_(None)) | (MessageRow.lease_until < moment),
            (MessageRow.not_before.is_(None)) | (MessageRow.not_before < moment - timedelta(seconds=2)),
            MessageRow.created_at < moment - timedelta(seconds=2),
            MessageRow.channel_id.not_in(closed),
        )
        .distinct()
        .limit(limit)
    )
    return list(await session.scalars(query))


async def wake_channel(session: Session, channel_id: UUID) -> None:
    """The channel may send again: whatever waits on it goes now, the oldest first, and what was tried in vain has
    its tries back."""
    waiting = (
        MessageRow.channel_id == channel_id,
        MessageRow.direction == Direction.OUT,
        MessageRow.status == MessageStatus.QUEUED,
    )
    woken = await session.execute(
        update(MessageRow)
        .where(*waiting)
        .values(not_before=None, attempts=func.least(MessageRow.attempts, 1))
        .returning(MessageRow.id, MessageRow.conversation_id)
    )
    for conversation_id in dict.fromkeys(conversation_id for _, conversation_id in sorted(woken)):
        emit(session, SendDue(str(conversation_id)))
