"""The tools' answers as this engine reads them; it knows their shape, not the packages behind them."""

from datetime import date, datetime
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


class DifferentHours(BaseModel):
    """A holiday, or a day with hours of its own; no interval means closed."""

    date: date
    name: str
    intervals: list[OpenInterval]


class CompanyHours(BaseModel):
    """What `company.hours` answers; times are local to the company. `different_days`: those of the coming weeks that
    are not as `week` says."""

    known: bool
    open_now: bool
    next_opening: datetime | None
    closes_at: datetime | None
    week: list[DayHours]
    different_days: list[DifferentHours] = []
