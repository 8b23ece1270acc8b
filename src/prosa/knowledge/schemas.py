"""Articles and findings as others see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

LONGEST_BODY = 200_000
LONGEST_QUESTION = 2_000


class ArticleKind(StrEnum):
    FAQ = "faq"
    PROCEDURE = "procedure"
    POLICY = "policy"
    CONTACT = "contact"


class ArticleStatus(StrEnum):
    """Only published articles are found."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Audience(StrEnum):
    """Who may be told what an article says: contacts too, or only the company's own people."""

    ALL = "all"
    OPERATORS = "operators"


class Decision(StrEnum):
    """What to do with a question: answer it, ask which article is meant, or admit that the base has nothing."""

    ANSWER = "answer"
    MENU = "menu"
    ABSTAIN = "abstain"


def _without_nul(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), BeforeValidator(_without_nul)
]
Body = Annotated[str, Field(max_length=LONGEST_BODY), BeforeValidator(_without_nul)]
Question = Annotated[str, Field(max_length=LONGEST_QUESTION), BeforeValidator(_without_nul)]


class NewArticle(BaseModel):
    """`body` is Markdown. It is told from `valid_from` to `valid_until`, both days included."""

    title: Title
    kind: ArticleKind
    body: Body
    status: Literal[ArticleStatus.DRAFT, ArticleStatus.PUBLISHED] = ArticleStatus.PUBLISHED
    audience: Audience = Audience.ALL
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        return self


class ArticleChange(NewArticle):
    """The next version. `version` is the one that was edited: if there is a newer one, nothing is saved."""

    version: int | None = None


class ArticleItem(BaseModel):
    id: UUID
    title: str
    kind: ArticleKind
    status: ArticleStatus
    version: int
    audience: Audience
    valid_from: date | None
    valid_until: date | None
    source_id: UUID | None
    updated_at: datetime


class ArticleList(BaseModel):
    items: list[ArticleItem]


class VersionLine(BaseModel):
    version: int
    title: str
    at: datetime
    author: str


class Article(ArticleItem):
    """`versions` newest first."""

    body: str
    versions: list[VersionLine]


class Passage(BaseModel):
    """A part of an article in Markdown. `ref` names it for good: `knowledge:<article id>@<version>#<number>`.

    `score` is comparable between bases, 0 to 1; `matched` are the words of the question that led here.
    """

    ref: str
    article_id: UUID
    title: str
    heading: str
    text: str
    score: float
    matched: list[str]


class Findings(BaseModel):
    """What to do with a question, how sure that is (the best score), and the passages, best first."""

    decision: Decision
    confidence: float
    passages: list[Passage]


class TestQuestion(BaseModel):
    """A question somebody tries on the base; nothing is kept of it."""

    question: Question
