"""The company's calendar as it is kept: its week, whose holidays, and special days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prosa.accounts import calendar
from prosa.accounts.audit import record_action
from prosa.accounts.calendar import Calendar, Span
from prosa.accounts.company import get_company
from prosa.accounts.events import CalendarChanged
from prosa.accounts.holidays import holidays
from prosa.accounts.models import SpecialDayRow
from prosa.accounts.schemas import (
    DAYS,
    NO_HOLIDAYS,
    CalendarDay,
    Company,
    NewSpecialDay,
    Principal,
    SpecialDay,
)
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish

_ANY_YEAR = 2000


class DayTaken(Conflict):
    """There is another special day on this date."""

    code = "day_taken"


async def company_calendar(session: Session) -> Calendar:
    """The whole of it. `known` is false when nobody has said when the company is open."""
    rows = (await session.scalars(select(SpecialDayRow))).all()
    return calendar_of(await get_company(session), rows)


async def business_calendar(session: Session) -> Calendar:
    """What promises of time are counted in: all hours count where nobody has said when the company is open."""
    kept = await company_calendar(session)
    return kept if kept.known else calendar.always(kept.zone)


def calendar_of(company: Company, rows: Iterable[SpecialDayRow] = ()) -> Calendar:
    special = [(row, calendar.SpecialDay(row.name, _minutes(row.spans))) for row in rows]
    return Calendar(
        zone=ZoneInfo(company.timezone),
        week=tuple(_minutes(company.opening_hours.get(day, [])) for day in DAYS),
        region=None if company.holidays == NO_HOLIDAYS else company.holidays,
        optional=frozenset(company.optional_days),
        dated={row.day: day for row, day in special if not row.yearly},
        yearly={(row.day.month, row.day.day): day for row, day in special if row.yearly},
    )


async def different_days(session: Session, first: date, days: int) -> list[CalendarDay]:
    """The days of a stretch that are not as their weekdays usually are."""
    kept = await company_calendar(session)
    stretch = (first + timedelta(days=ahead) for ahead in range(days))
    return [found for day in stretch if (found := different_day(kept, day))]


def different_day(kept: Calendar, day: date) -> CalendarDay | None:
    """None when the day is as its weekday usually is."""
    different = calendar.special(kept, day)
    if different is None:
        return None
    given = day in kept.dated or (day.month, day.day) in kept.yearly
    kind = "special" if given or kept.region is None else holidays(kept.region, kept.optional, day.year)[day].kind
    return CalendarDay(day=day, name=different.name, kind=kind, spans=clocks(different.spans))


async def list_special_days(session: Session) -> list[SpecialDay]:
    """Those of every year first, then by date."""
    rows = await session.scalars(select(SpecialDayRow).order_by(SpecialDayRow.yearly.desc(), SpecialDayRow.day))
    return [SpecialDay.model_validate(row) for row in rows]


async def add_special_day(session: Session, actor: Principal, new: NewSpecialDay) -> SpecialDay:
    """Raises `DayTaken`."""
    row = SpecialDayRow(id=new_id(), **_values(new))
    session.add(row)
    await _kept(session)
    _changed(session, actor, "company.day_added", row)
    return SpecialDay.model_validate(row)


async def change_special_day(session: Session, actor: Principal, day_id: UUID, new: NewSpecialDay) -> SpecialDay:
    """Raises `NotFound` and `DayTaken`."""
    row = await _row(session, day_id)
    for name, value in _values(new).items():
        setattr(row, name, value)
    await _kept(session)
    _changed(session, actor, "company.day_changed", row)
    return SpecialDay.model_validate(row)


async def remove_special_day(session: Session, actor: Principal, day_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await _row(session, day_id)
    await session.delete(row)
    _changed(session, actor, "company.day_removed", row)


async def _row(session: Session, day_id: UUID) -> SpecialDayRow:
    row = await session.get(SpecialDayRow, day_id, with_for_update=True)
    if row is None:
        raise NotFound("there is no such special day")
    return row


async def _kept(session: Session) -> None:
    try:
        await session.flush()
    except IntegrityError:
        raise DayTaken("there is another special day on this date") from None


def _values(new: NewSpecialDay) -> dict[str, object]:
    day = new.day.replace(year=_ANY_YEAR) if new.yearly else new.day
    return {"day": day, "yearly": new.yearly, "name": new.name, "spans": [list(span) for span in new.spans]}


def _changed(session: Session, actor: Principal, action: str, row: SpecialDayRow) -> None:
    record_action(session, actor, action, ("special_day", row.id), day=row.day.isoformat(), name=row.name)
    publish(session, "company")
    emit(session, CalendarChanged())


def _minutes(spans: Iterable[Sequence[str]]) -> tuple[Span, ...]:
    return tuple((_minute(opens), _minute(closes)) for opens, closes in spans)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clocks(spans: Iterable[Span]) -> list[tuple[str, str]]:
    return [(_clock(opens), _clock(closes)) for opens, closes in spans]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
