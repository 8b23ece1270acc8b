"""The agent studio: instructions as versions with a way back, rules, a phone on which nothing is sent."""

from playwright.async_api import Page, expect

from prosa.accounts import Role
from tests.agents.stage import furnish
from tests.e2e.desk import Desk
from tests.house import House


async def _agent(house: House) -> str:
    await furnish(house.runtime)
    (item,) = (await house.get("/agents"))["items"]
    return str(item["id"])


async def _open(page: Page, agent: str, tab: str = "instrucoes") -> None:
    await page.goto(f"/agente/{agent}?parte={tab}")


async def test_an_agent_is_made_changed_published_and_rolled_back(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/agente")
    await page.get_by_role("button", name="Criar agente").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Nome").fill("Lia")
    await dialog.get_by_role("button", name="Criar agente").click()
    await expect(page.get_by_text("v1 no ar", exact=True)).to_be_visible()
    await page.get_by_label("Tom", exact=True).fill("Formal e breve.")
    bar = page.get_by_role("region", name="Mudanças não salvas")
    await expect(bar.get_by_text("1 diferença da v1 no ar")).to_be_visible()
    await bar.get_by_role("button", name="Ver mudanças").click()
    await expect(page.get_by_role("dialog").get_by_text("Formal e breve.")).to_be_visible()
    await page.keyboard.press("Escape")
    await bar.get_by_role("button", name="Salvar e publicar").click()
    await expect(page.get_by_text("v2 no ar", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Versões").click()
    await page.get_by_role("button", name="v1", exact=False).first.wait_for()
    await page.get_by_role("button", name="Voltar para esta").click()
    await page.get_by_role("dialog").get_by_role("button", name="Publicar", exact=True).click()
    await expect(
        page.get_by_role("heading", name="Lia").locator("..").get_by_text("v1 no ar", exact=True)
    ).to_be_visible()


async def test_what_is_written_is_tried_before_it_is_saved_and_nothing_is_sent(desk: Desk, house: House) -> None:
    agent = await _agent(house)
    page = await desk.person()
    await _open(page, agent, "testar")
    await page.get_by_label("Escreva como o contato").fill("qual o prazo de entrega?")
    await page.keyboard.press("Enter")
    why = page.get_by_role("region", name="Por que respondeu assim")
    await expect(why.get_by_text("Busca na base de conhecimento")).to_be_visible()
    await expect(why.get_by_text("Prazos de entrega").first).to_be_visible()
    await expect(why.get_by_text("O que seria enviado")).to_be_visible()
    assert (await house.get("/conversations"))["items"] == []


async def test_tools_rules_and_scripts_are_part_of_the_version(desk: Desk, house: House) -> None:
    agent = await _agent(house)
    page = await desk.person()
    await _open(page, agent, "ferramentas")
    ticket = page.get_by_role("region", name="Abrir chamado")
    await ticket.get_by_label("Uma pessoa aprova cada vez").check()
    await ticket.get_by_label("Vezes por dia, por contato").fill("2")
    await page.get_by_role("link", name="Escalonamento").click()
    await page.get_by_role("region", name="Demora sem solução").get_by_label("Minutos").fill("3")
    await page.get_by_role("link", name="Roteiros").click()
    await page.get_by_role("switch", name="Usar: Reclamação").click()
    await page.get_by_role("button", name="Salvar como nova versão").click()
    await expect(page.get_by_text("Versão v2 salva")).to_be_visible()
    newest = (await house.get(f"/agents/{agent}"))["versions"][0]
    assert newest["tools"] == {"ticket.open": {"enabled": True, "approval": True, "limits": {"calls_a_day": 2}}}
    assert newest["escalation"] == [{"kind": "no_resolution", "enabled": True, "params": {"minutes": 3}}]
    assert newest["goals"] == {"complaint": {"enabled": False, "texts": {}}}
    assert not newest["published"]


async def test_a_prompt_with_an_unknown_variable_is_refused_in_words(desk: Desk, house: House) -> None:
    agent = await _agent(house)
    page = await desk.person()
    await _open(page, agent)
    await page.get_by_role("textbox", name="Resposta").fill("Você é {{agente}}.")
    await page.get_by_role("button", name="Salvar como nova versão").click()
    await expect(page.get_by_role("alert")).to_contain_text("A variável agente não existe")


async def test_what_was_not_saved_is_not_lost_by_a_slip(desk: Desk, house: House) -> None:
    agent = await _agent(house)
    page = await desk.person()
    await _open(page, agent)
    await page.get_by_label("Tom", exact=True).fill("Outro")
    await page.get_by_role("link", name="Modelo", exact=True).click()
    await page.get_by_role("link", name="Voltar aos agentes").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
    await page.get_by_role("link", name="Instruções", exact=True).click()
    await expect(page.get_by_label("Tom", exact=True)).to_have_value("Outro")


async def test_who_may_not_edit_reads(desk: Desk, house: House) -> None:
    agent = await _agent(house)
    page = await desk.person("bia@example.com", Role.OPERATOR)
    await _open(page, agent)
    await expect(page.get_by_text("Quem edita é a supervisão")).to_be_visible()
    await expect(page.get_by_label("Tom", exact=True)).to_be_disabled()
    await expect(page.get_by_role("button", name="Configurar")).to_have_count(0)
