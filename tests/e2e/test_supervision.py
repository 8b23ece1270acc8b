"""The supervisor's screen: what waits is seen and taken, numbers open their conversations, rules are tried first."""

import csv
import io
import re
from pathlib import Path

from playwright.async_api import expect

from prosa.accounts import Role
from prosa.desk import jobs
from tests.e2e.desk import Desk, thread
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.e2e.test_looks_pages import LOOKS
from tests.house import House
from tests.waiting import until

LOW = {"kind": "low_confidence", "active": True, "minutes": 30, "words": None, "below": 1, "templates": None}


async def holds(house: House) -> None:
    """Whatever the agent is not quite sure of waits."""
    answer = await house.admin.put("/api/v1/hold-rules", json=LOW)
    answer.raise_for_status()


async def is_resolved(house: House, phone: Phone, text: str = "Quero falar com um atendente") -> str:
    """Somebody asks for a person, is taken, spoken to and done with."""
    conversation_id = await phone.is_waiting(text)
    await house.post(f"/conversations/{conversation_id}/messages", client_id=phone.number, type="text", text="Pronto!")
    await house.post(f"/conversations/{conversation_id}/resolve")
    return conversation_id


async def test_what_waits_is_on_the_board_at_once_and_is_taken_from_there(
    desk: Desk, house: House, phone: Phone
) -> None:
    page = await desk.person("ana@example.com", Role.SUPERVISOR)
    await page.goto("/painel")
    await expect(page.get_by_text("Quem pedir uma pessoa aparece aqui na hora.")).to_be_visible()
    conversation_id = await phone.is_waiting()
    row = page.get_by_role("list", name="Na fila").get_by_role("listitem").filter(has_text="Mariana Alves")
    await expect(row).to_be_visible()
    await row.get_by_role("button", name="Sussurrar na conversa de Mariana Alves").click()
    await page.get_by_label("Nota", exact=True).fill("Cliente antiga, cuidado.")
    await page.get_by_role("button", name="Deixar a nota").click()
    await expect(page.get_by_text("Nota deixada.")).to_be_visible()
    await row.get_by_role("button", name="Assumir a conversa de Mariana Alves").click()
    await expect(page).to_have_url(re.compile(f"/conversas/{conversation_id}"))
    await expect(thread(page)).to_contain_text("Cliente antiga, cuidado.")
    assert (await house.conversation())["operator"]["name"] == "ana"


async def test_the_wall_shows_what_waits_first(desk: Desk, house: House, phone: Phone) -> None:
    await phone.is_waiting()
    page = await desk.person()
    await page.goto("/painel")
    await page.get_by_role("link", name="Abrir na TV").click()
    await expect(page).to_have_url("/painel/ao-vivo")
    await expect(page.get_by_role("list", name="Na fila")).to_contain_text("Mariana Alves")
    await page.get_by_role("link", name="Sair do modo TV").click()
    await expect(page).to_have_url("/painel")


async def test_a_number_opens_its_conversations_and_a_file_of_them(
    desk: Desk, house: House, phone: Phone, tmp_path: Path
) -> None:
    await is_resolved(house, phone)
    await jobs.count_cases(house.runtime)
    page = await desk.person()
    await page.goto("/relatorios?por=reason")
    table = page.get_by_role("region", name="Atendimentos por linha")
    await table.get_by_role("button", name="Para pessoas: 1").first.click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("Mariana Alves")
    async with page.expect_download() as started:
        await sheet.get_by_role("link", name="Baixar CSV").click()
    file = tmp_path / "cases.csv"
    await (await started.value).save_as(file)
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))
    assert [len(rows), rows[1][1]] == [2, "Mariana Alves"]
    await sheet.get_by_role("link", name="Mariana Alves").click()
    await expect(thread(page)).to_contain_text("Pronto!")


async def test_a_held_reply_is_reworded_and_leaves(desk: Desk, house: House, phone: Phone) -> None:
    await holds(house)
    page = await desk.person("ana@example.com", Role.SUPERVISOR)
    await page.goto("/aprovacoes")
    await phone.says("Bom dia, vocês entregam na lua?")
    card = page.get_by_role("list", name="Mensagens retidas").get_by_role("listitem")
    await expect(card).to_contain_text("vocês entregam na lua?")
    await card.get_by_role("button", name="Mudar o texto").click()
    await card.get_by_label("Novo texto").fill("Ainda não entregamos na lua.")
    await card.get_by_role("button", name="Enviar com a mudança").click()
    await expect(page.get_by_text("Mensagem enviada.")).to_be_visible()
    await phone.gets("Ainda não entregamos na lua.")
    await page.get_by_role("radio", name="Decididas").click()
    await expect(page.get_by_role("list", name="Mensagens retidas")).to_contain_text("aprovada com mudança")


