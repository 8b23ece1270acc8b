"""Tables of knowledge: articles, what they said in every version, and a counter that tells copies apart."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only


class ArticleRow(Base):
    """What the base has to say on one subject; title and kind are those of the current version.

    `valid_from` and `valid_until` are the first and the last day on which it may be told, in the company's time zone.
    `source_key` names it within the source it came from, `source_version` is the version that said what the source
    said last: a higher one was written by a person.
    """

    __tablename__ = "article"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]
    audience: Mapped[str] = mapped_column(server_default="all")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_source.id", ondelete="SET NULL"))
    source_key: Mapped[str | None]
    source_version: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("kind IN ('faq', 'procedure', 'policy', 'contact')", name="kind"),
        CheckConstraint("audience IN ('all', 'operators')", name="audience"),
        CheckConstraint("valid_until >= valid_from", name="validity"),
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
        Index("ix_article_status", "status"),
        Index("ix_article_source_id", "source_id"),
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


class SourceRow(Base):
    """Where articles come from, and how far the latest reading of it is. `problem` is {code, params} of one that
    failed; `found` counts its items by change; `lease_until` is when a reading that says nothing counts as lost."""

    __tablename__ = "knowledge_source"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    url: Mapped[str | None]
    pages: Mapped[int]
    article_kind: Mapped[str | None]
    audience: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    done: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")
    problem: Mapped[dict[str, Any] | None]
    found: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    lease_until: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'reading', 'ready', 'failed')", name="state"),
        Index("ix_knowledge_source_unread", "state", postgresql_where="state IN ('waiting', 'reading')"),
    )


class SourceFileRow(Base):
    """What was uploaded or typed, kept to be read again; it goes with its source."""

    __tablename__ = "knowledge_source_file"

    source_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_source.id", ondelete="CASCADE"), primary_key=True)
    filename: Mapped[str]
    data: Mapped[bytes]


class SourceItemRow(Base):
    """An article as the source has it, or (without `body`) one that it has no more. `article_id` is the article it
    was recognised as."""

    __tablename__ = "knowledge_source_item"

    source_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_source.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    body: Mapped[str | None]
    audience: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("article.id"))


class KnowledgeRevisionRow(Base):
    """One row, counted up with every change to what can be found."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    revision: Mapped[int]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class ThesaurusLineRow(Base):
    """A line of the company's own thesaurus. One with the name of a shipped line stands in its place; without words
    it takes it away."""

    __tablename__ = "thesaurus_line"

    name: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[list[Any]]


class GapRow(Base):
    """A subject the base did not know. `question` is how it was first put, without personal data; `article_id` is the
    article that was drafted for it."""

    __tablename__ = "knowledge_gap"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="open")
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("article.id"))

    __table_args__ = (CheckConstraint("state IN ('open', 'drafted', 'dismissed')", name="state"),)


class GapQuestionRow(Base):
    """What a contact asked in a turn that found no answer; it belongs to no gap until it was compared with them.

    `seq` is the last line of the conversation that the turn had read. A turn is not referred to: turns know of
    knowledge, not the other way round.
    """

    __tablename__ = "knowledge_gap_question"

    turn_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    gap_id: Mapped[UUID | None] = mapped_column(ForeignKey("knowledge_gap.id", ondelete="CASCADE"))
    seq: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("ix_knowledge_gap_question_gap_id", "gap_id", "at"),
        Index("ix_knowledge_gap_question_conversation_id", "conversation_id"),
    )


class ArticleUseRow(Base):
    """When an article was last the source of an answer."""

    __tablename__ = "article_use"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id"), primary_key=True)
    last_at: Mapped[datetime]


class EmbeddingRow(Base):
    """One row: the model connection that makes vectors of passages (null: none), and a counter of their changes.

    The connection is not referred to: knowledge knows nothing of agents. `problem` is a code.
    """

    __tablename__ = "knowledge_embedding"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    connection_id: Mapped[UUID | None]
    revision: Mapped[int]
    problem: Mapped[str | None]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class PassageVectorRow(Base):
    """What a passage means to a model: a vector of length one in half precision, little-endian."""

    __tablename__ = "knowledge_vector"

    article_id: Mapped[UUID] = mapped_column(ForeignKey("article.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    vector: Mapped[bytes]
