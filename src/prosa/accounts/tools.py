"""What the company's data answers to an engine."""

from datetime import datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from prosa.accounts import schemas
from prosa.accounts.company import get_company
from prosa.accounts.schemas import Company
from prosa.core.clock import now
from prosa.core.tools import Tool, ToolContext

DAYS: tuple[schemas.Day, ...] = get_args(schemas.Day)


class HoursArguments(BaseModel):
    """Nothing to ask: the hours of now."""


class Interval(BaseModel):
    opens: str
    closes: str


class Day(BaseModel):
    """`day` is mon … sun; no interval means closed."""

    day: str
    intervals: list[Interval]


class Hours(BaseModel):
    """Times are local to the company. `next_opening` is null while it is open, or when it never opens;
    `closes_at` while it is closed, or when it never closes."""

    known: bool
    open_now: bool
    today: Day
    next_opening: datetime | None
    closes_at: datetime | None
    week: list[Day]


async def company_hours(context: ToolContext, _: BaseModel) -> Hours:
    async with context.runtime.db.transaction() as session:
        company = await get_company(session)
    return hours_at(company, now())


def hours_at(company: Company, moment: datetime) -> Hours:
    """The opening hours as seen at `moment`."""
    local = moment.astimezone(ZoneInfo(company.timezone))
    week = [_day(company, name) for name in DAYS]
    open_now = _span_end(week, local) is not None
    return Hours(
        known=any(day.intervals for day in week),
        open_now=open_now,
        today=week[local.weekday()],
        next_opening=None if open_now else _next_opening(week, local),
        closes_at=_closing(week, local),
        week=week,
    )


def _day(company: Company, name: schemas.Day) -> Day:
    intervals = company.opening_hours.get(name, [])
    return Day(day=name, intervals=[Interval(opens=opens, closes=closes) for opens, closes in intervals])


def _closing(week: list[Day], local: datetime) -> datetime | None:
    """The end of the span around `local`, or of the last one that follows it without a pause at midnight."""
    closes = None
    for _ in DAYS:
        end = _span_end(week, closes or local)
        if end is None:
            return closes
        closes = end
    return None if _span_end(week, closes or local) else closes


def _span_end(week: list[Day], local: datetime) -> datetime | None:
    for interval in week[local.weekday()].intervals:
        opens, closes = (_at(local, text) for text in (interval.opens, interval.closes))
        if opens <= local < closes:
            return closes
    return None


def _next_opening(week: list[Day], local: datetime) -> datetime | None:
    for ahead in range(8):
        day = local + timedelta(days=ahead)
        for interval in week[day.weekday()].intervals:
            opens = _at(day, interval.opens)
            if opens > local:
                return opens
    return None


def _at(day: datetime, text: str) -> datetime:
    """The moment of `HH:MM` on that day; 24:00 is the day's end."""
    if text == "24:00":
        return datetime.combine(day.date() + timedelta(days=1), time(), day.tzinfo)
    return datetime.combine(day.date(), time.fromisoformat(text), day.tzinfo)


COMPANY_HOURS = Tool(
    name="company.hours",
    description="When the company is open: now, today, next and through the week.",
    arguments=HoursArguments,
    run=company_hours,
    writes=False,
)
