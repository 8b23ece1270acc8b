"""Business time: the agreed examples, and a clock that looks at every minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prosa.accounts.calendar import (
    DAY,
    Calendar,
    Span,
    SpecialDay,
    add_business_minutes,
    always,
    business_minutes_between,
    closing,
    is_open,
    next_opening,
    opened_at,
)
from prosa.accounts.holidays import OptionalDay, holidays

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NEW_YORK = ZoneInfo("America/New_York")
WORKDAY = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
SHOP = Calendar(SAO_PAULO, (WORKDAY,) * 5 + (((9 * 60, 13 * 60),), ()), region="BR-SP")
"""Monday to Friday 9 to 12 and 13 to 18, Saturday 9 to 13, holidays of São Paulo."""
MINUTE = timedelta(minutes=1)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SAO_PAULO)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-19T17:30", 60, "2026-11-21T09:30"),
        ("2026-11-20T10:00", 30, "2026-11-21T09:30"),
        ("2026-11-21T12:30", 60, "2026-11-23T09:30"),
        ("2026-12-24T17:50", 20, "2026-12-26T09:10"),
        ("2026-11-23T11:45", 30, "2026-11-23T13:15"),
        ("2026-11-23T11:45", 15, "2026-11-23T12:00"),
        ("2026-11-23T12:30", 0, "2026-11-23T13:00"),
        ("2026-11-23T10:00", 0, "2026-11-23T10:00"),
    ],
)
def test_the_agreed_examples(start: str, minutes: float, end: str) -> None:
    found = add_business_minutes(SHOP, local(start), minutes)
    assert (found, found.tzinfo) == (local(end), UTC)


def test_business_minutes_over_a_holiday() -> None:
    assert business_minutes_between(SHOP, local("2026-11-19T17:30"), local("2026-11-21T09:30")) == 60
    assert business_minutes_between(SHOP, local("2026-11-21T09:30"), local("2026-11-19T17:30")) == 0


def test_the_next_opening_passes_over_holidays() -> None:
    assert next_opening(SHOP, local("2026-12-24T18:00")) == local("2026-12-26T09:00")
    assert next_opening(SHOP, local("2026-12-26T09:00")) == local("2026-12-26T09:00")
    assert next_opening(Calendar(SAO_PAULO, ((),) * 7), local("2026-12-24T18:00")) is None


def test_a_special_day_goes_before_the_holiday_and_the_weekday() -> None:
    christmas, birthday = date(2026, 12, 25), date(2026, 11, 23)
    kept = Calendar(
        SAO_PAULO,
        SHOP.week,
        "BR-SP",
        dated={christmas: SpecialDay("Plantão", ((600, 720),)), birthday: SpecialDay("Mudança", ())},
        yearly={(12, 25): SpecialDay("Fechado", ()), (11, 24): SpecialDay("Aniversário da cidade", ())},
    )
    assert add_business_minutes(kept, local("2026-12-24T17:50"), 20) == local("2026-12-25T10:10")
    assert next_opening(kept, local("2026-11-22T00:00")) == local("2026-11-25T09:00")
    assert next_opening(kept, local("2027-12-25T00:00")) == local("2027-12-27T09:00")


def test_a_company_that_never_closes_has_no_closing_time() -> None:
    assert closing(always(SAO_PAULO), local("2026-11-23T23:59")) is None
    night = Calendar(SAO_PAULO, ((), (), (), (), ((22 * 60, DAY),), ((0, 120),), ()))
    assert closing(night, local("2026-11-27T23:00")) == local("2026-11-28T02:00")


def test_a_calendar_that_never_opens_has_no_end() -> None:
    with pytest.raises(OverflowError):
        add_business_minutes(Calendar(SAO_PAULO, ((),) * 7), local("2026-11-23T10:00"), 1)


@pytest.mark.parametrize(("night", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-02", 24)])
def test_a_night_in_which_clocks_change_is_as_long_as_it_is(night: str, hours: int) -> None:
    kept = always(NEW_YORK)
    begins = datetime.fromisoformat(night).replace(tzinfo=NEW_YORK)
    ends = (datetime.fromisoformat(night) + timedelta(days=1)).replace(tzinfo=NEW_YORK)
    assert business_minutes_between(kept, begins, ends) == hours * 60


def test_an_hour_that_is_skipped_counts_once() -> None:
    skipped = ((60, 150), (180, 240))
    kept = Calendar(NEW_YORK, ((),) * 6 + (skipped,))
    night = datetime(2026, 3, 8, 0, 0, tzinfo=NEW_YORK)
    assert business_minutes_between(kept, night, night + timedelta(days=1)) == 120


# -- minute by minute


def is_open_by_the_clock(kept: Calendar, moment: datetime) -> bool:
    """What somebody sees who looks at the clock on the wall and at the sign on the door."""
    here = moment.astimezone(kept.zone)
    day, minute = here.date(), here.hour * 60 + here.minute
    sign = kept.dated.get(day) or kept.yearly.get((day.month, day.day))
    if sign is not None:
        spans = sign.spans
    elif kept.region is not None and day in holidays(kept.region, kept.optional, day.year):
        spans = ()
    else:
        spans = kept.week[day.weekday()]
    return any(opens <= minute < closes for opens, closes in spans)


def minutes_from(moment: datetime, count: int) -> Iterator[datetime]:
    return (moment + MINUTE * ahead for ahead in range(count))


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, DAY), max_size=6)))
    return tuple((opens, closes) for opens, closes in list(pairwise(edges))[::2])


FIRST, DAYS_TRIED = date(2026, 12, 20), 16
days = st.integers(0, DAYS_TRIED).map(lambda ahead: FIRST + timedelta(days=ahead))
calendars = st.builds(
    Calendar,
    zone=st.just(SAO_PAULO),
    week=st.tuples(*[spans()] * 7),
    region=st.sampled_from([None, "BR", "BR-RO"]),
    optional=st.frozensets(st.sampled_from(OptionalDay)),
    dated=st.dictionaries(days, st.builds(SpecialDay, st.just("x"), spans()), max_size=3),
    yearly=st.dictionaries(
        days.map(lambda day: (day.month, day.day)), st.builds(SpecialDay, st.just("y"), spans()), max_size=2
    ),
)
moments = st.integers(0, 8 * DAY).map(lambda minute: datetime(2026, 12, 20, 3, tzinfo=UTC) + MINUTE * minute)


@given(kept=calendars, start=moments, length=st.integers(0, 3 * DAY))
def test_time_between_is_what_was_counted_minute_by_minute(kept: Calendar, start: datetime, length: int) -> None:
    counted = sum(is_open_by_the_clock(kept, minute) for minute in minutes_from(start, length))
    assert business_minutes_between(kept, start, start + MINUTE * length) == counted


@given(kept=calendars, start=moments, wanted=st.integers(1, 600))
def test_the_end_of_a_wait_is_when_so_many_minutes_were_counted(kept: Calendar, start: datetime, wanted: int) -> None:
    counted, end = 0, start
    for minute in minutes_from(start, 6 * DAY):
        counted += is_open_by_the_clock(kept, minute)
        end = minute + MINUTE
        if counted == wanted:
            break
    assume(counted == wanted)
    assert add_business_minutes(kept, start, wanted) == end


@given(kept=calendars, moment=moments)
def test_open_closed_and_when_next_are_what_the_clock_shows(kept: Calendar, moment: datetime) -> None:
    now_open = is_open_by_the_clock(kept, moment)
    assert is_open(kept, moment) == now_open
    seen = next((minute for minute in minutes_from(moment, 2 * DAY) if is_open_by_the_clock(kept, minute)), None)
    if seen is not None:
        assert next_opening(kept, moment) == seen
    began = opened_at(kept, moment)
    if began is not None:
        assert all(is_open_by_the_clock(kept, minute) for minute in minutes_from(began, (moment - began) // MINUTE))


@given(
    zone=st.sampled_from([NEW_YORK, SAO_PAULO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
    week=st.tuples(*[spans()] * 7),
    start=st.datetimes(datetime(2018, 1, 1), datetime(2027, 1, 1)),
    minutes=st.integers(0, 5_000),
)
def test_adding_and_counting_agree_in_every_zone(
    zone: ZoneInfo, week: tuple[tuple[Span, ...], ...], start: datetime, minutes: int
) -> None:
    kept, begins = Calendar(zone, week), start.replace(tzinfo=UTC)
    assume(sum(closes - opens for day in week for opens, closes in day) >= 30)
    end = add_business_minutes(kept, begins, minutes)
    assert business_minutes_between(kept, begins, end) == pytest.approx(minutes)
    later = add_business_minutes(kept, begins, minutes + 1)
    assert later > end
    assert business_minutes_between(kept, end, later) == pytest.approx(1)
