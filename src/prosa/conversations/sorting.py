"""The priority people give to a conversation."""

from dataclasses import fields
from uuid import UUID

from prosa.conversations import floor, ranking
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import ConversationStatus, Priority
from prosa.conversations.thread import add_event, lock
from prosa.core.db import Session
from prosa.core.outbox import publish


async def set_priority(session: Session, conversation_id: UUID, priority: Priority) -> bool:
    """Who waits gets another place by it. False when it has this one already. Raises `NotFound`."""
    conversation = await lock(session, conversation_id)
    if conversation.priority == priority:
        return False
    conversation.priority = priority
    if conversation.status == ConversationStatus.WAITING:
        await floor.rank(session, conversation_id, _terms(conversation, priority))
    await add_event(session, conversation, "prioritised", priority=priority)
    publish(session, "conversation", conversation_id=conversation_id)
    return True


def _terms(conversation: ConversationRow, priority: Priority) -> ranking.Terms:
    """What was known, with the new urgency."""
    known = conversation.queue_terms or ranking.shown(ranking.unknown(priority))
    values = {name.name: known[name.name]["value"] for name in fields(ranking.Terms)}
    return ranking.Terms(**{**values, "urgency": ranking.URGENCY[priority]})
