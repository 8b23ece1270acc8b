"""The page of `prosa simulate`: a person writes, taps, and everybody can use it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from prosa.testing.simulate import SimulateApp
from prosa.testing.stage import serving
from tests.e2e.looks import check

TOKEN = {"authorization": "Bearer EAAfake"}
QUESTION = {
    "messaging_product": "whatsapp",
    "to": "5511987654321",
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Pode ser sábado?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "sim", "title": "Sim"}}]},
    },
}


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with serving(SimulateApp()) as url:
        yield url


@pytest.fixture(params=["light", "dark"])
async def page(request: pytest.FixtureRequest, chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(locale="pt-BR", color_scheme=request.param)
    yield await context.new_page()
    await context.close()


async def test_a_person_writes_and_taps_a_button(page: Page, address: str) -> None:
    await page.goto(address)
    thread = page.get_by_role("log")
    await page.get_by_label("Mensagem").fill("Oi, tudo bem?")
    await page.keyboard.press("Enter")
    await expect(thread).to_contain_text("Oi, tudo bem?")
    async with httpx.AsyncClient(base_url=address, headers=TOKEN) as software:
        await software.post("/meta/v26.0/1122334455667/messages", json=QUESTION)
    await thread.get_by_role("button", name="Sim").click()
    await expect(thread.get_by_role("listitem")).to_have_count(3)
    await expect(thread.get_by_role("listitem").last).to_contain_text("Sim")
    await check(page)


async def test_a_picture_is_scanned_and_the_page_speaks_english(page: Page, address: str) -> None:
    async with httpx.AsyncClient(base_url=address, headers={"x-api-key": "waha-key-fake"}) as software:
        (await software.post("/waha/api/sessions", json={"name": "default", "start": True})).raise_for_status()
    await page.goto(address)
    await page.get_by_label("Idioma").select_option("en")
    await page.get_by_role("button", name="WAHA").click()
    await expect(page.get_by_role("img", name="waiting to be scanned")).to_be_visible()
    await check(page)
    await page.get_by_role("button", name="Scan the QR code").click()
    await expect(page.get_by_text("WORKING")).to_be_visible()


async def test_it_fits_a_telephone(page: Page, address: str) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(address)
    await expect(page.get_by_role("log")).to_be_visible()
    await check(page)
