"""A small app around the lines whose other side lives here, with a team that answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI
from procrastinate.types import JSONDict
from sqlalchemy import text

from prosa.accounts import add_api_key, add_user
from prosa.accounts.schemas import NewApiKey, Role, Scope, system
from prosa.channels import Intake, Lines, deliver, lines, service, webhooks
from prosa.conversations import Draft, Option, other_side, speaking
from prosa.core import edge
from prosa.core.jobs import REGISTRY
from prosa.core.live import Watchers
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

PATIENCE = 5.0
_numbers = count(1)


async def until(found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """Waits for an awaitable condition to become true, at most `patience` seconds, and returns what it found."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        result = await found()
        if result:
            return result
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


class LocalHouse:
    """One channel, its public side and the people behind it."""

    def __init__(self, runtime: Runtime, connector: Connector, stack: AsyncExitStack) -> None:
        self.runtime = runtime
        self.connector = connector
        self._stack = stack
        runtime.registry.add(Connector, connector.name, connector)
        runtime.registry.add(Lines, "lines", Lines(runtime))
        runtime.registry.add(Intake, "intake", Intake(runtime))
        runtime.registry.add(Watchers, "watchers", Watchers())
        self.app = FastAPI()
        self.app.state.runtime = runtime
        self.app.include_router(connector.provides[APIRouter], prefix="/api/v1")
        self.app.router.routes.extend(webhooks.ROUTES)
        edge.install(self.app)
        self.channel_id: UUID
        self.operator_id: UUID

    async def move_in(self, **settings: Any) -> None:
        async with self.runtime.db.transaction() as session:
            host = system("test")
            self.channel_id = await service.add(session, self.runtime, host, "Loja", self.connector.name, settings)
            user = await add_user(
                session, host, email="paula@shop.test", name="Paula Reis", role=Role.OPERATOR, password_hash="none"
            )
            self.operator_id = user.id

    async def change(self, **settings: Any) -> None:
        """The admin changes settings of the channel."""
        async with self.runtime.db.transaction() as session:
            await service.change(session, self.runtime, system("test"), self.channel_id, settings=settings)
        lines(self.runtime).forget(self.channel_id)

    async def client(self, ip: str = "192.0.2.7", **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(ip, 4711))
        made = httpx.AsyncClient(transport=transport, base_url="http://prosa.test", headers=headers)
        return await self._stack.enter_async_context(made)

    async def program(self, *scopes: Scope) -> httpx.AsyncClient:
        """A caller with an API key."""
        async with self.runtime.db.transaction() as session:
            new = NewApiKey(name=f"key {next(_numbers)}", scopes=list(scopes or (Scope.READ, Scope.WRITE)))
            key = await add_api_key(session, system("test"), new)
        return await self.client(**{"x-api-key": key.key})

    async def conversation_id(self) -> UUID | None:
        async with self.runtime.db.transaction() as session:
            people = await other_side.people(session, self.channel_id)
        return people[0].conversation_id if people else None

    async def answer(self, words: str, *options: Option) -> UUID:
        """The operator writes to the latest conversation, and it is sent."""
        message_id = await self.write(words, *options)
        await self.send()
        return message_id

    async def write(self, words: str, *options: Option) -> UUID:
        """The operator writes; it is queued and not sent yet."""
        return await self.say(Draft(words, options=options))

    async def say(self, draft: Draft) -> UUID:
        """The operator says anything; it is queued and not sent yet."""
        conversation_id = await until(self.conversation_id)
        async with self.runtime.db.transaction() as session:
            return await speaking.say_as_operator(
                session, conversation_id, self.operator_id, draft, f"c{next(_numbers)}"
            )

    async def send(self) -> None:
        conversation_id = await until(self.conversation_id)
        await deliver.deliver(self.runtime, conversation_id)

    async def run_jobs(self, name: str) -> int:
        """Runs the waiting jobs of this name, whenever they are due, and returns how many."""
        for job in (jobs := await self.jobs(name)):
            await REGISTRY[name](self.runtime, **job)
        return len(jobs)

    async def jobs(self, name: str) -> list[JSONDict]:
        """Takes the waiting jobs of this name out of the queue, in order of their time."""
        taken = await self.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo' "
            "RETURNING id, args, scheduled_at",
            name=name,
        )
        return [row["args"] for row in sorted(taken, key=lambda row: (str(row["scheduled_at"]), row["id"]))]

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        async with self.runtime.db.transaction() as session:
            result = await session.execute(text(sql), values)
            return list(result.mappings()) if result.returns_rows else []

    async def said(self) -> list[str | None]:
        """Texts of what arrived, in order."""
        return [row["text"] for row in await self.rows("SELECT text FROM message WHERE direction = 'in' ORDER BY seq")]


@asynccontextmanager
async def open_local_house(runtime: Runtime, connector: Connector, **settings: Any) -> AsyncIterator[LocalHouse]:
    async with AsyncExitStack() as stack:
        house = LocalHouse(runtime, connector, stack)
        await house.move_in(**settings)
        async with runtime.registry.get(Intake, "intake").working():
            yield house
