"""Every kind of message stands in the thread as the contact sees it on the phone."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from prosa.testing.graph.payloads import button_reply, reaction
from tests.e2e.desk import NARROW, WIDE, Desk, open_conversation, thread
from tests.e2e.looks import check, violations
from tests.e2e.whatsapp import WhatsApp
from tests.house import House
from tests.waiting import until

NEWEST = "Tipo de mensagem que ainda não mostramos"
"""Of the last of every kind."""


async def _look_at(page: Page, text: str) -> None:
    """Reads back until it is on the screen: only what is in sight is drawn."""
    wanted = thread(page).get_by_text(text).first
    for _ in range(30):
        if await wanted.count():
            await wanted.scroll_into_view_if_needed()
            return
        await thread(page).evaluate("log => log.scrollTop -= 300")
        await page.wait_for_timeout(50)
    await expect(wanted).to_be_visible()


async def _open_at_the_end(page: Page, conversation_id: str) -> None:
    """The thread, with its newest message in sight."""
    await open_conversation(page, conversation_id)
    await expect(thread(page).get_by_text(NEWEST)).to_be_visible()


async def test_what_a_contact_can_send_is_shown_as_it_is(desk: Desk, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.every_kind()
    page = await desk.person()
    await _open_at_the_end(page, conversation_id)
    for text in (
        "manhã",
        "R$ 439,80",
        "Oficina do Zeca",
        "nota-fiscal.pdf",
        "Chegou assim, olha",
        "Av. Paulista, 1578",
        "Encaminhada",
        "Botas com 20% off",
    ):
        await _look_at(page, text)
    assert not [request for request in await _outside(page) if "openstreetmap" in request]


async def _outside(page: Page) -> list[str]:
    return list(await page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)"))


async def test_pictures_open_large_and_turn_with_the_arrows(desk: Desk, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.every_kind()
    page = await desk.person()
    await _open_at_the_end(page, conversation_id)
    await _look_at(page, "Chegou assim, olha")
    opener = page.get_by_role("button", name="Imagem enviada por Contato. Ampliar imagem").first
    await opener.click()
    box = page.get_by_role("dialog")
    await expect(box).to_contain_text("1 de 2")
    await page.keyboard.press("ArrowRight")
    await expect(box).to_contain_text("2 de 2")
    await page.keyboard.press("+")
    await expect(box.get_by_role("button", name="Reduzir")).to_be_enabled()
    assert await violations(page) == []
    await page.keyboard.press("ArrowLeft")
    await expect(box).to_contain_text("2 de 2")
    await page.keyboard.press("0")
    await page.keyboard.press("ArrowLeft")
    await expect(box).to_contain_text("1 de 2")
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()


async def test_a_quote_leads_to_what_it_quotes_however_far_above(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.is_waiting()
    first = whatsapp.says("A primeira de todas")
    for number in range(70):
        whatsapp.says(f"linha {number}")
    await whatsapp.has(conversation_id, 72)
    whatsapp.says("Voltando ao começo", reply_to=first)
    await whatsapp.has(conversation_id, 73)
    page = await desk.person()
    await open_conversation(page, conversation_id)
    await page.get_by_role("button", name="Ir para a mensagem de Ana Lima").click()
    await expect(thread(page).get_by_role("article").get_by_text("A primeira de todas", exact=True)).to_be_in_viewport()


async def test_the_option_a_contact_took_is_marked_and_reactions_go_both_ways(
    desk: Desk, house: House, whatsapp: WhatsApp
) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.is_waiting()
    page = await desk.person()
    await open_conversation(page, conversation_id)
    options = [{"id": "a", "title": "Manhã"}, {"id": "b", "title": "Tarde"}]
    await house.post(f"/conversations/{conversation_id}/claim")
    await house.post(f"/conversations/{conversation_id}/messages", client_id="q", text="Quando?", options=options)

    async def offered() -> Any:
        return next((send for send in whatsapp.graph.sends if send.type == "interactive"), None)

    offer: Any = await until(offered)
    whatsapp.says(button_reply("b", "Tarde"), reply_to=offer.id)
    taken = page.get_by_role("list", name="Opções mostradas ao contato").get_by_role("listitem").nth(1)
    await expect(taken).to_have_text("Tardeescolhida")
    whatsapp.says(reaction(offer.id, "👍"))
    await expect(page.get_by_role("img", name="Ana Lima reagiu com 👍")).to_be_visible()

    bubble = thread(page).get_by_role("article").filter(has_text="Quero falar com um atendente")
    await bubble.hover()
    await bubble.get_by_role("button", name="Reagir", exact=True).click()
    await bubble.get_by_role("button", name="Reagir com ❤️").click()
    await expect(page.get_by_role("img", name="Atendente reagiu com ❤️")).to_be_visible()

    async def reacted() -> bool:
        return any(send.type == "reaction" for send in whatsapp.graph.sends)

    await until(reacted)


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_read_every_kind(desk: Desk, whatsapp: WhatsApp, theme: Any, width: Any) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.every_kind()
    page = await desk.person(color_scheme=theme, viewport=width, reduced_motion="reduce")
    await open_conversation(page, conversation_id)
    await check(page)
    for text in ("Oficina do Zeca", "Chegou assim, olha", "Botas com 20% off"):
        await _look_at(page, text)
        assert await violations(page) == []
