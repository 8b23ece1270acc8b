"""A conversation is answered, noted, taken, given back and resolved from the thread."""

import re

from playwright.async_api import expect

from prosa.accounts import Role
from tests.e2e.desk import Desk, conversations, note_box, open_conversation, reply_box, thread
from tests.e2e.phone import Phone
from tests.house import House


async def test_an_operator_takes_over_and_what_they_write_reaches_the_phone(desk: Desk, phone: Phone) -> None:
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await open_conversation(page, await phone.is_waiting())

    await page.get_by_role("button", name="Assumir").click()
    await expect(thread(page)).to_contain_text("paula assumiu a conversa")
    await expect(page.get_by_role("button", name="Devolver à IA")).to_be_visible()

    await reply_box(page).fill("Recebi o seu recado.")
    await reply_box(page).press("Shift+Enter")
    await page.keyboard.type("Aqui é a *Paula*.")
    await page.keyboard.press("Enter")
    sent = thread(page).get_by_role("article").filter(has_text="Recebi o seu recado.")
    await expect(sent.get_by_role("img", name="entregue")).to_be_visible()
    await expect(sent.locator("strong")).to_have_text("Paula")
    await expect(reply_box(page)).to_have_value("")
    assert (await phone.gets("Recebi o seu recado."))["text"] == "Recebi o seu recado.\nAqui é a *Paula*."

    await phone.says("Obrigada, Paula!")
    await expect(thread(page)).to_contain_text("Obrigada, Paula!")


async def test_a_reply_in_a_conversation_of_the_agent_takes_the_floor(desk: Desk, phone: Phone) -> None:
    await phone.says("Bom dia!")
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await open_conversation(page, await phone.conversation())
    await expect(page.get_by_text("você assume a conversa e a IA para")).to_be_visible()
    await reply_box(page).fill("Bom dia, Mariana.")
    await page.get_by_role("button", name="Enviar").click()
    await expect(page.get_by_role("button", name="Devolver à IA")).to_be_visible()
    await page.get_by_role("button", name="Devolver à IA").click()
    await expect(thread(page)).to_contain_text("A conversa voltou para a IA")
    await expect(page.get_by_role("button", name="Assumir")).to_be_visible()


async def test_a_note_never_reaches_the_contact_and_the_next_message_is_a_reply_again(desk: Desk, phone: Phone) -> None:
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await page.keyboard.press("n")
    await page.keyboard.type("Cliente antiga, @Diego cuida dela")
    await expect(note_box(page)).to_have_value("Cliente antiga, @Diego cuida dela")
    await expect(page.get_by_role("button", name="Guardar nota")).to_be_visible()
    await page.keyboard.press("Enter")

    await expect(thread(page).get_by_text("Cliente antiga, @Diego cuida dela")).to_be_visible()
    await expect(thread(page).get_by_text("nota privada")).to_be_visible()
    await expect(reply_box(page)).to_have_value("")
    await reply_box(page).fill("Já respondo.")
    await reply_box(page).press("Enter")
    await phone.gets("Já respondo.")
    assert not any("Cliente antiga" in (text or "") for text in await phone.texts())


async def test_a_resolved_conversation_comes_back_with_undo(desk: Desk, phone: Phone) -> None:
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await page.keyboard.press("t")
    await expect(page.get_by_role("button", name="Devolver à IA")).to_be_visible()
    await page.keyboard.press("e")
    await expect(thread(page)).to_contain_text("Conversa resolvida")
    await expect(conversations(page)).to_be_hidden()
    await page.get_by_role("button", name="Desfazer").click()
    await expect(thread(page)).to_contain_text("Conversa reaberta")
    await expect(page.get_by_role("button", name="Resolver")).to_be_visible()
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)


