"""Lock-out: growing waits after failures, and no way to slip through."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.accounts.jobs import clean_up
from prosa.accounts.lockout import ACCOUNT, ADDRESS, Limit, _network, count_attempt, forgive_attempt
from prosa.accounts.schemas import Role
from prosa.core.db import Database
from tests.accounts.house import House, code, sign_in


@given(failures=st.integers(0, 10_000))
@pytest.mark.parametrize("limit", [ACCOUNT, ADDRESS])
def test_waits_grow_up_to_a_limit(limit: Limit, failures: int) -> None:
    shorter, longer = limit.wait(failures), limit.wait(failures + 1)
    assert timedelta(0) <= shorter <= longer <= limit.longest
    assert (shorter == timedelta(0)) == (failures < limit.free)


def test_the_account_waits_from_the_fifth_failure_on() -> None:
    waits = [ACCOUNT.wait(failures).total_seconds() for failures in range(4, 12)]
    assert waits == [0, 15, 30, 60, 120, 240, 480, 900]
    assert all(later >= sooner for sooner, later in pairwise(waits))


async def test_after_five_failures_even_the_right_password_must_wait(house: House) -> None:
    person = await house.person(Role.OPERATOR)
    client = await house.stranger()
    for _ in range(5):
        assert (await sign_in(client, person.email, "a wrong guess")).status_code == 401
    answer = await sign_in(client, person.email)
    assert (answer.status_code, code(answer)) == (429, "locked")
    wait = answer.json()["error"]["params"]["retry_after"]
    assert 0 < wait <= 15
    assert answer.headers["retry-after"] == str(wait)


async def test_when_the_wait_is_over_the_right_password_opens_and_clears_the_account(house: House) -> None:
    person = await house.person(Role.OPERATOR)
    client = await house.stranger()
    for _ in range(5):
        await sign_in(client, person.email, "a wrong guess")
    await house.rows("UPDATE login_throttle SET locked_until = now() - interval '1 second'")
    assert (await sign_in(client, person.email)).status_code == 200
    keys = [row["key"] for row in await house.rows("SELECT key FROM login_throttle")]
    assert keys == ["address:192.0.2.10"]


async def test_the_next_failure_after_a_wait_doubles_it(house: House) -> None:
    person = await house.person(Role.OPERATOR)
    client = await house.stranger()
    for _ in range(5):
        await sign_in(client, person.email, "a wrong guess")
    await house.rows("UPDATE login_throttle SET locked_until = now() - interval '1 second'")
    await sign_in(client, person.email, "a wrong guess")
    answer = await sign_in(client, person.email)
    assert 15 < answer.json()["error"]["params"]["retry_after"] <= 30


async def test_an_email_that_nobody_has_is_locked_just_the_same(house: House) -> None:
    client = await house.stranger()
    codes = [code(await sign_in(client, "nobody@shop.test", "a wrong guess")) for _ in range(6)]
    assert codes == ["invalid_credentials"] * 5 + ["locked"]
    stored = str(await house.rows("SELECT key FROM login_throttle")) + str(
        await house.rows("SELECT * FROM audit_entry")
    )
    assert "nobody@shop.test" not in stored


async def test_guesses_at_the_same_moment_do_not_slip_through(house: House) -> None:
    person = await house.person(Role.OPERATOR)
    client = await house.stranger()
    answers = await asyncio.gather(*[sign_in(client, person.email, f"wrong guess {n}") for n in range(12)])
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 7


async def test_another_address_does_not_help_with_the_same_account(house: House) -> None:
    person = await house.person(Role.OPERATOR)
    for number in range(5):
        await sign_in(await house.stranger(f"192.0.2.{number}"), person.email, "a wrong guess")
    assert code(await sign_in(await house.stranger("192.0.2.99"), person.email)) == "locked"


async def test_one_address_cannot_try_one_password_on_many_accounts(db: Database) -> None:
    waits = []
    for number in range(ADDRESS.free + 1):
        async with db.transaction() as session:
            waits.append(await count_attempt(session, f"user{number}@shop.test", "192.0.2.1"))
    assert [wait > 0 for wait in waits] == [False] * ADDRESS.free + [True]


async def test_an_own_account_buys_no_guesses_at_others(db: Database) -> None:
    """Each right sign-in in between takes back its own attempt only."""
    allowed = 0
    for number in range(ADDRESS.free + 10):
        async with db.transaction() as session:
            if await count_attempt(session, f"victim{number}@shop.test", "192.0.2.1") == 0:
                allowed += 1
        async with db.transaction() as session:
            if await count_attempt(session, "mallory@shop.test", "192.0.2.1") == 0:
                await forgive_attempt(session, "mallory@shop.test", "192.0.2.1")
    assert allowed <= ADDRESS.free


async def test_right_sign_ins_do_not_lock_an_office_out(db: Database) -> None:
    for number in range(ADDRESS.free * 2):
        async with db.transaction() as session:
            assert await count_attempt(session, f"user{number}@shop.test", "192.0.2.1") == 0
            await forgive_attempt(session, f"user{number}@shop.test", "192.0.2.1")


async def test_old_failures_are_forgotten(house: House) -> None:
    client = await house.stranger()
    for _ in range(6):
        await sign_in(client, "nobody@shop.test", "a wrong guess")
    await house.rows(
        "UPDATE login_throttle SET last_at = now() - interval '3 hours', locked_until = now() - interval '2 hours'"
    )
    assert code(await sign_in(client, "nobody@shop.test", "a wrong guess")) == "invalid_credentials"
    assert {row["failures"] for row in await house.rows("SELECT failures FROM login_throttle")} == {1}
    await house.rows("UPDATE login_throttle SET last_at = now() - interval '3 hours'")
    await clean_up(house.runtime)
    assert await house.rows("SELECT 1 FROM login_throttle") == []


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("a unix socket", "unknown"),
    ],
)
def test_a_household_of_ipv6_addresses_is_one(ip: str | None, network: str) -> None:
    assert _network(ip) == network
