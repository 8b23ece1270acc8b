"""The same tools from outside a turn: people and programs, for a contact, under the same contract."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from prosa.accounts import add_api_key
from prosa.accounts.schemas import NewApiKey, Role, Scope, system
from prosa.agents.engine import Reply, ReplyKind
from prosa.core.runtime import Runtime
from prosa.turns.tools_api import router
from tests.authorisation import assert_refuses_strangers
from tests.knowledge.shelf import make_app, signed_in
from tests.turns.conftest import Desk
from tests.turns.shop import Shop
from tests.turns.test_approvals import asked_for_money
from tests.turns.test_contract import actions, shop, states

__all__ = ["shop"]

DOCS = {f"GET {path}": "the description" for path in ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc")}


@dataclass
class Doors:
    """Who calls: an operator, a supervisor, a program that may write and one that may read."""

    operator: httpx.AsyncClient
    supervisor: httpx.AsyncClient
    program: httpx.AsyncClient
    reader: httpx.AsyncClient
    conversation_id: str

    async def call(self, who: httpx.AsyncClient, name: str, arguments: Any = None, **more: Any) -> tuple[int, Any]:
        body = {"arguments": arguments or {"number": "A1"}, "conversation_id": self.conversation_id} | more
        answer = await who.post(f"/tools/{name}", json=body)
        found = answer.json()
        return answer.status_code, found.get("result", found.get("error"))


async def with_key(runtime: Runtime, stack: AsyncExitStack, app: FastAPI, *scopes: Scope) -> httpx.AsyncClient:
    async with runtime.db.transaction() as session:
        key = await add_api_key(session, system("test"), NewApiKey(name="programa", scopes=list(scopes)))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://prosa.test/api/v1", headers={"x-api-key": key.key}
    )
    return await stack.enter_async_context(client)


@pytest.fixture
async def doors(desk: Desk, shop: Shop) -> AsyncIterator[Doors]:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Oi!"))
    await desk.says("oi")
    app = make_app(desk.runtime, router)
    async with AsyncExitStack() as stack:
        yield Doors(
            operator=await stack.enter_async_context(signed_in(desk.runtime, app, Role.OPERATOR)),
            supervisor=await stack.enter_async_context(signed_in(desk.runtime, app, Role.SUPERVISOR)),
            program=await with_key(desk.runtime, stack, app, Scope.READ, Scope.WRITE),
            reader=await with_key(desk.runtime, stack, app, Scope.READ),
            conversation_id=str(await desk.id()),
        )


async def test_strangers_and_low_roles_are_refused(runtime: Runtime) -> None:
    await assert_refuses_strangers(make_app(runtime, router), DOCS)


async def test_tools_are_listed_with_their_contract(doors: Doors) -> None:
    items = {item["name"]: item for item in (await doors.program.get("/tools")).json()["items"]}
    refund = items["order.refund"]
    assert refund["arguments"]["required"] == ["number", "cents"]
    assert {name: refund[name] for name in ("scope", "writes", "confirms", "sensitive", "needs_conversation")} == {
        "scope": "write", "writes": True, "confirms": True, "sensitive": True, "needs_conversation": True,
    }  # fmt: skip
    assert (refund["identity"], refund["limits"]) == ("channel", {"cents": 5000, "cents_a_day": 6000})
    readable = (await doors.reader.get("/tools")).json()["items"]
    names = [item["name"] for item in readable]
    assert [name for name in names if name.startswith(("order.", "shop."))] == ["order.look", "shop.hours"]


async def test_a_read_that_is_about_nobody_needs_no_conversation(doors: Doors) -> None:
    for who in (doors.operator, doors.program):
        assert await doors.call(who, "shop.hours", conversation_id=None) == (200, {"words": "1990"})
    for name in ("order.look", "order.note", "order.cancel"):
        status, error = await doors.call(doors.operator, name, conversation_id=None)
        assert (status, error["code"]) == (422, "tool_conversation_needed")


async def test_a_tool_is_run_for_the_contact_of_the_conversation(doors: Doors, shop: Shop) -> None:
    assert await doors.call(doors.operator, "order.note") == (200, {"words": "A1 feito"})
    assert await doors.call(doors.program, "order.look") == (200, {"words": "1990"})
    assert list(shop.done.values()) == ["A1"]


@pytest.mark.parametrize("name", ["order.note", "order.cancel", "order.look", "order.call"])
async def test_nobody_gets_at_what_is_another_contacts(doors: Doors, shop: Shop, name: str) -> None:
    for who in (doors.operator, doors.supervisor, doors.program):
        status, error = await doors.call(who, name, {"number": "Z9"})
        assert (status, error["code"]) == (404, "tool_not_own")
    assert shop.done == {}


async def test_what_there_is_not_is_said_so(doors: Doors) -> None:
    assert (await doors.call(doors.operator, "order.none"))[0] == 404
    assert (await doors.call(doors.operator, "order.note", conversation_id=str(uuid4())))[0] == 404
    status, error = await doors.call(doors.operator, "order.note", {"number": ["A1"]})
    assert (status, error["code"], error["params"]) == (422, "invalid", {"field": "number"})


async def test_a_key_that_may_only_read_writes_nothing(doors: Doors, shop: Shop) -> None:
    status, error = await doors.call(doors.reader, "order.note")
    assert (status, error["code"]) == (403, "scope_missing")
    assert shop.done == {}


async def test_a_person_agrees_to_exactly_what_was_shown(doors: Doors, shop: Shop, desk: Desk) -> None:
    status, error = await doors.call(doors.operator, "order.cancel")
    assert (status, error["code"]) == (409, "tool_confirmation_needed")
    digest = error["params"]["digest"]
    for altered in ("", "0" * 64, digest[:-1], digest.upper()):
        status, error = await doors.call(doors.operator, "order.cancel", digest=altered)
        assert (status, error["params"]["digest"]) == (409, digest)
    status, error = await doors.call(doors.operator, "order.cancel", {"number": "B2"}, digest=digest)
    assert (status, error["code"]) == (409, "tool_confirmation_needed")
    assert shop.done == {}
    await doors.call(doors.operator, "order.cancel")
    for _ in range(2):
        assert await doors.call(doors.operator, "order.cancel", digest=digest) == (200, {"words": "A1 feito"})
    assert list(shop.done.values()) == ["A1"]


async def test_nobody_agrees_with_what_another_was_shown(doors: Doors, shop: Shop) -> None:
    _, error = await doors.call(doors.operator, "order.cancel")
    status, _ = await doors.call(doors.supervisor, "order.cancel", digest=error["params"]["digest"])
    assert (status, shop.done) == (409, {})


async def test_when_the_price_has_changed_it_is_shown_again(doors: Doors, shop: Shop) -> None:
    _, error = await doors.call(doors.operator, "order.cancel")
    shop.prices["A1"] = 2990
    status, again = await doors.call(doors.operator, "order.cancel", digest=error["params"]["digest"])
    assert (status, "2990" in again["params"]["shown"], shop.done) == (409, True, {})


async def test_a_contacts_yes_does_not_serve_a_program_nor_the_other_way_round(
    doors: Doors, shop: Shop, desk: Desk
) -> None:
    """What needs a yes goes to a person when a program asks: it cannot agree for the contact."""
    status, error = await doors.call(doors.program, "order.cancel")
    assert (status, error["code"]) == (409, "tool_approval_needed")
    _, shown = await doors.call(doors.operator, "order.cancel")
    status, error = await doors.call(doors.program, "order.cancel", digest=shown["params"]["digest"])
    assert (status, error["code"]) == (409, "tool_approval_needed")
    assert shop.done == {}


async def test_on_a_line_that_does_not_say_who_writes_a_program_does_nothing_personal(doors: Doors, shop: Shop) -> None:
    shop.line.known = False
    status, error = await doors.call(doors.program, "order.note")
    assert (status, error["code"]) == (403, "tool_identity_needed")
    assert (await doors.call(doors.operator, "order.note"))[0] == 200


async def test_a_person_vouches_and_is_above_the_limits_of_the_agent(doors: Doors, shop: Shop) -> None:
    assert (await doors.call(doors.operator, "order.secret"))[0] == 200
    for _ in range(3):
        assert (await doors.call(doors.operator, "order.call"))[0] == 200
    status, error = await doors.call(doors.program, "order.call")
    assert (status, error["code"]) == (403, "tool_over_limit")


async def test_a_named_call_is_done_once(doors: Doors, shop: Shop) -> None:
    name = str(uuid4())
    for _ in range(2):
        assert await doors.call(doors.program, "order.note", call_id=name) == (200, {"words": "A1 feito"})
    assert [str(call) for call in shop.done] == [name]
    for who, arguments in ((doors.program, {"number": "B2"}), (doors.operator, {"number": "A1"})):
        assert (await doors.call(who, "order.note", arguments, call_id=name))[0] == 409
    assert list(shop.done.values()) == ["A1"]


async def test_a_sensitive_one_needs_a_supervisor(doors: Doors, shop: Shop, desk: Desk) -> None:
    money = {"number": "A1", "cents": 90_000}
    for who, expected in ((doors.operator, 409), (doors.supervisor, 200)):
        _, error = await doors.call(who, "order.refund", money)
        status, _ = await doors.call(who, "order.refund", money, digest=error["params"]["digest"])
        assert status == expected
    assert await states(desk) == ["waiting", "done"]


async def test_what_was_called_stands_in_the_audit_log(doors: Doors, desk: Desk) -> None:
    await doors.call(doors.operator, "order.note")
    (row,) = await actions(desk)
    assert row.by.startswith("user:")
    assert row.by_name == "Operator"


async def test_an_approval_over_http(doors: Doors, shop: Shop, desk: Desk) -> None:
    await asked_for_money(desk)
    (waiting,) = (await doors.operator.get("/approvals")).json()["items"]
    path = f"/approvals/{waiting['id']}"
    for who, code in ((doors.operator, "role_too_low"), (doors.program, "person_required")):
        refused = await who.post(f"{path}/approve")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, code)
    assert shop.done == {}
    done = await doors.supervisor.post(f"{path}/approve")
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert (await doors.supervisor.post(f"{path}/reject")).status_code == 409
    assert (await doors.supervisor.post(f"/approvals/{uuid4()}/approve")).status_code == 404
    assert (await doors.operator.get("/approvals")).json()["items"] == []
    (decided,) = (await doors.operator.get("/approvals", params={"state": "decided"})).json()["items"]
    assert (decided["decided_by"], decided["result"]) == ("Supervisor", {"words": "A1 feito"})
