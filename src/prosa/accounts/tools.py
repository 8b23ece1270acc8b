"""What the company's data answers to an engine."""

from datetime import date, datetime, timedelta

from pydantic import BaseModel

from prosa.accounts import calendar, hours
from prosa.accounts.calendar import Calendar
from prosa.accounts.schemas import DAYS, CalendarDay
from prosa.core.clock import now
from prosa.core.tools import Tool, ToolContext

AHEAD = 31
"""Days of which it is told when they are not as usual."""


class HoursArguments(BaseModel):
    """Nothing to ask: the hours of now."""


class Interval(BaseModel):
    opens: str
    closes: str


class Day(BaseModel):
    """`day` is mon … sun; no interval means closed."""

    day: str
    intervals: list[Interval]


class DifferentDay(BaseModel):
    """A holiday, or a day with hours of its own; no interval means closed."""

    date: date
    name: str
    intervals: list[Interval]


class Hours(BaseModel):
    """Times are local to the company. `today` is as today really is, `week` as it usually is, `different_days` what
    is not so in the coming weeks, today among them. `next_opening` is null while it is open, or when it never opens;
    `closes_at` while it is closed, or when it never closes."""

    known: bool
    open_now: bool
    today: Day
    next_opening: datetime | None
    closes_at: datetime | None
    week: list[Day]
    different_days: list[DifferentDay]


async def company_hours(context: ToolContext, _: BaseModel) -> Hours:
    async with context.runtime.db.transaction() as session:
        kept = await hours.company_calendar(session)
    return hours_at(kept, now())


def hours_at(kept: Calendar, moment: datetime) -> Hours:
    """The opening hours as seen at `moment`."""
    today = moment.astimezone(kept.zone).date()
    open_now = calendar.is_open(kept, moment)
    ahead = (today + timedelta(days=days) for days in range(AHEAD))
    return Hours(
        known=kept.known,
        open_now=open_now,
        today=_day(DAYS[today.weekday()], calendar.spans_of(kept, today)),
        next_opening=None if open_now or not kept.known else _local(kept, calendar.next_opening(kept, moment)),
        closes_at=_local(kept, calendar.closing(kept, moment)),
        week=[_day(name, spans) for name, spans in zip(DAYS, kept.week, strict=True)],
        different_days=[_different(found) for day in ahead if (found := hours.different_day(kept, day))],
    )


def _local(kept: Calendar, moment: datetime | None) -> datetime | None:
    return moment.astimezone(kept.zone) if moment else None


def _day(name: str, spans: tuple[calendar.Span, ...]) -> Day:
    return Day(day=name, intervals=_intervals(hours.clocks(spans)))


def _different(found: CalendarDay) -> DifferentDay:
    return DifferentDay(date=found.day, name=found.name, intervals=_intervals(found.spans))


def _intervals(spans: list[tuple[str, str]]) -> list[Interval]:
    return [Interval(opens=opens, closes=closes) for opens, closes in spans]


COMPANY_HOURS = Tool(
    name="company.hours",
    description="When the company is open: now, today, next, through the week, and on the holidays to come.",
    arguments=HoursArguments,
    run=company_hours,
    writes=False,
)
