"""Writing and reading articles. Every change to what can be found counts the revision up in the same transaction."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.language import fold
from prosa.knowledge.models import ArticleRow, ArticleVersionRow
from prosa.knowledge.revision import raise_revision
from prosa.knowledge.schemas import (
    Article,
    ArticleChange,
    ArticleItem,
    ArticleKind,
    ArticleStatus,
    NewArticle,
    VersionLine,
)


class ArticleChanged(Conflict):
    """Somebody saved another version since this one was opened; `params.version` is the current one."""

    code = "article_changed"


_LASTING = frozenset({"audience", "valid_from", "valid_until"})


async def create_article(session: Session, actor: Principal, new: NewArticle) -> UUID:
    row = ArticleRow(id=new_id(), version=0)
    session.add(row)
    await save_version(session, actor, row, new)
    await raise_revision(session)
    return row.id


async def update_article(session: Session, actor: Principal, article_id: UUID, change: ArticleChange) -> None:
    """Adds a version and makes it the current one; an archived article comes back by it.

    Raises `NotFound`, and `ArticleChanged` when `change.version` is not the current version.
    """
    row = await _locked(session, article_id)
    if change.version not in (None, row.version):
        raise ArticleChanged("somebody else has saved this article meanwhile", version=row.version)
    await save_version(session, actor, row, change)
    await raise_revision(session)


async def archive_article(session: Session, actor: Principal, article_id: UUID) -> None:
    """Takes an article out of what is found; it and its versions stay readable. Raises `NotFound`."""
    archive(session, actor, await _locked(session, article_id))
    await raise_revision(session)


def archive(session: Session, actor: Principal, row: ArticleRow) -> None:
    """For many at a time: the caller raises the revision."""
    row.status, row.updated_at = ArticleStatus.ARCHIVED, now()
    record_action(session, actor, "article.archived", ("article", row.id), title=row.title)


async def list_articles(session: Session, q: str = "", kind: ArticleKind | None = None) -> list[ArticleItem]:
    """All articles, the latest change first. `q` finds parts of titles, whatever their case and accents."""
    statement = select(ArticleRow).order_by(ArticleRow.updated_at.desc(), ArticleRow.id)
    if kind:
        statement = statement.where(ArticleRow.kind == kind)
    wanted = fold(q.strip())
    rows = (row for row in await session.scalars(statement) if wanted in fold(row.title))
    return [ArticleItem.model_validate(row, from_attributes=True) for row in rows]


async def get_article(session: Session, article_id: UUID) -> Article:
    """The current version with the list of all. Raises `NotFound`."""
    row = await session.get(ArticleRow, article_id)
    if row is None:
        raise NotFound("no such article")
    statement = (
        select(ArticleVersionRow)
        .where(ArticleVersionRow.article_id == article_id)
        .order_by(ArticleVersionRow.version.desc())
    )
    versions = (await session.scalars(statement)).all()
    item = ArticleItem.model_validate(row, from_attributes=True)
    lines = [VersionLine.model_validate(version, from_attributes=True) for version in versions]
    return Article(**item.model_dump(), body=versions[0].body, versions=lines)


async def _locked(session: Session, article_id: UUID) -> ArticleRow:
    row = await session.get(ArticleRow, article_id, with_for_update=True)
    if row is None:
        raise NotFound("no such article")
    return row


async def save_version(session: Session, actor: Principal, row: ArticleRow, content: NewArticle) -> None:
    """Makes `content` the next version of a new or locked article. For many at a time: the caller raises the
    revision."""
    action = "article.changed" if row.version else "article.created"
    row.version += 1
    row.updated_at = now()
    for name, value in _current(content).items():
        setattr(row, name, value)
    await session.flush()
    version = ArticleVersionRow(
        article_id=row.id,
        version=row.version,
        title=content.title,
        kind=content.kind,
        body=content.body,
        author=actor.name,
    )
    session.add(version)
    record_action(session, actor, action, ("article", row.id), title=row.title, version=row.version)


def _current(content: NewArticle) -> dict[str, Any]:
    """What an article has of its current version. A change that does not say who may be told, and when, leaves it."""
    said = content.model_dump(include={"title", "kind", "status", "audience", "valid_from", "valid_until"})
    kept = _LASTING - content.model_fields_set if isinstance(content, ArticleChange) else set()
    return {name: value for name, value in said.items() if name not in kept}
