"""Brazil's holidays: ours against a list that many keep up to date (see data/README.md)."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from prosa.accounts.holidays import COUNTRY, REGIONS, HolidayKind, OptionalDay, easter, holidays

YEARS = range(2024, 2041)


@cache
def listed(region: str) -> frozenset[date]:
    """By others, for the years above."""
    found = json.loads((Path(__file__).parent / "data" / "holidays.json").read_text())
    return frozenset(date.fromisoformat(day) for day in found[region])


def kept(region: str, *optional: OptionalDay) -> set[date]:
    return {day for year in YEARS for day in holidays(region, frozenset(optional), year)}


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_keeps_the_days_that_others_list_for_it(region: str) -> None:
    assert kept(region) == listed(COUNTRY) | listed(region)


def test_a_company_may_close_on_the_days_that_many_keep() -> None:
    assert kept(COUNTRY, *OptionalDay) == listed(COUNTRY) | listed("optional")


@pytest.mark.parametrize(
    "sunday", ["1818-03-22", "1954-04-18", "1981-04-19", "2000-04-23", "2027-03-28", "2038-04-25", "2049-04-18"]
)
def test_easter_falls_where_the_church_has_it(sunday: str) -> None:
    assert easter(int(sunday[:4])).isoformat() == sunday


def test_easter_is_a_sunday_between_its_bounds() -> None:
    for year in range(1583, 4100):
        assert easter(year).weekday() == 6
        assert date(year, 3, 22) <= easter(year) <= date(year, 3, 22) + timedelta(days=34)


def test_a_day_says_whose_it_is() -> None:
    found = holidays("BR-RJ", frozenset({OptionalDay.CARNIVAL}), 2026)
    assert {found[day].kind for day in (date(2026, 4, 21), date(2026, 12, 25))} == {HolidayKind.NATIONAL}
    assert found[date(2026, 2, 16)].kind is HolidayKind.OPTIONAL
    assert found[date(2026, 2, 17)].kind is HolidayKind.STATE
