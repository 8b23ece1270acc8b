"""Signing in: into the page one wanted, out again, and locked out after too many attempts."""

from playwright.async_api import Page, expect

from tests.e2e.desk import Desk
from tests.house import PASSWORD

EMAIL = "admin@example.com"


async def _sign_in(page: Page, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_label("Senha", exact=True).fill(password)
    await page.get_by_role("button", name="Entrar", exact=True).click()


async def test_one_lands_on_the_page_one_wanted(desk: Desk) -> None:
    page = await desk.stranger()
    await page.goto("/conferencia?ver=handed")
    await _sign_in(page)
    await expect(page).to_have_url("/conferencia?ver=handed")
    await expect(page.get_by_role("heading", name="Conferência", level=1)).to_be_visible()


async def test_an_address_of_another_site_is_not_followed(desk: Desk) -> None:
    page = await desk.stranger()
    await page.goto("/entrar?voltar=//evil.example/")
    await _sign_in(page)
    await expect(page).to_have_url("/inicio")


async def test_a_wrong_password_is_said_and_the_password_can_be_shown(desk: Desk) -> None:
    page = await desk.stranger()
    await page.goto("/entrar")
    await _sign_in(page, "errada")
    await expect(page.get_by_role("alert")).to_have_text("E-mail ou senha não conferem.")
    await page.get_by_role("button", name="Mostrar a senha").click()
    await expect(page.get_by_label("Senha", exact=True)).to_have_attribute("type", "text")


async def test_after_too_many_attempts_the_wait_is_counted_down(desk: Desk) -> None:
    page = await desk.stranger()
    await page.goto("/entrar")
    button = page.get_by_role("button", name="Entrar", exact=True)
    locked = page.get_by_role("alert").filter(has_text="Tente de novo em 0:")
    refused = 401
    while refused == 401:
        async with page.expect_response("**/api/v1/session") as answer:
            await _sign_in(page, "errada")
        refused = (await answer.value).status
    await expect(locked).to_be_visible()
    await expect(button).to_be_disabled()


async def test_everything_can_be_done_with_the_keyboard(desk: Desk) -> None:
    page = await desk.stranger()
    await page.goto("/entrar")
    await expect(page.get_by_label("E-mail")).to_be_focused()
    await page.keyboard.type(EMAIL)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url("/inicio")
