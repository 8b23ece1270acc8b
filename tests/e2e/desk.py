"""People at work: tabs of signed-in users."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from prosa.accounts import Role
from tests.house import PASSWORD, House

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


@dataclass
class Desk:
    house: House
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    """What pages wrote to their console as errors."""
    _contexts: list[BrowserContext] = field(default_factory=list)

    async def stranger(self, **context: Any) -> Page:
        """A tab of somebody who has not signed in."""
        settings = {"locale": "pt-BR", "timezone_id": "America/Sao_Paulo", "viewport": WIDE, **context}
        opened = await self.browser.new_context(base_url=self.house.address, **settings)
        opened.set_default_timeout(15_000)
        self._contexts.append(opened)
        return await self.tab(opened)

    async def person(self, email: str = "admin@example.com", role: Role | None = None, **context: Any) -> Page:
        """A tab of somebody who has signed in; `role` makes the user first."""
        if role is not None:
            await self.house.user(email, role)
        page = await self.stranger(**context)
        answer = await page.context.request.post(
            "/api/v1/session", data={"email": email, "password": PASSWORD}, headers={"origin": self.house.address}
        )
        assert answer.ok, await answer.text()
        return page

    async def tab(self, context: BrowserContext) -> Page:
        """One more tab of the same browser."""
        page = await context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        # A refused request is written by the browser itself; the page shows it in its own words.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()


async def picture(page: Page, name: str) -> None:
    """What the guides show of a story, kept in the folder that `PROSA_TEST_PICTURES` names; without it nothing."""
    if folder := os.environ.get("PROSA_TEST_PICTURES"):
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def thread(page: Page) -> Locator:
    """The messages of the open conversation."""
    return page.get_by_role("log", name="Mensagens")


def conversations(page: Page) -> Locator:
    """The list on the left."""
    return page.get_by_role("region", name="Conversas").get_by_role("list")


def reply_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Responder", exact=True)


def note_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Nota privada", exact=True)


async def open_conversation(page: Page, conversation_id: str) -> None:
    await page.goto(f"/conversas/{conversation_id}")
    await thread(page).wait_for()
