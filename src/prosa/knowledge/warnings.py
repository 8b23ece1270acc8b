"""What is wrong with the base: contradictions, articles out of date, and articles nobody needs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.runtime import Runtime
from prosa.knowledge.base import contradictions, today_there
from prosa.knowledge.conflicts import Claim
from prosa.knowledge.models import ArticleRow, ArticleUseRow
from prosa.knowledge.schemas import ArticleStatus, Audience, KnowledgeWarning, NamedArticle, WarningKind

SOON = timedelta(days=14)
"""How long before its last day an article is pointed out."""
UNUSED = timedelta(days=60)
"""An article that no answer came from for so long is pointed out."""


async def note_uses(session: Session, uses: Mapping[UUID, datetime]) -> None:
    """Remembers when articles were last the source of an answer; unknown articles and earlier times are ignored."""
    known = set(await session.scalars(select(ArticleRow.id).where(ArticleRow.id.in_(uses))))
    rows = [{"article_id": id_, "last_at": at} for id_, at in sorted(uses.items()) if id_ in known]
    if rows:
        told = insert(ArticleUseRow).values(rows)
        latest = func.greatest(ArticleUseRow.last_at, told.excluded.last_at)
        await session.execute(told.on_conflict_do_update(index_elements=["article_id"], set_={"last_at": latest}))


async def list_warnings(runtime: Runtime) -> list[KnowledgeWarning]:
    """Contradictions first, then what is or will soon be out of date, then what nobody needs."""
    pairs = await contradictions(runtime)
    async with runtime.db.transaction() as session:
        found = [*await _outdated(session), *await _unused(session)]
    return [_contradiction(pair.one, pair.other) for pair in pairs] + found


def _contradiction(one: Claim, other: Claim) -> KnowledgeWarning:
    articles = [NamedArticle(id=claim.article, title=claim.title) for claim in (one, other)]
    return KnowledgeWarning(
        kind=WarningKind.CONTRADICTION, articles=articles, detail=f"{one.sentence}\n{other.sentence}"
    )


async def _outdated(session: Session) -> Iterable[KnowledgeWarning]:
    today = await today_there(session)
    statement = (
        select(ArticleRow.id, ArticleRow.title, ArticleRow.valid_until)
        .where(ArticleRow.status == ArticleStatus.PUBLISHED, ArticleRow.valid_until <= today + SOON)
        .order_by(ArticleRow.valid_until, ArticleRow.id)
    )
    return [_dated(id_, title, last, today) for id_, title, last in await session.execute(statement) if last]


def _dated(id_: UUID, title: str, last: date, today: date) -> KnowledgeWarning:
    kind = WarningKind.EXPIRED if last < today else WarningKind.EXPIRING
    return KnowledgeWarning(kind=kind, articles=[NamedArticle(id=id_, title=title)], detail=last.isoformat())


async def _unused(session: Session) -> Iterable[KnowledgeWarning]:
    since = func.greatest(ArticleRow.updated_at, ArticleUseRow.last_at)
    statement = (
        select(ArticleRow.id, ArticleRow.title, since)
        .outerjoin(ArticleUseRow, ArticleUseRow.article_id == ArticleRow.id)
        .where(
            ArticleRow.status == ArticleStatus.PUBLISHED, ArticleRow.audience == Audience.ALL, since < now() - UNUSED
        )
        .order_by(since, ArticleRow.id)
    )
    return [
        KnowledgeWarning(
            kind=WarningKind.NEVER_FOUND,
            articles=[NamedArticle(id=id_, title=title)],
            detail=last.date().isoformat(),
        )
        for id_, title, last in await session.execute(statement)
    ]
