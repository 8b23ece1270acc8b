"""The tools over the Model Context Protocol, asked for by the official client over a real port and on stdio."""

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from sqlalchemy import select

from prosa.app.extras import ExtraMissing, mcp_door
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.turns.models import ToolActionRow
from tests.house import House, open_house
from tests.turns.shop import Shop

INITIALIZE = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip
PROSA = Path(sys.executable).with_name("prosa")
HEADERS = {"accept": "application/json, text/event-stream"}


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    opened = replace(runtime, settings=runtime.settings.model_copy(update={"mcp": True}))
    async with open_house(opened) as house:
        yield house


@asynccontextmanager
async def client(house: House, *scopes: str) -> AsyncIterator[Client]:
    key = await house.post("/api-keys", name="assistente", scopes=list(scopes))
    async with (
        httpx2.AsyncClient(headers={"x-api-key": key["key"]}) as http,
        Client(streamable_http_client(f"{house.address}/mcp", http_client=http)) as client,
    ):
        yield client


async def told(client: Client, name: str, **arguments: Any) -> tuple[bool, dict[str, Any]]:
    """Whether it was done, and what was answered."""
    result = await client.call_tool(name, arguments)
    (content,) = result.content
    return not result.is_error, json.loads(content.text)  # type: ignore[union-attr]


async def test_a_program_finds_and_uses_the_tools(house: House) -> None:
    async with client(house, "read", "write") as assistant:
        tools = {tool.name: tool for tool in (await assistant.list_tools()).tools}
        done, hours = await told(assistant, "company.hours")
        strange = await told(assistant, "company.secrets")
        wrong = await told(assistant, "knowledge.search", query="", limit=99)
    assert tools["ticket.open"].input_schema["required"][0] == "conversation_id"
    assert tools["company.hours"].annotations is not None
    assert tools["company.hours"].annotations.read_only_hint
    assert (done, hours["known"]) == (True, True)
    assert (strange[0], strange[1]["code"]) == (False, "not_found")
    assert (wrong[0], wrong[1]["code"]) == (False, "invalid")


async def test_a_key_that_may_only_read_neither_sees_nor_does_a_write(house: House) -> None:
    async with client(house, "read") as assistant:
        assert not [tool for tool in (await assistant.list_tools()).tools if tool.name == "ticket.open"]
        assert (await told(assistant, "ticket.open"))[1]["code"] == "scope_missing"


async def test_a_write_keeps_its_contract(house: House) -> None:
    shop = Shop()
    for tool in shop.tools():
        house.runtime.registry.add(Tool, tool.name, tool)
    channel_id = await house.channel("simulator")
    await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text="oi")
    conversation = await house.conversation()
    shop.owners["A1"] = UUID(conversation["contact"]["id"])
    here = {"conversation_id": conversation["id"]}
    async with client(house, "read", "write") as assistant:
        assert (await told(assistant, "order.note", number="A1"))[1]["code"] == "tool_conversation_needed"
        assert (await told(assistant, "order.note", number="A1", conversation_id="x"))[1]["code"] == "invalid"
        assert (await told(assistant, "order.note", number="Z9", **here))[1]["code"] == "tool_not_own"
        assert (await told(assistant, "order.cancel", number="A1", **here))[1]["code"] == "tool_approval_needed"
        assert shop.done == {}
        assert await told(assistant, "order.note", number="A1", **here) == (True, {"words": "A1 feito"})
    async with house.runtime.db.transaction() as session:
        states = sorted(await session.scalars(select(ToolActionRow.state)))
    assert (states, list(shop.done.values())) == (["done", "waiting"], ["A1"])


async def test_only_a_key_opens_the_door(house: House) -> None:
    """A page in a signed-in browser sends the cookie along: it is not taken."""
    only_write = await house.post("/api-keys", name="w", scopes=["write"])
    visits: list[tuple[httpx.AsyncClient, dict[str, str], int]] = [
        (house.browser(), {}, 401),
        (house.browser(), {"x-api-key": "prosa_00000000_unknown"}, 401),
        (house.browser(), {"authorization": "Bearer prosa_00000000_unknown"}, 401),
        (house.admin, {}, 401),
        (house.browser(), {"x-api-key": only_write["key"]}, 403),
    ]
    for browser, headers, status in visits:
        for method in ("POST", "GET", "DELETE"):
            answer = await browser.request(method, "/mcp", json=INITIALIZE, headers=HEADERS | headers)
            assert answer.status_code == status


async def test_a_revoked_key_is_out_at_once(house: House) -> None:
    key = await house.post("/api-keys", name="k", scopes=["read"])
    stranger = house.browser(headers=HEADERS | {"x-api-key": key["key"]})
    assert (await stranger.post("/mcp", json=INITIALIZE)).status_code == 200
    (await house.admin.delete(f"/api/v1/api-keys/{key['id']}")).raise_for_status()
    assert (await stranger.post("/mcp", json=INITIALIZE)).status_code == 401


async def test_the_door_is_closed_unless_it_is_opened(runtime: Runtime) -> None:
    async with open_house(runtime) as house:
        answer = await house.admin.post("/mcp", json=INITIALIZE, headers=HEADERS)
    assert answer.status_code in (404, 405)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "prosa.app.mcp_door", raising=False)
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    with pytest.raises(ExtraMissing, match=r"prosa\[mcp\]"):
        mcp_door()


async def test_on_stdio_it_serves_whoever_started_it(database_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PROSA_DATABASE_URL": database_url, "PROSA_DATA_DIR": str(tmp_path)}
    command = StdioServerParameters(command=str(PROSA), args=["mcp"], env=environment)
    async with Client(stdio_client(command)) as assistant:
        assert "ticket.open" in [tool.name for tool in (await assistant.list_tools()).tools]
        done, hours = await told(assistant, "company.hours")
    assert (done, hours["known"]) == (True, True)