async def test_nobody_writes_into_a_colleagues_conversation_by_accident(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    paula = await desk.person("paula@example.com", Role.OPERATOR)
    diego = await desk.person("diego@example.com", Role.OPERATOR)
    await open_conversation(paula, conversation_id)
    await open_conversation(diego, conversation_id)
    await paula.get_by_role("button", name="Assumir").click()

    await expect(diego.get_by_text("paula está com esta conversa")).to_be_visible()
    await expect(reply_box(diego)).to_be_disabled()
    await diego.keyboard.press("n")
    await diego.keyboard.type("Posso ajudar?")
    await diego.keyboard.press("Enter")
    await expect(thread(paula)).to_contain_text("Posso ajudar?")

    await diego.get_by_role("button", name="Assumir").first.click()
    dialog = diego.get_by_role("dialog", name="Tomar a conversa de paula?")
    await dialog.get_by_role("button", name="Assumir mesmo assim").click()
    await expect(reply_box(diego)).to_be_enabled()
    await expect(reply_box(paula)).to_be_disabled()


async def test_a_viewer_reads_and_cannot_answer(desk: Desk, phone: Phone) -> None:
    page = await desk.person("vera@example.com", Role.VIEWER)
    await open_conversation(page, await phone.is_waiting())
    await expect(page.get_by_text("Seu perfil é de consulta")).to_be_visible()
    await expect(page.get_by_role("button", name="Assumir")).to_be_hidden()
    await expect(reply_box(page)).to_be_hidden()


async def test_why_the_agent_answered_so_shows_its_source(desk: Desk, house: House, phone: Phone) -> None:
    await house.post(
        "/articles",
        title="Prazo de entrega",
        kind="faq",
        body="# Prazo de entrega\n\nO prazo de entrega para Recife é de 7 dias úteis após o pagamento.",
    )
    await phone.says("Qual é o prazo de entrega para Recife?")
    page = await desk.person()
    await open_conversation(page, await phone.conversation())
    await expect(thread(page)).to_contain_text("7 dias úteis")
    await expect(thread(page)).to_contain_text("Fonte: Prazo de entrega")

    await thread(page).get_by_role("button", name="Por que respondeu assim").click()
    trace = page.get_by_role("dialog", name="Por que respondeu assim")
    await expect(trace).to_contain_text("Qual é o prazo de entrega para Recife?")
    await expect(trace.get_by_role("figure")).to_contain_text("7 dias úteis")
    await expect(trace).to_contain_text("Respondeu com uma fonte")
    await page.keyboard.press("Escape")
    await expect(trace).to_be_hidden()


async def test_everything_a_phone_can_send_is_shown(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person()
    await open_conversation(page, conversation_id)
    await page.get_by_role("button", name="Assumir").click()
    await expect(page.get_by_role("button", name="Devolver à IA")).to_be_visible()
    for sample in ("image", "audio", "document"):
        await phone.does(sample=sample)
    await phone.does(location={"latitude": -23.56, "longitude": -46.65, "name": "Portaria", "address": "Av. Paulista"})

    await expect(thread(page)).to_contain_text("Portaria")
    await expect(thread(page).get_by_role("link", name="Abrir no mapa")).to_be_visible()
    await expect(thread(page).get_by_role("link", name=re.compile("Baixar"))).to_be_visible()
    await expect(thread(page).get_by_role("button", name="Ouvir áudio")).to_be_visible()
    await thread(page).get_by_role("button", name=re.compile("Ampliar imagem")).click()
    await expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()

    await reply_box(page).fill("Recebi tudo.")
    await reply_box(page).press("Enter")
    answer = await phone.gets("Recebi tudo.")
    await phone.does(reaction="❤️", target=answer["id"])
    await expect(thread(page).get_by_role("img", name="Mariana Alves reagiu com ❤️")).to_be_visible()


async def test_a_phone_call_to_action_is_quoted_where_it_was_answered(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting("Quero falar com um atendente sobre o pedido 1042")
    page = await desk.person()
    await open_conversation(page, conversation_id)
    said = thread(page).get_by_role("article").filter(has_text="pedido 1042")
    await said.hover()
    await said.get_by_role("button", name="Responder a esta mensagem").click()
    await page.keyboard.type("Vou ver.")
    await page.keyboard.press("Enter")
    quote = thread(page).get_by_role("article").filter(has_text="Vou ver.").locator("blockquote")
    await expect(quote).to_contain_text("pedido 1042")
    assert (await phone.gets("Vou ver."))["reply_to_id"] is not None


async def test_outside_the_window_the_screen_says_why_and_leaves_notes_open(desk: Desk, phone: Phone) -> None:
    await phone.says("Quero falar com um atendente", minutes_ago=25 * 60)
    page = await desk.person()
    await open_conversation(page, await phone.conversation())
    await expect(page.get_by_text("O WhatsApp só aceita texto livre até 24 horas")).to_be_visible()
    await expect(reply_box(page)).to_be_disabled()
    await page.keyboard.press("n")
    await expect(note_box(page)).to_be_focused()
