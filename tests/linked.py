"""A channel on the fake of a provider that links a number, as it is linked and used through a whole installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from prosa.testing.stage import SteeredApp, serving
from tests.house import House
from tests.waiting import until

FakeT = TypeVar("FakeT", bound=Any)


class Linked(Generic[FakeT]):
    """`fake` is the provider, linked by scanning its picture."""

    def __init__(self, house: House, fake: FakeT, channel_id: UUID) -> None:
        self.house, self.fake, self.id = house, fake, channel_id
        self.webhook = f"{house.address}/webhooks/{channel_id}"

    async def link(self) -> None:
        await self.house.admin.put("/api/v1/address", json={"public_url": self.house.address})
        started = await self.house.post(f"/channels/{self.id}/session", action="start")
        assert started["state"] in ("starting", "pairing")
        shown = await self.house.get(f"/channels/{self.id}/session")
        assert (shown["state"], shown["picture"][:22]) == ("pairing", "data:image/png;base64,")
        self.fake.scan()
        shown = await self.house.get(f"/channels/{self.id}/session")
        assert (shown["state"], shown["phone"]) == ("working", self.fake.line.phone)

    async def settled(self) -> None:
        assert self.fake.courier is not None
        await self.fake.courier.settled(20)

    async def messages(self) -> list[dict[str, Any]]:
        return await self.house.messages((await self.house.conversation())["id"])

    async def said(self) -> list[str]:
        return [message["text"] for message in await self.messages() if message["direction"] == "in"]

    async def operator_says(self, text: str, **more: Any) -> dict[str, Any]:
        conversation = await self.house.conversation()
        path = f"/conversations/{conversation['id']}/messages"
        return dict(await self.house.post(path, client_id=str(uuid4()), text=text, **more))

    async def status_of(self, message_id: str, *statuses: str) -> str:
        async def reached() -> str | None:
            found = next(message for message in await self.messages() if message["id"] == message_id)
            return str(found["status"]) if found["status"] in statuses else None

        return str(await until(reached, 40))


@asynccontextmanager
async def linked(house: House, connector: str, app: SteeredApp[FakeT]) -> AsyncIterator[Linked[FakeT]]:
    """A channel of this connector on the fake that `app` serves."""
    async with serving(app) as base_url:
        channel_id = await house.channel(connector, **app.fake.line.settings(base_url))
        made = Linked(house, app.fake, channel_id)
        await made.link()
        yield made
