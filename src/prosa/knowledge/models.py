"""Tables of knowledge: articles, what they said in every version, and a counter that tells copies apart."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only


class ArticleRow(Base):
    """What the base has to say on one subject; title and kind are those of the current version."""

    __tablename__ = "article"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("kind IN ('faq', 'procedure', 'policy', 'contact')", name="kind"),
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
        Index("ix_article_status", "status"),
    )


class ArticleVersionRow(Base):
    """An article as somebody saved it; answers point to versions, so these never change."""

    __tablename__ = "article_version"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


append_only("article_version")


class KnowledgeRevisionRow(Base):
    """One row, counted up with every change to what can be found."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    revision: Mapped[int]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)
