"""The company: sensible from the start, and only with hours that make sense."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from prosa.accounts.schemas import CompanyChange, Role
from prosa.core.db import Database
from tests.accounts.house import House, code


async def test_a_new_installation_has_a_company(house: House) -> None:
    viewer = await house.person_with_browser(Role.VIEWER)
    company = (await viewer.get("/company")).json()
    assert company["timezone"] == "America/Sao_Paulo"
    assert company["opening_hours"]["mon"] == [["09:00", "18:00"]]
    assert await house.rows("SELECT 1 FROM company") == []


async def test_what_is_changed_stays_and_the_rest_too(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    before = (await admin.get("/company")).json()
    hours = {"mon": [["08:00", "12:00"], ["13:00", "18:00"]], "sat": [["22:00", "24:00"]], "sun": []}
    await admin.patch("/company", json={"opening_hours": hours})
    answer = await admin.patch("/company", json={"name": "Loja da Ana", "timezone": "America/Manaus"})
    after = before | {"name": "Loja da Ana", "timezone": "America/Manaus", "opening_hours": hours}
    assert answer.json() == after
    assert (await admin.get("/company")).json() == after
    events = await house.rows("SELECT 1 FROM live_event WHERE type = 'company'")
    assert len(events) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"timezone": "Sao Paulo"},
        {"timezone": "../../etc/passwd"},
        {"locale": "x"},
        {"opening_hours": {"monday": []}},
        {"opening_hours": {"mon": [["9:00", "18:00"]]}},
        {"opening_hours": {"mon": [["09:00", "24:01"]]}},
        {"opening_hours": {"mon": [["09:00"]]}},
        {"opening_hours": {"mon": [["18:00", "09:00"]]}},
        {"opening_hours": {"mon": [["09:00", "09:00"]]}},
        {"opening_hours": {"mon": [["09:00", "12:00"], ["11:00", "18:00"]]}},
        {"opening_hours": []},
        {"holidays": "BR-XX"},
        {"optional_days": ["birthday"]},
    ],
)
def test_nonsense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CompanyChange.model_validate(change)


async def test_a_refused_change_changes_nothing(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    before = (await admin.get("/company")).json()
    answer = await admin.patch("/company", json={"name": "Loja", "timezone": "Sao Paulo"})
    assert answer.status_code == 422
    assert (await admin.get("/company")).json() == before


async def test_there_is_only_one_company(db: Database) -> None:
    with pytest.raises(IntegrityError, match="single"):
        async with db.transaction() as session:
            await session.execute(text("INSERT INTO company VALUES (2, 'x', 'UTC', 'en', '{}', 'BR', '[]')"))


async def test_special_days_go_before_the_holidays(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    assert (await admin.get("/company")).json()["holidays"] == "BR"
    await admin.patch("/company", json={"holidays": "BR-SP", "optional_days": ["carnival"]})
    city = {"day": "2027-01-25", "yearly": True, "name": "Aniversário de São Paulo", "spans": []}
    added = await admin.post("/company/special-days", json=city)
    assert added.status_code == 201
    on_duty = {"day": "2027-02-08", "name": "Plantão de Carnaval", "spans": [["10:00", "14:00"]]}
    await admin.post("/company/special-days", json=on_duty)
    days = (await admin.get("/company/calendar?from=2027-01-01&days=45")).json()["items"]
    assert [(day["day"], day["kind"], day["spans"]) for day in days] == [
        ("2027-01-01", "national", []),
        ("2027-01-25", "special", []),
        ("2027-02-08", "special", [["10:00", "14:00"]]),
        ("2027-02-09", "optional", []),
    ]
    again = await admin.post("/company/special-days", json=city | {"day": "2031-01-25"})
    assert (again.status_code, code(again)) == (409, "day_taken")
    address = f"/company/special-days/{added.json()['id']}"
    moved = await admin.put(address, json=city | {"name": "Aniversário", "day": "2028-01-26"})
    assert (moved.json()["name"], moved.json()["day"][5:]) == ("Aniversário", "01-26")
    await admin.delete(address)
    assert [day["name"] for day in (await admin.get("/company/special-days")).json()["items"]] == [on_duty["name"]]
    assert (await admin.delete(address)).status_code == 404


@pytest.mark.parametrize("spans", [[["18:00", "09:00"]], [["9", "10"]], [["09:00", "12:00"], ["11:00", "13:00"]]])
async def test_a_special_day_with_impossible_hours_is_refused(house: House, spans: list[list[str]]) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    answer = await admin.post("/company/special-days", json={"day": "2027-01-25", "name": "x", "spans": spans})
    assert answer.status_code == 422