async def test_a_rejected_reply_calls_a_person(desk: Desk, house: House, phone: Phone) -> None:
    await holds(house)
    page = await desk.person()
    await page.goto("/aprovacoes")
    await phone.says("Bom dia, vocês entregam na lua?")
    await page.get_by_role("button", name="Recusar").click()
    await page.get_by_label("Por que não").fill("não sabemos")
    await page.get_by_role("dialog").get_by_role("button", name="Recusar").click()
    await expect(page.get_by_text("A conversa foi para uma pessoa.")).to_be_visible()
    assert (await house.conversation())["status"] == "waiting"


async def test_a_rule_is_tried_on_the_past_week_and_then_works(desk: Desk, house: House, phone: Phone) -> None:
    await phone.says("Quero meu reembolso")
    await phone.conversation()
    page = await desk.person()
    await page.goto("/ajustes/automacoes")
    await page.get_by_role("button", name="Nova regra").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Nome").fill("Reembolso é urgente")
    await dialog.get_by_label("O contato diz uma destas palavras").fill("reembolso, estorno")
    await dialog.get_by_label("Escolha").select_option("crítica")
    await dialog.get_by_role("button", name="Ensaiar na última semana").click()
    await expect(dialog.get_by_role("status")).to_contain_text("Teria agido 1 vez")
    await expect(dialog.get_by_role("status")).to_contain_text("Mariana Alves")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("list", name="Regras")).to_contain_text("Reembolso é urgente")
    assert (await house.conversation())["priority"] == "medium"
    await phone.says("E o estorno?")

    async def critical() -> bool:
        return bool((await house.conversation())["priority"] == "critical")

    await until(critical)
    await expect(page.get_by_role("list", name="Regras")).to_contain_text("1 vez na última semana")


async def test_a_contact_answers_the_survey_and_the_reason_is_read(desk: Desk, house: House, phone: Phone) -> None:
    page = await desk.person()
    await page.goto("/ajustes/pesquisas")
    await page.get_by_label("Pergunta").select_option("NPS: de 0 a 10, indicaria a um amigo")
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("Pesquisa salva.")).to_be_visible()
    conversation_id = await is_resolved(house, phone)
    await jobs.ask_how_it_was(house.runtime, conversation_id)
    await phone.gets("De 0 a 10")
    await phone.says("3, demorou demais")
    await page.goto("/relatorios?ver=satisfacao")
    answers = page.get_by_role("list", name="O que disseram")
    await expect(answers).to_contain_text("demorou demais")
    await expect(answers).to_contain_text("chamado aberto")


async def _full(house: House, phone: Phone) -> None:
    """Something on every page."""
    await is_resolved(house, phone)
    other = Phone(house, phone.channel_id, "5511977770001", "Bruno Teixeira de Albuquerque Cavalcanti")
    await other.is_waiting()
    await holds(house)
    third = Phone(house, phone.channel_id, "5511977770002", "Carla")
    await third.says("Bom dia, vocês entregam na lua?")
    rule = {
        "name": "Reembolso é urgente",
        "active": True,
        "trigger": "message",
        "conditions": {"words": ["reembolso"]},
        "actions": [{"kind": "priority", "priority": "critical"}],
    }
    await house.post("/automations", **rule)
    plan = {"kind": "csat", "question": "", "thanks": "", "low": 2, "people_only": False}
    (await house.admin.put("/api/v1/surveys/plan", json=plan)).raise_for_status()
    await jobs.count_cases(house.runtime)


PAGES = [
    "/painel", "/painel/ao-vivo", "/relatorios", "/relatorios?por=reason", "/relatorios?ver=satisfacao", "/aprovacoes",
    "/ajustes/automacoes", "/ajustes/pesquisas",
]  # fmt: skip


async def test_everybody_can_use_the_pages(desk: Desk, house: House, phone: Phone) -> None:
    await _full(house, phone)
    for theme, size in LOOKS:
        page = await desk.person(color_scheme=theme, viewport=size, reduced_motion="reduce")
        for path in PAGES:
            await page.goto(path)
            await check(page)
        await page.goto("/ajustes/automacoes")
        await page.get_by_role("button", name="Nova regra").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []
        await page.goto("/relatorios?por=reason")
        await page.get_by_role("button", name=re.compile("^Atendimentos: ")).first.click()
        await expect(page.get_by_role("dialog")).to_contain_text("Baixar CSV")
        assert await violations(page) == []
