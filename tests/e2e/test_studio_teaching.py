"""What a company teaches: a page of questions imported, an answer corrected, what came out unsure found again."""

from pathlib import Path

from playwright.async_api import expect

from tests.e2e.desk import Desk, open_conversation, thread
from tests.e2e.phone import Phone
from tests.house import House

FAQ = """<!doctype html><html lang="pt-BR"><head><title>Dúvidas</title></head><body><main><h1>Dúvidas frequentes</h1>
<h2>Qual é o prazo de entrega?</h2><p>Entregamos em até 5 dias úteis em todo o estado.</p>
<h2>Posso trocar um produto?</h2><p>Sim, em até 30 dias, sem uso e com a etiqueta.</p>
</main></body></html>"""


async def test_a_page_of_questions_becomes_articles_that_a_person_chose(
    desk: Desk, house: House, tmp_path: Path
) -> None:
    saved = tmp_path / "duvidas.html"
    saved.write_text(FAQ, encoding="utf-8")
    page = await desk.person()
    await page.goto("/conhecimento?ver=fontes")
    await page.get_by_role("button", name="Importar").first.click()
    await page.get_by_label("Arquivo", exact=True).set_input_files(saved)
    await page.get_by_role("button", name="Ler", exact=True).click()
    items = page.get_by_role("list", name="O que mudaria")
    await expect(items.get_by_text("Posso trocar um produto?")).to_be_visible(timeout=60_000)
    await page.get_by_role("button", name="Trazer e publicar").click()
    await expect(page.get_by_text("A base já está igual a esta fonte.")).to_be_visible()
    titles = {item["title"]: item["status"] for item in (await house.get("/articles"))["items"]}
    assert titles["Posso trocar um produto?"] == "published"


async def test_what_was_read_of_an_answer_is_corrected(desk: Desk, house: House, phone: Phone) -> None:
    await phone.says("meu sistema caiu de novo e ninguém resolve")
    page = await desk.person()
    await open_conversation(page, await phone.conversation())
    await thread(page).get_by_role("button", name="Por que respondeu assim").first.click()
    trace = page.get_by_role("dialog", name="Por que respondeu assim")
    await trace.get_by_role("button", name="Corrigir o que entendeu").click()
    await trace.get_by_label("Categoria").select_option("tecnico")
    await trace.get_by_role("button", name="Ensinar", exact=True).click()
    await expect(page.get_by_text("Aprendido")).to_be_visible()
    (example,) = (await house.get("/understanding/examples"))["items"]
    assert example["labels"] == {"category": "tecnico"}
    await page.goto("/qualidade")
    await expect(
        page.get_by_role("region", name="O que a equipe ensinou").get_by_text("Categoria: técnico")
    ).to_be_visible()
