"""The start page: a phone one can talk into at once, and steps that show what is really done."""

from playwright.async_api import Locator, Page, expect

from prosa.accounts import Role
from tests.e2e.desk import Desk, thread
from tests.house import House

QUESTION = "Qual é o prazo de entrega?"
ANSWER = "Entregamos em até 3 dias úteis"


async def _teach(house: House) -> None:
    await house.post("/articles", title="Prazo de entrega", kind="faq", body=f"{ANSWER} em todo o Brasil.")


def _phone(page: Page) -> Locator:
    return page.get_by_role("region", name="Telefone de teste")


def _step(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


async def test_a_suggested_question_is_answered_and_leads_to_the_inbox(desk: Desk, house: House) -> None:
    await house.channel("simulator", business_name="Passo Firme")
    await _teach(house)
    page = await desk.person()
    await page.goto("/inicio")
    await expect(_phone(page).get_by_role("heading", name="Passo Firme")).to_be_visible()
    await _phone(page).get_by_role("button", name=QUESTION).click()
    log = _phone(page).get_by_role("log")
    await expect(log.get_by_text(QUESTION)).to_be_visible()
    await expect(log.get_by_text(ANSWER)).to_be_visible()
    await expect(log.get_by_role("img", name="Lida")).to_be_visible()
    await expect(_step(page, "Converse com o seu agente").get_by_text("Feito")).to_be_visible()
    await page.get_by_role("link", name="Ver na caixa de entrada").click()
    await expect(thread(page).get_by_text(QUESTION)).to_be_visible()


async def test_what_a_person_answers_shows_on_the_phone_and_comes_back_as_read(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    page = await desk.person()
    await page.goto("/inicio")
    box = page.get_by_label("Escreva como se fosse o cliente")
    await box.fill("Quero falar com uma pessoa")
    await box.press("Enter")
    conversation = await house.conversation()
    await house.post(f"/conversations/{conversation['id']}/messages", client_id="c1", text="Oi, aqui é a Paula.")
    await expect(_phone(page).get_by_text("Oi, aqui é a Paula.")).to_be_visible()
    inbox = await desk.person()
    await inbox.goto(f"/conversas/{conversation['id']}")
    await expect(thread(inbox).get_by_role("img", name="Lida").last).to_be_visible()


async def test_the_phone_remembers_its_number_until_another_one_is_wanted(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    page = await desk.person()
    await page.goto("/inicio")
    box = page.get_by_label("Escreva como se fosse o cliente")
    await box.fill("oi, tudo bem?")
    await box.press("Enter")
    log = _phone(page).get_by_role("log")
    await expect(log.get_by_text("oi, tudo bem?")).to_be_visible()
    await page.reload()
    await expect(log.get_by_text("oi, tudo bem?")).to_be_visible()
    await page.get_by_role("button", name="Começar com outro número").click()
    await expect(log.get_by_text("oi, tudo bem?")).to_be_hidden()


async def test_steps_that_were_taken_are_done_and_the_first_other_one_offers_itself(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    await _teach(house)
    await house.user("paula@loja.com.br", Role.OPERATOR)
    page = await desk.person()
    await page.goto("/inicio")
    await expect(page.get_by_text("2 de 4 prontos")).to_be_visible()
    await expect(_step(page, "Ensine o básico da loja").get_by_text("Feito")).to_be_visible()
    await expect(_step(page, "Chame a equipe").get_by_text("Feito")).to_be_visible()
    await page.get_by_role("button", name="Falar agora").click()
    await expect(page.get_by_label("Escreva como se fosse o cliente")).to_be_focused()
    await page.get_by_role("link", name="Conectar agora").click()
    await expect(page.get_by_role("heading", name="Canais")).to_be_visible()


async def test_without_a_simulator_an_admin_is_offered_one(desk: Desk) -> None:
    page = await desk.person()
    await page.goto("/inicio")
    await page.get_by_role("button", name="Criar simulador").click()
    await expect(page.get_by_label("Escreva como se fosse o cliente")).to_be_visible()


async def test_the_demonstration_is_named_as_long_as_nothing_leaves_the_machine(desk: Desk, house: House) -> None:
    await house.channel("simulator")
    page = await desk.person()
    await page.goto("/inicio")
    banner = page.get_by_text("Modo demonstração: nada sai deste computador")
    await expect(banner).to_be_visible()
    secrets = dict.fromkeys(("access_token", "app_secret", "verify_token"), "x")
    await house.channel("meta_cloud", phone_number_id="1", base_url="http://127.0.0.1:1", **secrets)
    await expect(banner).to_be_hidden()
