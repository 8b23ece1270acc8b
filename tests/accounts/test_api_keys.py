"""API keys: scopes, expiry, revocation, and what is kept of them."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from prosa.accounts.schemas import NewApiKey, Role
from prosa.core.clock import now
from tests.accounts.house import House, code, counted_statements


@pytest.fixture
async def admin(house: House) -> httpx.AsyncClient:
    return await house.person_with_browser(Role.ADMIN)


async def new_key(admin: httpx.AsyncClient, *scopes: str, **more: Any) -> dict[str, Any]:
    answer = await admin.post("/api-keys", json={"name": "shop", "scopes": scopes, **more})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


async def program(house: House, key: str) -> httpx.AsyncClient:
    client = await house.stranger()
    client.headers["x-api-key"] = key
    return client


async def test_a_key_is_shown_once_and_kept_as_a_fingerprint(house: House, admin: httpx.AsyncClient) -> None:
    made = await new_key(admin, "read")
    assert made["key"].startswith(made["prefix"])
    listed = await admin.get("/api-keys")
    assert made["key"] not in listed.text
    assert listed.json()["items"] == [{name: made[name] for name in made if name != "key"}]
    assert listed.json()["items"][0]["created_by"] == "Admin"
    assert made["key"] not in str(await house.rows("SELECT * FROM api_key"))
    assert made["key"] not in str(await house.rows("SELECT * FROM audit_entry"))


WHAT_SCOPES_ALLOW: dict[tuple[str, ...], tuple[int | str, int | str, int | str]] = {
    ("read",): (200, "role_too_low", "scope_missing"),
    ("write",): ("scope_missing", "scope_missing", "role_too_low"),
    ("read", "write"): (200, "role_too_low", "role_too_low"),
    ("read", "admin"): (200, 200, "scope_missing"),
    ("write", "admin"): ("scope_missing", "scope_missing", 200),
    ("admin",): ("scope_missing", "scope_missing", "scope_missing"),
    ("read", "write", "admin"): (200, 200, 200),
}


async def test_a_key_may_do_what_its_scopes_say(house: House, admin: httpx.AsyncClient) -> None:
    """Columns: reading what a supervisor may, reading what an admin may, writing what an admin may."""
    for scopes, allowed in WHAT_SCOPES_ALLOW.items():
        client = await program(house, (await new_key(admin, *scopes))["key"])
        answers = [
            await client.get("/users"),
            await client.get("/audit"),
            await client.patch("/company", json={"name": "Loja"}),
        ]
        found = [answer.status_code if answer.is_success else code(answer) for answer in answers]
        assert found == list(allowed), scopes


async def test_a_key_also_works_as_a_bearer_token(house: House, admin: httpx.AsyncClient) -> None:
    client = await house.stranger()
    client.headers["authorization"] = f"Bearer {(await new_key(admin, 'read'))['key']}"
    assert (await client.get("/company")).status_code == 200


async def test_a_revoked_key_opens_nothing_and_leaves_the_list(house: House, admin: httpx.AsyncClient) -> None:
    made = await new_key(admin, "read")
    client = await program(house, made["key"])
    assert (await admin.delete(f"/api-keys/{made['id']}")).status_code == 204
    assert (await client.get("/company")).status_code == 401
    assert (await admin.get("/api-keys")).json()["items"] == []
    assert (await admin.delete(f"/api-keys/{made['id']}")).status_code == 404


async def test_a_key_ends_when_it_was_told_to(house: House, admin: httpx.AsyncClient) -> None:
    made = await new_key(admin, "read", expires_at=(now() + timedelta(hours=1)).isoformat())
    client = await program(house, made["key"])
    assert (await client.get("/company")).status_code == 200
    await house.rows("UPDATE api_key SET expires_at = now() - interval '1 second'")
    assert (await client.get("/company")).status_code == 401


async def test_a_key_cannot_end_in_the_past_or_at_no_certain_time(admin: httpx.AsyncClient) -> None:
    for expires_at in ("2020-01-01T00:00:00Z", "2999-01-01T00:00:00"):
        body = {"name": "shop", "scopes": ["read"], "expires_at": expires_at}
        assert (await admin.post("/api-keys", json=body)).status_code == 422


@pytest.mark.parametrize("scopes", [[], ["root"], "read"])
def test_a_key_needs_scopes_that_exist(scopes: object) -> None:
    with pytest.raises(ValidationError):
        NewApiKey.model_validate({"name": "shop", "scopes": scopes})


async def test_a_request_with_a_key_costs_one_query_and_its_use_is_noted_once_a_minute(
    house: House, admin: httpx.AsyncClient
) -> None:
    client = await program(house, (await new_key(admin, "read"))["key"])
    with counted_statements(house.runtime) as statements:
        for _ in range(3):
            await client.get("/session")
    assert [statement.split()[0] for statement in statements] == ["SELECT", "UPDATE", "SELECT", "SELECT"]
    assert (await admin.get("/api-keys")).json()["items"][0]["last_used_at"] is not None


async def test_a_key_made_by_a_key_names_no_person(house: House, admin: httpx.AsyncClient) -> None:
    client = await program(house, (await new_key(admin, "read", "write", "admin"))["key"])
    assert (await new_key(client, "read"))["created_by"] is None


async def test_a_key_outlives_the_account_of_who_made_it(house: House, admin: httpx.AsyncClient) -> None:
    """Keys belong to the company: a colleague who leaves must not stop the shop."""
    client = await program(house, (await new_key(admin, "read"))["key"])
    await house.rows('UPDATE "user" SET active = false')
    assert (await client.get("/company")).status_code == 200
