"""The books on a page: they balance, every number opens its messages, and what is wrong is shown."""

import re

from playwright.async_api import Page, expect
from sqlalchemy import text

from tests.e2e.desk import Desk, thread
from tests.e2e.phone import Phone
from tests.house import House

GIVE_UP_ONE = """
UPDATE delivery SET state = 'failed', attempts = 8, error = 'KeyError: type'
WHERE id = (SELECT id FROM delivery ORDER BY id LIMIT 1)
"""


async def _open(desk: Desk) -> Page:
    page = await desk.person()
    await page.goto("/conferencia")
    return page


async def test_without_messages_there_is_nothing_to_balance(desk: Desk) -> None:
    page = await _open(desk)
    await expect(page.get_by_text("Nenhuma mensagem ainda")).to_be_visible()
    await expect(page.get_by_text("Nenhum problema encontrado.")).to_be_visible()


async def test_a_number_opens_its_messages_and_a_message_its_conversation(desk: Desk, phone: Phone) -> None:
    await phone.is_waiting()
    page = await _open(desk)
    await expect(page.get_by_text("Tudo confere")).to_be_visible()
    number = page.get_by_role("button", name=re.compile("^Com uma pessoa"))
    await expect(number).to_contain_text("1")
    await number.click()
    line = page.get_by_role("list", name="Mensagens").get_by_role("link")
    await expect(line).to_contain_text("Mariana Alves")
    await expect(line).to_contain_text("pediu uma pessoa")
    await page.reload()
    await expect(number).to_have_attribute("aria-expanded", "true")
    await line.click()
    await expect(thread(page).get_by_text("Quero falar com um atendente")).to_be_visible()


async def test_a_broken_promise_is_named_with_the_messages_that_show_it(desk: Desk, house: House, phone: Phone) -> None:
    await phone.is_waiting()
    async with house.runtime.db.transaction() as session:
        await session.execute(text("UPDATE message SET doubled = '[\"again\"]' WHERE direction = 'out'"))
    page = await _open(desk)
    await expect(page.get_by_text("A conta não fecha")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Enviadas em dobro")).click()
    await expect(page.get_by_role("list", name="Mensagens").get_by_role("link").first).to_be_visible()


async def test_a_delivery_that_could_not_be_read_is_shown_and_read_again(
    desk: Desk, house: House, phone: Phone
) -> None:
    await phone.is_waiting()
    async with house.runtime.db.transaction() as session:
        await session.execute(text(GIVE_UP_ONE))
    page = await _open(desk)
    await expect(page.get_by_text("A conta não fecha")).to_be_visible()
    given_up = page.get_by_role("region", name="Entregas que não puderam ser lidas")
    await expect(given_up).to_contain_text("KeyError: type")
    await expect(page.get_by_text("Nenhum problema encontrado.")).to_have_count(0)
    await given_up.get_by_role("button", name="Ler de novo").click()
    await expect(page.get_by_text("Tudo confere")).to_be_visible()
    await expect(given_up).to_have_count(0)


async def test_checking_again_sees_what_came_meanwhile(desk: Desk, phone: Phone) -> None:
    page = await _open(desk)
    await expect(page.get_by_text("Nenhuma mensagem ainda")).to_be_visible()
    await phone.is_waiting()
    await page.get_by_role("button", name="Conferir agora").click()
    await expect(page.get_by_text("1 mensagem recebida, com destino certo.")).to_be_visible()
