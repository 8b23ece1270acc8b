"""Sources of articles as others see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from prosa.knowledge.schemas import ArticleKind, ArticleStatus, Audience

LARGEST_FILE = 30 * 1024 * 1024
LONGEST_TEXT = 2_000_000
"""Characters of a text file."""
LONGEST_TYPED = 250_000
"""Characters of what is pasted: a field of a form may have 1 MB."""
MOST_PAGES = 500
USUAL_PAGES = 60


class SourceKind(StrEnum):
    """`chat`: an exported WhatsApp conversation; `site`: pages that were followed from an address."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    CSV = "csv"
    CHAT = "chat"
    SITE = "site"


class SourceState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


class Change(StrEnum):
    """What a reading means for the articles. `same`: nothing, also when a person has changed the article and the
    source has not."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    SAME = "same"


class SourceProgress(BaseModel):
    """In pages (of a document or a site); `total` 0: not known yet."""

    done: int
    total: int


class SourceProblem(BaseModel):
    """Why a source could not be read; `code` is the key of the text for people."""

    code: str
    params: dict[str, Any]


class SourceFound(BaseModel):
    """Items of the latest reading by what they would change now."""

    new: int
    changed: int
    gone: int
    same: int


class Source(BaseModel):
    id: UUID
    kind: SourceKind
    name: str
    url: str | None
    state: SourceState
    progress: SourceProgress
    problem: SourceProblem | None
    found: SourceFound
    created_at: datetime
    read_at: datetime | None


class SourceItem(BaseModel):
    """`before` is what the article says, `after` what the source says (null where there is none). `edited`: a person
    has written in this article since it came from the source, or it did not come from it. `chosen`: worth taking
    without a second look."""

    index: int
    title: str
    kind: ArticleKind
    change: Change
    article_id: UUID | None
    before: str | None
    after: str | None
    edited: bool
    chosen: bool
    audience: Audience | None
    valid_from: date | None
    valid_until: date | None


class SourceDetail(Source):
    """`items` in the order of the source, then those it has no more."""

    items: list[SourceItem]


class SourceList(BaseModel):
    """The latest first."""

    items: list[Source]


class Application(BaseModel):
    """Which items are taken. `status` is that of new articles; changed ones keep theirs, and those that the source
    has no more are archived."""

    items: Annotated[list[int], Field(max_length=20_000)]
    status: Literal[ArticleStatus.DRAFT, ArticleStatus.PUBLISHED] = ArticleStatus.DRAFT
