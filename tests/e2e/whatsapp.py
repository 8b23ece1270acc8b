"""A shop on the official API, with a Graph API of our own behind it, and Ana who writes to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prosa.testing import files
from prosa.testing.graph import FakeGraph, GraphApp, Webhook
from prosa.testing.graph.payloads import file, text
from prosa.testing.stage import serving
from tests.house import House
from tests.waiting import until

ANA = "5511966660007"


@dataclass
class WhatsApp:
    house: House
    graph: FakeGraph
    base_url: str
    channel_id: UUID | None = None

    @property
    def settings(self) -> dict[str, str]:
        return self.graph.line.settings(self.base_url)

    async def connect(self) -> UUID:
        """The channel as somebody connected it, with its deliveries."""
        self.channel_id = await self.house.channel("meta_cloud", **self.settings)
        await self.delivers_to(self.channel_id)
        await self.house.post(f"/channels/{self.channel_id}/check")
        return self.channel_id

    async def delivers_to(self, channel_id: UUID | str) -> None:
        line = self.graph.line
        await self.graph.deliver_to(
            Webhook(url=f"{self.house.address}/webhooks/{channel_id}", app_secret=line.app_secret)
        )

    def says(self, content: Any, **more: Any) -> str:
        return self.graph.say(ANA, content, name="Ana Lima", **more)

    async def conversation(self) -> str:
        """Ana's, once there is one."""

        async def found() -> str | None:
            for item in await self.house.conversations():
                if item["contact"]["name"] == "Ana Lima":
                    return str(item["id"])
            return None

        return str(await until(found))

    async def has(self, conversation_id: str, count: int) -> list[dict[str, Any]]:
        """Waits until the thread has so many lines of the contact."""

        async def there() -> list[dict[str, Any]] | None:
            found = await self.house.messages(conversation_id)
            said = [message for message in found if message["author"] == "contact"]
            return said if len(said) >= count else None

        lines: list[dict[str, Any]] = await until(there)
        return lines

    async def is_waiting(self) -> str:
        """Ana asks for a person. Returns the conversation's id."""
        self.says("Quero falar com um atendente, por favor")
        conversation_id = await self.conversation()

        async def waits() -> bool:
            return bool((await self.house.get(f"/conversations/{conversation_id}"))["status"] == "waiting")

        await until(waits)
        return conversation_id

    async def every_kind(self) -> str:
        """A thread with one of everything a contact can send. Returns the conversation's id."""
        conversation_id = await self.is_waiting()
        contents = everything(self.graph)
        for content in contents:
            self.says(content)
        await self.has(conversation_id, len(contents) + 1)
        return conversation_id


def everything(graph: FakeGraph) -> list[Any]:
    """In the order in which it is told."""
    picture = graph.keep(files.png(1200, 800, (15, 107, 80)), "image/png")
    tall = graph.keep(files.png(600, 1200, (120, 70, 160)), "image/png")
    sticker = graph.keep(files.webp(), "image/webp")
    voice = graph.keep(files.voice_note(4), "audio/ogg")
    paper = graph.keep(files.pdf(), "application/pdf")
    card = {
        "name": {"formatted_name": "Oficina do Zeca", "first_name": "Zeca"},
        "phones": [{"phone": "+55 11 97777-1234"}],
    }
    card |= {"org": {"company": "Zeca Motos"}, "emails": [{"email": "zeca@oficina.example"}]}
    items = [
        {"product_retailer_id": "bota-39", "quantity": 1, "item_price": 399.9, "currency": "BRL"},
        {"product_retailer_id": "meia-3", "quantity": 2, "item_price": 19.95, "currency": "BRL"},
    ]
    ad = {"source_type": "ad", "source_id": "1", "headline": "Botas com 20% off", "body": "Só até domingo"}
    ad |= {"source_url": "https://fb.me/2abc", "ctwa_clid": "Aff"}
    form = '{"data":"22/11","periodo":"manhã","flow_token":"x"}'
    return [
        {**text("Vi o anúncio de vocês e queria saber *mais*, por favor."), "referral": ad},
        {**text("_Promoção_ de botas ~R$ 499~ https://loja.example/botas"), "context": {"forwarded": True}},
        file("image", picture, "image/png", caption="Chegou assim, olha"),
        file("image", tall, "image/png"),
        file("sticker", sticker, "image/webp"),
        file("audio", voice, "audio/ogg; codecs=opus", voice=True),
        file("document", paper, "application/pdf", filename="nota-fiscal.pdf"),
        {
            "type": "location",
            "location": {"latitude": -23.5614, "longitude": -46.6559, "name": "MASP", "address": "Av. Paulista, 1578"},
        },
        {"type": "contacts", "contacts": [card]},
        {"type": "order", "order": {"catalog_id": "9", "text": "Quero estes", "product_items": items}},
        {
            "type": "interactive",
            "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": form}},
        },
        {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type is not currently supported"}]},
    ]


@asynccontextmanager
async def open_whatsapp(house: House) -> AsyncIterator[WhatsApp]:
    graph = FakeGraph()
    async with serving(GraphApp(graph)) as base_url:
        yield WhatsApp(house, graph, base_url)
        await graph.deliver_to(None)
