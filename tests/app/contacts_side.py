"""The other side of the house: a person with a telephone, on the pretend network or on Meta's (its fake)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol
from uuid import UUID

from prosa.testing.graph import FakeGraph, GraphApp, Webhook
from prosa.testing.stage import serving
from tests.house import House

PHONE = "5511987654321"
NAME = "Ana Souza"


class Person(Protocol):
    """Writes, and reads what came. `got` is every message of the business, in order."""

    async def says(self, text: str) -> None: ...

    async def got(self) -> list[str]: ...


@dataclass
class SimulatedPerson:
    house: House
    channel_id: UUID
    phone: str = PHONE
    numbers: "count[int]" = field(default_factory=count)

    async def says(self, text: str) -> None:
        path = f"/simulator/{self.channel_id}/messages"
        await self.house.post(path, phone=self.phone, name=NAME, client_id=f"c{next(self.numbers)}", text=text)

    async def got(self) -> list[str]:
        view = await self.house.get(f"/simulator/{self.channel_id}/phones/{self.phone}")
        return [message["text"] for message in view["messages"] if not message["mine"]]


@dataclass
class MetaPerson:
    graph: FakeGraph
    phone: str = PHONE

    async def says(self, text: str) -> None:
        self.graph.say(self.phone, text, name=NAME)

    async def got(self) -> list[str]:
        return [send.text or "" for send in self.graph.sends if send.to == self.phone]


@asynccontextmanager
async def on_simulator(house: House) -> AsyncIterator[SimulatedPerson]:
    yield SimulatedPerson(house, await house.channel("simulator"))


@asynccontextmanager
async def on_meta(house: House, graph: FakeGraph | None = None) -> AsyncIterator[MetaPerson]:
    """Deliveries come signed, doubled now and then, and again when they are not taken."""
    graph = graph or FakeGraph()
    async with serving(GraphApp(graph)) as base_url:
        channel_id = await house.channel("meta_cloud", **graph.line.settings(base_url))
        target = f"{house.address}/webhooks/{channel_id}"
        await graph.deliver_to(
            Webhook(url=target, app_secret=graph.line.app_secret, retry_base=0.05, duplicates=0.3, spread=0.05)
        )
        yield MetaPerson(graph)


LINES = {"simulator": on_simulator, "meta_cloud": on_meta}
