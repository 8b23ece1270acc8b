"""Matters that come again: of one contact, and of several in like words.

Two matters are alike when their words, by their stems and without those of no meaning, largely agree. That is counted,
not understood: it finds what is said in the same words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import local
from uuid import UUID

import Stemmer  # type: ignore[import-not-found]
from sqlalchemy import select

from prosa.accounts.schemas import Principal
from prosa.contacts import everyone_seen_as
from prosa.conversations import access
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.language import detect, word_list, words
from prosa.tickets.models import TicketRow
from prosa.tickets.schemas import UNSETTLED, RecurringProblem, TicketRef

OF_ONE = timedelta(days=90)
"""How far back a contact's earlier matters count."""
LONGEST_SUMMARY = 400
"""Characters that are compared."""
MOST_OF_ONE, MOST = 50, 1_000
"""Tickets that are compared: of one contact, and of all."""
AGREE = 0.5
"""The part of the shorter one's words that must be in the other."""
LEAST_WORDS = 2
OFTEN = 3
"""Contacts from which on it is a problem."""
SHOWN = 20

_CALLS = frozenset(
    ("falar", "atendente", "atendimento", "pessoa", "humano", "alguem", "ajuda", "help", "agent", "person", "talk")
)
"""Words that call a person and say nothing of the matter, folded."""

_mine = local()


def stems(text: str) -> frozenset[str]:
    """The words that carry a matter's meaning."""
    found = text[:LONGEST_SUMMARY]
    empty = word_list("stop", detect(found)) | _CALLS
    meant = [word for word in words(found) if word not in empty and len(word) > 1]
    return frozenset(_stemmer().stemWords(meant))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return one == other != frozenset() or (shared >= LEAST_WORDS and shared >= AGREE * min(len(one), len(other)))


async def earlier(session: Session, contact_id: UUID, summary: str, besides: UUID | None = None) -> list[TicketRow]:
    """The contact's matters of late that are like this one, newest first."""
    query = (
        select(TicketRow)
        .where(
            TicketRow.contact_id.in_(await everyone_seen_as(session, [contact_id])),
            TicketRow.created_at > now() - OF_ONE,
            TicketRow.merged_into.is_(None),
        )
        .order_by(TicketRow.id.desc())
        .limit(MOST_OF_ONE)
    )
    meant = stems(summary)
    rows = (await session.scalars(query)).all()
    return [row for row in rows if row.id != besides and alike(meant, stems(row.summary))]


async def problems(session: Session, principal: Principal, days: int) -> list[RecurringProblem]:
    """What several contacts have said within so many days, of the latest tickets the caller may see."""
    query = (
        select(TicketRow)
        .where(
            TicketRow.created_at > now() - timedelta(days=days),
            TicketRow.merged_into.is_(None),
            access.within(principal, TicketRow.conversation_id),
        )
        .order_by(TicketRow.id.desc())
        .limit(MOST)
    )
    groups = grouped([(row, stems(row.summary)) for row in await session.scalars(query)])
    often = [group for group in groups if len(group.contacts) >= OFTEN]
    return [_shown(group) for group in sorted(often, key=lambda group: -len(group.contacts))][:SHOWN]


@dataclass
class Group:
    """Tickets alike, newest first. `kernel` holds the words most of them share."""

    rows: list[TicketRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    kernel: frozenset[str] = frozenset()

    @property
    def contacts(self) -> set[UUID]:
        return {row.contact_id for row in self.rows}

    def add(self, row: TicketRow, meant: frozenset[str]) -> None:
        self.rows.append(row)
        self.counts.update(meant)
        self.kernel = frozenset(word for word, times in self.counts.items() if times * 2 >= len(self.rows))


def grouped(found: Sequence[tuple[TicketRow, frozenset[str]]]) -> list[Group]:
    """Each matter goes with the first group whose kernel it is like."""
    groups: list[Group] = []
    for row, meant in found:
        fits = next((group for group in groups if alike(meant, group.kernel)), None)
        if fits is None:
            groups.append(fits := Group())
        fits.add(row, meant)
    return groups


def reference(row: TicketRow) -> TicketRef:
    return TicketRef.model_validate({name: getattr(row, name) for name in TicketRef.model_fields})


def _shown(group: Group) -> RecurringProblem:
    newest, oldest = group.rows[0], group.rows[-1]
    (category, _), *_ = Counter(row.category for row in group.rows).most_common(1)
    return RecurringProblem(
        words=sorted(group.kernel),
        summary=newest.summary,
        category=category,
        contacts=len(group.contacts),
        open=sum(row.status in UNSETTLED for row in group.rows),
        tickets=[reference(row) for row in group.rows[:SHOWN]],
        first_at=oldest.created_at,
        last_at=newest.created_at,
    )


def _stemmer() -> Stemmer.Stemmer:
    """One for each thread: it keeps a state."""
    if not hasattr(_mine, "stemmer"):
        _mine.stemmer = Stemmer.Stemmer("portuguese")
    return _mine.stemmer
