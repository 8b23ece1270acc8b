"""What is being written is never lost, and what was not sent says so."""

from pathlib import Path

from playwright.async_api import expect

from prosa.accounts import Role
from tests.e2e.desk import Desk, note_box, open_conversation, reply_box, thread
from tests.e2e.phone import Phone
from tests.house import House
from tests.waiting import until


async def test_a_draft_survives_a_reload_a_walk_and_another_computer(desk: Desk, house: House, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    other = await Phone(house, phone.channel_id, "5511977770001", "João Pedro").is_waiting()
    page = await desk.person()
    await open_conversation(page, conversation_id)
    await page.keyboard.press("n")
    await page.keyboard.type("Ligar para ela amanhã")
    await page.reload()
    await expect(note_box(page)).to_have_value("Ligar para ela amanhã")

    await open_conversation(page, other)
    await expect(reply_box(page)).to_have_value("")
    await page.go_back()
    await expect(note_box(page)).to_have_value("Ligar para ela amanhã")

    async def saved() -> bool:
        draft = await house.get(f"/conversations/{conversation_id}/draft")
        return bool(draft["text"] == "Ligar para ela amanhã")

    await until(saved)
    elsewhere = await desk.person()
    await open_conversation(elsewhere, conversation_id)
    await expect(note_box(elsewhere)).to_have_value("Ligar para ela amanhã")


async def test_a_sent_draft_is_gone_everywhere(desk: Desk, house: House, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person()
    await open_conversation(page, conversation_id)
    await reply_box(page).fill("Já estou vendo.")
    await reply_box(page).press("Enter")
    await phone.gets("Já estou vendo.")
    await page.reload()
    await expect(thread(page)).to_contain_text("Já estou vendo.")
    await expect(reply_box(page)).to_have_value("")
    await expect(thread(page).get_by_text("Já estou vendo.")).to_have_count(1)


async def test_canned_replies_come_with_the_slash(desk: Desk, house: House, phone: Phone) -> None:
    await house.post("/canned-replies", shortcut="pix", title="Chave Pix", text="Nossa chave Pix é a do CNPJ.")
    await house.post("/canned-replies", shortcut="prazo", title="Prazo", text="São três dias úteis.")
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    await reply_box(page).press_sequentially("/p")
    options = page.get_by_role("listbox", name="Respostas prontas").get_by_role("option")
    await expect(options).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(reply_box(page)).to_have_value("São três dias úteis.")
    await expect(options).to_have_count(0)


async def test_a_file_goes_up_and_out_with_its_words(desk: Desk, phone: Phone, tmp_path: Path) -> None:
    page = await desk.person()
    await open_conversation(page, await phone.is_waiting())
    file = tmp_path / "garantia.pdf"
    file.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Anexar arquivo").click()
    await (await chooser.value).set_files(file)
    await expect(page.get_by_role("button", name="Remover anexo garantia.pdf")).to_be_visible()
    await reply_box(page).fill("Segue a garantia.")
    await reply_box(page).press("Enter")
    await expect(thread(page).get_by_role("link", name="Baixar garantia.pdf")).to_be_visible()
    got = await phone.gets("Segue a garantia.")
    assert got["attachment"]["filename"] == "garantia.pdf"


async def test_what_could_not_be_sent_waits_in_sight_and_goes_out_once(desk: Desk, phone: Phone) -> None:
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await open_conversation(page, await phone.is_waiting())
    await page.context.set_offline(True)
    await reply_box(page).fill("Escrita sem rede")
    await reply_box(page).press("Enter")
    failed = thread(page).get_by_role("article").filter(has_text="Escrita sem rede")
    await expect(failed).to_contain_text("Não saiu deste navegador")

    await page.context.set_offline(False)
    await page.reload()
    await expect(failed).to_contain_text("Não saiu deste navegador")
    await failed.get_by_role("button", name="Tentar de novo").click()
    await phone.gets("Escrita sem rede")
    await expect(failed).not_to_contain_text("Não saiu")
    await expect(thread(page).get_by_text("Escrita sem rede")).to_have_count(1)
    assert (await phone.texts()).count("Escrita sem rede") == 1


async def test_a_refused_send_is_shown_and_can_be_tried_again(desk: Desk, house: House, phone: Phone) -> None:
    refusing = Phone(house, await house.channel("simulator", send_refused=1), "5511966660001", "Rita")
    await refusing.says("Oi")
    page = await desk.person()
    await open_conversation(page, await refusing.conversation())
    await reply_box(page).fill("Isto o canal recusa")
    await reply_box(page).press("Enter")
    refused = thread(page).get_by_role("article").filter(has_text="Isto o canal recusa")
    await expect(refused).to_contain_text("falhou")

    await house.admin.patch(f"/api/v1/channels/{refusing.channel_id}", json={"settings": {"send_refused": 0}})
    await refused.get_by_role("button", name="Tentar de novo").click()
    await refusing.gets("Isto o canal recusa")
    await expect(refused).not_to_contain_text("falhou")
