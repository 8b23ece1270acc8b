"""What waits for a person's word on a page: seen with what the contact would agree to, decided once, by who may."""

from playwright.async_api import expect

from prosa.accounts import Role
from tests.e2e.desk import Desk
from tests.e2e.looks import check
from tests.e2e.phone import Phone
from tests.e2e.test_looks_pages import LOOKS
from tests.house import House


async def asks(house: House, phone: Phone, *names: str) -> None:
    """A program wants to change what the contact is called: each wish waits."""
    if not await house.conversations():
        await phone.is_waiting()
    conversation = await house.conversation()
    key = await house.post("/api-keys", name="Sistema", scopes=["read", "write"])
    program = house.browser(headers={"x-api-key": key["key"]})
    for name in names:
        wish = {"arguments": {"full_name": name}, "conversation_id": conversation["id"]}
        answer = await program.post("/api/v1/tools/contact.change", json=wish)
        assert answer.json()["error"]["code"] == "tool_approval_needed"


async def test_an_approval_is_seen_and_decided(desk: Desk, house: House, phone: Phone) -> None:
    page = await desk.person()
    await page.goto("/aprovacoes")
    await expect(page.get_by_text("Nada esperando você")).to_be_visible()
    await asks(house, phone, "Mariana Souza", "Mariana Errada")
    cards = page.get_by_role("list", name="Esperando").get_by_role("listitem")
    await expect(cards).to_have_count(2)
    first = cards.filter(has_text="→ Mariana Souza")
    await expect(first).to_contain_text("pedido por Sistema")
    await expect(first).to_contain_text("Mariana Alves → Mariana Souza")
    await first.get_by_role("button", name="Aprovar").click()
    await page.get_by_role("dialog").get_by_role("button", name="Aprovar").click()
    await expect(page.get_by_text("Aprovado e feito.")).to_be_visible()
    await expect(cards).to_have_count(1)
    await cards.get_by_role("button", name="Recusar").click()
    await expect(page.get_by_text("Nada esperando você")).to_be_visible()
    await page.get_by_role("radio", name="Decididas").click()
    decided = page.get_by_role("list", name="Decididas").get_by_role("listitem")
    await expect(decided.filter(has_text="→ Mariana Souza")).to_contain_text("feito")
    await expect(decided.filter(has_text="→ Mariana Errada")).to_contain_text("recusado")
    await expect(page).to_have_url("/aprovacoes?ver=decided")
    assert (await house.conversation())["contact"]["name"] == "Mariana Souza"


async def test_an_operator_sees_and_does_not_decide(desk: Desk, house: House, phone: Phone) -> None:
    await asks(house, phone, "Mariana Souza")
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await page.goto("/aprovacoes")
    await expect(page.get_by_text("Mariana Alves → Mariana Souza")).to_be_visible()
    await expect(page.get_by_role("button", name="Aprovar")).to_have_count(0)


async def test_everybody_can_use_the_page(desk: Desk, house: House, phone: Phone) -> None:
    await asks(house, phone, "Mariana Souza", "M" * 100)
    for theme, size in LOOKS:
        page = await desk.person(color_scheme=theme, viewport=size, reduced_motion="reduce")
        await page.goto("/aprovacoes")
        await expect(page.get_by_role("button", name="Recusar")).to_have_count(2)
        await check(page)
        await page.goto("/aprovacoes?ver=decided")
        await check(page)
