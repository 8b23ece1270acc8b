"""What the company's data answers to an engine."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from prosa.accounts.company import get_company
from prosa.accounts.schemas import Company
from prosa.core.clock import now
from prosa.core.tools import Tool, ToolContext

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    """Times are local to the company. `next_opening` is null while it is open, or when it never opens."""

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
    closes = _closing(week, local)
    return Hours(
        known=any(day.intervals for day in week),
        open_now=closes is not None,
        today=week[local.weekday()],
        next_opening=None if closes else _next_opening(week, local),
        closes_at=closes,
        week=week,
    )


def _day(company: Company, name: str) -> Day:
    intervals = company.opening_hours.get(name, [])
    return Day(day=name, intervals=[Interval(opens=opens, closes=closes) for opens, closes in intervals])


def _closing(week: list[Day], local: datetime) -> datetime | None:
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
