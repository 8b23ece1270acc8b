"""The chat on somebody else's site: small, polite, and it loses nothing."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, expect

from prosa.app import pages
from tests.e2e.desk import NARROW, WIDE, Desk, open_conversation, reply_box, thread
from tests.e2e.looks import violations
from tests.e2e.shop import Shop, Widget, open_shop, without_websockets
from tests.house import House
from tests.waiting import until

LIMIT = 15_000
"""Bytes of the script, as it is and not only packed."""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63"
    "60000002000150a0f53a0000000049454e44ae426082"
)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as shop:
        yield shop


@pytest.fixture
async def channel(house: House, shop: Shop) -> UUID:
    channel_id = await house.channel("webchat", allowed_origins=[shop.origin])
    shop.shows(house.address, channel_id)
    return channel_id


async def _visit(desk: Desk, shop: Shop, **context: object) -> Widget:
    widget = Widget(await desk.stranger(**context), shop)
    await widget.arrive()
    return widget


def test_the_script_is_small() -> None:
    script = (Path(pages.FOLDER) / "widget.js").read_bytes()
    assert len(script) < LIMIT
    assert len(gzip.compress(script)) < LIMIT / 2


async def test_a_visitor_and_an_operator_talk(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    widget = await _visit(desk, shop)
    await widget.open()
    await expect(widget.log.get_by_text("Oi! Como podemos ajudar?")).to_be_visible()
    await widget.say("Quero falar com uma pessoa")
    await expect(widget.log.get_by_text(re.compile("· enviada$"))).to_be_visible()
    await expect(widget.page.get_by_role("status")).to_have_text("Uma pessoa da equipe vai responder aqui.")
    conversation = await house.conversation()
    inbox = await desk.person()
    await open_conversation(inbox, conversation["id"])
    await reply_box(inbox).fill("Oi! Veja *isto*: https://loja.example/b?x=1.")
    await inbox.keyboard.press("Enter")
    await expect(widget.log.get_by_text("Oi! Veja")).to_be_visible()
    await expect(widget.log.locator("strong").last).to_have_text("isto")
    link = widget.log.get_by_role("link")
    await expect(link).to_have_attribute("href", "https://loja.example/b?x=1")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    await expect(thread(inbox).get_by_role("img", name="Lida").last).to_be_visible()


async def test_an_offered_option_is_tapped_and_answered(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    for title in ("Trocar o tamanho", "Trocar a cor", "Troca de sola"):
        await house.post("/articles", title=title, kind="faq", body=f"Sobre {title.lower()}: em 30 dias.")
    widget = await _visit(desk, shop)
    await widget.open()
    await widget.say("troca")
    options = widget.log.get_by_role("group", name="Opções").get_by_role("button")
    await options.first.click()
    await expect(widget.log.get_by_text("em 30 dias")).to_be_visible()
    await expect(options.first).to_be_disabled()


async def test_a_visitor_says_what_an_answer_was_worth(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    await house.post("/articles", title="Prazo de entrega", kind="faq", body="Entregamos em 3 dias úteis.")
    widget = await _visit(desk, shop)
    await widget.open()
    await widget.say("qual o prazo de entrega?")
    await expect(widget.log.get_by_text("3 dias úteis")).to_be_visible()
    await widget.log.get_by_role("radio", name="Não ajudou").check()

    async def bad() -> list[dict[str, Any]]:
        return [rated for rated in (await house.get("/turns/rated"))["items"] if not rated["good"]]

    assert "3 dias úteis" in (await until(bad))[0]["text"]
    assert await violations(widget.page) == []
    await widget.arrive()
    await widget.open()
    await expect(widget.log.get_by_role("radio", name="Não ajudou")).to_be_checked()
    await widget.log.get_by_role("radio", name="Ajudou", exact=True).check()

    async def changed() -> bool:
        return not await bad()

    await until(changed)


async def test_what_looks_like_html_is_text(desk: Desk, shop: Shop, channel: UUID) -> None:
    widget = await _visit(desk, shop)
    await widget.open()
    nasty = "<img src=x onerror=alert(1)> javascript:alert(1) <b>oi</b>"
    await widget.say(nasty)
    await expect(widget.log.get_by_text(nasty)).to_be_visible()
    await expect(widget.log.locator("img, b, a")).to_have_count(0)


async def test_a_visitor_who_comes_back_finds_the_conversation_and_what_is_new(
    desk: Desk, house: House, shop: Shop, channel: UUID
) -> None:
    widget = await _visit(desk, shop)
    await widget.open()
    await widget.say("Quero falar com uma pessoa")
    await expect(widget.log.get_by_text(re.compile("· enviada$"))).to_be_visible()
    conversation = await house.conversation()
    await widget.page.goto("about:blank")
    await house.post(f"/conversations/{conversation['id']}/messages", client_id="c1", text="Voltei com a resposta.")
    await widget.arrive()
    await expect(widget.launcher).to_have_accessible_name(re.compile("^Abrir conversa, [1-9]"))
    await widget.open()
    await expect(widget.log.get_by_text("Voltei com a resposta.")).to_be_visible()
    await expect(widget.log.get_by_text("Quero falar com uma pessoa")).to_be_visible()
    await widget.page.keyboard.press("Escape")
    await expect(widget.launcher).to_have_accessible_name("Abrir conversa")


async def test_nothing_is_lost_or_doubled_while_the_line_is_down(
    desk: Desk, house: House, shop: Shop, channel: UUID
) -> None:
    widget = await _visit(desk, shop)
    await widget.open()
    await widget.say("primeira")
    await expect(widget.log.get_by_text(re.compile("· enviada$"))).to_be_visible()
    await widget.page.context.set_offline(True)
    await widget.say("segunda")
    await widget.say("terceira")
    await expect(widget.page.get_by_role("status")).to_contain_text("Sem conexão")
    await expect(widget.log.get_by_text(re.compile("· enviando$"))).to_have_count(2)
    await widget.page.context.set_offline(False)
    await expect(widget.log.get_by_text(re.compile("· enviando$"))).to_have_count(0)
    conversation = await house.conversation()
    said = [m["text"] for m in await house.messages(conversation["id"]) if m["direction"] == "in"]
    assert said == ["primeira", "segunda", "terceira"]


async def test_it_works_where_sockets_do_not(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    page = await desk.stranger()
    await without_websockets(page.context)
    widget = Widget(page, shop)
    await widget.arrive()
    await widget.open()
    await widget.say("Quero falar com uma pessoa")
    conversation = await house.conversation()
    await house.post(f"/conversations/{conversation['id']}/messages", client_id="c1", text="Por outro caminho.")
    await expect(widget.log.get_by_text("Por outro caminho.")).to_be_visible()


async def test_a_file_is_sent_and_a_wrong_one_refused(desk: Desk, shop: Shop, channel: UUID) -> None:
    widget = await _visit(desk, shop)
    await widget.open()
    chooser = widget.page.locator("#prosa-chat input[type=file]")
    await chooser.set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": PICTURE + bytes(2_000_000)})
    await expect(widget.log.get_by_role("img", name="Imagem: foto.png")).to_be_visible()
    await chooser.set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": b"<script>"})
    await expect(widget.page.get_by_role("status")).to_have_text("Arquivo não aceito.")


async def test_a_text_that_is_too_long_stays_in_the_box(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    change = {"settings": {"text_limit": 100}}
    (await house.admin.patch(f"/api/v1/channels/{channel}", json=change)).raise_for_status()
    widget = await _visit(desk, shop)
    await widget.open()
    await widget.say("x" * 101)
    await expect(widget.page.get_by_role("status")).to_have_text("O limite é de 100 caracteres.")
    await expect(widget.box).to_have_value("x" * 101)


async def test_on_a_site_that_is_not_allowed_it_stays_away(
    desk: Desk, house: House, shop: Shop, chromium: Browser
) -> None:
    channel_id = await house.channel("webchat", allowed_origins=["https://other.example"])
    shop.shows(house.address, channel_id)
    page = await desk.stranger()
    async with page.expect_console_message(lambda m: "the chat does not start here" in m.text):
        await page.goto(shop.origin)
    await expect(page.locator("#prosa-chat")).to_have_count(0)


async def test_it_speaks_english_on_the_left_when_the_page_says_so(
    desk: Desk, house: House, shop: Shop, channel: UUID
) -> None:
    shop.shows(house.address, channel, lang="en", side="left", theme="dark")
    page = await desk.stranger()
    await page.goto(shop.origin)
    launcher = page.get_by_role("button", name="Open chat")
    box = await launcher.bounding_box()
    assert box
    assert box["x"] < 100
    await expect(page.locator("#prosa-chat")).to_have_css("color-scheme", "dark")


async def test_everybody_can_use_it(desk: Desk, house: House, shop: Shop, channel: UUID) -> None:
    looks = [(theme, size) for theme in ("light", "dark") for size in (WIDE, NARROW)]
    for colour in ("#0f6b50", "#ffe14d"):
        change = {"settings": {"colour": colour}}
        (await house.admin.patch(f"/api/v1/channels/{channel}", json=change)).raise_for_status()
        for theme, size in looks:
            look = {"color_scheme": theme, "viewport": size, "reduced_motion": "reduce", "bypass_csp": True}
            await _use(await _visit(desk, shop, **look))


async def _use(widget: Widget) -> None:
    """With the keyboard alone, from the launcher and back to it."""
    assert await violations(widget.page) == []
    await widget.page.keyboard.press("Tab")
    await widget.page.keyboard.press("Enter")
    await expect(widget.box).to_be_focused()
    await widget.say("Quero falar com uma pessoa")
    await expect(widget.page.get_by_role("status")).to_be_visible()
    assert await violations(widget.page) == []
    await widget.page.keyboard.press("Escape")
    await expect(widget.launcher).to_be_focused()
