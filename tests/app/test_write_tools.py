"""Every tool of the product that writes is tried by those who may not, without a yes, on what is another's, and with an
altered yes: nothing is accepted. A tool that is missing here fails."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from prosa.accounts import Role
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.turns.models import ToolActionRow
from tests.house import House, open_house

ARGUMENTS: dict[str, dict[str, Any]] = {
    "consent.withdraw": {"message_id": str(uuid4()), "answer": "não quero mais"},
    "contact.change": {"full_name": "Outro Nome"},
    "identity.verify": {"email": "mariana@example.com"},
    "ticket.open": {"summary": "Não liga", "category": "technical"},
}
ALTERED = {"contact.change": {"full_name": "Nome de Ladrão"}}


@pytest.fixture
async def house(runtime: Runtime) -> Any:
    async with open_house(runtime) as house:
        yield house


def writing(house: House) -> list[Tool]:
    return [tool for tool in house.runtime.registry.all(Tool).values() if tool.writes]


async def person_of(house: House) -> str:
    """The conversation of somebody who has written on a line that says who writes."""
    channel_id = await house.channel("simulator")
    await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text="oi")
    return str((await house.conversation())["id"])


async def tries(who: httpx.AsyncClient, name: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await who.post(f"/api/v1/tools/{name}", json=body)
    return answer.status_code, answer.json().get("error", {})


async def states(house: House) -> list[str]:
    async with house.runtime.db.transaction() as session:
        return sorted(await session.scalars(select(ToolActionRow.state)))


async def test_nobody_writes_who_may_not(house: House) -> None:
    assert {tool.name for tool in writing(house)} == set(ARGUMENTS)
    conversation_id = await person_of(house)
    read_key = await house.post("/api-keys", name="r", scopes=["read"])
    intruders = {
        "nobody": (house.browser(), 401),
        "an unknown key": (house.browser(headers={"x-api-key": "prosa_00000000_unknown"}), 401),
        "a viewer": (await house.user("vera@example.com", Role.VIEWER), 403),
        "a reading key": (house.browser(headers={"x-api-key": read_key["key"]}), 403),
    }
    for name, arguments in ARGUMENTS.items():
        for who, (browser, expected) in intruders.items():
            status, _ = await tries(browser, name, arguments=arguments, conversation_id=conversation_id)
            assert (name, who, status) == (name, who, expected)
    assert await states(house) == []


async def test_nobody_writes_for_nobody(house: House) -> None:
    for name, arguments in ARGUMENTS.items():
        for conversation_id, expected in ((None, 422), (str(new_id()), 404), ("x", 422)):
            status, _ = await tries(house.admin, name, arguments=arguments, conversation_id=conversation_id)
            assert (name, status) == (name, expected)
    assert await states(house) == []


async def test_what_needs_a_yes_is_not_done_without_exactly_that_yes(house: House) -> None:
    conversation_id = await person_of(house)
    key = await house.post("/api-keys", name="w", scopes=["read", "write"])
    program = house.browser(headers={"x-api-key": key["key"]})
    asking = [tool.name for tool in writing(house) if tool.confirm is not None]
    assert set(ALTERED) == set(asking)
    for name in asking:
        call = {"arguments": ARGUMENTS[name], "conversation_id": conversation_id}
        status, shown = await tries(house.admin, name, **call)
        assert (status, shown["code"]) == (409, "tool_confirmation_needed")
        digest = str(shown["params"]["digest"])
        for forged in ("", digest[::-1], digest[:-1], "f" * 64):
            assert (await tries(house.admin, name, **call, digest=forged))[0] == 409
        other = {**call, "arguments": ALTERED[name], "digest": digest}
        assert (await tries(house.admin, name, **other))[0] == 409
        status, refused = await tries(program, name, **call, digest=digest)
        assert (status, refused["code"]) == (409, "tool_approval_needed")
    assert set(await states(house)) <= {"offered", "replaced", "waiting"}
    contact = (await house.get("/conversations"))["items"][0]["contact"]
    assert contact["name"] not in ("Outro Nome", "Nome de Ladrão")


async def test_an_anonymous_visitor_changes_nothing_personal(house: House) -> None:
    """A page's visitor says of themselves what they like; the same holds for a program that asks in their name."""
    channel_id = await house.channel("webchat")
    key = await house.post("/api-keys", name="w", scopes=["read", "write"])
    program = house.browser(headers={"x-api-key": key["key"]})
    conversation_id = await visitor_of(house, channel_id)
    for name in ("contact.change", "identity.verify"):
        status, refused = await tries(program, name, arguments=ARGUMENTS[name], conversation_id=conversation_id)
        assert (status, refused["code"]) == (403, "tool_identity_needed")
    assert await states(house) == []


async def visitor_of(house: House, channel_id: UUID) -> str:
    visitor = house.browser()
    opened = await visitor.post(f"/api/v1/webchat/{channel_id}/session")
    visitor.headers["authorization"] = f"Bearer {opened.json()['token']}"
    said = await visitor.post(f"/api/v1/webchat/{channel_id}/messages", json={"id": "client-1", "text": "oi"})
    said.raise_for_status()
    return str((await house.conversation())["id"])
