"""The index of the published articles, kept in this process and never older than the database.

Each search asks the database for its revision, one row by its key. When it moved, the changed articles are read
anew and the index is put together again in a thread; searches that come meanwhile wait for it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import select, tuple_

from prosa.accounts import get_company
from prosa.core.clock import now
from prosa.core.db import Database, Session
from prosa.core.runtime import Runtime
from prosa.knowledge.conflicts import Conflict, conflicts
from prosa.knowledge.decision import explain, judge, offered
from prosa.knowledge.fusion import OPEN, fuse
from prosa.knowledge.index import Entry, Hit, Index, Read, read
from prosa.knowledge.meaning import Meaning
from prosa.knowledge.models import (
    ArticleRow,
    ArticleVersionRow,
    EmbeddingRow,
    KnowledgeRevisionRow,
    PassageVectorRow,
    ThesaurusLineRow,
)
from prosa.knowledge.passages import split
from prosa.knowledge.questions import QuestionEmbedder
from prosa.knowledge.schemas import ArticleKind, ArticleStatus, Audience, Decision, Findings, Passage, Reason
from prosa.knowledge.thesaurus import Lines, Thesaurus, overlaid
from prosa.knowledge.visibility import Asker, Visibility

VersionKey = tuple[UUID, int]

CLOSE = 20
"""Passages close in meaning that are looked at."""

_REVISION = select(
    select(KnowledgeRevisionRow.revision).where(KnowledgeRevisionRow.id == 1).scalar_subquery(),
    select(EmbeddingRow.revision).where(EmbeddingRow.id == 1).scalar_subquery(),
)
_PUBLISHED = (
    select(
        ArticleRow.id,
        ArticleRow.version,
        ArticleRow.kind,
        ArticleRow.audience,
        ArticleRow.valid_from,
        ArticleRow.valid_until,
    )
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


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What the database says now: the published versions with whom they are for, the texts of those that were not
    known, and the company's lines of the thesaurus."""

    visibility: Mapping[VersionKey, Visibility]
    texts: Sequence[Text]
    lines: Lines


@dataclass(slots=True)
class _Kept:
    """What this process keeps of one database: the index of a revision, and what it was made from."""

    revision: int | None = None
    vectors: int | None = None
    """The revision of the vectors; null as long as nobody has chosen a model for them."""
    meaning: Meaning | None = None
    asker: QuestionEmbedder = field(default_factory=QuestionEmbedder)
    index: Index = field(default_factory=lambda: Index([]))
    passages: dict[VersionKey, list[Read]] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    conflicts: list[Conflict] | None = None
    """What contradicts each other at this revision, once somebody has asked."""
    dated: bool = False
    """Whether any article holds only on certain days: only then the company's date is asked for."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


async def search(
    runtime: Runtime,
    question: str,
    limit: int = 5,
    article: UUID | None = None,
    audience: Audience = Audience.ALL,
    kinds: Sequence[ArticleKind] = (),
) -> Findings:
    """The passages for a question, best first, one of each article, or those of `article` only.

    A question to one article is answered by what suits best in it, however little that is. What is not meant for this
    audience, or not on this day, is not found.
    """
    kept = await _current(runtime.db)
    today = await _today(runtime.db) if kept.dated else None
    asker = Asker(audience, today, tuple(kinds))
    result = kept.index.search(question, limit, article, asker)
    reason = _chosen(result.hits) if article is not None else judge(result.hits)
    hits = offered(result.hits) if reason.decision is Decision.MENU else result.hits
    if kept.meaning is not None and article is None and reason in OPEN:
        index, meaning = kept.index, kept.meaning
        vector = await kept.asker.vector(runtime, question)
        near = await asyncio.to_thread(meaning.closest, vector, CLOSE) if vector else []
        reason, hits = fuse(reason, hits, near, index.entries, lambda entry: index.shows(entry, asker))
    return Findings(
        decision=reason.decision,
        confidence=hits[0].score if hits else 0.0,
        passages=[_passage(hit) for hit in hits],
        why=explain(reason, result),
    )


async def entries(runtime: Runtime) -> list[Entry]:
    """The passages of all published articles."""
    return (await _current(runtime.db)).index.entries


async def answering(runtime: Runtime, questions: Sequence[str]) -> list[UUID | None]:
    """The article that any contact who asked each of these would be answered from, going by the words alone."""
    kept = await _current(runtime.db)
    index, asker = kept.index, Asker(Audience.ALL, await _today(runtime.db) if kept.dated else None, ())
    return await asyncio.to_thread(lambda: [_answer(index, question, asker) for question in questions])


def _answer(index: Index, question: str, asker: Asker) -> UUID | None:
    hits = index.search(question, 2, None, asker).hits
    return hits[0].entry.article if judge(hits).decision is Decision.ANSWER else None


def _chosen(hits: Sequence[Hit]) -> Reason:
    return Reason.CHOSEN if hits else Reason.NOTHING


async def contradictions(runtime: Runtime) -> list[Conflict]:
    """Sentences of published articles that cannot both hold; looked for once a revision, in a thread."""
    kept = await _current(runtime.db)
    if kept.conflicts is None:
        index = kept.index
        found = await asyncio.to_thread(conflicts, index.entries)
        if kept.index is not index:
            return found
        kept.conflicts = found
    return kept.conflicts


async def today_there(session: Session) -> date:
    """The company's date."""
    return now().astimezone(ZoneInfo((await get_company(session)).timezone)).date()


