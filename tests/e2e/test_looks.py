"""Every page, in both themes and both widths, can be used by everybody: axe finds nothing, nothing overflows."""

import pytest
from playwright.async_api import expect

from tests.e2e.desk import NARROW, WIDE, Desk, open_conversation, thread
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.house import House

ROUTES = ["/entrar", "/inicio", "/conversas", "/conhecimento", "/conferencia", "/ajustes", "/nao-existe"]
THEMES = ["light", "dark"]
WIDTHS = {"1440": WIDE, "390": NARROW}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
async def test_every_page(desk: Desk, phone: Phone, theme: str, width: str) -> None:
    await phone.is_waiting()
    look = {"color_scheme": theme, "viewport": WIDTHS[width], "reduced_motion": "reduce"}
    page = await desk.person(**look)
    for route in ROUTES:
        opened = await desk.stranger(**look) if route == "/entrar" else page
        await opened.goto(route)
        await check(opened)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
async def test_a_full_thread_and_what_opens_over_it(
    desk: Desk, house: House, phone: Phone, theme: str, width: str
) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person(color_scheme=theme, viewport=WIDTHS[width], reduced_motion="reduce")
    await open_conversation(page, conversation_id)
    for sample in ("image", "audio", "document"):
        await phone.does(sample=sample)
    await page.keyboard.press("n")
    await page.keyboard.type("Nota com @Diego")
    await page.keyboard.press("Enter")
    await expect(thread(page).get_by_text("nota privada")).to_be_visible()
    await page.keyboard.press("Escape")
    await check(page)

    await thread(page).evaluate("log => log.scrollTop = 0")
    await thread(page).get_by_role("button", name="Por que respondeu assim").first.click()
    await expect(page.get_by_role("dialog").get_by_text("O contato disse")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Atalhos de teclado")).to_be_visible()
    assert await violations(page) == []


async def test_the_theme_follows_the_system_until_it_is_chosen(desk: Desk) -> None:
    page = await desk.person(color_scheme="dark")
    await page.goto("/conversas")
    await expect(page.locator("html")).to_have_class("dark")
    await page.get_by_role("button", name="Usar tema claro").click()
    await expect(page.locator("html")).not_to_have_class("dark")
    await page.reload()
    await expect(page.get_by_role("button", name="Usar tema escuro")).to_be_visible()
    await expect(page.locator("html")).not_to_have_class("dark")


async def test_a_phone_shows_list_thread_and_contact_one_after_the_other(desk: Desk, phone: Phone) -> None:
    await phone.is_waiting()
    page = await desk.person(viewport=NARROW)
    await page.goto("/conversas")
    bar = page.get_by_role("navigation", name="Principal, no celular")
    await expect(bar).to_be_visible()
    await page.get_by_role("link", name="Mariana Alves").click()
    await expect(thread(page)).to_be_visible()
    await expect(bar).to_be_hidden()
    await page.get_by_role("button", name="Mais ações").click()
    await page.get_by_role("menuitem", name="Ver o contato").click()
    await expect(page.get_by_role("dialog", name="Contato")).to_contain_text("+55 11 98888-0042")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Voltar à lista").click()
    await expect(bar).to_be_visible()
    await bar.get_by_role("button", name="Mais").click()
    await expect(page.get_by_role("dialog", name="Mais").get_by_role("link", name="Ajustes")).to_be_visible()


async def test_keys_alone_reach_the_content_and_the_dialogs_give_the_focus_back(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/conversas")
    await expect(page.get_by_role("heading", name="Conversas", exact=True)).to_be_visible()
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Pular para o conteúdo")
    await expect(skip).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    button = page.get_by_role("button", name="Mostrar os atalhos")
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()
