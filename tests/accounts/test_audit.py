"""The audit log: complete, without secrets, and nobody can rewrite it."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from prosa.accounts import record_action
from prosa.accounts.schemas import Role, system
from prosa.core.db import Database
from tests.accounts.house import PASSWORD, House, sign_in

NEW_PASSWORD = "another long one"


REWRITING = (
    "UPDATE audit_entry SET actor_name = 'somebody else'",
    "UPDATE audit_entry SET detail = '{}' WHERE false",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry CASCADE",
)


async def test_the_database_refuses_to_rewrite_the_log(db: Database) -> None:
    async with db.transaction() as session:
        record_action(session, system("test"), "thing.done")
    for statement in REWRITING:
        with pytest.raises(DBAPIError, match="never changed or removed"):
            async with db.transaction() as session:
                await session.execute(text(statement))
    async with db.transaction() as session:
        assert await session.scalar(text("SELECT actor_name FROM audit_entry")) == "test"


async def test_an_entry_vanishes_with_what_it_describes(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as session:
            record_action(session, system("test"), "thing.done")
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with db.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM audit_entry")) == 0


async def test_every_write_and_every_sign_in_leaves_an_entry(house: House) -> None:
    person = await house.person(Role.ADMIN)
    client = await house.stranger()
    await sign_in(client, person.email, "a wrong guess")
    admin = await house.browser(person.email)
    new = {"email": "ana@shop.test", "name": "Ana", "role": "viewer", "password": PASSWORD}
    ana = (await admin.post("/users", json=new)).json()
    await admin.patch(f"/users/{ana['id']}", json={"role": "operator"})
    await admin.post(f"/users/{ana['id']}/password", json={"password": NEW_PASSWORD})
    await admin.patch("/me", json={"locale": "en"})
    await admin.post("/me/password", json={"current": PASSWORD, "password": NEW_PASSWORD})
    key = (await admin.post("/api-keys", json={"name": "shop", "scopes": ["read"]})).json()
    await admin.delete(f"/api-keys/{key['id']}")
    await admin.patch("/company", json={"name": "Loja"})
    await client.post("/tokens", json={"email": "ana@shop.test", "password": NEW_PASSWORD})
    await admin.delete("/session")
    assert await house.actions() == [
        "session.refused",
        "session.opened",
        "user.added",
        "user.changed",
        "user.password_set",
        "user.changed",
        "user.password_set",
        "api_key.added",
        "api_key.revoked",
        "company.changed",
        "tokens.issued",
        "session.closed",
    ]


async def test_an_entry_says_who_did_what_to_whom_from_where(house: House) -> None:
    person = await house.person(Role.ADMIN, name="Carla")
    admin = await house.browser(person.email, ip="198.51.100.7")
    answer = await admin.patch("/company", json={"name": "Loja"}, headers={"x-request-id": "request-0001"})
    assert answer.status_code == 200
    [row] = await house.rows("SELECT * FROM audit_entry WHERE action = 'company.changed'")
    assert (row["actor_kind"], row["actor_id"], row["actor_name"]) == ("user", person.id, "Carla")
    assert (row["subject_kind"], row["subject_id"], row["detail"]) == ("company", "1", {"name": "Loja"})
    assert (row["ip"], row["correlation_id"]) == ("198.51.100.7", "request-0001")


async def test_a_refused_sign_in_names_the_account_only_when_there_is_one(house: House) -> None:
    person = await house.person(Role.ADMIN)
    await sign_in(await house.stranger(), person.email, "my-other-password")
    await sign_in(await house.stranger(), "typed@by.mistake", "my-other-password")
    rows = await house.rows("SELECT * FROM audit_entry WHERE action = 'session.refused' ORDER BY id")
    assert [row["subject_id"] for row in rows] == [str(person.id), None]
    assert "mistake" not in str(rows)
    assert "my-other-password" not in str(rows)


async def test_no_secret_reaches_the_log(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    new = {"email": "ana@shop.test", "name": "Ana", "role": "viewer", "password": "very-secret-indeed"}
    await admin.post("/users", json=new)
    key = (await admin.post("/api-keys", json={"name": "shop", "scopes": ["read"]})).json()["key"]
    stored = str(await house.rows("SELECT * FROM audit_entry"))
    for secret in ("very-secret-indeed", "argon2", key, PASSWORD):
        assert secret not in stored


async def test_the_log_is_read_newest_first_page_by_page_without_gap_or_repeat(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    for number in range(7):
        await admin.patch("/company", json={"name": f"Loja {number}"})
    wanted = [item["id"] for item in (await admin.get("/audit", params={"limit": 200})).json()["items"]]
    found: list[Any] = []
    before = None
    while True:
        params = {"limit": 3} | ({"before": before} if before else {})
        page = (await admin.get("/audit", params=params)).json()
        found += [item["id"] for item in page["items"]]
        before = page["next_before"]
        if before is None:
            break
    assert found == wanted
    assert found == sorted(found, reverse=True)


async def test_a_page_that_makes_no_sense_is_invalid(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    for params in ({"limit": 0}, {"limit": 201}, {"before": "x"}):
        assert (await admin.get("/audit", params=params)).status_code == 422
