"""People take over and want to work all day: the whole way from the handoff to the survey, in real browsers."""

import re

import pytest
from playwright.async_api import Page, expect

from prosa.accounts import Role, queues
from prosa.desk import jobs
from tests.e2e.desk import Desk, conversations, note_box, open_conversation, reply_box, thread
from tests.e2e.phone import Phone
from tests.house import House
from tests.waiting import until

CALLS = """
window.called = [];
window.Notification = class {
  static permission = "granted";
  constructor(title, { body }) { called.push([title, body]); }
  close() {}
};
localStorage.setItem("prosa.alerts", JSON.stringify({ desktop: true, sound: true, always: true }));
"""
"""A tab that allows notifications and writes them down; Prosa may call it while it is in front too."""
CSAT = {"kind": "csat", "question": "", "thanks": "", "low": 2, "people_only": False}


@pytest.fixture(autouse=True)
async def queue(house: House) -> None:
    """The team every installation begins with."""
    async with house.runtime.db.transaction() as session:
        await queues.ensure_first_queue(session)


async def called(page: Page) -> list[list[str]]:
    found: list[list[str]] = await page.evaluate("called")
    return found


async def _takes_the_next(page: Page) -> bool:
    """Whoever has only just been handed over is told first what happens; a moment later they can be taken."""
    await page.get_by_role("button", name="Atender a próxima").click()
    await page.wait_for_load_state("networkidle")
    return bool(re.search("/conversas/.", page.url))


async def test_from_the_wish_for_a_person_to_the_survey_and_back_to_the_agent(
    desk: Desk, house: House, phone: Phone
) -> None:
    (await house.admin.put("/api/v1/surveys/plan", json=CSAT)).raise_for_status()
    await house.post("/canned-replies", shortcut="prazo", title="Prazo", text="Chega em 7 dias, {contact.name}.")
    await house.post(
        "/articles", title="Troca", kind="faq", body="# Troca\n\nA troca pode ser feita em até 30 dias, com a nota."
    )
    paula = await desk.person("paula@example.com", Role.OPERATOR)
    diego = await desk.person("diego@example.com", Role.OPERATOR)
    await paula.add_init_script(CALLS)
    await paula.goto("/conversas?aba=waiting")
    await expect(paula.get_by_role("heading", name="Fila vazia")).to_be_visible()
    await expect(paula.get_by_role("button", name="Atender a próxima")).to_be_visible()

    await phone.is_waiting("Quero falar com um atendente, meu pedido não chegou")
    row = conversations(paula).get_by_role("link", name=re.compile("Mariana Alves"))
    await expect(row).to_be_visible()
    await expect(paula).to_have_title("(1) Conversas · Prosa")
    await until(lambda: called(paula))
    assert (await called(paula))[0][0] == "Mariana Alves espera uma pessoa"

    await until(lambda: _takes_the_next(paula))
    await expect(thread(paula)).to_contain_text("Entregue a paula")
    contact = paula.get_by_role("complementary", name="Contato")
    await expect(contact).to_contain_text("Para continuar daqui")
    await expect(contact).to_contain_text("meu pedido não chegou")
    await expect(contact).to_contain_text(re.compile(r"Protocolo \d{8}-\d{4}"))

    await paula.keyboard.press("n")
    await paula.keyboard.type("Pedido atrasado, @die")
    await paula.get_by_role("option", name="diego").click()
    await paula.keyboard.type("consegue ver?")
    await paula.keyboard.press("Enter")
    await expect(thread(paula).get_by_text("nota privada")).to_be_visible()
    await diego.goto("/conversas")
    await diego.get_by_role("button", name="Chamaram você: 1 nova").click()
    await expect(diego.get_by_role("menuitem", name=re.compile("paula, na conversa de Mariana"))).to_be_visible()
    await diego.keyboard.press("Escape")

    await reply_box(paula).fill("/pra")
    await expect(paula.get_by_role("option", name=re.compile("prazo"))).to_be_visible()
    await paula.keyboard.press("Enter")
    await expect(reply_box(paula)).to_have_value("Chega em 7 dias, Mariana Alves.")
    await paula.keyboard.press("Enter")
    await phone.gets("Chega em 7 dias, Mariana Alves.")
    await paula.locator("input[type=file]").set_input_files(
        {"name": "comprovante.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF"}
    )
    await expect(paula.get_by_text("comprovante.pdf")).to_be_visible()
    await paula.get_by_role("button", name="Enviar").click()
    await expect(thread(paula).get_by_role("link", name=re.compile("Baixar"))).to_be_visible()

    await reply_box(paula).press("Escape")
    await paula.keyboard.press("a")
    transfer = paula.get_by_role("dialog", name="Transferir a conversa")
    await transfer.get_by_role("button", name=re.compile("diego")).click()
    await transfer.get_by_label("Nota para quem recebe").fill("Ela prefere receber à tarde")
    await transfer.get_by_role("button", name="Transferir").click()
    await expect(thread(paula)).to_contain_text("paula transferiu a conversa para diego")
    await expect(reply_box(paula)).to_be_disabled()

    await diego.get_by_role("radio", name=re.compile("Comigo")).click()
    await conversations(diego).get_by_role("link", name=re.compile("Mariana Alves")).click()
    await expect(thread(diego)).to_contain_text("Ela prefere receber à tarde")
    await reply_box(diego).fill("Entregamos amanhã à tarde.")
    await diego.keyboard.press("Enter")
    await phone.gets("Entregamos amanhã à tarde.")
    await reply_box(diego).press("Escape")
    await diego.get_by_role("button", name="Mais ações").click()
    await diego.get_by_role("menuitem", name="Resolver com motivo").click()
    await diego.get_by_role("dialog").get_by_role("button", name="Dúvida respondida").click()
    await expect(thread(diego)).to_contain_text("Conversa resolvida: Dúvida respondida")

    await jobs.ask_how_it_was(house.runtime, await phone.conversation())
    await phone.gets("Como foi o atendimento?")
    await phone.says("5")
    await phone.gets("Obrigad")
    assert (await house.get(f"/conversations/{await phone.conversation()}"))["status"] == "resolved"

    await phone.says("Em quantos dias posso trocar?")
    await phone.gets("30 dias")
    await expect(diego.get_by_role("button", name="Assumir")).to_be_visible()
    said = await phone.texts()
    assert sum("30 dias" in (text or "") for text in said) == 1
    assert not any("Ela prefere" in (text or "") or "consegue ver" in (text or "") for text in said)


