"""A small app with the routes of accounts, and people who use it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event, text

from prosa.accounts import add_user
from prosa.accounts.api import router
from prosa.accounts.auth import CSRF_HEADER
from prosa.accounts.passwords import HASHER
from prosa.accounts.schemas import Role, User, system
from prosa.core import edge
from prosa.core.runtime import Runtime

PASSWORD = "correct horse battery"
PASSWORD_HASH = HASHER.hash(PASSWORD)


def make_app(runtime: Runtime) -> FastAPI:
    app = FastAPI()
    app.state.runtime = runtime
    app.include_router(router, prefix="/api/v1")
    edge.install(app)
    return app


class House:
    """The app, its people and their browsers."""

    def __init__(self, runtime: Runtime, stack: AsyncExitStack) -> None:
        self.runtime = runtime
        self.app = make_app(runtime)
        self._stack = stack

    async def person(self, role: Role, email: str | None = None, name: str | None = None) -> User:
        async with self.runtime.db.transaction() as session:
            return await add_user(
                session,
                system("test"),
                email=email or f"{role}@shop.test",
                name=name or role.title(),
                role=role,
                password_hash=PASSWORD_HASH,
            )

    async def stranger(self, ip: str = "192.0.2.10", scheme: str = "http") -> httpx.AsyncClient:
        """A browser that has not signed in."""
        transport = httpx.ASGITransport(self.app, client=(ip, 4711))
        client = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://prosa.test/api/v1")
        return await self._stack.enter_async_context(client)

    async def browser(self, email: str, ip: str = "192.0.2.10") -> httpx.AsyncClient:
        """A browser that has signed in and sends its CSRF token."""
        client = await self.stranger(ip)
        answer = await sign_in(client, email)
        client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
        return client

    async def person_with_browser(self, role: Role) -> httpx.AsyncClient:
        person = await self.person(role)
        return await self.browser(person.email)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.runtime.db.transaction() as session:
            result = await session.execute(text(sql), values)
            return list(result.mappings()) if result.returns_rows else []

    async def actions(self) -> list[str]:
        """What the audit log says was done, oldest first, without how the test was set up."""
        found = await self.rows("SELECT action FROM audit_entry WHERE actor_name <> 'test' ORDER BY id")
        return [row["action"] for row in found]


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/session", json={"email": email, "password": password})


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


@asynccontextmanager
async def open_house(runtime: Runtime) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        yield House(runtime, stack)


@contextmanager
def counted_statements(runtime: Runtime) -> Iterator[list[str]]:
    """The statements the runtime's database is sent inside the block."""
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = runtime.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
