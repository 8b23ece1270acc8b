"""Search over what was said: the newest first, in widening windows of time.

A common word has its hits among the newest messages, a rare one has few in all; so neither makes the database
read and sort a hundred thousand rows.
"""

import re
import unicodedata
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, literal_column, select

from prosa import contacts
from prosa.conversations.inbox import items_by_id
from prosa.conversations.models import SEARCH_VECTOR, ConversationRow, MessageRow
from prosa.conversations.views import ConversationPage
from prosa.core.clock import now
from prosa.core.db import Session

MOST = 50
_WINDOWS = (timedelta(days=2), timedelta(days=20), None)
_LONGEST_QUERY = 8

_SAID = (
    select(MessageRow.conversation_id)
    .where(
        literal_column(SEARCH_VECTOR).op("@@")(func.to_tsquery("simple", bindparam("query"))),
        MessageRow.id >= bindparam("since"),
    )
    .group_by(MessageRow.conversation_id)
    .order_by(func.max(MessageRow.sent_at).desc())
    .limit(MOST)
)


async def find(session: Session, q: str, channel_id: UUID | None) -> ConversationPage:
    """At most 50 conversations whose contact or words match `q`, by their last message."""
    query = _tsquery(q)
    said = await _said(session, query) if query else set()
    people = await contacts.matching(session, q, MOST)
    matches = ConversationRow.contact_id.in_(people) | ConversationRow.id.in_(said)
    ids = select(ConversationRow.id).where(matches)
    if channel_id is not None:
        ids = ids.where(ConversationRow.channel_id == channel_id)
    newest = ids.order_by(ConversationRow.last_message_at.desc()).limit(MOST)
    return ConversationPage(items=await items_by_id(session, list(await session.scalars(newest))), next=None)


async def _said(session: Session, query: str) -> set[UUID]:
    found: set[UUID] = set()
    for window in _WINDOWS:
        since = _first_id(window)
        rows = await session.scalars(_SAID, {"query": query, "since": since})
        found = set(rows)
        if len(found) >= MOST:
            break
    return found


def _first_id(window: timedelta | None) -> UUID:
    """The smallest UUIDv7 of the window: ids carry their time in the first 48 bits."""
    milliseconds = int((now() - window).timestamp() * 1000) if window else 0
    return UUID(int=milliseconds << 80)


def _tsquery(q: str) -> str:
    """The words of `q`, all of which must occur, the last as a beginning; empty when there are none."""
    folded = unicodedata.normalize("NFKD", q.lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain)[:_LONGEST_QUERY]
    return " & ".join(f"{word}:*" if n == len(words) else word for n, word in enumerate(words, 1))
