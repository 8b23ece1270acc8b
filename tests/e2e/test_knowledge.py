"""Knowledge: articles written, found, versioned and archived; a question tried on them."""

from playwright.async_api import Page, expect

from prosa.accounts import Role
from tests.e2e.desk import NARROW, Desk
from tests.house import House

BODY = "Entregamos em até 3 dias úteis em todo o Brasil.\n\n## Frete grátis\nAcima de R$ 299 o frete é grátis."


async def _article(house: House, title: str = "Prazo de entrega", body: str = BODY) -> None:
    await house.post("/articles", title=title, kind="faq", body=body)


async def _fill(page: Page, title: str, body: str) -> None:
    await page.get_by_label("Título").fill(title)
    await page.get_by_label("Texto em Markdown").fill(body)


async def test_the_first_article_is_written_and_the_agent_finds_it(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Escrever o primeiro").click()
    await _fill(page, "Prazo de entrega", BODY)
    await page.get_by_role("radio", name="Prévia").click()
    await expect(page.get_by_role("heading", name="Frete grátis")).to_be_visible()
    await page.get_by_role("button", name="Publicar artigo").click()
    await expect(page.get_by_text("Versão 1", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Testar uma pergunta").click()
    await page.get_by_label("Pergunta", exact=True).fill("a partir de quanto o frete é grátis?")
    await page.keyboard.press("Enter")
    found = page.get_by_role("dialog")
    await expect(found.get_by_text("Responde", exact=True)).to_be_visible()
    await expect(found.get_by_text("Acima de R$ 299")).to_be_visible()
    await expect(found.get_by_text("Por causa de")).to_be_visible()


async def test_what_the_base_does_not_know_leads_to_a_new_article(desk: Desk, house: House) -> None:
    await _article(house)
    page = await desk.person()
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Testar uma pergunta").click()
    await page.get_by_label("Pergunta", exact=True).fill("vocês vendem submarinos amarelos usados?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Não responde")).to_be_visible()
    await page.get_by_role("button", name="Escrever um artigo sobre isto").click()
    await expect(page.get_by_role("heading", name="Novo artigo")).to_be_visible()


async def test_every_save_is_a_version_and_an_archived_article_can_come_back(desk: Desk, house: House) -> None:
    await _article(house)
    page = await desk.person()
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Prazo de entrega").click()
    save = page.get_by_role("button", name="Salvar nova versão")
    await expect(save).to_be_disabled()
    await page.get_by_label("Texto em Markdown").fill("Agora em 2 dias.")
    await save.click()
    await expect(page.get_by_text("Versão 2", exact=True)).to_be_visible()
    await page.get_by_role("radio", name="Versões").click()
    await expect(page.get_by_role("list", name="Versões deste artigo").get_by_role("listitem")).to_have_count(2)
    await page.get_by_role("button", name="Arquivar").click()
    await page.get_by_role("dialog").get_by_role("button", name="Arquivar").click()
    await page.get_by_role("button", name="Publicar de novo").click()
    await expect(page.get_by_role("button", name="Arquivar")).to_be_visible()


async def test_a_draft_is_not_published_and_says_so(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/conhecimento?artigo=novo")
    await _fill(page, "Segredo", "Ainda não.")
    await page.get_by_label("Publicado").click()
    await page.get_by_role("button", name="Salvar rascunho").click()
    await expect(page.get_by_role("region", name="Artigos").get_by_text("Rascunho")).to_be_visible()


async def test_what_was_not_saved_is_not_lost_by_a_slip(desk: Desk, house: House) -> None:
    await _article(house)
    await _article(house, "Trocas", "Em 30 dias.")
    page = await desk.person()
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Prazo de entrega").click()
    await page.get_by_label("Título").fill("Prazo novo")
    await page.get_by_role("button", name="Trocas").click()
    await page.get_by_role("button", name="Cancelar").click()
    await expect(page.get_by_label("Título")).to_have_value("Prazo novo")
    await page.get_by_role("button", name="Trocas").click()
    await page.get_by_role("button", name="Sair sem salvar").click()
    await expect(page.get_by_label("Título")).to_have_value("Trocas")


async def test_somebody_elses_newer_version_is_not_overwritten(desk: Desk, house: House) -> None:
    await _article(house)
    page = await desk.person()
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Prazo de entrega").click()
    await expect(page.get_by_label("Título")).to_have_value("Prazo de entrega")
    (item,) = (await house.get("/articles"))["items"]
    await page.get_by_label("Texto em Markdown").fill("Meu texto.")
    change = {"title": "Prazo", "kind": "faq", "body": "De outra pessoa."}
    (await house.admin.put(f"/api/v1/articles/{item['id']}", json=change)).raise_for_status()
    await expect(page.get_by_role("alert")).to_contain_text("Outra pessoa salvou a versão 2")
    await expect(page.get_by_label("Texto em Markdown")).to_have_value("Meu texto.")
    await expect(page.get_by_role("button", name="Salvar nova versão")).to_be_disabled()
    await page.get_by_role("button", name="Descartar o meu e abrir a nova").click()
    await expect(page.get_by_label("Texto em Markdown")).to_have_value("De outra pessoa.")


async def test_the_search_and_the_kind_narrow_the_list(desk: Desk, house: House) -> None:
    await _article(house)
    await house.post("/articles", title="Trocas", kind="policy", body="Em 30 dias.")
    page = await desk.person()
    await page.goto("/conhecimento")
    await expect(page.get_by_role("status").filter(has_text="2 artigos")).to_be_visible()
    await page.get_by_role("searchbox", name="Buscar nos artigos").fill("troca")
    await expect(page.get_by_role("status").filter(has_text="1 artigo")).to_be_visible()
    await page.get_by_role("searchbox", name="Buscar nos artigos").fill("")
    await page.get_by_label("Tipo de artigo").select_option("faq")
    await expect(page.get_by_role("button", name="Trocas")).to_be_hidden()
    await page.get_by_role("searchbox", name="Buscar nos artigos").fill("zzz")
    await expect(page.get_by_text("Nada encontrado")).to_be_visible()


async def test_who_may_not_edit_reads(desk: Desk, house: House) -> None:
    await _article(house)
    page = await desk.person("bia@example.com", Role.OPERATOR)
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Prazo de entrega").click()
    await expect(page.get_by_text("Seu perfil pode ler os artigos")).to_be_visible()
    await expect(page.get_by_role("radio", name="Escrever")).to_have_count(0)
    await expect(page.get_by_role("button", name="Novo artigo")).to_have_count(0)


async def test_on_a_phone_the_list_and_the_article_take_turns(desk: Desk, house: House) -> None:
    await _article(house)
    page = await desk.person(viewport=NARROW)
    await page.goto("/conhecimento")
    await page.get_by_role("button", name="Prazo de entrega").click()
    await expect(page.get_by_role("region", name="Artigos")).to_be_hidden()
    await page.get_by_role("button", name="Voltar à lista").click()
    await expect(page.get_by_role("region", name="Artigos")).to_be_visible()
