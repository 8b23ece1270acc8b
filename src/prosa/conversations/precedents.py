"""What people of the business answered before, when a contact asked with the same words.

The newest first, in widening windows of time, as in `search`: a common word has its like among the newest messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prosa.accounts.schemas import Principal
from prosa.conversations import access
from prosa.conversations.models import SEARCH_VECTOR
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import first_id
from prosa.core.language import fold, word_list

ENOUGH = 8
"""Answers after which no fewer words and no older ones are looked for."""
MOST_WORDS = 6
_SHORTEST = 3
_WINDOWS = (timedelta(days=30), timedelta(days=400))

_ANSWERED = f"""
SELECT q.conversation_id, q.text AS asked, a.id, a.text AS answered, a.sent_at
FROM (
    SELECT id, conversation_id, seq, text FROM message
    WHERE {SEARCH_VECTOR} @@ to_tsquery('simple', %(query)s) AND direction = 'in' AND id >= %(since)s
        AND conversation_id <> %(here)s AND (%(all)s OR conversation_id = ANY(%(visible)s::uuid[]))
    ORDER BY id DESC LIMIT 40
) q
JOIN LATERAL (
    SELECT m.id, m.text, m.sent_at FROM message m
    WHERE m.conversation_id = q.conversation_id AND m.seq > q.seq AND m.seq <= q.seq + 6
        AND m.direction = 'out' AND m.author IN ('operator', 'phone') AND m.type = 'text' AND m.text <> ''
        AND m.status IN ('sent', 'delivered', 'read') AND m.deleted_at IS NULL
    ORDER BY m.seq LIMIT 1
) a ON true
"""  # noqa: S608  (our constants)


@dataclass(frozen=True, slots=True)
class Precedent:
    """A question and what a person answered to it, message `message_id`."""

    conversation_id: UUID
    message_id: UUID
    asked: str
    answered: str
    at: datetime


async def like(session: Session, principal: Principal, here: UUID, question: str) -> list[Precedent]:
    """Of conversations the caller sees, other than `here`; whoever asks decides how like they are."""
    visible = await access.all_of(session, principal)
    among = {"here": here, "all": visible is None, "visible": visible or []}
    found: dict[UUID, Precedent] = {}
    for query in _queries(question):
        for window in _WINDOWS:
            values = {"query": query, "since": first_id(now() - window), **among}
            # Never prepared: a plan for any word and any window suits none.
            for row in await driver.run(session, _ANSWERED, values, prepare=False):
                found.setdefault(row.id, Precedent(row.conversation_id, row.id, row.asked, row.answered, row.sent_at))
            if len(found) >= ENOUGH:
                return list(found.values())
    return list(found.values())


def _queries(question: str) -> Iterator[str]:
    """All of the telling words, then fewer, the longest."""
    words = list(dict.fromkeys(_telling(question)))
    longest = sorted(words, key=len, reverse=True)
    wanted = (words[:MOST_WORDS], longest[:3], longest[:2])
    return iter(dict.fromkeys(" & ".join(sorted(each)) for each in wanted if each))


def _telling(question: str) -> Sequence[str]:
    words = "".join(sign if sign.isalnum() else " " for sign in fold(question)).split()
    return [word for word in words if len(word) >= _SHORTEST and word not in word_list("stop", "pt")]
