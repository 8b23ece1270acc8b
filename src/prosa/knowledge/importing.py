"""Reading a source: from its bytes or its address to items that a person can take.

The row says how far it is. A reading holds a lease while it lives; one that was lost with its process is begun again.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete, or_, select, update

from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.documents import Document, DocumentKind, Reader, Unreadable, decode
from prosa.core.events import emit
from prosa.core.language import fold
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime
from prosa.knowledge import comparing, reading_chat, reading_fields, reading_table, source_kinds, sources
from prosa.knowledge.comparing import Match
from prosa.knowledge.crawl import Fetched, Page, visiting, without_frame
from prosa.knowledge.drafts import MOST_DRAFTS, Draft, cut, unique
from prosa.knowledge.events import SourceDue
from prosa.knowledge.models import SourceFileRow, SourceItemRow, SourceRow
from prosa.knowledge.schemas import ArticleKind
from prosa.knowledge.source_schemas import LONGEST_TEXT, SourceKind, SourceState

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=120)
"""Longer than the longest silence of a reading: a page of a site that answers slowly."""
MOST_ATTEMPTS = 3
TELL_EVERY = 0.5
"""Seconds between two notes of progress."""
_UNREAD = (SourceState.WAITING, SourceState.READING)
_PAPERS = {
    SourceKind.HTML: DocumentKind.HTML,
    SourceKind.PDF: DocumentKind.PDF,
    SourceKind.DOCX: DocumentKind.DOCX,
}


@dataclass(frozen=True, slots=True)
class Work:
    """What a reading has to know of its source."""

    source_id: UUID
    kind: SourceKind
    name: str
    url: str | None
    pages: int
    article_kind: ArticleKind | None
    filename: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it. Articles whose key begins with one of `read` and that are not among the drafts are gone."""

    drafts: list[Draft]
    read: Sequence[str] = ("",)


async def read(runtime: Runtime, source_id: UUID) -> None:
    """Reads a source that waits, unless somebody else does."""
    async with runtime.db.transaction() as session:
        work = await _claim(session, source_id)
    if work is None:
        return
    progress = Progress(runtime, source_id)
    try:
        reading = await _read(runtime, work, progress)
        if not reading.drafts:
            raise Unreadable("nothing_found")
        if len(reading.drafts) > MOST_DRAFTS:
            raise Unreadable("too_long", articles=len(reading.drafts), limit=MOST_DRAFTS)
    except Unreadable as problem:
        params = {name: value for name, value in problem.params.items() if name != "reason"}
        await _fail(runtime, source_id, f"source_{problem.reason}", params)
        return
    async with runtime.db.transaction() as session:
        await _finish(session, source_id, reading)


async def wake_left(runtime: Runtime) -> None:
    """Begins what was lost with its process again."""
    overdue = or_(SourceRow.lease_until.is_(None), SourceRow.lease_until < now())
    statement = select(SourceRow.id).where(SourceRow.state.in_(_UNREAD), overdue)
    async with runtime.db.transaction() as session:
        for source_id in await session.scalars(statement):
            emit(session, SourceDue(str(source_id)))


async def _claim(session: Session, source_id: UUID) -> Work | None:
    row = await session.get(SourceRow, source_id, with_for_update={"skip_locked": True})
    if row is None or row.state not in _UNREAD or (row.lease_until and row.lease_until > now()):
        return None
    if row.attempts >= MOST_ATTEMPTS:
        row.state, row.problem, row.lease_until = SourceState.FAILED, {"code": "source_interrupted", "params": {}}, None
        publish(session, "sources")
        return None
    row.attempts += 1
    row.state, row.lease_until = SourceState.READING, now() + LEASE
    publish(session, "sources")
    file = await session.get(SourceFileRow, source_id)
    return Work(
        source_id=row.id,
        kind=SourceKind(row.kind),
        name=row.name,
        url=row.url,
        pages=row.pages,
        article_kind=ArticleKind(row.article_kind) if row.article_kind else None,
        filename=file.filename if file else "",
        data=file.data if file else b"",
    )


class Progress:
    """Notes how far a reading is, now and then, which also keeps its lease."""

    def __init__(self, runtime: Runtime, source_id: UUID) -> None:
        self._runtime = runtime
        self._source_id = source_id
        self._told = 0.0

    async def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._told < TELL_EVERY and done < total:
            return
        self._told = time.monotonic()
        async with self._runtime.db.transaction() as session:
            noted = {"done": done, "total": total, "lease_until": now() + LEASE}
            await session.execute(update(SourceRow).where(SourceRow.id == self._source_id).values(noted))
            publish(session, "sources")


async def _read(runtime: Runtime, work: Work, progress: Progress) -> Reading:
    async with Reader() as reader:
        if work.url:
            reading = await _read_address(runtime, reader, work, progress)
        else:
            reading = Reading(await _read_file(reader, work, progress))
    if work.article_kind:
        return replace(reading, drafts=[replace(draft, kind=work.article_kind) for draft in reading.drafts])
    return reading


