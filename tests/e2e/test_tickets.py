"""Matters on their pages: followed, changed, merged, with deadlines that people set and follow-ups they plan."""

import re

from playwright.async_api import Page, expect

from prosa.accounts import Role
from tests.e2e.desk import Desk
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.e2e.test_looks_pages import LOOKS
from tests.house import House
from tests.waiting import until


async def is_followed(house: House, phone: Phone) -> str:
    """Somebody waits for a person; the id of the ticket."""
    await phone.is_waiting("a bota descolou, quero falar com um atendente")

    async def opened() -> str | None:
        items = (await house.get("/tickets"))["items"]
        return items[0]["id"] if items else None

    return str(await until(opened))


def row(page: Page, words: str):
    return page.get_by_role("list", name="Chamados").get_by_role("listitem").filter(has_text=words)


async def test_a_handed_conversation_is_followed_to_its_end(desk: Desk, house: House, phone: Phone) -> None:
    ticket_id = await is_followed(house, phone)
    page = await desk.person("ana@example.com", Role.OPERATOR)
    await page.goto("/chamados")
    await expect(row(page, "Mariana Alves")).to_contain_text("1ª resposta em")
    await row(page, "Mariana Alves").get_by_role("link").click()
    await expect(page).to_have_url(re.compile(f"/chamados/{ticket_id}"))
    await page.get_by_label("Prioridade").select_option("high")
    await expect(page.get_by_role("list", name="Histórico")).to_contain_text("Prioridade: Média → Alta")
    await page.get_by_role("button", name="Novo retorno").click()
    await page.get_by_role("dialog").get_by_label("Texto").fill("ligar para a fábrica")
    await page.get_by_role("button", name="Programar").click()
    plans = page.get_by_role("list", name="Retornos")
    await expect(plans).to_contain_text("ligar para a fábrica")
    await plans.get_by_role("button", name="Marcar como feito").click()
    await expect(plans).to_contain_text("Feito")
    await page.get_by_label("Situação").select_option("resolved")
    await expect(page.get_by_role("list", name="Prazos")).to_contain_text("Cumprido")
    await page.get_by_role("link", name="Todos os chamados").click()
    await expect(page.get_by_text("Nenhum chamado por aqui")).to_be_visible()
    assert (await house.get(f"/tickets/{ticket_id}"))["status"] == "resolved"


async def test_two_tickets_of_one_matter_are_merged(desk: Desk, house: House, phone: Phone) -> None:
    ticket_id = await is_followed(house, phone)
    conversation_id = (await house.conversation())["id"]
    other = await house.post("/tickets", conversation_id=conversation_id, summary="sola solta")
    page = await desk.person()
    await page.goto(f"/chamados/{ticket_id}")
    await page.get_by_role("button", name="Juntar").click()
    await page.get_by_label("Continua em").select_option(other["id"])
    await page.get_by_role("dialog").get_by_role("button", name="Juntar", exact=True).click()
    await expect(page).to_have_url(re.compile(f"/chamados/{other['id']}"))
    await expect(page.get_by_role("list", name="Juntados a este")).to_contain_text("a bota descolou")


async def test_deadlines_are_set_and_count_at_once(desk: Desk, house: House, phone: Phone) -> None:
    ticket_id = await is_followed(house, phone)
    page = await desk.person("rita@example.com", Role.SUPERVISOR)
    await page.goto("/ajustes/sla")
    await page.get_by_role("button", name="Novo prazo").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Nome").fill("Suporte")
    await dialog.get_by_label("Categoria").select_option("support")
    await dialog.get_by_label("1ª resposta, Média").fill("dois dias")
    await expect(dialog.get_by_role("alert")).to_contain_text("15 min, 4 h ou 72 h")
    await dialog.get_by_label("1ª resposta, Média").fill("25 min")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("o que corre foi contado de novo")).to_be_visible()

    async def counted() -> bool:
        targets = (await house.get(f"/tickets/{ticket_id}"))["targets"]
        return bool(targets[0]["minutes"] == 25)

    await until(counted)
    await page.get_by_role("button", name="Nova regra").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Nome").fill("Cobrar a foto")
    await dialog.get_by_label("Depois de").fill("24 h")
    await dialog.get_by_label("Texto").fill("Conseguiu tirar a foto?")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("list", name="Retornos automáticos")).to_contain_text("24 h depois que o chamado")


async def test_everybody_can_use_the_pages_of_tickets(desk: Desk, house: House, phone: Phone) -> None:
    ticket_id = await is_followed(house, phone)
    for theme, size in LOOKS:
        page = await desk.person(color_scheme=theme, viewport=size, reduced_motion="reduce")
        for address in ("/chamados", "/chamados?ver=retornos", "/chamados?ver=recorrentes", f"/chamados/{ticket_id}"):
            await page.goto(address)
            await check(page)
        for opener in ("Novo retorno", "Juntar"):
            await page.get_by_role("button", name=opener).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            await page.wait_for_load_state("networkidle")
            assert await violations(page) == []
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_be_hidden()
        await page.goto("/ajustes/sla")
        await page.get_by_role("button", name="Alterar Geral").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(page) == []
