"""The live stream over real sockets: nothing is missed, whoever is slow, away, elsewhere or unlucky."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text
from websockets.exceptions import ConnectionClosed

from prosa.accounts import Role
from prosa.app import live
from prosa.app.compose import plug_in
from prosa.conversations import MessageType, receive
from prosa.core.live import publish
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from tests.app.tabs import Tab, open_tab
from tests.factories import a_channel, a_contact, said
from tests.house import House, serving
from tests.waiting import until


async def a_message(runtime: Runtime, text_: str = "oi") -> UUID:
    """Somebody writes; nobody answers, since the line is known to no connector."""
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        inbound = said(channel_id, await a_contact(session), text_, type=MessageType.TEXT, suppress="test")
        message_id = await receive(session, inbound, runtime.settings)
    assert message_id is not None
    return message_id


async def told(tab: Tab, message_id: UUID) -> dict[str, Any]:
    """The message, once the tab was told of it."""
    async with asyncio.timeout(20):
        while str(message_id) not in tab.messages:
            await tab.hears()
    return tab.messages[str(message_id)]


async def let_go(tab: Tab) -> int:
    """Reads what is left and returns the code with which the socket is closed."""
    async with asyncio.timeout(20):
        while True:
            try:
                await tab.hears()
            except ConnectionClosed as end:
                return end.rcvd.code if end.rcvd else 1006


@asynccontextmanager
async def another_server(runtime: Runtime) -> AsyncIterator[str]:
    """A second process over the same database: what it knows, it knows from there."""
    other = replace(runtime, registry=Registry())
    plug_in(other)
    async with serving(other) as address:
        yield address


async def test_eight_tabs_of_one_browser_are_all_told(house: House) -> None:
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(open_tab(house.address, house.admin)) for _ in range(8)]
        for tab in tabs:
            assert await tab.greets() == "hello"
        message_id = await a_message(house.runtime)
        shown = [await told(tab, message_id) for tab in tabs]
    assert [item["text"] for item in shown] == ["oi"] * 8


async def test_a_renamed_contact_is_renamed_in_the_lines_of_the_inbox(house: House) -> None:
    await a_message(house.runtime)
    (line,) = await house.conversations()
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        await house.admin.patch(f"/api/v1/contacts/{line['contact']['id']}", json={"name": "Mariana Alves"})
        while line["id"] not in tab.conversations:
            await tab.hears()
    assert tab.conversations[line["id"]]["contact"]["name"] == "Mariana Alves"
    assert "contacts" in tab.topics


async def test_what_a_tab_missed_comes_first_when_it_is_back(house: House) -> None:
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        await told(tab, await a_message(house.runtime))
        cursor = tab.cursor
    missed = [await a_message(house.runtime, f"{number}") for number in range(30)]
    async with open_tab(house.address, house.admin) as tab:
        assert await tab.greets(since=cursor) == "hello"
        assert await tab.hears()
        assert {str(message_id) for message_id in missed} <= tab.messages.keys()


async def test_a_tab_goes_on_at_another_server_where_it_left_the_first(house: House) -> None:
    async with another_server(house.runtime) as elsewhere:
        async with open_tab(house.address, house.admin) as tab:
            await tab.greets()
            await told(tab, await a_message(house.runtime))
            cursor = tab.cursor
        missed = await a_message(house.runtime, "enquanto isso")
        async with open_tab(elsewhere, house.admin) as tab:
            assert await tab.greets(since=cursor) == "hello"
            assert (await told(tab, missed))["text"] == "enquanto isso"
            assert (await told(tab, await a_message(house.runtime, "e depois")))["text"] == "e depois"


@pytest.mark.parametrize("cursor", ["1-1", "999999999999-1763600000", "what is this", ""])
async def test_a_tab_that_was_away_too_long_is_told_to_fetch_everything(house: House, cursor: str) -> None:
    async with open_tab(house.address, house.admin) as tab:
        assert await tab.greets(since=cursor) == "resync"
        assert tab.cursor
        await told(tab, await a_message(house.runtime))


async def test_a_tab_that_missed_very_much_is_told_to_fetch_everything(house: House) -> None:
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        await told(tab, await a_message(house.runtime))
        cursor = tab.cursor
    async with house.runtime.db.transaction() as session:
        for number in range(600):
            publish(session, "articles", number=number)
    async with open_tab(house.address, house.admin) as tab:
        assert await tab.greets(since=cursor) == "resync"


async def test_a_tab_is_greeted_only_when_nothing_can_be_missed_any_more(runtime: Runtime, house: House) -> None:
    """The reader of a server that has just started does not follow yet: a tab that fetched now would miss."""
    async with another_server(runtime) as address, open_tab(address, house.admin) as tab:
        await tab.greets()
        assert tab.cursor
        await told(tab, await a_message(runtime))


async def test_a_tab_that_does_not_read_is_let_go_and_misses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BACKLOG", 2)
    monkeypatch.setattr(live, "GOODBYE_SECONDS", 0.1)
    large = [await a_message(house.runtime, "x" * 400_000) for _ in range(3)]
    async with (
        open_tab(house.address, house.admin) as quick,
        open_tab(house.address, house.admin, reads_ahead=False) as slow,
    ):
        await quick.greets()
        await slow.greets()
        for _ in range(12):
            await changes(house.runtime, large)
            assert await quick.hears()
        last = await a_message(house.runtime, "a última")
        await told(quick, last)
        await until(lambda: REGISTRY.get_sample_value("prosa_live_tabs") == 1)
        await let_go(slow)
    assert str(last) not in slow.messages
    async with open_tab(house.address, house.admin) as again:
        assert await again.greets(since=slow.cursor) == "hello"
        await told(again, last)


async def changes(runtime: Runtime, message_ids: list[UUID]) -> None:
    """Something about these messages is new, which makes one large frame."""
    async with runtime.db.transaction() as session:
        for message_id in message_ids:
            publish(session, "message", message_id=str(message_id))


async def test_a_change_that_cannot_be_loaded_is_not_skipped(house: House) -> None:
    """A tab that went on with later changes would never hear of this one."""
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        message_id = await a_message(house.runtime)
        await told(tab, message_id)
        async with hidden(house.runtime, "amendment"):
            missed = await a_message(house.runtime, "ninguém viu")
            await let_go(tab)
    async with open_tab(house.address, house.admin) as again:
        assert await again.greets(since=tab.cursor) == "hello"
        await told(again, missed)
        await told(again, await a_message(house.runtime, "e depois"))


@asynccontextmanager
async def hidden(runtime: Runtime, table: str) -> AsyncIterator[None]:
    """Meanwhile nobody finds a table: reading what changed fails."""
    async with runtime.db.transaction() as session:
        await session.execute(text(f"ALTER TABLE {table} RENAME TO hidden"))
    yield
    async with runtime.db.transaction() as session:
        await session.execute(text(f"ALTER TABLE hidden RENAME TO {table}"))


async def test_a_change_that_nobody_understands_does_not_end_the_stream(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSE", 0)
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        async with house.runtime.db.transaction() as session:
            publish(session, "message", message_id="not an id")
        await let_go(tab)
    async with open_tab(house.address, house.admin) as again:
        assert await again.greets() == "hello"
        await told(again, await a_message(house.runtime))


async def test_whoever_may_not_any_more_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RECHECK", 0.05)
    paula = await house.user("paula@example.com", Role.OPERATOR)
    async with open_tab(house.address, paula) as tab:
        await tab.greets()
        assert (await paula.delete("/api/v1/session")).status_code == 204
        assert await let_go(tab) == 1000


async def test_a_ping_is_answered(house: House) -> None:
    async with open_tab(house.address, house.admin) as tab:
        await tab.greets()
        await tab.says(type="ping")
        assert await tab.hears() == {"type": "pong"}


@pytest.mark.parametrize("word", ["{", '{"type":"ping"}', '{"type":"hello","since":7}', b"\x00\xff", ""])
async def test_who_does_not_say_hello_is_let_go(house: House, word: str | bytes) -> None:
    async with open_tab(house.address, house.admin) as tab:
        await tab.wire.send(word)
        assert await let_go(tab) == 1008


async def test_who_says_nothing_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.05)
    async with open_tab(house.address, house.admin) as tab:
        assert await let_go(tab) == 1008


async def test_nonsense_after_the_hello_ends_nothing_but_this_tab(house: House) -> None:
    async with open_tab(house.address, house.admin) as tab, open_tab(house.address, house.admin) as other:
        await tab.greets()
        await other.greets()
        await tab.wire.send("nonsense")
        await tab.wire.send(b"\x00")
        await let_go(tab)
        await told(other, await a_message(house.runtime))
