"""Users: added, changed, deactivated, and always an admin left."""

import asyncio
from uuid import uuid4

import pytest
from pydantic import ValidationError

from prosa.accounts import add_user, ensure_first_admin, get_user_by_email
from prosa.accounts.passwords import READABLE
from prosa.accounts.schemas import NewUser, Role, system
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from tests.accounts.house import PASSWORD, House, code, sign_in

ANA = {"email": "Ana@Shop.test", "name": "  Ana  ", "role": "operator", "password": "a long password"}


async def test_an_admin_adds_a_user_who_can_sign_in(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    answer = await admin.post("/users", json=ANA)
    assert answer.status_code == 201
    ana = answer.json()
    assert (ana["email"], ana["name"], ana["role"]) == ("ana@shop.test", "Ana", "operator")
    assert (ana["active"], ana["locale"], ana["last_login_at"]) == (True, "pt-BR", None)
    assert ana in (await admin.get("/users")).json()["items"]
    assert (await sign_in(await house.stranger(), "ana@shop.test", "a long password")).status_code == 200


async def test_the_answer_never_holds_the_password(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    answer = await admin.post("/users", json=ANA)
    assert "password" not in answer.text
    assert "argon2" not in (await admin.get("/users")).text


async def test_an_email_is_taken_once_whatever_its_case(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    await admin.post("/users", json=ANA)
    answer = await admin.post("/users", json=ANA | {"email": "ANA@shop.TEST"})
    assert (answer.status_code, code(answer)) == (409, "email_taken")


async def test_two_who_add_the_same_email_at_once_do_not_both_succeed(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    answers = await asyncio.gather(*[admin.post("/users", json=ANA) for _ in range(3)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("email", "a@b@c"),
        ("name", "   "),
        ("name", "x" * 121),
        ("role", "owner"),
        ("password", "short"),
        ("password", "x" * 201),
        ("locale", "portuguese"),
    ],
)
def test_a_user_that_makes_no_sense_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        NewUser.model_validate(ANA | {field: value})
    assert [problem["loc"] for problem in refused.value.errors()] == [(field,)]


async def test_what_is_wrong_with_a_new_user_is_named(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    answer = await admin.post("/users", json=ANA | {"role": "owner", "password": "short"})
    assert answer.status_code == 422
    fields = answer.json()["error"]["params"]["fields"]
    assert [field["path"] for field in fields] == ["role", "password"]


async def test_an_admin_changes_a_user(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    ana = (await admin.post("/users", json=ANA)).json()
    answer = await admin.patch(f"/users/{ana['id']}", json={"role": "supervisor", "name": None})
    assert answer.json() == ana | {"role": "supervisor"}
    assert (await admin.patch(f"/users/{uuid4()}", json={"role": "viewer"})).status_code == 404


async def test_deactivation_ends_the_users_sign_ins_and_no_others(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    operator = await house.person_with_browser(Role.OPERATOR)
    me = (await operator.get("/session")).json()["user"]
    await admin.patch(f"/users/{me['id']}", json={"active": False})
    assert (await operator.get("/session")).status_code == 401
    assert (await admin.get("/session")).status_code == 200
    await admin.patch(f"/users/{me['id']}", json={"active": True})
    assert (await operator.get("/session")).status_code == 401
    assert (await sign_in(operator, "operator@shop.test")).status_code == 200


async def test_an_admin_sets_a_password_and_ends_the_users_sign_ins(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    operator = await house.person_with_browser(Role.OPERATOR)
    me = (await operator.get("/session")).json()["user"]
    answer = await admin.post(f"/users/{me['id']}/password", json={"password": "a fresh password"})
    assert answer.status_code == 204
    assert (await operator.get("/session")).status_code == 401
    assert (await sign_in(operator, "operator@shop.test", "a fresh password")).status_code == 200
    assert (await admin.post(f"/users/{uuid4()}/password", json={"password": PASSWORD})).status_code == 404


async def test_nobody_raises_their_own_role(house: House) -> None:
    operator = await house.person_with_browser(Role.OPERATOR)
    answer = await operator.patch("/me", json={"role": "admin", "active": False, "locale": "en"})
    assert (answer.json()["role"], answer.json()["active"], answer.json()["locale"]) == ("operator", True, "en")


async def test_the_last_active_admin_stays(house: House) -> None:
    await house.person(Role.ADMIN, email="gone@shop.test")
    await house.rows("UPDATE \"user\" SET active = false WHERE email = 'gone@shop.test'")
    admin = await house.person_with_browser(Role.ADMIN)
    me = (await admin.get("/session")).json()["user"]
    for change in ({"role": "supervisor"}, {"active": False}):
        answer = await admin.patch(f"/users/{me['id']}", json=change)
        assert (answer.status_code, code(answer)) == (409, "last_admin")
        assert (await admin.get("/session")).json()["user"] == me


async def test_with_another_admin_one_may_go(house: House) -> None:
    other = await house.person(Role.ADMIN, email="other@shop.test")
    admin = await house.person_with_browser(Role.ADMIN)
    answer = await admin.patch(f"/users/{other.id}", json={"role": "viewer"})
    assert answer.json()["role"] == "viewer"


async def test_admins_who_demote_each_other_at_the_same_moment_leave_one(house: House) -> None:
    people = [await house.person(Role.ADMIN, email=f"admin{n}@shop.test") for n in range(4)]
    clients = [await house.browser(person.email) for person in people]
    ring = zip(clients, people[1:] + people[:1], strict=True)
    answers = await asyncio.gather(
        *[client.patch(f"/users/{victim.id}", json={"role": "viewer"}) for client, victim in ring]
    )
    assert {answer.status_code for answer in answers} <= {200, 403, 409}
    admins = await house.rows("SELECT 1 FROM \"user\" WHERE role = 'admin' AND active")
    assert len(admins) >= 1


async def test_open_screens_hear_of_a_change_of_users(house: House) -> None:
    admin = await house.person_with_browser(Role.ADMIN)
    before = len(await house.rows("SELECT 1 FROM live_event WHERE type = 'users'"))
    await admin.post("/users", json=ANA)
    assert len(await house.rows("SELECT 1 FROM live_event WHERE type = 'users'")) == before + 1


async def test_the_first_admin_is_made_once_with_a_password_that_works(house: House) -> None:
    async def start() -> str | None:
        async with house.runtime.db.transaction() as session:
            return await ensure_first_admin(session)

    passwords = await asyncio.gather(*[start() for _ in range(4)])
    [password] = [found for found in passwords if found]
    assert set(password) <= set(READABLE + "-")
    assert len(password) == 19
    assert (await sign_in(await house.stranger(), "admin@localhost", password)).status_code == 200
    assert await start() is None
    assert (await house.actions())[0] == "user.added"


async def test_no_first_admin_is_made_where_there_are_users(runtime: Runtime, house: House) -> None:
    await house.person(Role.VIEWER)
    async with runtime.db.transaction() as session:
        assert await ensure_first_admin(session) is None


async def test_a_user_is_found_by_email_in_any_case(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        made = await add_user(
            session, system("test"), email="Ana@shop.test", name="Ana", role=Role.VIEWER, password_hash="x"
        )
        assert await get_user_by_email(session, " ANA@shop.test") == made
        with pytest.raises(NotFound):
            await get_user_by_email(session, "nobody@shop.test")
