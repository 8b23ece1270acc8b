"""Opening hours: open now, until when, and when again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.accounts.calendar import Calendar
from prosa.accounts.hours import calendar_of
from prosa.accounts.schemas import DAYS, Company
from prosa.accounts.tools import hours_at

WEEK: dict[str, Any] = {
    "mon": [["09:00", "12:00"], ["13:00", "18:00"]],
    "fri": [["22:00", "24:00"]],
    "sat": [["00:00", "02:00"]],
}


def company(opening_hours: dict[str, Any], holidays: str = "none") -> Calendar:
    kept = {"timezone": "America/Sao_Paulo", "locale": "pt-BR", "holidays": holidays, "optional_days": []}
    return calendar_of(Company(name="Loja", opening_hours=opening_hours, **kept))


def local(text: str) -> datetime:
    """A moment of São Paulo, three hours behind UTC. 2026-11-23 is a Monday."""
    return datetime.fromisoformat(f"{text}-03:00")


@pytest.mark.parametrize(
    ("moment", "closes", "opens"),
    [
        ("2026-11-23T08:59", None, "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T12:00", None),
        ("2026-11-23T12:00", None, "2026-11-23T13:00"),
        ("2026-11-23T17:59", "2026-11-23T18:00", None),
        ("2026-11-23T18:00", None, "2026-11-27T22:00"),
        ("2026-11-28T02:00", None, "2026-11-30T09:00"),
    ],
)
def test_the_hours_at_a_moment(moment: str, closes: str | None, opens: str | None) -> None:
    hours = hours_at(company(WEEK), local(moment))
    assert hours.open_now == (closes is not None)
    assert hours.closes_at == (local(closes) if closes else None)
    assert hours.next_opening == (local(opens) if opens else None)


def test_hours_that_go_past_midnight_are_one_opening() -> None:
    hours = hours_at(company(WEEK), local("2026-11-27T23:00"))
    assert hours.closes_at == local("2026-11-28T02:00")


def test_a_company_that_never_closes_has_no_closing_time() -> None:
    hours = hours_at(company({day: [["00:00", "24:00"]] for day in DAYS}), local("2026-11-23T23:59"))
    assert (hours.open_now, hours.closes_at, hours.next_opening) == (True, None, None)


def test_a_company_without_hours_is_not_known_to_be_open() -> None:
    hours = hours_at(company({}), local("2026-11-23T10:00"))
    assert (hours.known, hours.open_now, hours.next_opening, hours.closes_at) == (False, False, None, None)


SPAN = st.tuples(st.integers(0, 22), st.integers(1, 6)).map(
    lambda span: [f"{span[0]:02}:00", f"{min(24, sum(span)):02}:00"]
)


@given(
    week=st.dictionaries(st.sampled_from(DAYS), SPAN.map(lambda span: [span])),
    minutes=st.integers(0, 7 * 24 * 60),
)
def test_nothing_changes_before_the_moment_that_was_announced(week: dict[str, Any], minutes: int) -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    hours = hours_at(company(week), moment)
    announced = hours.closes_at if hours.open_now else hours.next_opening
    if announced is None:
        assert hours.open_now or not hours.known
        return
    assert announced > moment
    assert hours_at(company(week), announced - timedelta(seconds=1)).open_now == hours.open_now
    assert hours_at(company(week), announced).open_now != hours.open_now


def test_a_holiday_is_told_before_it_comes() -> None:
    week = {day: [["09:00", "18:00"]] for day in DAYS}
    hours = hours_at(company(week, "BR"), local("2026-12-24T10:00"))
    assert [(told.date.isoformat(), told.name, told.intervals) for told in hours.different_days] == [
        ("2026-12-25", "Natal", []),
        ("2027-01-01", "Confraternização Universal", []),
    ]
    on_the_day = hours_at(company(week, "BR"), local("2026-12-25T10:00"))
    assert (on_the_day.open_now, on_the_day.today.intervals) == (False, [])
    assert on_the_day.next_opening == local("2026-12-26T09:00")
