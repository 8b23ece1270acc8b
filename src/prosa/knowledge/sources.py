"""Where articles come from: adding a source, looking at what its latest reading would change, taking it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import aliased

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.knowledge import service, source_kinds
from prosa.knowledge.comparing import Judged, Known, judge
from prosa.knowledge.drafts import Draft
from prosa.knowledge.events import SourceDue
from prosa.knowledge.models import ArticleRow, ArticleVersionRow, SourceFileRow, SourceItemRow, SourceRow
from prosa.knowledge.revision import raise_revision
from prosa.knowledge.schemas import ArticleKind, ArticleStatus, Audience, NewArticle
from prosa.knowledge.source_schemas import (
    Change,
    Source,
    SourceDetail,
    SourceFound,
    SourceItem,
    SourceKind,
    SourceProblem,
    SourceProgress,
    SourceState,
)


class SourceBusy(Conflict):
    """This source is being read; come again when it is ready."""

    code = "source_busy"


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NewSource:
    """Either `file` or `url`. `article_kind`: of all its articles, None to guess of each. `audience` is that of
    articles which do not say."""

    kind: SourceKind
    name: str
    pages: int
    file: File | None = None
    url: str | None = None
    article_kind: ArticleKind | None = None
    audience: Audience = Audience.ALL


async def create_source(session: Session, actor: Principal, new: NewSource) -> UUID:
    """It is read once this transaction has committed."""
    row = SourceRow(
        id=new_id(),
        kind=new.kind,
        name=new.name,
        url=new.url,
        pages=new.pages,
        article_kind=new.article_kind,
        audience=new.audience,
    )
    session.add(row)
    await session.flush()
    if new.file:
        session.add(SourceFileRow(source_id=row.id, filename=new.file.name, data=new.file.data))
    record_action(session, actor, "source.added", ("source", row.id), name=row.name, kind=row.kind)
    _wake(session, row.id)
    return row.id


async def read_again(session: Session, actor: Principal, source_id: UUID, file: File | None) -> None:
    """Reads the site, or the file, which may be a newer one. Raises `NotFound`, `SourceBusy`, `Invalid` and
    `Unreadable`."""
    row = await _idle(session, source_id)
    if file:
        if row.url:
            raise Invalid("this source is an address")
        row.kind = source_kinds.kind_of(file.name, file.data)
        newer = {"filename": file.name, "data": file.data}
        await session.execute(update(SourceFileRow).where(SourceFileRow.source_id == source_id).values(newer))
    row.state, row.problem, row.done, row.total, row.attempts = SourceState.WAITING, None, 0, 0, 0
    record_action(session, actor, "source.read", ("source", row.id), name=row.name)
    _wake(session, row.id)


async def remove_source(session: Session, actor: Principal, source_id: UUID, *, archive: bool) -> None:
    """Its articles stay, as if they had been written here, unless they are to be archived. Raises `NotFound`."""
    row = await _locked(session, source_id)
    if archive:
        statement = select(ArticleRow).where(
            ArticleRow.source_id == source_id, ArticleRow.status != ArticleStatus.ARCHIVED
        )
        for article in (await session.scalars(statement.with_for_update())).all():
            service.archive(session, actor, article)
    record_action(session, actor, "source.removed", ("source", row.id), name=row.name)
    await session.flush()
    await session.execute(delete(SourceRow).where(SourceRow.id == source_id))
    publish(session, "sources")
    await raise_revision(session)


async def list_sources(session: Session) -> list[Source]:
    rows = await session.scalars(select(SourceRow).order_by(SourceRow.created_at.desc(), SourceRow.id))
    return [_source(row) for row in rows]


async def get_source(session: Session, source_id: UUID) -> SourceDetail:
    """With what its items would change now. Raises `NotFound`."""
    await session.flush()
    row = await session.get(SourceRow, source_id, populate_existing=True)
    if row is None:
        raise NotFound("no such source")
    items = await _items(session, source_id)
    known = await articles_of(session, (item.article_id for item in items if item.article_id))
    lines = [_line(row, item, known.get(item.article_id) if item.article_id else None) for item in items]
    found = _counted(line.change for line in lines)
    return SourceDetail(**_source(row).model_dump() | {"found": found}, items=lines)


async def apply(
    session: Session, actor: Principal, source_id: UUID, chosen: Sequence[int], status: ArticleStatus
) -> None:
    """Takes the chosen items; those that change nothing (any more) are passed over. Raises `NotFound`, `SourceBusy`
    and `Invalid`."""
    row = await _idle(session, source_id)
    items = {item.position: item for item in await _items(session, source_id)}
    unknown = sorted(set(chosen) - items.keys())
    if unknown:
        raise Invalid("no such items", items=unknown[:20])
    wanted = [items[position] for position in dict.fromkeys(chosen)]
    rows = await _lock_articles(session, (item.article_id for item in wanted if item.article_id))
    known = await articles_of(session, rows)
    for item in wanted:
        article = item.article_id and known.get(item.article_id)
        if judge(draft_of(item), article or None).change is not Change.SAME:
            await _take(session, actor, row, item, rows.get(item.article_id) if item.article_id else None, status)
    record_action(session, actor, "source.applied", ("source", row.id), name=row.name, items=len(wanted))
    await raise_revision(session)
    row.found = (await get_source(session, source_id)).found.model_dump()
    publish(session, "sources")


async def _take(
    session: Session,
    actor: Principal,
    source: SourceRow,
    item: SourceItemRow,
    article: ArticleRow | None,
    status: ArticleStatus,
) -> None:
    if item.body is None:
        if article is not None:
            service.archive(session, actor, article)
        return
    if article is None:
        article = ArticleRow(id=new_id(), version=0)
        session.add(article)
    kept = article.version and article.status != ArticleStatus.ARCHIVED
    days = item if item.valid_from or item.valid_until else article
    audience = item.audience or (article.audience if article.version else source.audience)
    content = NewArticle.model_validate(
        {
            "title": item.title,
            "kind": article.kind if article.version else item.kind,
            "body": item.body,
            "status": article.status if kept else status,
            "audience": audience,
            "valid_from": days.valid_from,
            "valid_until": days.valid_until,
        }
    )
    await service.save_version(session, actor, article, content)
    article.source_id, article.source_key, article.source_version = source.id, item.key, article.version
    item.article_id = article.id


async def articles_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Known]:
    """What the comparison has to know of these articles."""
    return {known.id: known for known in await _known(session, ArticleRow.id.in_(list(ids)))}


async def articles_for(session: Session, source_id: UUID) -> tuple[list[Known], list[Known]]:
    """Those of the source, and all others."""
    own = await _known(session, ArticleRow.source_id == source_id)
    others = await _known(session, ArticleRow.source_id.is_distinct_from(source_id))
    return own, others


async def _known(session: Session, which: object) -> list[Known]:
    current, said = aliased(ArticleVersionRow), aliased(ArticleVersionRow)
    statement = (
        select(ArticleRow, current.body, said.title, said.body)
        .join(current, and_(current.article_id == ArticleRow.id, current.version == ArticleRow.version))
        .outerjoin(said, and_(said.article_id == ArticleRow.id, said.version == ArticleRow.source_version))
        .where(which)  # type: ignore[arg-type]
        .order_by(ArticleRow.id)
        .execution_options(populate_existing=True)
    )
    return [
        Known(
            id=row.id,
            key=row.source_key,
            title=row.title,
            body=body,
            status=ArticleStatus(row.status),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            said=(title, text) if text is not None else None,
            edited=row.version != row.source_version,
        )
        for row, body, title, text in await session.execute(statement)
    ]


def draft_of(item: SourceItemRow) -> Draft | None:
    """None of one that the source has no more."""
    if item.body is None:
        return None
    return Draft(
        key=item.key,
        title=item.title,
        kind=ArticleKind(item.kind),
        body=item.body,
        valid_from=item.valid_from,
        valid_until=item.valid_until,
        audience=Audience(item.audience) if item.audience else None,
    )


def _line(source: SourceRow, item: SourceItemRow, known: Known | None) -> SourceItem:
    judged = judge(draft_of(item), known)
    return SourceItem(
        index=item.position,
        title=item.title,
        kind=ArticleKind(item.kind),
        change=judged.change,
        article_id=item.article_id,
        before=known.body if known else None,
        after=item.body,
        edited=judged.edited,
        chosen=_is_chosen(source, judged),
        audience=Audience(item.audience) if item.audience else None,
        valid_from=item.valid_from,
        valid_until=item.valid_until,
    )


def _is_chosen(source: SourceRow, judged: Judged) -> bool:
    """What came of a conversation is never taken without a look."""
    return judged.change is not Change.SAME and not judged.edited and source.kind != SourceKind.CHAT


def _counted(changes: Iterable[Change]) -> SourceFound:
    counts = Counter(changes)
    return SourceFound.model_validate({change: counts[change] for change in Change})


def counted(judged: Iterable[Judged]) -> Mapping[str, int]:
    return _counted(each.change for each in judged).model_dump()


def _source(row: SourceRow) -> Source:
    return Source(
        id=row.id,
        kind=SourceKind(row.kind),
        name=row.name,
        url=row.url,
        state=SourceState(row.state),
        progress=SourceProgress(done=row.done, total=row.total),
        problem=SourceProblem.model_validate(row.problem) if row.problem else None,
        found=SourceFound.model_validate({**dict.fromkeys(Change, 0), **row.found}),
        created_at=row.created_at,
        read_at=row.read_at,
    )


def _wake(session: Session, source_id: UUID) -> None:
    emit(session, SourceDue(str(source_id)))
    publish(session, "sources")


async def _items(session: Session, source_id: UUID) -> Sequence[SourceItemRow]:
    statement = select(SourceItemRow).where(SourceItemRow.source_id == source_id).order_by(SourceItemRow.position)
    return (await session.scalars(statement)).all()


async def _lock_articles(session: Session, ids: Iterable[UUID]) -> dict[UUID, ArticleRow]:
    statement = select(ArticleRow).where(ArticleRow.id.in_(list(ids))).order_by(ArticleRow.id).with_for_update()
    return {row.id: row for row in await session.scalars(statement)}


async def _locked(session: Session, source_id: UUID) -> SourceRow:
    row = await session.get(SourceRow, source_id, with_for_update=True)
    if row is None:
        raise NotFound("no such source")
    return row


async def _idle(session: Session, source_id: UUID) -> SourceRow:
    row = await _locked(session, source_id)
    if row.state in (SourceState.WAITING, SourceState.READING):
        raise SourceBusy("this source is being read")
    return row
