"""A browser opens a conversation of three thousand messages and takes ten keys."""

import time

from playwright.async_api import Browser, async_playwright, expect

from tests.browser import launch
from tests.e2e.desk import WIDE, reply_box, thread
from tests.load import corpus
from tests.load.figures import Figure, at_most, middle
from tests.load.house import EMAIL, PASSWORD, House, house

MESSAGES = 3_000
KEYS = "dez teclas"
GOAL = 1.5
DRAFTS = "SELECT count(*) FROM draft WHERE text <> ''"
"""What was typed survives; the next opening must not find it."""


async def run(quick: bool) -> list[Figure]:
    async with house() as found:
        written = corpus.write(found.server.url, found.channel_id, MESSAGES, 1)
        await found.start("serve")
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            seconds = [await _open_and_type(browser, found, str(written.longest)) for _ in range(2 if quick else 6)]
            await browser.close()
    return [
        Figure("page, first opening", seconds[0], "s"),
        at_most("page, opens 3,000 messages and takes 10 keys", middle(seconds[1:]), "s", GOAL),
    ]


async def _open_and_type(browser: Browser, found: House, conversation_id: str) -> float:
    """In a tab of somebody who has signed in, with nothing kept from before."""
    context = await browser.new_context(base_url=found.address, locale="pt-BR", viewport=WIDE)
    signed_in = await context.request.post(
        "/api/v1/session", data={"email": EMAIL, "password": PASSWORD}, headers={"origin": found.address}
    )
    assert signed_in.ok
    page = await context.new_page()
    began = time.perf_counter()
    await page.goto(f"/conversas/{conversation_id}", wait_until="commit")
    await thread(page).wait_for()
    await reply_box(page).press_sequentially(KEYS)
    await expect(reply_box(page)).to_have_value(KEYS)
    seconds = time.perf_counter() - began
    await reply_box(page).fill("")
    await found.until_zero(DRAFTS)
    await context.close()
    return seconds
