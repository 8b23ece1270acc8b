"""The company: sensible from the start, and only with hours that make sense."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from prosa.accounts.schemas import CompanyChange, Role
from prosa.core.db import Database
from tests.accounts.house import House


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
            await session.execute(text("INSERT INTO company VALUES (2, 'x', 'UTC', 'en', '{}')"))