async def test_two_take_at_once_and_one_has_it_and_what_was_written_offline_arrives_once(
    desk: Desk, phone: Phone
) -> None:
    conversation_id = await phone.is_waiting()
    paula = await desk.person("paula@example.com", Role.OPERATOR)
    diego = await desk.person("diego@example.com", Role.OPERATOR)
    for page in (paula, diego):
        await open_conversation(page, conversation_id)
        await expect(page.get_by_role("button", name="Assumir")).to_be_visible()
    for page in (paula, diego):
        await page.evaluate("[...document.querySelectorAll('button')].find(b => b.textContent === 'Assumir').click()")
    holder = await _holder(desk.house, conversation_id)
    winner, other = (paula, diego) if holder == "paula" else (diego, paula)
    await expect(winner.get_by_role("button", name="Devolver à IA")).to_be_visible()
    await other.get_by_role("dialog", name=f"Tomar a conversa de {holder}?").wait_for()
    await other.keyboard.press("Escape")
    await expect(reply_box(other)).to_be_disabled()

    await winner.context.set_offline(True)
    await reply_box(winner).fill("Escrevi sem rede.")
    await reply_box(winner).press("Enter")
    await expect(thread(winner)).to_contain_text("Não saiu deste navegador")
    await winner.context.set_offline(False)
    await thread(winner).get_by_role("button", name="Tentar de novo").click()
    await phone.gets("Escrevi sem rede.")
    await expect(thread(winner).get_by_text("Não saiu deste navegador")).to_be_hidden()
    assert (await phone.texts()).count("Escrevi sem rede.") == 1


async def _holder(house: House, conversation_id: str) -> str:
    async def held() -> str | None:
        operator = (await house.get(f"/conversations/{conversation_id}"))["operator"]
        return operator and operator["name"]

    return str(await until(held))


