"""Business time: when the company is open, counted in the company's time zone and told in UTC.

A day has the spans of its weekday; a holiday has none; a special day has its own and goes before both. Where clocks
change, a span is as long as it really lasts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from prosa.accounts.holidays import OptionalDay, holidays

Span = tuple[int, int]
"""From and to, in minutes of the local day; 1440 is its end."""
Moments = tuple[datetime, datetime]

DAY = 24 * 60
FURTHEST = 366 * 10
"""Days that are looked at before a calendar counts as closed for good."""
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with hours of its own; without spans it is closed."""

    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` has seven entries, Monday first. `yearly` is by month and day; a dated day goes before one of every year.

    `region` names whose holidays are kept (see `holidays.REGIONS`); None: nobody's.
    """

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    region: str | None = None
    optional: frozenset[OptionalDay] = frozenset()
    dated: Mapping[date, SpecialDay] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], SpecialDay] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anybody has said when the company is open."""
        return any(self.week)


def always(zone: ZoneInfo) -> Calendar:
    """Open all the time: business time is time."""
    return Calendar(zone, (((0, DAY),),) * 7)


def special(calendar: Calendar, day: date) -> SpecialDay | None:
    """What makes this day different from its weekday."""
    given = calendar.dated.get(day) or calendar.yearly.get((day.month, day.day))
    if given is not None or calendar.region is None:
        return given
    kept = holidays(calendar.region, calendar.optional, day.year).get(day)
    return SpecialDay(kept.name, ()) if kept else None


def spans_of(calendar: Calendar, day: date) -> tuple[Span, ...]:
    different = special(calendar, day)
    return different.spans if different else calendar.week[day.weekday()]


def is_open(calendar: Calendar, moment: datetime) -> bool:
    return opened_at(calendar, moment) is not None


def opened_at(calendar: Calendar, moment: datetime) -> datetime | None:
    """When the span around `moment` began; None while it is closed."""
    today = _openings(calendar, moment.astimezone(calendar.zone).date())
    return next((opens for opens, closes in today if opens <= moment < closes), None)


def next_opening(calendar: Calendar, moment: datetime) -> datetime | None:
    """The first moment from `moment` on at which the company is open; None when it never opens again."""
    return next((max(opens, moment.astimezone(UTC)) for opens, _ in _from(calendar, moment)), None)


def closing(calendar: Calendar, moment: datetime) -> datetime | None:
    """Until when it stays open without a pause; None while it is closed, and when it never closes."""
    if not is_open(calendar, moment):
        return None
    for (_, closes), (opens, _) in pairwise(_from(calendar, moment)):
        if opens > closes:
            return closes
        if closes - moment > timedelta(days=8):
            return None
    return None


def add_business_minutes(calendar: Calendar, start: datetime, minutes: float) -> datetime:
    """The earliest moment by which so many minutes (0 or more) of business time have passed since `start`; of 0, the
    next opening. A moment that falls on a closing time is that closing time. Raises `OverflowError` when the calendar
    does not have so many."""
    left = timedelta(minutes=minutes)
    for opens, closes in _from(calendar, start):
        begins = max(opens, start.astimezone(UTC))
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    raise OverflowError("this calendar does not open for so long")


def business_minutes_between(calendar: Calendar, start: datetime, end: datetime) -> float:
    """Minutes of business time from `start` to `end`; 0 when `end` is not later."""
    total = timedelta()
    for opens, closes in _from(calendar, start):
        if opens >= end:
            break
        total += max(timedelta(), min(closes, end) - max(opens, start))
    return total / timedelta(minutes=1)


def _from(calendar: Calendar, moment: datetime) -> Iterator[Moments]:
    """The spans that end after `moment`, in order."""
    day = moment.astimezone(calendar.zone).date()
    for _ in range(FURTHEST):
        for opens, closes in _openings(calendar, day):
            if closes > moment:
                yield opens, closes
        day += _ONE


def _openings(calendar: Calendar, day: date) -> Iterator[Moments]:
    """The spans of a local day. What a clock that is set forward skips cannot be open twice."""
    until: datetime | None = None
    for opens, closes in spans_of(calendar, day):
        begins, ends = _moment(calendar, day, opens), _moment(calendar, day, closes)
        begins = max(begins, until) if until else begins
        if begins < ends:
            yield begins, ends
            until = ends


def _moment(calendar: Calendar, day: date, minute: int) -> datetime:
    local = datetime.combine(day, time()) + timedelta(minutes=minute)
    return local.replace(tzinfo=calendar.zone).astimezone(UTC)
