"""Two contacts that may be one person: both sides are shown, joined, and taken apart again."""

from playwright.async_api import expect

from tests.e2e.desk import Desk, open_conversation
from tests.e2e.looks import violations
from tests.e2e.whatsapp import ANA, WhatsApp
from tests.house import House
from tests.waiting import until


async def test_two_contacts_are_compared_joined_and_taken_apart(desk: Desk, house: House, whatsapp: WhatsApp) -> None:
    await whatsapp.connect()
    whatsapp.says("Oi, é do meu número")
    whatsapp.graph.say("BR.5577", "Oi, com o número escondido", name="Ana L.")

    async def both() -> bool:
        return len(await house.conversations()) == 2

    await until(both)
    conversation_id = await whatsapp.conversation()
    whatsapp.graph.say(ANA, "Agora com os dois", name="Ana Lima", bsuid="BR.5577")
    await whatsapp.has(conversation_id, 2)
    page = await desk.person()
    await open_conversation(page, conversation_id)
    panel = page.get_by_role("complementary", name="Contato")
    await expect(panel).to_contain_text("Ana L. pode ser a mesma pessoa")
    await panel.get_by_role("button", name="Comparar e unir").click()
    dialog = page.get_by_role("dialog", name="Unir estes contatos?")
    await expect(dialog.get_by_role("region", name="Ana Lima")).to_contain_text("+55 11 96666-0007")
    await expect(dialog.get_by_role("region", name="Ana L.", exact=True)).to_contain_text("BR.5577")
    assert await violations(page) == []
    await dialog.get_by_role("button", name="Unir", exact=True).click()
    await expect(panel).to_contain_text("Veio de Ana L., ao unir")
    await panel.get_by_role("button", name="Separar").click()
    await expect(page.get_by_text("União desfeita")).to_be_visible()
    await expect(panel).not_to_contain_text("ao unir")
