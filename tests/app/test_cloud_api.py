"""The Cloud API through a whole installation: what people write arrives once, what we write leaves once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx

from prosa.testing.files import voice_note
from prosa.testing.graph import FakeGraph, GraphApp, Webhook, payloads
from prosa.testing.stage import Fault, FaultKind, serving
from tests.house import House
from tests.waiting import until

PHONE = "5511987654321"


class Line:
    """A channel on the fake Graph API, with its webhook switched on."""

    def __init__(self, house: House, graph: FakeGraph, channel_id: UUID) -> None:
        self.house, self.graph = house, graph
        self.webhook = f"{house.address}/webhooks/{channel_id}"

    async def listen(self, **rough: Any) -> None:
        target = Webhook(url=self.webhook, app_secret=self.graph.line.app_secret, retry_base=0.05, **rough)
        await self.graph.deliver_to(target)

    async def settled(self) -> None:
        assert self.graph.courier is not None
        await self.graph.courier.settled(20)

    async def conversation(self) -> dict[str, Any]:
        found = await until(lambda: self._conversations())
        assert len(found) == 1
        return dict(found[0])

    async def _conversations(self) -> list[dict[str, Any]]:
        return list((await self.house.get("/conversations", tab="all"))["items"])

    async def messages(self) -> list[dict[str, Any]]:
        conversation = await self.conversation()
        return list((await self.house.get(f"/conversations/{conversation['id']}/messages"))["items"])

    async def operator_says(self, text: str) -> dict[str, Any]:
        conversation = await self.conversation()
        path = f"/conversations/{conversation['id']}/messages"
        return dict(await self.house.post(path, client_id=str(uuid4()), text=text))

    async def status_of(self, message_id: str, *statuses: str) -> str:
        async def reached() -> str | None:
            found = next(message for message in await self.messages() if message["id"] == message_id)
            return str(found["status"]) if found["status"] in statuses else None

        return str(await until(reached))


@asynccontextmanager
async def line(house: House, graph: FakeGraph) -> AsyncIterator[Line]:
    async with serving(GraphApp(graph)) as base_url:
        made = Line(house, graph, await house.channel("meta_cloud", **graph.line.settings(base_url)))
        await made.listen()
        yield made


async def test_the_webhook_answers_metas_challenge_and_nobody_elses(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel, httpx.AsyncClient() as meta:
        query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": graph.line.verify_token}
        right = await meta.get(channel.webhook, params=query)
        wrong = await meta.get(channel.webhook, params={**query, "hub.verify_token": "outra"})
    assert (right.status_code, right.text) == (200, "1158201444")
    assert wrong.status_code == 403


async def test_a_delivery_made_three_times_is_one_message_and_its_answer_one_call(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        await channel.listen(duplicates=1.0, spread=0.01)
        said = graph.new_id()
        for _ in range(3):
            graph.say(PHONE, "Olá, vocês abrem no sábado? 😀", name="Ana", id_=said)
        await channel.settled()
        assert [message["text"] for message in await channel.messages() if message["direction"] == "in"] == [
            "Olá, vocês abrem no sábado? 😀"
        ]
        sent = await channel.operator_says("Abrimos, das 9 às 13.")
        assert await channel.status_of(sent["id"], "read") == "read"
        ours = [send for send in graph.sends if send.text == "Abrimos, das 9 às 13."]
        assert [(send.to, send.callback) for send in ours] == [(PHONE, sent["id"])]
        assert graph.doubled() == {}


async def test_a_changed_delivery_is_refused_and_leaves_nothing(house: House) -> None:
    async with line(house, FakeGraph()) as channel, httpx.AsyncClient() as stranger:
        body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
        headers = payloads.signed("another secret", body)
        answer = await stranger.post(channel.webhook, content=body, headers=headers)
        assert answer.status_code == 401
        assert (await house.get("/conversations", tab="all"))["items"] == []


async def test_a_send_whose_answer_was_lost_is_settled_by_its_receipt(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        graph.say(PHONE, "oi", name="Ana")
        await channel.conversation()
        graph.script.extend([Fault(FaultKind.CUT)] * 1)
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "delivered", "read")
        assert len([send for send in graph.sends if send.callback == sent["id"]]) == 1


async def test_a_message_outside_the_window_fails_with_metas_reason(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        graph.say(PHONE, "oi", name="Ana")
        await until(lambda: graph.sends)
        graph.script.append(Fault(FaultKind.ERROR, code=131047))
        sent = await channel.operator_says("Ainda precisa?")
        await channel.status_of(sent["id"], "failed")
        (failed,) = [message for message in await channel.messages() if message["id"] == sent["id"]]
        assert failed["error"]["code"] == "131047"


async def test_an_account_that_cannot_pay_stops_the_line_although_the_message_was_taken(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        graph.say(PHONE, "oi", name="Ana")
        await until(lambda: graph.sends)
        graph.script.append(Fault(FaultKind.FAILED, code=131042))
        sent = await channel.operator_says("Ainda precisa?")
        await channel.status_of(sent["id"], "failed")
        (listed,) = (await house.get("/channels"))["items"]
        assert listed["state"] == "stopped"
        assert listed["state_detail"].startswith("131042")


async def test_a_voice_note_is_fetched_and_can_be_heard(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        media_id = graph.keep(voice_note(), "audio/ogg")
        graph.say(PHONE, payloads.file("audio", media_id, "audio/ogg; codecs=opus", voice=True), name="Ana")

        async def stored() -> dict[str, Any] | None:
            files = [message["attachment"] for message in await channel.messages() if message["attachment"]]
            return dict(files[0]) if files and files[0]["state"] == "stored" else None

        attachment = await until(stored)
        assert attachment["voice"] is True
        heard = await house.admin.get(f"/api/v1/attachments/{attachment['id']}")
        assert heard.content == voice_note()


async def test_what_the_business_types_on_its_phone_takes_the_floor(house: House) -> None:
    graph = FakeGraph()
    async with line(house, graph) as channel:
        graph.say(PHONE, "oi", name="Ana")
        await channel.conversation()
        graph.echo(PHONE, "Oi Ana, aqui é o Beto.")

        async def answered_by_phone() -> bool:
            return any(message["author"] == "phone" for message in await channel.messages())

        await until(answered_by_phone)
        assert (await channel.conversation())["status"] == "operator"
