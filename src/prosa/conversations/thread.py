"""Writing to a thread: every line gets the next sequence number under the conversation's row lock."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import Author, Direction, MessageStatus, MessageType
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish

PREVIEW = 160
PAST = timedelta(minutes=5)
LOCKED = "prosa.locked"
GRASPED = "prosa.grasped"
_SILENT = frozenset({MessageType.EVENT, MessageType.NOTE, MessageType.REACTION})

_LOCK = (
    select(ConversationRow)
    .where(ConversationRow.id == bindparam("wanted"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_LOCK_OF = (
    select(ConversationRow)
    .where(
        ConversationRow.channel_id == bindparam("channel"),
        ConversationRow.contact_id == bindparam("contact"),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
_GRASP = """
SELECT id, channel_id, contact_id, status, epoch, answer_due_at, last_inbound_at, window_closes_at, agent_state
FROM conversation
WHERE id = %(wanted)s FOR UPDATE
"""
_OPEN = insert(ConversationRow).on_conflict_do_nothing()
_COLUMNS = (
    "id", "conversation_id", "channel_id", "seq", "direction", "author", "author_id", "type", "text", "payload",
    "reply_to_id", "provider_id", "client_id", "status", "sent_at", "accepted_at", "attachment_id",
    "outcome", "outcome_reason", "outcome_deadline", "turn_id", "epoch",
)  # fmt: skip
_NOTHING = dict.fromkeys(_COLUMNS)
_ADD = (
    f"INSERT INTO message ({', '.join(_COLUMNS)}) VALUES ({', '.join(f'%({name})s' for name in _COLUMNS)}) "  # noqa: S608
    "ON CONFLICT DO NOTHING RETURNING id"
)


async def lock(session: Session, conversation_id: UUID) -> ConversationRow:
    """The conversation's row, locked until the transaction ends. Raises `NotFound`."""
    found = await find_and_lock(session, conversation_id)
    if found is None:
        raise NotFound("this conversation does not exist")
    return found


async def find_and_lock(session: Session, conversation_id: UUID) -> ConversationRow | None:
    known = _locked(session).get(conversation_id)
    return known or _remember(session, await session.scalar(_LOCK, {"wanted": conversation_id}))


async def grasp(session: Session, conversation_id: UUID) -> Any:
    """The conversation locked as by `lock`, but only what a turn and a send read of it; None when it is not there."""
    known = _locked(session).get(conversation_id) or session.info.get(GRASPED, {}).get(conversation_id)
    if known is not None:
        return known
    for found in await driver.run(session, _GRASP, {"wanted": conversation_id}):
        session.info.setdefault(GRASPED, {})[conversation_id] = found
        return found
    return None


async def held(session: Session, conversation_id: UUID) -> ConversationRow:
    """The row this transaction has already locked."""
    return _locked(session)[conversation_id]


async def lock_or_open(session: Session, channel_id: UUID, contact_id: UUID) -> ConversationRow:
    """The contact's conversation on this channel, made when there is none; locked."""
    whose = {"channel": channel_id, "contact": contact_id}
    found = await session.scalar(_LOCK_OF, whose)
    if found is None:
        await session.execute(_OPEN, {"id": new_id(), "channel_id": channel_id, "contact_id": contact_id})
        found = (await session.execute(_LOCK_OF, whose)).scalar_one()
    _locked(session)[found.id] = found
    return found


def _locked(session: Session) -> dict[UUID, ConversationRow]:
    """The rows this transaction holds: nobody else can change them, so they are not read twice."""
    found: dict[UUID, ConversationRow] = session.info.setdefault(LOCKED, {})
    return found


def _remember(session: Session, found: ConversationRow | None) -> ConversationRow | None:
    if found is not None:
        _locked(session)[found.id] = found
    return found


async def append(session: Session, conversation: ConversationRow, **values: Any) -> UUID | None:
    """Adds a line and shows it on every screen. Returns its id, or None when the provider id or client id is
    already there (a repeat changes nothing)."""
    values = {
        **_NOTHING,
        "id": new_id(),
        "sent_at": now(),
        **values,
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "seq": conversation.last_seq + 1,
        "payload": json.dumps(values.get("payload", {})),
    }
    added = await driver.run(session, _ADD, values)
    if not added:
        return None
    conversation.last_seq += 1
    if values["type"] not in _SILENT:
        conversation.follow_up_at = None
    if values["type"] not in _SILENT and not _is_past(conversation, values["sent_at"]):
        _preview(conversation, values)
    message_id: UUID = added[0].id
    publish(session, "message", conversation_id=conversation.id, message_id=message_id)
    return message_id


def _is_past(conversation: ConversationRow, sent_at: datetime) -> bool:
    """Whether it was said well before what the inbox shows: seconds are the grain of providers' clocks."""
    return conversation.last_seq > 1 and sent_at < conversation.last_message_at - PAST


def _preview(conversation: ConversationRow, values: dict[str, Any]) -> None:
    conversation.preview = (values.get("text") or "")[:PREVIEW]
    conversation.preview_author = values["author"]
    conversation.preview_type = values["type"]
    conversation.last_message_at = max(conversation.last_message_at, values["sent_at"])


async def add_event(session: Session, conversation: ConversationRow, kind: str, **facts: Any) -> None:
    """A line such as "handed to the queue". `kind` is a text key; `facts` fill it."""
    await append(
        session,
        conversation,
        direction=Direction.INTERNAL,
        author=Author.SYSTEM,
        type=MessageType.EVENT,
        status=MessageStatus.RECEIVED,
        payload={"kind": kind, **{k: v for k, v in facts.items() if v is not None}},
    )


def window_after(conversation: ConversationRow, sent_at: datetime, hours: int | None) -> datetime | None:
    """Until when free text is allowed after a message of `sent_at`; never earlier than before."""
    if hours is None:
        return None
    closes = sent_at + timedelta(hours=hours)
    return max(closes, conversation.window_closes_at) if conversation.window_closes_at else closes
