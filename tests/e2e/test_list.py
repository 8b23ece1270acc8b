"""The list of conversations follows what happens, finds what is asked for and obeys the keyboard."""

import re

from playwright.async_api import expect

from tests.e2e.desk import Desk, conversations, reply_box, thread
from tests.e2e.phone import Phone
from tests.house import House


async def test_what_a_contact_writes_appears_at_once_with_its_counts(desk: Desk, phone: Phone) -> None:
    page = await desk.person()
    await page.goto("/conversas")
    await expect(page.get_by_role("heading", name="Nenhuma conversa por aqui")).to_be_visible()
    await expect(page.get_by_role("link", name="Simular cliente")).to_have_attribute("href", "/inicio")

    await phone.is_waiting()

    row = conversations(page).get_by_role("link", name=re.compile("Mariana Alves"))
    await expect(row).to_contain_text("Na fila")
    await expect(row).to_contain_text("pediu uma pessoa")
    await expect(row).to_contain_text("1 não lida")
    await expect(page.get_by_role("radio", name=re.compile("Na fila"))).to_contain_text("1")
    await expect(page).to_have_title("(1) Conversas · Prosa")

    await row.click()
    await expect(row).not_to_contain_text("não lida")


async def test_tabs_search_and_the_address_agree(desk: Desk, house: House, phone: Phone) -> None:
    await phone.is_waiting()
    joao = Phone(house, phone.channel_id, "5511977770001", "João Pedro")
    await joao.says("Bom dia!")
    page = await desk.person()
    await page.goto("/conversas")
    await expect(conversations(page).get_by_role("listitem")).to_have_count(2)

    await page.get_by_role("radio", name=re.compile("Na fila")).click()
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)
    await expect(page).to_have_url(re.compile("aba=waiting"))

    await page.get_by_role("radio", name=re.compile("Todas")).click()
    await page.get_by_role("searchbox").fill("joão")
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)
    await expect(conversations(page)).to_contain_text("João Pedro")

    await page.reload()
    await expect(page.get_by_role("searchbox")).to_have_value("joão")
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)

    await page.get_by_role("searchbox").fill("ninguém assim")
    await expect(page.get_by_role("heading", name="Nada encontrado")).to_be_visible()


async def test_keys_walk_the_list_and_can_be_turned_off(desk: Desk, house: House, phone: Phone) -> None:
    first = await phone.is_waiting()
    joao = Phone(house, phone.channel_id, "5511977770001", "João Pedro")
    second = await joao.is_waiting()
    page = await desk.person()
    await page.goto("/conversas")
    await expect(conversations(page).get_by_role("listitem")).to_have_count(2)

    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(second))
    await page.keyboard.press("j")
    await expect(page).to_have_url(re.compile(first))
    await page.keyboard.press("k")
    await expect(page).to_have_url(re.compile(second))
    await thread(page).wait_for()
    await page.keyboard.press("r")
    await page.keyboard.type("jk")
    await expect(reply_box(page)).to_have_value("jk")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(re.compile("/conversas$"))

    await page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Atalhos de teclado")
    await expect(shortcuts).to_contain_text("Próxima conversa")
    await shortcuts.get_by_role("switch").click()
    await page.keyboard.press("Escape")
    await expect(shortcuts).to_be_hidden()
    await page.keyboard.press("j")
    await page.keyboard.press("?")
    await expect(page).to_have_url(re.compile("/conversas$"))
    await expect(shortcuts).to_be_hidden()


async def test_the_command_bar_opens_pages_and_conversations(desk: Desk, phone: Phone) -> None:
    await phone.says("Bom dia!")
    conversation_id = await phone.conversation()
    page = await desk.person()
    await page.goto("/conversas")
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)

    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("Vá para uma página").fill("mariana")
    await page.get_by_role("option", name=re.compile("Mariana Alves")).click()
    await expect(page).to_have_url(re.compile(conversation_id))

    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("Vá para uma página").fill("conhec")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/conhecimento"))


async def test_the_language_changes_at_once_and_stays(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/conversas")
    await page.get_by_role("button", name="Sua conta: admin").click()
    await page.get_by_role("menuitemradio", name="English").click()
    await expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_the_list_can_be_made_wider_and_stays_so(desk: Desk, phone: Phone) -> None:
    await phone.says("Bom dia!")
    page = await desk.person()
    await page.goto("/conversas")
    edge = page.get_by_role("separator", name="Largura da lista")
    await expect(edge).to_have_attribute("aria-valuenow", "332")
    await edge.focus()
    await page.keyboard.press("ArrowRight")
    await expect(edge).to_have_attribute("aria-valuenow", "348")
    box = await edge.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 4, box["y"] + 300)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 44, box["y"] + 300, steps=4)
    await page.mouse.up()
    await page.reload()
    await expect(edge).to_have_attribute("aria-valuenow", re.compile("3[89]"))
