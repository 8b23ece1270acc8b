"""The product in a real browser: a whole installation per test, a pretend phone outside and people with tabs inside."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright, expect

from prosa.app import pages
from prosa.core.runtime import Runtime
from tests.browser import launch
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.whatsapp import WhatsApp, open_whatsapp
from tests.house import House, open_house

ANSWER_WITHIN = 15_000
"""Milliseconds. Long for a machine that is busy with other things; a test waits only as long as it must."""


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    assert (pages.FOLDER / "index.html").is_file(), "the pages are not built: run `make web`"
    expect.set_options(timeout=ANSWER_WITHIN)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as house:
        yield house


@pytest.fixture
async def desk(house: House, chromium: Browser) -> AsyncIterator[Desk]:
    """Where people of the house open tabs. No page may have written an error to its console."""
    desk = Desk(house, chromium)
    yield desk
    await desk.close()
    assert desk.complaints == []


@pytest.fixture
async def phone(house: House) -> Phone:
    """Mariana's pretend WhatsApp, with the shop's number in it."""
    return Phone(house, await house.channel("simulator"), "5511988880042", "Mariana Alves")


@pytest.fixture
async def whatsapp(house: House) -> AsyncIterator[WhatsApp]:
    """A shop on the official API, not connected yet."""
    async with open_whatsapp(house) as whatsapp:
        yield whatsapp
