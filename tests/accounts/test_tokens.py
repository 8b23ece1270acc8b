"""Sign-ins of programs: short access tokens, refresh tokens that work once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import jwt
import pytest
from cryptography.fernet import Fernet

from prosa.accounts.schemas import Role
from prosa.accounts.tokens import ACCESS_LIFE, InvalidToken, session_of
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.secrets import Vault
from tests.accounts.house import PASSWORD, House, code


async def program(house: House, role: Role = Role.OPERATOR) -> tuple[httpx.AsyncClient, dict[str, str]]:
    """A program that has signed in as a person of that role, and its tokens."""
    person = await house.person(role)
    client = await house.stranger()
    answer = await client.post("/tokens", json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
    return client, answer.json()


async def refresh(client: httpx.AsyncClient, refresh_token: str) -> httpx.Response:
    return await client.post("/tokens/refresh", json={"refresh_token": refresh_token})


async def test_an_access_token_opens_what_the_user_may_do_without_a_csrf_token(house: House) -> None:
    client, tokens = await program(house)
    assert tokens["expires_in"] == ACCESS_LIFE.total_seconds()
    assert (await client.patch("/me", json={"name": "Ana"})).json()["name"] == "Ana"
    assert code(await client.get("/audit")) == "role_too_low"


async def test_a_wrong_password_gives_no_tokens_and_counts_for_the_lock_out(house: House) -> None:
    await house.person(Role.OPERATOR)
    client = await house.stranger()
    body = {"email": "operator@shop.test", "password": "a wrong guess"}
    codes = [code(await client.post("/tokens", json=body)) for _ in range(6)]
    assert codes == ["invalid_credentials"] * 5 + ["locked"]


async def test_a_refresh_token_gives_the_next_pair(house: House) -> None:
    client, tokens = await program(house)
    answer = await refresh(client, tokens["refresh_token"])
    assert answer.status_code == 200
    assert answer.json()["refresh_token"] != tokens["refresh_token"]
    client.headers["authorization"] = f"Bearer {answer.json()['access_token']}"
    assert (await client.get("/company")).status_code == 200


async def test_a_refresh_token_that_comes_twice_ends_the_sign_in_for_both_holders(house: House) -> None:
    client, first = await program(house)
    second = (await refresh(client, first["refresh_token"])).json()
    answer = await refresh(client, first["refresh_token"])
    assert (answer.status_code, code(answer)) == (401, "invalid_token")
    assert (await refresh(client, second["refresh_token"])).status_code == 401
    client.headers["authorization"] = f"Bearer {second['access_token']}"
    assert (await client.get("/company")).status_code == 401
    assert await house.actions() == ["tokens.issued", "tokens.reused"]


async def test_of_two_refreshes_at_the_same_moment_at_most_one_gives_tokens(house: House) -> None:
    client, tokens = await program(house)
    answers = await asyncio.gather(*[refresh(client, tokens["refresh_token"]) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    assert await house.rows("SELECT 1 FROM session") == []


async def test_refreshing_while_the_password_changes_never_hangs(house: House) -> None:
    client, tokens = await program(house)
    body = {"current": PASSWORD, "password": "another long one"}
    changed, refreshed = await asyncio.gather(
        client.post("/me/password", json=body), refresh(client, tokens["refresh_token"])
    )
    assert changed.status_code == 204
    assert refreshed.status_code in (200, 401)


async def test_an_expired_sign_in_cannot_be_refreshed(house: House) -> None:
    client, tokens = await program(house)
    await house.rows("UPDATE session SET expires_at = now() - interval '1 second'")
    assert (await refresh(client, tokens["refresh_token"])).status_code == 401


async def test_refreshing_prolongs_a_sign_in_and_using_it_does_not(house: House) -> None:
    client, tokens = await program(house)
    await house.rows(
        "UPDATE session SET expires_at = now() + interval '1 hour', last_seen_at = now() - interval '1 hour'"
    )
    await client.get("/company")
    [row] = await house.rows("SELECT expires_at - now() AS left FROM session")
    assert row["left"] < timedelta(hours=1)
    await refresh(client, tokens["refresh_token"])
    [row] = await house.rows("SELECT expires_at - now() AS left FROM session")
    assert row["left"] > timedelta(days=29)


async def test_deactivation_ends_tokens_at_once(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    client, tokens = await program(house)
    users = (await admin.get("/users")).json()["items"]
    operator = next(user for user in users if user["role"] == "operator")
    assert (await admin.patch(f"/users/{operator['id']}", json={"active": False})).status_code == 200
    assert (await client.get("/company")).status_code == 401
    assert (await refresh(client, tokens["refresh_token"])).status_code == 401


async def test_signing_out_ends_a_programs_sign_in_too(house: House) -> None:
    client, tokens = await program(house)
    assert (await client.delete("/session")).status_code == 204
    assert (await client.get("/company")).status_code == 401
    assert (await refresh(client, tokens["refresh_token"])).status_code == 401


async def test_a_program_has_no_browser_session(house: House) -> None:
    client, _ = await program(house)
    assert code(await client.get("/session")) == "browser_only"


async def test_the_refresh_token_is_not_found_in_the_database(house: House) -> None:
    _, tokens = await program(house)
    assert tokens["refresh_token"] not in str(await house.rows("SELECT * FROM refresh_token"))


async def test_tokens_outlive_a_rotation_of_the_key_while_the_old_one_is_listed(house: House, runtime: Runtime) -> None:
    client, _ = await program(house)
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    house.app.state.runtime = replace(runtime, vault=Vault([new]))
    assert code(await client.get("/company")) == "invalid_token"
    before, during, after = Vault([old]), Vault([new, old]), Vault([new])
    house.app.state.runtime = replace(runtime, vault=before)
    body = {"email": "operator@shop.test", "password": PASSWORD}
    tokens = (await client.post("/tokens", json=body)).json()
    session_id = session_of(before, tokens["access_token"])
    assert session_of(during, tokens["access_token"]) == session_id
    with pytest.raises(InvalidToken):
        session_of(after, tokens["access_token"])


VAULT = Vault([Fernet.generate_key().decode()])
KEY = VAULT.derived("prosa access token")[0]
GOOD = {"iss": "prosa", "sid": str(new_id()), "exp": now() + timedelta(days=1)}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        jwt.encode(GOOD, b"another key of thirty-two bytes!!", "HS256"),
        jwt.encode(GOOD, KEY * 2, "HS512"),
        jwt.encode(GOOD, None, "none"),
        jwt.encode(GOOD | {"exp": now() - timedelta(seconds=1)}, KEY, "HS256"),
        jwt.encode(GOOD | {"iss": "another"}, KEY, "HS256"),
        jwt.encode(GOOD | {"sid": "not an id"}, KEY, "HS256"),
        jwt.encode({"iss": "prosa", "sid": str(new_id())}, KEY, "HS256"),
        jwt.encode({"iss": "prosa", "exp": now() + timedelta(days=1)}, KEY, "HS256"),
    ],
)
def test_a_forged_expired_or_incomplete_token_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        session_of(VAULT, token)


def test_a_token_of_ours_is_taken() -> None:
    assert str(session_of(VAULT, jwt.encode(GOOD, KEY, "HS256"))) == GOOD["sid"]
