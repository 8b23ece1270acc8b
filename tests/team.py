"""Operators at their desk: signed-in people, a line, and contacts who write on it, over HTTP without a worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

import prosa.contacts.api
import prosa.conversations.api
import prosa.desk.api
from prosa.accounts.schemas import Role
from prosa.conversations import receive
from prosa.core.runtime import Runtime
from tests.accounts.house import House, open_house
from tests.factories import a_channel, a_contact, said

ROUTERS = (prosa.contacts.api.router, prosa.conversations.api.router, prosa.desk.api.router)


@dataclass
class Team:
    """Two operators, a supervisor, and a line people write on."""

    house: House
    paula: httpx.AsyncClient
    rafa: httpx.AsyncClient
    supervisor: httpx.AsyncClient
    paula_id: UUID
    rafa_id: UUID
    channel_id: UUID

    @property
    def runtime(self) -> Runtime:
        return self.house.runtime

    async def writes(self, name: str = "Mariana", text: str = "oi", contact_id: UUID | None = None) -> str:
        """Somebody writes (a new contact, unless one is given); returns the address of the conversation."""
        async with self.runtime.db.transaction() as session:
            contact_id = contact_id or await a_contact(session, name)
            await receive(session, said(self.channel_id, contact_id, text), self.runtime.settings)
        [row] = await self.house.rows("SELECT id FROM conversation WHERE contact_id = :id", id=contact_id)
        return f"/conversations/{row['id']}"

    async def contact_of(self, talk: str) -> UUID:
        return UUID((await self.paula.get(talk)).json()["contact"]["id"])

    async def lines(self, talk: str) -> list[dict[str, Any]]:
        return list((await self.paula.get(f"{talk}/messages")).json()["items"])

    async def events(self, talk: str) -> list[str]:
        """What the thread tells inside, in order."""
        return [line["payload"]["kind"] for line in await self.lines(talk) if line["type"] == "event"]

    async def topics(self) -> list[str]:
        """What open screens were told to fetch again, in order."""
        return [row["type"] for row in await self.house.rows("SELECT type FROM live_event ORDER BY seq")]


@asynccontextmanager
async def open_team(runtime: Runtime) -> AsyncIterator[Team]:
    async with open_house(runtime) as house:
        for router in ROUTERS:
            house.app.include_router(router, prefix="/api/v1")
        async with runtime.db.transaction() as session:
            channel_id = await a_channel(session, runtime.vault)
        paula = await house.person(Role.OPERATOR, "paula@shop.test", "Paula Souza")
        rafa = await house.person(Role.OPERATOR, "rafa@shop.test", "Rafa Lima")
        yield Team(
            house,
            paula=await house.browser("paula@shop.test"),
            rafa=await house.browser("rafa@shop.test"),
            supervisor=await house.person_with_browser(Role.SUPERVISOR),
            paula_id=paula.id,
            rafa_id=rafa.id,
            channel_id=channel_id,
        )


def uuid_of(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def done(answer: httpx.Response, status: int = 200) -> Any:
    """The body of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None
