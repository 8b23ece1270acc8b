"""A new user's first hour with the agent: their own questions brought in, two answers corrected, a version and back."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.e2e.desk import Desk, open_conversation, picture, thread
from tests.e2e.phone import Phone
from tests.house import House

SITE = Path(__file__).parents[1] / "data" / "ajuda-serra-verde.html"
"""A company's page of questions as a browser saves it: menu, cookies, accordions of two kinds, a table, a footer."""
QUESTIONS = {
    "Vocês fazem revisão de bicicleta?",
    "Oficina: Onde fica a oficina?",
    "Posso devolver uma bicicleta nova?",
    "Quais formas de pagamento vocês aceitam?",
    "Compras: Quanto custa o frete?",
}


async def test_a_new_user_makes_the_agent_their_own(desk: Desk, house: House, phone: Phone) -> None:
    page = await desk.person()
    await _bring_the_questions(page)
    articles = (await house.get("/articles"))["items"]
    assert {article["title"] for article in articles} == QUESTIONS
    await phone.says("quanto custa a revisão da bicicleta?")
    await phone.gets("R$ 120")
    conversation = await phone.conversation()
    await open_conversation(page, conversation)
    await _correct(page, {"Categoria": "comercial"})
    await phone.says("a bicicleta voltou da oficina com o freio solto, que descaso")
    await expect(thread(page).get_by_role("button", name="Por que respondeu assim")).to_have_count(2)
    await _correct(page, {"Categoria": "reclamacao", "Sentimento": "negativo"})
    taught = (await house.get("/understanding/examples"))["items"]
    assert [example["labels"] for example in taught] == [
        {"category": "reclamacao", "sentiment": "negativo"},
        {"category": "comercial"},
    ]
    await _publish_and_go_back(page, house)


async def _bring_the_questions(page: Page) -> None:
    await page.goto("/conhecimento?ver=fontes")
    await page.get_by_role("button", name="Importar").first.click()
    await page.get_by_label("Arquivo", exact=True).set_input_files(SITE)
    await page.get_by_role("button", name="Ler", exact=True).click()
    found = page.get_by_role("list", name="O que mudaria")
    await expect(found.get_by_text("Onde fica a oficina?")).to_be_visible(timeout=60_000)
    for frame in ("cookies", "Promoções", "CNPJ", "novidades"):
        await expect(found.get_by_text(frame)).to_have_count(0)
    await page.get_by_role("checkbox", name="Perguntas frequentes").uncheck()
    await picture(page, "import")
    await page.get_by_role("button", name="Trazer e publicar").click()
    await expect(page.get_by_text("5 artigos trazidos")).to_be_visible()


