"""Somebody outside, writing to the shop with the simulator's pretend WhatsApp."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from tests.house import House
from tests.waiting import until

_numbers = count(1)


@dataclass
class Phone:
    house: House
    channel_id: UUID
    number: str
    name: str

    async def does(self, **what: Any) -> None:
        """Sends a text, a sample file, a place or a reaction; see the simulator's `PhoneMessage`."""
        await self.house.post(
            f"/simulator/{self.channel_id}/messages",
            phone=self.number,
            name=self.name,
            client_id=f"c{next(_numbers)}",
            **what,
        )

    async def says(self, text: str, **more: Any) -> None:
        await self.does(text=text, **more)

    async def screen(self) -> list[dict[str, Any]]:
        """The messages on the phone, oldest first."""
        view = await self.house.get(f"/simulator/{self.channel_id}/phones/{self.number}")
        return list(view["messages"])

    async def texts(self) -> list[str]:
        return [message["text"] for message in await self.screen()]

    async def gets(self, text: str) -> dict[str, Any]:
        """Waits until a message with this text is on the phone."""

        async def found() -> dict[str, Any] | None:
            return next((m for m in await self.screen() if not m["mine"] and text in (m["text"] or "")), None)

        message: dict[str, Any] = await until(found)
        return message

    async def conversation(self) -> str:
        """The id of the conversation, once there is one."""

        async def found() -> str | None:
            view = await self.house.get(f"/simulator/{self.channel_id}/phones/{self.number}")
            return view["conversation_id"]

        return str(await until(found))

    async def is_waiting(self, text: str = "Quero falar com um atendente, por favor") -> str:
        """Asks for a person and waits in the queue. Returns the conversation's id."""
        await self.says(text)
        conversation_id = await self.conversation()

        async def waits() -> bool:
            found = await self.house.get(f"/conversations/{conversation_id}")
            return bool(found["status"] == "waiting")

        await until(waits)
        return conversation_id
