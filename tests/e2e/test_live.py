"""The open screens stay true: in many tabs, over a lost connection, and when the session ends."""

import asyncio
import re

from playwright.async_api import Page, WebSocketRoute, expect

from prosa.accounts import Role
from tests.e2e.desk import Desk, conversations, open_conversation, thread
from tests.e2e.phone import Phone
from tests.house import House


async def test_eight_tabs_of_one_browser_all_hear_of_a_message(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    first = await desk.person()
    tabs = [first, *[await desk.tab(first.context) for _ in range(7)]]
    for tab in tabs:
        await open_conversation(tab, conversation_id)
        await expect(tab.get_by_role("status", name="Ao vivo")).to_be_visible()
    await phone.says("Chegou em todas?")
    for tab in tabs:
        await expect(thread(tab)).to_contain_text("Chegou em todas?")


class Wire:
    """The tab's live channel with a switch in it."""

    def __init__(self) -> None:
        self.cut = asyncio.Event()
        self.open: list[WebSocketRoute] = []

    async def put_into(self, page: Page) -> None:
        await page.route_web_socket(re.compile("/api/v1/live"), self._connect)

    async def _connect(self, route: WebSocketRoute) -> None:
        if self.cut.is_set():
            await route.close()
            return
        self.open.append(route)
        route.connect_to_server()

    async def break_off(self) -> None:
        self.cut.set()
        for route in self.open:
            await route.close()
        self.open.clear()


async def test_what_happened_while_the_connection_was_lost_is_caught_up(desk: Desk, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person()
    wire = Wire()
    await wire.put_into(page)
    await open_conversation(page, conversation_id)
    await expect(page.get_by_role("status", name="Ao vivo")).to_be_visible()

    await wire.break_off()
    await expect(page.get_by_text("Sem conexão com o servidor")).to_be_visible()
    await phone.says("Alguém aí?")
    await phone.says("Ainda espero")

    wire.cut.clear()
    await expect(thread(page)).to_contain_text("Ainda espero")
    await expect(thread(page).get_by_text("Alguém aí?")).to_have_count(1)
    await expect(page.get_by_text("Sem conexão com o servidor")).to_be_hidden()
    await expect(conversations(page)).to_contain_text("Ainda espero")


async def test_an_ended_session_leads_to_the_login_page_and_back(desk: Desk, house: House, phone: Phone) -> None:
    conversation_id = await phone.is_waiting()
    page = await desk.person("paula@example.com", Role.OPERATOR)
    await open_conversation(page, conversation_id)
    await expect(page.get_by_role("status", name="Ao vivo")).to_be_visible()
    users = await house.get("/users")
    paula = next(user for user in users["items"] if user["email"] == "paula@example.com")
    await house.post(f"/users/{paula['id']}/password", password="outra senha bem longa")

    # The page may already have noticed; if not, the next thing one does shows it.
    await page.keyboard.press("t")
    await expect(page).to_have_url(re.compile("/entrar"))
    await page.get_by_label("E-mail").fill("paula@example.com")
    await page.get_by_label("Senha", exact=True).fill("outra senha bem longa")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(f"/conversas/{conversation_id}"))
    await expect(thread(page)).to_be_visible()