async def _today(db: Database) -> date:
    async with db.transaction() as session:
        return await today_there(session)


async def _current(db: Database) -> _Kept:
    kept = _kept.get(db)
    if kept is None:
        kept = _kept[db] = _Kept()
    if (kept.revision, kept.vectors) != await _revision(db):
        async with kept.lock:
            await _renew(db, kept)
    return kept


async def _renew(db: Database, kept: _Kept) -> None:
    # The revisions are read first: what is loaded may then be newer than they say, never older.
    revision, vectors = await _revision(db)
    if kept.revision != revision:
        loaded = await _load(db, kept)
        passages, index = await asyncio.to_thread(_build, kept.passages if loaded.lines == kept.lines else {}, loaded)
        kept.dated = any(seen.valid_from or seen.valid_until for seen in loaded.visibility.values())
        kept.passages, kept.index, kept.lines, kept.conflicts = passages, index, loaded.lines, None
        kept.meaning = None
    elif kept.vectors == vectors:
        return
    kept.meaning = await _meaning(db, kept) if vectors is not None else None
    kept.revision, kept.vectors = revision, vectors


async def _revision(db: Database) -> tuple[int, int | None]:
    """Of the articles and of the vectors."""
    async with db.autocommit() as connection:
        articles, vectors = (await connection.execute(_REVISION)).one()
    return articles or 0, vectors


async def _meaning(db: Database, kept: _Kept) -> Meaning | None:
    async with db.transaction() as session:
        kept.asker.connection_id = await session.scalar(select(EmbeddingRow.connection_id))
        columns = select(
            PassageVectorRow.article_id, PassageVectorRow.version, PassageVectorRow.number, PassageVectorRow.vector
        ).where(PassageVectorRow.connection_id == kept.asker.connection_id)
        vectors = {(row.article_id, row.version, row.number): row.vector for row in await session.execute(columns)}
    return await asyncio.to_thread(Meaning, kept.index.entries, vectors) if vectors else None


async def _load(db: Database, kept: _Kept) -> _Loaded:
    async with db.transaction() as session:
        visibility = {
            (row.id, row.version): Visibility(
                ArticleKind(row.kind), Audience(row.audience), row.valid_from, row.valid_until
            )
            for row in await session.execute(_PUBLISHED)
        }
        lines = {row.name: tuple(row.words) for row in await session.scalars(select(ThesaurusLineRow))}
        known = kept.passages.keys() if lines == kept.lines else ()
        return _Loaded(visibility, await _texts(session, sorted(visibility.keys() - set(known))), lines)


async def _texts(session: Session, wanted: Sequence[VersionKey]) -> list[Text]:
    if not wanted:
        return []
    statement = select(ArticleVersionRow).where(
        tuple_(ArticleVersionRow.article_id, ArticleVersionRow.version).in_(wanted)
    )
    return [Text(row.article_id, row.version, row.title, row.body) for row in await session.scalars(statement)]


def _build(known: Mapping[VersionKey, list[Read]], loaded: _Loaded) -> tuple[dict[VersionKey, list[Read]], Index]:
    words = overlaid(loaded.lines)
    fresh = {(text.article, text.version): read_article(text, words) for text in loaded.texts}
    passages = {key: fresh.get(key) or known.get(key, []) for key in loaded.visibility}
    visibility = {article: seen for (article, _), seen in loaded.visibility.items()}
    return passages, Index([passage for of_article in passages.values() for passage in of_article], words, visibility)


def read_article(text: Text, words: Thesaurus | None = None) -> list[Read]:
    """The passages of an article, counted."""
    return [
        read(Entry(text.article, text.version, part.number, text.title, part.heading, part.text), words)
        for part in split(text.title, text.body)
    ]


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
