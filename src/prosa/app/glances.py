"""Who looks at a conversation and who types in it, told from tab to tab over all processes. Nothing of it is kept: a
glance is true for a few seconds, and tabs repeat it while it lasts."""

import asyncio
from typing import Any, Literal
from uuid import UUID

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts.schemas import Principal, Role
from prosa.conversations import access, attention, inbox
from prosa.conversations.views import ConversationItem
from prosa.core.errors import NotFound
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

NEWS = "glance"
SECONDS = 5.0
"""How long a glance is true."""
LEAST = 1.0
"""Seconds between two of one tab that say the same; more often is no news."""
MOST_BYTES = 500
MOST_REMEMBERED = 100
Told = dict[tuple[UUID, bool], float]
"""What a tab last told and when, by the loop's clock."""


class Sign(BaseModel):
    """What a tab says."""

    type: Literal["viewing", "typing"]
    conversation_id: UUID


async def tell(runtime: Runtime, principal: Principal, told: Told, text: str) -> None:
    """Tells the others. What makes no sense, comes too often or is of a conversation one may not see is passed over."""
    sign = _read(text)
    if sign is None or principal.user_id is None or not principal.role.covers(Role.OPERATOR):
        return
    if not _is_news(told, sign):
        return
    try:
        item = await _publish(runtime, principal, sign)
    except NotFound:
        return
    except (SQLAlchemyError, OSError) as trouble:
        log.warning("glance_lost", error=type(trouble).__name__)
        return
    if sign.type == "typing" and item.operator and item.operator.id == principal.user_id:
        await attention.give(runtime, item.channel_id, item.id, answering=True)


def shows(principal: Principal, payload: dict[str, Any]) -> bool:
    """Whether somebody who may be limited to queues sees it; who was called into a conversation sees it without."""
    if principal.queues is None:
        return True
    in_queue = payload["queue_id"] in {str(each) for each in principal.queues}
    return in_queue or payload["operator_id"] == str(principal.user_id)


def _read(text: str) -> Sign | None:
    if len(text) > MOST_BYTES:
        return None
    try:
        return Sign.model_validate_json(text)
    except ValidationError:
        return None


def _is_news(told: Told, sign: Sign) -> bool:
    moment, key = asyncio.get_running_loop().time(), (sign.conversation_id, sign.type == "typing")
    if told.get(key, -LEAST) > moment - LEAST:
        return False
    if len(told) > MOST_REMEMBERED:
        told.clear()
    told[key] = moment
    return True


async def _publish(runtime: Runtime, principal: Principal, sign: Sign) -> ConversationItem:
    async with runtime.db.transaction() as session:
        await access.check(session, principal, sign.conversation_id)
        item = await inbox.item(session, sign.conversation_id)
        publish(
            session,
            NEWS,
            glanced_id=item.id,
            user_id=principal.user_id,
            name=principal.name,
            typing=sign.type == "typing",
            queue_id=item.queue.id if item.queue else None,
            operator_id=item.operator.id if item.operator else None,
        )
    return item