async def _correct(page: Page, labels: dict[str, str]) -> None:
    """Teaches what the latest message was, and closes the panel."""
    await thread(page).get_by_role("button", name="Por que respondeu assim").last.click()
    trace = page.get_by_role("dialog", name="Por que respondeu assim")
    await trace.get_by_role("button", name="Corrigir o que entendeu").click()
    for label, value in labels.items():
        await trace.get_by_label(label, exact=True).select_option(value)
    await trace.get_by_role("button", name="Ensinar", exact=True).scroll_into_view_if_needed()
    await picture(page, "teach")
    await trace.get_by_role("button", name="Ensinar", exact=True).click()
    await expect(trace.get_by_role("button", name="Corrigir o que entendeu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(trace).to_have_count(0)


async def _publish_and_go_back(page: Page, house: House) -> None:
    agent = (await house.post("/agents", name="Bia"))["id"]
    await page.goto(f"/agente/{agent}")
    on_air = page.get_by_role("heading", name="Bia").locator("..")
    await page.get_by_label("Tom", exact=True).fill("Próximo, sem gírias.")
    await page.get_by_role("button", name="Salvar e publicar").click()
    await expect(on_air.get_by_text("v2 no ar", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Versões").click()
    await expect(page.get_by_text("Próximo, sem gírias.")).to_be_visible()
    await picture(page, "versions")
    await page.get_by_role("button", name="Voltar para esta").click()
    await page.get_by_role("dialog").get_by_role("button", name="Publicar", exact=True).click()
    await expect(on_air.get_by_text("v1 no ar", exact=True)).to_be_visible()


async def test_a_trial_is_still_there_after_a_look_at_another_tab(desk: Desk, house: House) -> None:
    agent = (await house.post("/agents", name="Bia"))["id"]
    page = await desk.person()
    await page.goto(f"/agente/{agent}?parte=testar")
    await page.get_by_label("Escreva como o contato").fill("bom dia")
    await page.keyboard.press("Enter")
    why = page.get_by_role("region", name="Por que respondeu assim")
    await expect(why).to_be_visible()
    await page.get_by_role("link", name="Instruções", exact=True).click()
    await page.get_by_label("Tom", exact=True).fill("Formal")
    await page.get_by_role("link", name="Testar", exact=True).click()
    await expect(page.get_by_role("log").get_by_text("bom dia")).to_be_visible()
    await expect(why).to_be_visible()


async def test_what_a_message_names_is_taught_with_its_intent(desk: Desk, house: House, phone: Phone) -> None:
    await phone.says("tem capacete azul para criança?")
    page = await desk.person()
    await open_conversation(page, await phone.conversation())
    await thread(page).get_by_role("button", name="Por que respondeu assim").first.click()
    trace = page.get_by_role("dialog", name="Por que respondeu assim")
    await trace.get_by_role("button", name="Corrigir o que entendeu").click()
    await _forget_all(trace)
    await trace.get_by_label("Como foi escrito").fill("capacete")
    await trace.get_by_role("button", name="Acrescentar dado").click()
    await trace.get_by_label("Intenção", exact=True).select_option("search_product")
    await trace.get_by_label("Interesse", exact=True).select_option("curious")
    await trace.get_by_role("button", name="Ensinar", exact=True).click()
    await expect(page.get_by_text("Aprendido")).to_be_visible()
    (example,) = (await house.get("/understanding/examples"))["items"]
    assert example["labels"] == {"intent": "search_product", "funnel": "curious"}
    assert example["entities"] == [{"type": "product", "text": "capacete", "value": "capacete"}]


async def _forget_all(trace: Locator) -> None:
    """Takes away whatever was read, so that the test says everything itself."""
    while await trace.get_by_role("button", name="Tirar ").count():
        await trace.get_by_role("button", name="Tirar ").first.click()


async def test_a_contact_is_marked_as_important(desk: Desk, house: House, phone: Phone) -> None:
    await phone.is_waiting()
    page = await desk.person()
    await open_conversation(page, await phone.conversation())
    await page.get_by_role("complementary", name="Contato").get_by_role("switch", name="Contato VIP").click()
    contact = (await house.conversation())["contact"]["id"]
    await expect(page.get_by_role("switch", name="Contato VIP")).to_be_checked()
    assert (await house.get(f"/contacts/{contact}"))["vip"]


async def test_a_model_without_a_price_says_what_that_means(desk: Desk, house: House) -> None:
    await house.post("/models", name="Casa", provider="openai", model="modelo-da-casa")
    page = await desk.person()
    await page.goto("/ajustes/modelos")
    card = page.get_by_role("region", name="Casa")
    await expect(card.get_by_text("os limites de gasto dos agentes não o seguram")).to_be_visible()
    await card.get_by_role("button", name="Informar o preço").click()
    for label, price in (("Lidos", "1"), ("Escritos", "2"), ("Lidos do cache", "0,5")):
        await page.get_by_role("dialog").get_by_label(label, exact=True).fill(price)
    await page.get_by_role("dialog").get_by_role("button", name="Salvar").click()
    await expect(card.get_by_text("sem preço")).to_have_count(0)
    meaning = page.get_by_role("region", name="Busca também pelo sentido").get_by_label("Modelo de embeddings")
    await expect(meaning.get_by_role("option")).to_have_text(["Só pelas palavras", "Casa"])