async def test_colleagues_see_who_looks_and_who_types(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    paula = await desk.person("paula@example.com", Role.OPERATOR)
    diego = await desk.person("diego@example.com", Role.OPERATOR)
    await open_conversation(paula, conversation_id)
    await open_conversation(diego, conversation_id)
    await expect(paula.get_by_text("diego está vendo")).to_be_visible()
    await reply_box(diego).press_sequentially("Olá, eu já", delay=60)
    await expect(paula.get_by_text("diego está escrevendo uma resposta")).to_be_visible()
    await expect(conversations(paula)).to_contain_text("diego está digitando")
    await diego.goto("/inicio")
    await expect(paula.get_by_text("diego está")).to_have_count(0)


async def test_put_aside_sorted_and_many_at_once_with_a_way_back(desk: Desk, house: House, phone: Phone) -> None:
    label = await house.post("/labels", name="entrega", color="blue")
    conversation_id = await phone.is_waiting()
    joao = Phone(house, phone.channel_id, "5511977770001", "João Pedro")
    await joao.is_waiting()
    page = await desk.person()
    await open_conversation(page, conversation_id)
    await expect(page.get_by_role("button", name="Transferir")).to_be_visible()

    await page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name="Etiquetas e prioridade")
    await dialog.get_by_role("button", name="entrega").click()
    await dialog.get_by_role("radio", name="Alta").click()
    await page.keyboard.press("Escape")
    row = conversations(page).get_by_role("link", name=re.compile("Mariana Alves"))
    await expect(row).to_contain_text("entrega")
    await expect(row.get_by_role("img", name="Alta", exact=True)).to_be_visible()

    await page.keyboard.press("h")
    await page.get_by_role("dialog").get_by_role("button", name="Até o contato escrever").click()
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("button", name=re.compile("^Visão")).click()
    await page.get_by_role("menuitem", name="Adiadas").click()
    await expect(row).to_be_visible()
    await phone.says("Voltei!")
    await expect(conversations(page)).to_be_hidden()

    await page.goto(f"/conversas?etiqueta={label['id']}")
    await expect(row).to_be_visible()
    await expect(conversations(page).get_by_role("listitem")).to_have_count(1)
    await page.get_by_role("button", name="Visão: Filtradas").click()
    await page.get_by_role("menuitem", name="Filtrar e guardar").click()
    await page.get_by_label("Guardar como visão").fill("Entregas")
    await page.get_by_role("button", name="Guardar", exact=True).click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Visão: Entregas")).to_be_visible()

    await page.goto("/conversas")
    for name in ("Mariana Alves", "João Pedro"):
        await page.get_by_role("checkbox", name=f"Marcar {name}").check()
    bar = page.get_by_role("toolbar", name="Com as marcadas")
    await bar.get_by_role("button", name="Resolver").click()
    await page.get_by_role("dialog").get_by_role("button", name="Propaganda ou golpe").click()
    await expect(page.get_by_role("heading", name="Nenhuma conversa por aqui")).to_be_visible()
    await page.get_by_role("button", name="Desfazer").click()
    await expect(conversations(page).get_by_role("listitem")).to_have_count(2)


async def test_a_note_never_becomes_a_reply_by_one_wrong_tap(desk: Desk, phone: Phone) -> None:
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await page.keyboard.press("n")
    await page.keyboard.type("Não dar mais desconto")
    await page.get_by_role("radio", name="Responder").click()
    await expect(reply_box(page)).to_have_value("")
    await expect(page.get_by_role("button", name="Enviar")).to_be_disabled()
    await page.get_by_role("radio", name="Nota privada").click()
    await expect(note_box(page)).to_have_value("Não dar mais desconto")


async def test_a_suggestion_is_taken_into_the_field_and_a_text_is_made_better(
    desk: Desk, house: House, phone: Phone
) -> None:
    await house.post(
        "/articles", title="Prazo", kind="faq", body="# Prazo de entrega\n\nO prazo de entrega para Recife é de 7 dias."
    )
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await page.keyboard.press("t")
    await phone.says("Qual é o prazo de entrega para Recife?")
    suggestion = page.get_by_role("region", name="Sugestão")
    await expect(suggestion).to_contain_text("7 dias")
    await suggestion.get_by_role("button", name="Usar").click()
    await expect(reply_box(page)).to_have_value(re.compile("7 dias"))
    await reply_box(page).fill("vc recebe em 7 dias")
    await page.get_by_role("button", name="Melhorar texto").click()
    await page.get_by_role("menuitem", name="Corrigir").click()
    await expect(reply_box(page)).to_have_value(re.compile("^Você recebe em 7 dias"))
    await page.get_by_role("button", name="Desfazer").click()
    await expect(reply_box(page)).to_have_value("vc recebe em 7 dias")


async def test_a_message_for_later_waits_above_the_field_and_can_be_stopped(desk: Desk, phone: Phone) -> None:
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await reply_box(page).fill("Bom dia! Chegou?")
    await page.get_by_role("button", name="Acrescentar outro tipo").click()
    await page.get_by_role("menuitem", name="Agendar mensagem").click()
    dialog = page.get_by_role("dialog", name="Agendar mensagem")
    await expect(dialog.get_by_label("Mensagem")).to_have_value("Bom dia! Chegou?")
    await dialog.get_by_role("button", name="Daqui a uma hora").click()
    await dialog.get_by_role("button", name="Agendar", exact=True).click()
    waiting = page.get_by_role("list", name="Mensagens agendadas")
    await expect(waiting).to_contain_text("Bom dia! Chegou?")
    await expect(reply_box(page)).to_have_value("")
    await waiting.get_by_role("button", name="Cancelar o envio").click()
    await expect(waiting).to_be_hidden()


async def test_a_command_finds_what_was_said_and_leads_to_it(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting("Quero falar com um atendente sobre o tapete persa")
    page = await desk.person()
    await page.goto("/conversas")
    await expect(conversations(page)).to_be_visible()
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox").fill("tapete persa")
    await page.get_by_role("option", name=re.compile("Mariana Alves.*tapete persa")).last.click()
    await expect(page).to_have_url(re.compile(conversation_id))
    await expect(thread(page).get_by_text("tapete persa")).to_be_visible()
