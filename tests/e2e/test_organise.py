"""Settings of what operators organise with: labels, macros, contact fields, alerts."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from prosa.core.settings import Settings
from tests.e2e.desk import NARROW, Desk
from tests.e2e.looks import check, violations
from tests.e2e.phone import Phone
from tests.house import House
from tests.outside import Hook, hook
from tests.waiting import until

SECTIONS = ("etiquetas", "macros", "campos", "avisos")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"internal_hosts": frozenset({"127.0.0.1"})})


@pytest.fixture
async def taker() -> AsyncIterator[Hook]:
    async with hook() as taker:
        yield taker


def line(page: Page, title: str) -> Locator:
    """The only line of a section's list."""
    return page.get_by_role("list", name=title, exact=True).get_by_role("listitem")


async def saved(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_label_a_macro_and_a_field_are_made_and_used(desk: Desk, house: House, phone: Phone) -> None:
    page = await desk.person()
    await page.goto("/ajustes/etiquetas")
    await page.get_by_role("button", name="Nova etiqueta").click()
    await page.get_by_label("Nome").fill("Troca")
    await page.get_by_role("radio", name="Verde").click()
    await saved(page)
    await page.goto("/ajustes/macros")
    await page.get_by_role("button", name="Nova macro").click()
    await page.get_by_label("Nome").fill("Encerrar troca")
    await page.get_by_label("Texto").fill("Troca feita, {contact.first_name}!")
    await page.get_by_role("button", name="Mais um passo").click()
    await page.get_by_label("Etiqueta", exact=True).select_option("Troca")
    await page.get_by_role("button", name="Mais um passo").click()
    await page.get_by_label("Passo 3", exact=True).select_option("Resolver")
    await saved(page)
    await expect(line(page, "Macros")).to_contain_text("Responder → Pôr etiqueta → Resolver")
    await page.goto("/ajustes/campos")
    await page.get_by_role("button", name="Novo campo").click()
    await page.get_by_label("Nome").fill("Tamanho")
    await page.get_by_label("Tipo").select_option("Escolha")
    await page.get_by_label("Opções").fill("P\nM\nG")
    await saved(page)
    await expect(line(page, "Campos do contato")).to_contain_text("Escolha · P · M · G")
    await phone.says("quero trocar")
    conversation = await house.conversation()
    [macro] = (await house.get("/macros"))["items"]
    done = await house.post(f"/macros/{macro['id']}/run", conversation_id=conversation["id"])
    assert [label["name"] for label in done["conversation"]["labels"]] == ["Troca"]
    assert done["conversation"]["status"] == "resolved"


async def test_an_alert_is_tried_kept_and_taken_away(desk: Desk, house: House, taker: Hook) -> None:
    page = await desk.person()
    await page.goto("/ajustes/avisos")
    await page.get_by_role("button", name="Novo aviso").click()
    await page.get_by_label("Nome").fill("Plantão")
    await page.get_by_label("Como avisar").select_option("Webhook")
    await page.get_by_label("Endereço").fill(f"{taker.url}/aviso")
    await page.get_by_role("button", name="Enviar um teste").click()
    await expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(
        "O teste foi enviado. Confira se chegou."
    )
    assert (await until(taker.posted))[0]["items"][0]["kind"] == "trial"
    await saved(page)
    await expect(line(page, "Avisos")).to_contain_text("Alguém espera na fila")
    await page.get_by_role("button", name="Apagar Plantão").click()
    await page.get_by_role("dialog").get_by_role("button", name="Apagar").click()
    await expect(page.get_by_text("Nenhum aviso")).to_be_visible()
    assert (await house.get("/alerts"))["items"] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_these_pages(desk: Desk, house: House, theme: str) -> None:
    await house.post("/labels", name="Troca", color="green")
    label = (await house.get("/labels"))["items"][0]["id"]
    await house.post("/macros", name="Troca", steps=[{"kind": "label", "label_id": label}, {"kind": "snooze"}])
    await house.post("/contact-fields", label="Tamanho", kind="choice", options=["P", "M"])
    for size in (None, NARROW):
        page = await desk.person(color_scheme=theme, reduced_motion="reduce", **({"viewport": size} if size else {}))
        for section in SECTIONS:
            await page.goto(f"/ajustes/{section}")
            await check(page)
            new = page.get_by_role("main").get_by_role("button", name="Nov").first
            await new.click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            assert await violations(page) == [], section
