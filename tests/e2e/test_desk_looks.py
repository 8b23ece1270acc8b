"""What operators work with can be used by everybody, in both themes and widths."""

import pytest
from playwright.async_api import Page, expect

from prosa.accounts import Role
from tests.e2e.desk import NARROW, WIDE, Desk, conversations, open_conversation
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.house import House


async def _opened(page: Page, key: str) -> None:
    """A dialog by its key has nothing for axe to find, and closes."""
    await page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert await violations(page) == [], key
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_the_desk(desk: Desk, house: House, phone: Phone, theme: str, viewport: dict[str, int]) -> None:
    for name, color in (("entrega", "blue"), ("urgente", "red"), ("vip", "yellow")):
        label = await house.post("/labels", name=name, color=color)
    conversation_id = await phone.is_waiting("Isso é um absurdo, quero falar com um atendente")
    for change in ({"kind": "label", "label_id": label["id"]}, {"kind": "priority", "priority": "critical"}):
        await house.post("/conversations/bulk", conversation_ids=[conversation_id], action=change)
    look = {"color_scheme": theme, "viewport": viewport, "reduced_motion": "reduce"}
    page = await desk.person("paula@example.com", Role.OPERATOR, **look)
    await page.goto("/conversas?aba=waiting&ordem=queue")
    await expect(page.get_by_role("button", name="Atender a próxima")).to_be_visible()
    await page.get_by_role("checkbox", name="Marcar Mariana Alves").check()
    await expect(page.get_by_role("toolbar", name="Com as marcadas")).to_be_visible()
    await check(page)
    await page.get_by_role("button", name="Desmarcar").click()
    await page.get_by_role("button", name="Visão: Fila por prioridade").click()
    await page.get_by_role("menuitem", name="Filtrar e guardar").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")

    await conversations(page).get_by_role("link").first.click()
    await open_conversation(page, conversation_id)
    await expect(page.get_by_role("button", name="Mais ações")).to_be_visible()
    for key in "ahlm":
        await _opened(page, key)
    await page.get_by_role("button", name="Mais ações").click()
    if viewport == NARROW:
        await page.get_by_role("menuitem", name="Ver o contato").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Para continuar daqui")
        assert await violations(page) == []
        return
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Contato")).to_contain_text("Para continuar daqui")
    await check(page)
    await page.get_by_role("button", name="Sua conta").click()
    await page.get_by_role("menuitem", name="Avisos e som").click()
    await expect(page.get_by_role("dialog", name="Avisos e som")).to_be_visible()
    assert await violations(page) == []
