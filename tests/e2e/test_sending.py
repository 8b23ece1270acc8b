"""What can be sent besides words: places, cards, buttons, templates, a voice note."""

import re
from datetime import timedelta
from typing import Any

from playwright.async_api import Page, async_playwright, expect

from prosa.core.clock import now
from tests.browser import ARGUMENTS, find
from tests.e2e.desk import Desk, open_conversation, thread
from tests.e2e.whatsapp import WhatsApp
from tests.house import House
from tests.waiting import until

TEMPLATE: dict[str, Any] = {
    "name": "pedido_saiu",
    "language": "pt_BR",
    "category": "utility",
    "header": "",
    "body": "Oi, {{1}}! O pedido {{2}} saiu para entrega.",
    "footer": "Loja",
    "buttons": [],
    "examples": ["Ana", "1042"],
    "header_example": "",
}


async def _sent(whatsapp: WhatsApp, kind: str) -> Any:
    async def found() -> Any:
        return next((send for send in whatsapp.graph.sends if send.type == kind), None)

    return await until(found)


async def _open_menu(page: Page, item: str) -> None:
    await page.get_by_role("button", name="Acrescentar outro tipo").click()
    await page.get_by_role("menuitem", name=item).click()


async def test_a_place_a_card_and_buttons_reach_the_phone(desk: Desk, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    page = await desk.person()
    await open_conversation(page, await whatsapp.is_waiting())

    await _open_menu(page, "Localização")
    await page.get_by_label("Coordenadas ou link do mapa").fill("Av. Paulista")
    await expect(page.get_by_role("alert")).to_contain_text("Não há coordenadas aqui")
    await page.get_by_label("Coordenadas ou link do mapa").fill("https://maps.google.com/?q=-23.5614,-46.6559")
    await page.get_by_label("Nome do lugar").fill("Loja Paulista")
    await page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    place = await _sent(whatsapp, "location")
    assert (place.body["location"]["latitude"], place.body["location"]["name"]) == (-23.5614, "Loja Paulista")
    await expect(thread(page).get_by_text("Loja Paulista")).to_be_visible()

    await _open_menu(page, "Contato")
    await page.get_by_label("Nome", exact=True).fill("Entrega")
    await page.get_by_label("Telefone", exact=True).fill("(11) 98888-7777")
    await page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    card = await _sent(whatsapp, "contacts")
    assert "5511988887777" in re.sub(r"\D", "", str(card.body["contacts"][0]["phones"]))

    await _open_menu(page, "Botões ou link")
    await page.get_by_label("Texto", exact=True).fill("Qual horário?")
    await page.get_by_label("Opção 1", exact=True).fill("Manhã")
    await page.get_by_label("Opção 2", exact=True).fill("Tarde")
    await page.get_by_role("dialog").get_by_role("button", name="Enviar").click()
    choice = await _sent(whatsapp, "interactive")
    titles = [button["reply"]["title"] for button in choice.body["interactive"]["action"]["buttons"]]
    assert titles == ["Manhã", "Tarde"]


async def test_a_template_is_made_judged_and_opens_a_closed_conversation(
    desk: Desk, house: House, whatsapp: WhatsApp
) -> None:
    await whatsapp.connect()
    page = await desk.person()
    await page.goto("/modelos")
    await page.get_by_role("button", name="Novo modelo").click()
    await page.get_by_label("Nome", exact=True).fill("Pedido saiu")
    await expect(page.get_by_label("Nome", exact=True)).to_have_value("pedido_saiu")
    await page.get_by_label("Texto", exact=True).fill("Oi, {{1}}! O pedido {{2}} saiu para entrega.")
    await expect(page.get_by_role("list", name="Antes de enviar")).to_contain_text("Falta o exemplo")
    await expect(page.get_by_role("button", name="Enviar para aprovação")).to_be_disabled()
    await page.get_by_label("Exemplo da variável 1").fill("Ana")
    await page.get_by_label("Exemplo da variável 2").fill("1042")
    await expect(page.get_by_role("group", name="No celular do contato")).to_contain_text("Oi, Ana! O pedido 1042 saiu")
    await page.get_by_role("button", name="Enviar para aprovação").click()
    await expect(page.get_by_text("em análise").first).to_be_visible()
    whatsapp.graph.decide("pedido_saiu", "APPROVED")
    await expect(page.get_by_text("aprovado", exact=True).first).to_be_visible()

    whatsapp.says("Ainda tem?", at=now() - timedelta(hours=30))
    conversation_id = await whatsapp.conversation()
    await open_conversation(page, conversation_id)
    await expect(page.get_by_role("textbox", name="Responder", exact=True)).to_have_count(0)
    await page.get_by_role("button", name=re.compile("pedido_saiu")).click()
    await expect(page.get_by_label("Variável 1")).to_have_value("Ana")
    await page.get_by_label("Variável 2").fill("1042")
    await page.get_by_role("button", name="Enviar modelo").click()
    sent = await _sent(whatsapp, "template")
    assert sent.body["template"]["name"] == "pedido_saiu"
    bubble = thread(page).get_by_role("article").filter(has_text="O pedido 1042 saiu para entrega.")
    await bubble.hover()
    await bubble.get_by_role("button", name="Detalhes da mensagem").click()
    details = page.get_by_role("dialog", name="Detalhes da mensagem")
    await expect(details).to_contain_text("Utilidade")
    await expect(details).to_contain_text("US$\u00a00,0068")


async def test_a_refused_template_says_why_and_can_be_mended(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    channel_id = await whatsapp.connect()
    made = await house.post("/templates", channel_id=str(channel_id), **TEMPLATE)
    await house.post(f"/templates/{made['id']}/submit")
    page = await desk.person()
    await page.goto(f"/modelos?modelo={made['id']}")
    await expect(page.get_by_label("Texto", exact=True)).to_be_disabled()
    whatsapp.graph.decide("pedido_saiu", "REJECTED", "INVALID_FORMAT")
    await expect(page.get_by_text("INVALID_FORMAT")).to_be_visible()
    await expect(page.get_by_label("Texto", exact=True)).to_be_enabled()


async def test_a_voice_note_is_recorded_heard_and_sent(house: House, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    conversation_id = await whatsapp.is_waiting()
    microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    async with async_playwright() as playwright:
        path = find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *microphone])
        desk = Desk(house, browser)
        page = await desk.person(permissions=["microphone"])
        await open_conversation(page, conversation_id)
        await page.get_by_role("button", name="Gravar áudio").click()
        recording = page.get_by_role("group", name="Gravação de áudio")
        await expect(recording.get_by_role("timer", name="Gravando")).to_have_text("0:02")
        await recording.get_by_role("button", name="Parar").click()
        await expect(recording.get_by_role("button", name="Ouvir a gravação")).to_be_visible()
        await recording.get_by_role("button", name="Enviar").click()
        await expect(recording).to_be_hidden()
        await expect(thread(page).get_by_role("button", name="Ouvir áudio")).to_be_visible()
        assert desk.complaints == []
        await desk.close()
        await browser.close()
    sent = await _sent(whatsapp, "audio")
    assert sent.body["audio"].get("voice", True)


async def test_a_recording_that_is_thrown_away_sends_nothing_and_no_microphone_says_so(
    desk: Desk, whatsapp: WhatsApp
) -> None:
    await whatsapp.connect()
    page = await desk.person()
    await open_conversation(page, await whatsapp.is_waiting())
    await page.get_by_role("button", name="Gravar áudio").click()
    recording = page.get_by_role("group", name="Gravação de áudio")
    await expect(recording.get_by_role("alert")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(recording).to_be_hidden()
    await expect(page.get_by_role("textbox", name="Responder", exact=True)).to_be_visible()
