"""A whole installation in this process: HTTP on a real port, a worker, a database of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import uvicorn

from prosa import accounts
from prosa.accounts import Role
from prosa.accounts.schemas import system
from prosa.app import worker
from prosa.app.compose import plug_in
from prosa.app.http import create_app
from prosa.core.runtime import Runtime
from tests.waiting import until

PASSWORD = "uma senha bem longa"


@dataclass
class House:
    """A running installation and who is signed in to it."""

    runtime: Runtime
    address: str
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    @property
    def admin(self) -> httpx.AsyncClient:
        """The browser of whoever was signed in first."""
        return self.browsers[0]

    def browser(self, **more: Any) -> httpx.AsyncClient:
        """Of somebody who has not signed in; closed with the house."""
        self.browsers.append(httpx.AsyncClient(base_url=self.address, timeout=20, **more))
        return self.browsers[-1]

    async def user(self, email: str, role: Role) -> httpx.AsyncClient:
        """A signed-in browser of a new user."""
        hashed = await accounts.hash_password(PASSWORD)
        async with self.runtime.db.transaction() as session:
            await accounts.add_user(
                session, system("test"), email=email, name=email.split("@")[0], role=role, password_hash=hashed
            )
        return await self.signed_in(email)

    async def signed_in(self, email: str) -> httpx.AsyncClient:
        browser = self.browser()
        answer = await browser.post("/api/v1/session", json={"email": email, "password": PASSWORD})
        answer.raise_for_status()
        browser.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return browser

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.admin.get(f"/api/v1{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.admin.post(f"/api/v1{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def channel(self, connector: str, **settings: Any) -> UUID:
        added = await self.post("/channels", name=connector, connector=connector, settings=settings)
        return UUID(added["id"])

    async def conversations(self, **query: Any) -> list[dict[str, Any]]:
        return list((await self.get("/conversations", **query))["items"])

    async def conversation(self) -> dict[str, Any]:
        """The only one there is, as soon as it is there."""
        (found,) = await until(self.conversations)
        return dict(found)

    async def messages(self, conversation_id: str) -> list[dict[str, Any]]:
        return list((await self.get(f"/conversations/{conversation_id}/messages", limit=200))["items"])


@asynccontextmanager
async def open_house(runtime: Runtime) -> AsyncIterator[House]:
    """The installation at work, with an administrator signed in."""
    plug_in(runtime)
    async with serving(runtime) as address, working(runtime):
        house = House(runtime, address)
        try:
            await house.user("admin@example.com", Role.ADMIN)
            yield house
        finally:
            for browser in house.browsers:
                await browser.aclose()


@asynccontextmanager
async def serving(runtime: Runtime) -> AsyncIterator[str]:
    """A server of it; yields its address."""
    app = create_app(runtime)
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=10)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def working(runtime: Runtime) -> AsyncIterator[None]:
    """A worker of it."""
    task = asyncio.create_task(worker.run(runtime))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
