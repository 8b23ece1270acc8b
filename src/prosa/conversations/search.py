"""Search over what was said: the newest first, in widening windows of time.

A common word has its hits among the newest messages, a rare one has few in all; so neither makes the database
read and sort a hundred thousand rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa import contacts
from prosa.accounts.schemas import Principal
from prosa.conversations import access
from prosa.conversations.inbox import items_by_id
from prosa.conversations.models import SEARCH_VECTOR, ConversationRow
from prosa.conversations.views import ConversationPage
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.language import flat, fold, word_list

MOST = 50
_WINDOWS = (timedelta(days=2), timedelta(days=20), None)
_LONGEST_QUERY = 8
SHORTEST = 3

_SAID = f"""
SELECT conversation_id FROM message
WHERE {SEARCH_VECTOR} @@ to_tsquery('simple', %(query)s) AND id >= %(since)s
    AND (%(all)s OR conversation_id = ANY(%(visible)s::uuid[]))
GROUP BY conversation_id ORDER BY max(sent_at) DESC LIMIT {MOST}
"""  # noqa: S608  (our constants)
_LINES = f"""
SELECT id, conversation_id, seq, text, sent_at FROM message
WHERE {SEARCH_VECTOR} @@ to_tsquery('simple', %(query)s) AND id >= %(since)s AND deleted_at IS NULL
    AND (%(all)s OR conversation_id = ANY(%(visible)s::uuid[]))
ORDER BY id DESC LIMIT %(limit)s
"""  # noqa: S608  (our constants)


async def find(session: Session, principal: Principal, q: str, channel_id: UUID | None) -> ConversationPage:
    """At most 50 conversations the caller sees whose contact or words match `q`, by their last message."""
    query = _tsquery(q)
    said = await _said(session, query, await access.all_of(session, principal)) if query else set()
    people = await contacts.everyone_seen_as(session, await contacts.matching(session, q, MOST))
    matches = ConversationRow.contact_id.in_(people) | ConversationRow.id.in_(said)
    ids = select(ConversationRow.id).where(matches, access.visible(principal))
    if channel_id is not None:
        ids = ids.where(ConversationRow.channel_id == channel_id)
    newest = ids.order_by(ConversationRow.last_message_at.desc()).limit(MOST)
    return ConversationPage(items=await items_by_id(session, list(await session.scalars(newest))), next=None)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message in which the words are."""

    id: UUID
    conversation_id: UUID
    seq: int
    text: str
    sent_at: datetime


async def said(session: Session, principal: Principal, q: str, limit: int) -> list[Hit]:
    """The newest messages the caller may see that hold all the words of `q`, the last as a beginning."""
    query = _tsquery(q)
    visible = await access.all_of(session, principal)
    among = {"all": visible is None, "visible": visible or [], "limit": limit}
    rows: Sequence[Any] = []
    for window in _WINDOWS if query else ():
        values = {"query": query, "since": _first_id(window), **among}
        rows = await driver.run(session, _LINES, values, prepare=False)
        if len(rows) >= limit:
            break
    return [Hit(row.id, row.conversation_id, row.seq, row.text, row.sent_at) for row in rows]


def plain(text: str) -> str:
    """As the index sees it, letter by letter: small and without accents."""
    return flat(text)


async def _said(session: Session, query: str, visible: list[UUID] | None) -> set[UUID]:
    found: set[UUID] = set()
    among = {"all": visible is None, "visible": visible or []}
    for window in _WINDOWS:
        # Never prepared: a plan for any word and any window suits none.
        rows = await driver.run(session, _SAID, {"query": query, "since": _first_id(window), **among}, prepare=False)
        found = {row.conversation_id for row in rows}
        if len(found) >= MOST:
            break
    return found


def _first_id(window: timedelta | None) -> UUID:
    """The smallest UUIDv7 of the window: ids carry their time in the first 48 bits."""
    milliseconds = int((now() - window).timestamp() * 1000) if window else 0
    return UUID(int=milliseconds << 80)


def _tsquery(q: str) -> str:
    """The words of `q`, all of which must occur, the last as a beginning unless it is too short for one; empty when
    there are none. What is in every second sentence is left out beside other words, and short, by itself too."""
    words = re.findall(r"\w+", fold(q))[:_LONGEST_QUERY]
    telling = [word for word in words if word not in word_list("stop", "pt")]
    *whole, last = telling or [word for word in words if len(word) >= SHORTEST] or [""]
    return " & ".join([*whole, f"{last}:*" if len(last) >= SHORTEST else last])
