"""The index of the published articles, kept in this process and never older than the database.

Each search asks the database for its revision, one row by its key. When it moved, the changed articles are read
anew and the index is put together again in a thread; searches that come meanwhile wait for it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import select, tuple_

from prosa.core.db import Database
from prosa.core.runtime import Runtime
from prosa.knowledge.decision import decide, offered
from prosa.knowledge.index import Entry, Hit, Index, Read, read
from prosa.knowledge.models import ArticleRow, ArticleVersionRow, KnowledgeRevisionRow
from prosa.knowledge.passages import split
from prosa.knowledge.schemas import ArticleStatus, Decision, Findings, Passage

VersionKey = tuple[UUID, int]

_REVISION = select(KnowledgeRevisionRow.revision).where(KnowledgeRevisionRow.id == 1)
_PUBLISHED = (
    select(ArticleRow.id, ArticleRow.version)
    .where(ArticleRow.status == ArticleStatus.PUBLISHED)
    .order_by(ArticleRow.id)
)


@dataclass(frozen=True, slots=True)
class Text:
    """A version of an article, to be split and counted."""

    article: UUID
    version: int
    title: str
    body: str


@dataclass(slots=True)
class _Kept:
    """What this process keeps of one database: the index of a revision, and what it was made from."""

    revision: int | None = None
    index: Index = field(default_factory=lambda: Index([]))
    passages: dict[VersionKey, list[Read]] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


async def search(runtime: Runtime, question: str, limit: int = 5, article: UUID | None = None) -> Findings:
    """The passages for a question, best first, one of each article, or those of `article` only.

    A question to one article is answered by what suits best in it, however little that is.
    """
    index = await _current(runtime.db)
    hits = index.search(question, limit, article)
    if article is not None:
        return _findings(Decision.ANSWER if hits else Decision.ABSTAIN, hits)
    decision = decide(hits)
    return _findings(decision, offered(hits) if decision is Decision.MENU else hits)


async def _current(db: Database) -> Index:
    kept = _kept.get(db)
    if kept is None:
        kept = _kept[db] = _Kept()
    if kept.revision != await _revision(db):
        async with kept.lock:
            await _renew(db, kept)
    return kept.index


async def _renew(db: Database, kept: _Kept) -> None:
    # The revision is read first: the articles may then be newer than it, never older.
    revision = await _revision(db)
    if kept.revision == revision:
        return
    versions, missing = await _load(db, kept.passages.keys())
    passages, index = await asyncio.to_thread(_build, kept.passages, versions, missing)
    kept.passages, kept.index, kept.revision = passages, index, revision


async def _revision(db: Database) -> int:
    async with db.autocommit() as connection:
        return int(await connection.scalar(_REVISION) or 0)


async def _load(db: Database, known: Iterable[VersionKey]) -> tuple[list[VersionKey], list[Text]]:
    """All published versions, and the texts of those that are not known yet."""
    async with db.transaction() as session:
        versions = [(row.id, row.version) for row in await session.execute(_PUBLISHED)]
        new = sorted(set(versions) - set(known))
        statement = select(ArticleVersionRow).where(
            tuple_(ArticleVersionRow.article_id, ArticleVersionRow.version).in_(new)
        )
        rows = (await session.scalars(statement)).all() if new else ()
        return versions, [Text(row.article_id, row.version, row.title, row.body) for row in rows]


def _build(
    known: dict[VersionKey, list[Read]], versions: Sequence[VersionKey], missing: Sequence[Text]
) -> tuple[dict[VersionKey, list[Read]], Index]:
    fresh = {(text.article, text.version): read_article(text) for text in missing}
    passages = {key: fresh.get(key) or known.get(key, []) for key in versions}
    return passages, Index([passage for of_article in passages.values() for passage in of_article])


def read_article(text: Text) -> list[Read]:
    """The passages of an article, counted."""
    return [
        read(Entry(text.article, text.version, part.number, text.title, part.heading, part.text))
        for part in split(text.title, text.body)
    ]


def _findings(decision: Decision, hits: Sequence[Hit]) -> Findings:
    confidence = hits[0].score if hits else 0.0
    return Findings(decision=decision, confidence=confidence, passages=[_passage(hit) for hit in hits])


def _passage(hit: Hit) -> Passage:
    entry = hit.entry
    return Passage(
        ref=f"knowledge:{entry.article}@{entry.version}#{entry.number}",
        article_id=entry.article,
        title=entry.title,
        heading=entry.heading,
        text=entry.text,
        score=hit.score,
        matched=list(hit.matched),
    )
