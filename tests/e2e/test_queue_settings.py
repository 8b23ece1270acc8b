"""Queues and what people can do at the desk, under the settings."""

import pytest
from playwright.async_api import Page, expect

from prosa.accounts import Role
from tests.e2e.desk import NARROW, Desk
from tests.e2e.looks import check, violations
from tests.house import House


async def saved(page: Page) -> None:
    await page.get_by_role("dialog").get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_queue_is_made_gets_people_and_becomes_the_default(desk: Desk, house: House) -> None:
    await house.user("paula@example.com", Role.OPERATOR)
    page = await desk.person()
    await page.goto("/ajustes/filas")
    await page.get_by_role("button", name="Nova fila").click()
    await page.get_by_label("Nome").fill("Trocas")
    await page.get_by_label("Departamento").fill("Pós-venda")
    await page.get_by_label("Chamar a liderança após (min)").fill("")
    await saved(page)
    row = page.get_by_role("list", name="Filas").get_by_role("listitem")
    await expect(row).to_contain_text("recebe pós-venda · ninguém ainda")
    await page.get_by_role("button", name="Equipe de Trocas").click()
    await page.get_by_label("Papel de paula").select_option("Lidera")
    await saved(page)
    await expect(row).to_contain_text("paula")
    await page.get_by_role("button", name="Editar Trocas").click()
    await page.get_by_role("switch", name="Fila padrão").click()
    await page.get_by_role("switch", name="Cada um puxa o próximo").click()
    await saved(page)
    await expect(row).to_contain_text("padrão")
    [queue] = (await house.get("/queues"))["items"]
    assert (queue["fallback"], queue["manual"], queue["escalate_minutes"]) == (True, True, None)
    assert [member["level"] for member in queue["members"]] == ["lead"]
    again = {"name": "trocas"}
    answer = await house.admin.post("/api/v1/queues", json=again)
    assert answer.json()["error"]["code"] == "queue_taken"


async def test_a_person_gets_skills_a_capacity_and_limits(desk: Desk, house: House) -> None:
    await house.user("paula@example.com", Role.OPERATOR)
    page = await desk.person()
    await page.goto("/ajustes/equipe")
    await page.get_by_role("button", name="Atendimento de paula").click()
    await page.get_by_label("Conversas ao mesmo tempo").fill("3")
    await page.get_by_label("Habilidades").fill("Trocas, inglês")
    await page.get_by_role("switch", name="Vê só as próprias filas").click()
    await saved(page)
    [paula] = [user for user in (await house.get("/users"))["items"] if user["name"] == "paula"]
    assert (paula["capacity"], paula["skills"], paula["limited"]) == (3, ["trocas", "inglês"], True)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everybody_can_use_these_pages(desk: Desk, house: House, theme: str) -> None:
    await house.post("/queues", name="Trocas", department="pós-venda", manual=True)
    for size in (None, NARROW):
        page = await desk.person(color_scheme=theme, reduced_motion="reduce", **({"viewport": size} if size else {}))
        for section, button in (
            ("filas", "Nova fila"),
            ("filas", "Equipe de Trocas"),
            ("equipe", "Atendimento de admin"),
        ):
            await page.goto(f"/ajustes/{section}")
            await check(page)
            await page.get_by_role("button", name=button).click()
            await expect(page.get_by_role("dialog")).to_be_visible()
            await page.wait_for_load_state("networkidle")
            assert await violations(page) == [], button
