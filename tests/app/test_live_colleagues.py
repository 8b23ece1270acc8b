"""Colleagues see each other: who is at work, who looks at a conversation and who types, over all servers."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from prosa.accounts import Role
from prosa.app import live
from prosa.core.runtime import Runtime
from tests.app.tabs import Tab, open_tab
from tests.app.test_live import a_message, another_server
from tests.house import House
from tests.waiting import until


async def glance(tab: Tab) -> dict[str, Any]:
    """The next one the tab is told of."""
    async with asyncio.timeout(20):
        while True:
            frame = await tab.hears()
            if frame["type"] == "viewing":
                return frame


async def states(house: House) -> dict[str, str]:
    return {each["name"]: each["state"] for each in (await house.get("/presence"))["items"]}


@pytest.fixture
async def talk(house: House, runtime: Runtime) -> str:
    await a_message(runtime)
    return str((await house.conversation())["id"])


@pytest.fixture
async def paula(house: House) -> httpx.AsyncClient:
    return await house.user("paula@example.com", Role.OPERATOR)


async def test_who_looks_and_types_is_shown_to_others_on_any_server(
    house: House, runtime: Runtime, talk: str, paula: httpx.AsyncClient
) -> None:
    async with (
        another_server(runtime) as elsewhere,
        open_tab(house.address, house.admin) as mine,
        open_tab(elsewhere, paula) as hers,
    ):
        await mine.greets()
        await hers.greets()
        await hers.says(type="viewing", conversation_id=talk)
        seen = await glance(mine)
        assert (seen["conversation_id"], seen["name"], seen["typing"]) == (talk, "paula", False)
        await mine.says(type="typing", conversation_id=talk)
        assert (await glance(hers))["typing"] is True


async def test_what_makes_no_sense_ends_nothing_and_tells_nobody(
    house: House, talk: str, paula: httpx.AsyncClient
) -> None:
    async with open_tab(house.address, house.admin) as mine, open_tab(house.address, paula) as hers:
        await mine.greets()
        await hers.greets()
        for text in ('{"type": "viewing"}', "?", '{"type": "viewing", "conversation_id": "1"}', "x" * 5000):
            await hers.wire.send(text)
        await hers.says(type="viewing", conversation_id="01a1fb6f-f64b-712b-a077-7cb008c09351")
        await hers.says(type="ping")
        while (await hers.hears())["type"] != "pong":
            pass
        await hers.says(type="viewing", conversation_id=talk)
        assert (await glance(mine))["conversation_id"] == talk


async def test_who_may_not_see_it_neither_tells_nor_hears(house: House, talk: str, paula: httpx.AsyncClient) -> None:
    me = (await paula.get("/api/v1/session")).json()["user"]["id"]
    (await house.admin.patch(f"/api/v1/users/{me}", json={"limited": True})).raise_for_status()
    async with open_tab(house.address, house.admin) as mine, open_tab(house.address, paula) as hers:
        await mine.greets()
        await hers.greets()
        await hers.says(type="viewing", conversation_id=talk)
        await mine.says(type="viewing", conversation_id=talk)
        await hers.says(type="ping")
        frames = [await hers.hears()]
        while frames[-1]["type"] != "pong":
            frames.append(await hers.hears())
        assert "viewing" not in {frame["type"] for frame in frames}


async def test_an_open_tab_is_being_at_work_until_it_is_closed_for_a_while(
    house: House, runtime: Runtime, paula: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIFE_EVERY", 0.2)
    async with another_server(runtime) as elsewhere, open_tab(elsewhere, paula) as hers:
        await hers.greets()
        await until(lambda: _is(house, "paula", "online"))
        (await paula.put("/api/v1/presence", json={"state": "paused", "reason": "café"})).raise_for_status()
        assert (await states(house))["paula"] == "paused"
        (await paula.put("/api/v1/presence", json={"state": "online"})).raise_for_status()
    await until(lambda: _goes(house, runtime))


async def _is(house: House, name: str, state: str) -> bool:
    return (await states(house)).get(name) == state


async def _goes(house: House, runtime: Runtime) -> bool:
    """As if a minute passed since the last sign; the worker notices by itself."""
    async with runtime.db.transaction() as session:
        await session.execute(text("UPDATE presence SET seen_at = now() - interval '1 minute' WHERE state = 'online'"))
    return await _is(house, "paula", "offline")
