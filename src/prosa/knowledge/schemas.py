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


class Reason(StrEnum):
    """Why a question comes to a decision."""

    CLEAR = "clear"
    """The best article is good enough, and no other comes near it."""
    CHOSEN = "chosen"
    """The article was named."""
    AGREED = "agreed"
    """Words alone left it open, and meaning points to the same article."""
    MEANT = "meant"
    """Close in meaning, whatever the words."""
    SEVERAL = "several"
    """Another article suits almost as well."""
    UNSURE = "unsure"
    """Good enough to be offered, not to be stated."""
    TOO_WEAK = "too_weak"
    """The best passage has too little of what was asked."""
    NOTHING = "nothing"
    """No passage has any word of it."""

    @property
    def decision(self) -> Decision:
        if self in (Reason.CLEAR, Reason.CHOSEN, Reason.AGREED):
            return Decision.ANSWER
        return Decision.MENU if self in (Reason.SEVERAL, Reason.UNSURE, Reason.MEANT) else Decision.ABSTAIN


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


class ClueLine(BaseModel):
    """A word or phrase of the question; or a topic it is put like, in formal words (`is_topic`).

    `weight` is its part of what could be scored, `gained` its part of the best passage's, both of a whole of 1.
    `ideas` are the thesaurus lines through which it was looked for; `known`: the base has it or one of them.
    """

    word: str
    weight: float
    gained: float
    ideas: list[str]
    known: bool
    is_topic: bool


class Why(BaseModel):
    """The decision explained: the two best scores, the bounds they were held against, and what the question was taken
    apart into. With `next` over `clear` times `best` there is a menu."""

    reason: Reason
    best: float
    next: float
    menu_from: float
    answer_from: float
    clear: float
    clues: list[ClueLine]


class Findings(BaseModel):
    """What to do with a question, how sure that is (the best score), and the passages, best first."""

    decision: Decision
    confidence: float
    passages: list[Passage]
    why: Why


class TestQuestion(BaseModel):
    """A question somebody tries on the base, as a contact or as an operator; nothing is kept of it."""

    question: Question
    audience: Audience = Audience.ALL


class ThesaurusLine(BaseModel):
    """One idea: every word or phrase stands for every other, one with `~` at its end only hints at it.

    `shipped` are the words that come with Prosa, null for a line of the company's own; where they differ from `words`
    the company has changed the line. A line without words counts for nothing.
    """

    name: str
    words: list[str]
    shipped: list[str] | None


class ThesaurusList(BaseModel):
    """Lines by name, the company's own and changed ones first."""

    items: list[ThesaurusLine]


Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60), BeforeValidator(_without_nul)
]


class LineChange(BaseModel):
    """The words of a line from now on."""

    words: Annotated[list[Word], Field(max_length=300)]


class GapState(StrEnum):
    """`drafted`: an article was begun for it; `dismissed`: the company does not wish to answer this."""

    OPEN = "open"
    DRAFTED = "drafted"
    DISMISSED = "dismissed"


class GapExample(BaseModel):
    turn_id: UUID
    conversation_id: UUID
    text: str


class NamedArticle(BaseModel):
    id: UUID
    title: str


class Gap(BaseModel):
    """Questions on one subject that found no answer: how it was first put, how often it was asked and when last, the
    latest examples, the article drafted for it, and the published one that answers it by now. Personal data are left
    out of the texts."""

    id: UUID
    question: str
    count: int
    last_at: datetime
    examples: list[GapExample]
    state: GapState
    article_id: UUID | None
    answered_by: NamedArticle | None


class GapList(BaseModel):
    """Open gaps first, the most asked first; those that are answered by now after them."""

    items: list[Gap]


class WarningKind(StrEnum):
    """`contradiction`: two articles say different things of the same; `expired` and `expiring`: its last day is past,
    or near; `never_found`: no answer has come from it for long."""

    CONTRADICTION = "contradiction"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    NEVER_FOUND = "never_found"


class KnowledgeWarning(BaseModel):
    """`detail`: the two sentences that contradict each other, one a line; the last day of an article; the day since
    when nobody needed it."""

    kind: WarningKind
    articles: list[NamedArticle]
    detail: str


class WarningList(BaseModel):
    items: list[KnowledgeWarning]


class EmbeddingChoice(BaseModel):
    """The model connection whose model makes vectors of texts; null to go by words alone."""

    model_id: UUID | None


class Embeddings(EmbeddingChoice):
    """How many of the passages have their vector, and what keeps the rest from it, as a code."""

    passages: int
    embedded: int
    problem: str | None