async def _read_file(reader: Reader, work: Work, progress: Progress) -> list[Draft]:
    if work.kind in _PAPERS:
        document = await reader.read(_PAPERS[work.kind], work.data, url=work.url or "", progress=progress)
        return await asyncio.to_thread(_of_document, work.name, document)
    if work.kind is SourceKind.CHAT and work.data.startswith(b"PK"):
        text = await asyncio.to_thread(reading_chat.unpacked, work.data)
    else:
        text = decode(work.data).replace("\x00", "")
    if work.kind is SourceKind.CHAT:
        return await asyncio.to_thread(reading_chat.read, text, work.filename)
    if work.kind is SourceKind.CSV:
        return await asyncio.to_thread(reading_table.read, text)
    if len(text) > LONGEST_TEXT:
        raise Unreadable("too_large", limit=LONGEST_TEXT)
    return await asyncio.to_thread(_of_markdown, work.name, text)


async def _read_address(runtime: Runtime, reader: Reader, work: Work, progress: Progress) -> Reading:
    """The address may lead to a file as well as to a site."""
    async with visiting(runtime.settings.internal_hosts) as visitor:
        first = await visitor.first(work.url or "")
        if not first.is_page:
            return Reading(await _read_file(reader, _as_file(work, first), progress))
        site = await visitor.crawl(reader, first, work.pages, progress)
    drafts = await asyncio.to_thread(_of_site, work.name, site.pages)
    return Reading(drafts, [_prefix(url) for url in [*(page.url for page in site.pages), *site.away]])


def _as_file(work: Work, fetched: Fetched) -> Work:
    kind = source_kinds.kind_of(fetched.name, fetched.data)
    return replace(work, kind=kind, filename=fetched.name, data=fetched.data)


def _of_markdown(name: str, text: str) -> list[Draft]:
    head, body = reading_fields.head(text)
    said = reading_fields.said(head)
    drafts = cut(head.get("title") or name, body)
    return [
        replace(
            draft,
            kind=said["kind"] or draft.kind,
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            audience=said["audience"],
        )
        for draft in drafts
    ]


def _of_document(name: str, document: Document) -> list[Draft]:
    return _with_declared(document, cut(document.title or name, document.markdown), "")


def _of_site(name: str, pages: Sequence[Page]) -> list[Draft]:
    texts = without_frame({page.url: page.document.markdown for page in pages})
    drafts: list[Draft] = []
    seen: set[tuple[str, str]] = set()
    for page in pages:
        prefix = _prefix(page.url)
        found = cut(page.document.title or name, texts[page.url], prefix)
        for draft in _with_declared(page.document, found, prefix):
            # The same question on several pages is told once.
            if (fold(draft.title), draft.body) not in seen:
                seen.add((fold(draft.title), draft.body))
                drafts.append(draft)
    return drafts


def _with_declared(document: Document, drafts: list[Draft], prefix: str) -> list[Draft]:
    """With the questions a page declares for search engines and does not show as headings."""
    asked = {fold(draft.key.removeprefix(prefix).rpartition("/")[2]) for draft in drafts}
    declared = [
        Draft(f"{prefix}{fold(question)}", question[:200], ArticleKind.FAQ, answer)
        for question, answer in document.questions
        if fold(question) not in asked
    ]
    return list(unique([*drafts, *declared]))


def _prefix(url: str) -> str:
    return f"{url}#"


async def _fail(runtime: Runtime, source_id: UUID, code: str, params: dict[str, object]) -> None:
    """What was read before stays as it is."""
    log.info("source_unreadable", source_id=str(source_id), reason=code)
    async with runtime.db.transaction() as session:
        row = await session.get(SourceRow, source_id, with_for_update=True)
        if row is not None:
            row.state, row.problem, row.lease_until = SourceState.FAILED, {"code": code, "params": params}, None
            publish(session, "sources")


async def _finish(session: Session, source_id: UUID, reading: Reading) -> None:
    row = await session.get(SourceRow, source_id, with_for_update=True)
    if row is None:
        return
    own, others = await sources.articles_for(session, source_id)
    matches = comparing.match(reading.drafts, own, others, reading.read)
    await session.execute(delete(SourceItemRow).where(SourceItemRow.source_id == source_id))
    session.add_all(_item(source_id, position, match) for position, match in enumerate(matches))
    row.found = dict(sources.counted(comparing.judge(match.draft, match.known) for match in matches))
    row.state, row.problem, row.lease_until, row.read_at = SourceState.READY, None, None, now()
    publish(session, "sources")


def _item(source_id: UUID, position: int, match: Match) -> SourceItemRow:
    draft, known = match.draft, match.known
    if draft is None:
        title = known.title if known else ""
        draft = Draft(known.key or "" if known else "", title, ArticleKind.FAQ, "")
    return SourceItemRow(
        source_id=source_id,
        position=position,
        key=draft.key,
        title=draft.title,
        kind=draft.kind,
        body=draft.body if match.draft else None,
        audience=draft.audience,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
        article_id=known.id if known else None,
    )
