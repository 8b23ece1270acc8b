"""The other side of the house: a person with a telephone, on the pretend network or on a provider's (its fake)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
from uuid import UUID

from prosa.testing import graph, twilio, waha
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.graph import FakeGraph, GraphApp
from prosa.testing.stage import FakeApp, serving
from prosa.testing.twilio import FakeTwilio, TwilioApp
from prosa.testing.waha import FakeWaha, WahaApp
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
class ProvidedPerson:
    """Whoever is reached through a provider."""

    fake: Any
    phone: str = PHONE

    async def says(self, text: str) -> None:
        self.fake.say(self.phone, text, name=NAME)

    async def got(self) -> list[str]:
        return [send.text or "" for send in self.fake.sends if self.phone in send.to]


@asynccontextmanager
async def on_simulator(house: House) -> AsyncIterator[SimulatedPerson]:
    yield SimulatedPerson(house, await house.channel("simulator"))


ROUGH = {"duplicates": 0.3, "spread": 0.05}
"""Deliveries come doubled now and then."""


@asynccontextmanager
async def on_meta(house: House, fake: FakeGraph | None = None) -> AsyncIterator[ProvidedPerson]:
    fake = fake or FakeGraph()
    async with _connected(house, "meta_cloud", fake, GraphApp(fake)) as url:
        secret = fake.line.app_secret
        await fake.deliver_to(graph.Webhook(url=url, app_secret=secret, retry_base=0.05, **ROUGH))
        yield ProvidedPerson(fake)


@asynccontextmanager
async def on_waha(house: House) -> AsyncIterator[ProvidedPerson]:
    fake = FakeWaha()
    async with _connected(house, "waha", fake, WahaApp(fake)) as url:
        await fake.deliver_to(waha.Webhook(url=url, key=fake.line.webhook_key, delay=0.05, **ROUGH))
        yield ProvidedPerson(fake)


@asynccontextmanager
async def on_evolution(house: House) -> AsyncIterator[ProvidedPerson]:
    fake = FakeEvolution()
    async with _connected(house, "evolution", fake, EvolutionApp(fake)) as url:
        await fake.deliver_to(fake.line.webhook(url, retry_base=0.05, **ROUGH))
        yield ProvidedPerson(fake)


@asynccontextmanager
async def on_twilio(house: House) -> AsyncIterator[ProvidedPerson]:
    fake = FakeTwilio()
    async with _connected(house, "twilio", fake, TwilioApp(fake)) as url:
        await fake.deliver_to(twilio.Webhook(url=f"{url}#rc=5&rp=all", auth_token=fake.line.auth_token, **ROUGH))
        yield ProvidedPerson(fake)


@asynccontextmanager
async def _connected(house: House, connector: str, fake: Any, app: FakeApp) -> AsyncIterator[str]:
    """A channel of this provider; yields the address of its webhook."""
    async with serving(app) as base_url:
        channel_id = await house.channel(connector, **fake.line.settings(base_url))
        yield f"{house.address}/webhooks/{channel_id}"


LINES = {
    "simulator": on_simulator,
    "meta_cloud": on_meta,
    "waha": on_waha,
    "evolution": on_evolution,
    "twilio": on_twilio,
}
