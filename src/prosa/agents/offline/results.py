"""The tools' answers as this engine reads them; it knows their shape, not the packages behind them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel


class FoundPassage(BaseModel):
    """A passage of an article, in Markdown."""

    ref: str
    article_id: UUID
    title: str
    heading: str
    text: str
    score: float
    matched: list[str]


class Found(BaseModel):
    """What `knowledge.search` answers."""

    decision: Literal["answer", "menu", "abstain"]
    confidence: float
    passages: list[FoundPassage]


class OpenInterval(BaseModel):
    opens: str
    closes: str


class DayHours(BaseModel):
    """`day` is mon … sun; no interval means closed."""

    day: str
    intervals: list[OpenInterval]


class CompanyHours(BaseModel):
    """What `company.hours` answers; times are local to the company."""

    known: bool
    open_now: bool
    next_opening: datetime | None
    closes_at: datetime | None
    week: list[DayHours]
