"""Evolution through a whole installation: an instance is linked, what people write arrives once, ours leaves once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from prosa.channels.models import DeliveryRow
from prosa.core.clock import now
from prosa.core.settings import Settings
from prosa.testing.evolution import EvolutionApp, FakeEvolution, payloads
from prosa.testing.files import voice_note
from prosa.testing.stage import Fault, FaultKind, serving
from tests.house import House
from tests.waiting import until

PHONE = "5511987654321"
KEY = b"INSTANCETOKEN"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Impatient: what became of a send is looked up soon."""
    return settings.model_copy(update={"send_patience": 0.5})


class Line:
    """A channel on the fake Evolution, linked by scanning its picture."""

    def __init__(self, house: House, evolution: FakeEvolution, channel_id: UUID) -> None:
        self.house, self.evolution, self.id = house, evolution, channel_id
        self.webhook = f"{house.address}/webhooks/{channel_id}"

    async def link(self) -> None:
        await self.house.admin.put("/api/v1/address", json={"public_url": self.house.address})
        started = await self.house.post(f"/channels/{self.id}/session", action="start")
        assert started["state"] in ("starting", "pairing")
        shown = await self.house.get(f"/channels/{self.id}/session")
        assert (shown["state"], shown["picture"][:22]) == ("pairing", "data:image/png;base64,")
        self.evolution.scan()
        shown = await self.house.get(f"/channels/{self.id}/session")
        assert (shown["state"], shown["phone"]) == ("working", self.evolution.line.phone)

    async def settled(self) -> None:
        assert self.evolution.courier is not None
        await self.evolution.courier.settled(20)

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
async def line(house: House, evolution: FakeEvolution | None = None) -> AsyncIterator[Line]:
    evolution = evolution or FakeEvolution(state=None)
    async with serving(EvolutionApp(evolution)) as base_url:
        made = Line(house, evolution, await house.channel("evolution", **evolution.line.settings(base_url)))
        await made.link()
        yield made


async def test_from_the_picture_to_one_answer_of_ours(house: House) -> None:
    async with line(house) as channel:
        for _ in range(2):
            channel.evolution.say(PHONE, "Olá, vocês abrem no sábado? 😀", name="Ana", id_="3A01")
        channel.evolution.replay()
        await channel.settled()
        assert await channel.said() == ["Olá, vocês abrem no sábado? 😀"]
        sent = await channel.operator_says("Abrimos, das 9 às 13.")
        assert await channel.status_of(sent["id"], "read") == "read"
        ours = [send for send in channel.evolution.sends if send.text == "Abrimos, das 9 às 13."]
        assert [send.to for send in ours] == [PHONE]
        written = [message for message in await channel.messages() if message["text"] == "Abrimos, das 9 às 13."]
        assert [message["author"] for message in written] == ["operator"]


async def test_a_delivery_without_the_secret_leaves_nothing_and_one_with_it_leaves_no_key(house: House) -> None:
    async with line(house) as channel, httpx.AsyncClient() as stranger:
        event = payloads.Event(
            "messages.upsert", payloads.message({"remoteJid": f"{PHONE}@s.whatsapp.net", "id": "1"}, {})
        )
        body = payloads.delivery(event, "loja", "00000000-INSTANCETOKEN", "551130001000", "")
        for headers in ({}, {"x-prosa-secret": "another"}, {"authorization": "Bearer x.y.z"}):
            assert (await stranger.post(channel.webhook, content=body, headers=headers)).status_code == 401
        right = {"x-prosa-secret": channel.evolution.line.webhook_secret}
        for path in ("", "/messages-upsert"):
            assert (await stranger.post(channel.webhook + path, content=body, headers=right)).status_code == 200
        malformed = await stranger.post(channel.webhook, content=body.replace(b'"event"', b'"x"'), headers=right)
        assert malformed.status_code == 400
        async with house.runtime.db.transaction() as session:
            kept = list(await session.scalars(select(DeliveryRow.body)))
        assert kept
        assert [body for body in kept if KEY in body] == []


async def test_what_is_typed_on_the_phone_takes_the_floor_and_what_goes_through_the_api_not(house: House) -> None:
    async with line(house) as channel:
        await channel.evolution.deliver_to(channel.evolution.line.webhook(channel.webhook))
        channel.evolution.say(PHONE, "oi", name="Ana")
        await house.conversation()
        sent = await channel.operator_says("Já vejo.")
        await channel.status_of(sent["id"], "read")
        await channel.settled()
        assert {message["author"] for message in await channel.messages()} <= {"contact", "operator", "agent", "system"}
        channel.evolution.echo(PHONE, "Oi Ana, aqui é o Beto.")

        async def echoed() -> list[str]:
            return [message["author"] for message in await channel.messages() if "Beto" in (message["text"] or "")]

        assert await until(echoed) == ["phone"]


async def test_somebody_without_a_visible_number_is_answered(house: House) -> None:
    async with line(house) as channel:
        channel.evolution.say(PHONE, "oi", lid="184069530861739@lid", hidden=True, name="Ana")
        sent = await channel.operator_says("Olá!")
        assert await channel.status_of(sent["id"], "read")
        assert channel.evolution.sends[-1].to == "184069530861739@lid"


async def test_a_voice_note_is_fetched_and_can_be_heard(house: House) -> None:
    async with line(house) as channel:
        file_id = channel.evolution.keep(voice_note(), "audio/ogg")
        note = payloads.file("audio", file_id, "audio/ogg; codecs=opus", ptt=True)
        channel.evolution.say(PHONE, payloads.vanishing(note), name="Ana")

        async def stored() -> dict[str, Any] | None:
            files = [message["attachment"] for message in await channel.messages() if message["attachment"]]
            return dict(files[0]) if files and files[0]["state"] == "stored" else None

        attachment = await until(stored)
        assert attachment["voice"] is True
        heard = await house.admin.get(f"/api/v1/attachments/{attachment['id']}")
        assert heard.content == voice_note()


async def test_a_text_whose_answer_was_lost_goes_out_once(house: House) -> None:
    async with line(house) as channel:
        channel.evolution.say(PHONE, "oi", name="Ana")
        await house.conversation()
        channel.evolution.receipts = ()
        channel.evolution.goes_wrong([Fault(FaultKind.CUT)])
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "sent", "delivered", "read")
        assert len([send for send in channel.evolution.sends if send.text == "Já vejo."]) == 1


async def test_a_text_that_never_went_out_goes_out_once(house: House) -> None:
    async with line(house) as channel:
        channel.evolution.say(PHONE, "oi", name="Ana")
        await house.conversation()
        channel.evolution.goes_wrong([Fault(FaultKind.CUT_BEFORE)])
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "sent", "delivered", "read")
        assert len([send for send in channel.evolution.sends if send.text == "Já vejo."]) == 1


async def test_old_messages_of_a_silent_session_do_not_wake_the_agent(house: House) -> None:
    async with line(house) as channel:
        channel.evolution.silent = True
        channel.evolution.say(PHONE, "de ontem", name="Ana", at=now() - timedelta(hours=20))
        channel.evolution.restart()
        await channel.settled()
        assert await channel.said() == ["de ontem"]
        assert channel.evolution.sends == []


async def test_a_storm_of_connecting_is_one_piece_of_news(house: House) -> None:
    async with line(house) as channel:
        channel.evolution.flap(40)
        channel.evolution.scan()
        await channel.settled()
        shown = await house.get(f"/channels/{channel.id}/session")
        assert shown["state"] == "working"


async def test_a_reaction_a_correction_and_a_deletion_find_their_message(house: House) -> None:
    async with line(house) as channel:
        first = channel.evolution.say(PHONE, "quero 2", name="Ana")
        second = channel.evolution.say(PHONE, "apague isto")
        await channel.settled()
        channel.evolution.edit(first, PHONE, "quero 3")
        channel.evolution.delete(second, PHONE)
        sent = await channel.operator_says("Certo!")
        await channel.status_of(sent["id"], "read")
        channel.evolution.say(PHONE, payloads.reaction(channel.evolution.sends[-1].id, "👍"))

        async def changed() -> bool:
            found = await channel.messages()
            ours = next(message for message in found if message["id"] == sent["id"])
            edited = any(message["text"] == "quero 3" for message in found)
            deleted = any(message["deleted_at"] for message in found)
            return edited and deleted and [reaction["emoji"] for reaction in ours["reactions"]] == ["👍"]

        assert await until(changed)


async def test_the_key_is_shown_to_nobody_who_asks(house: House) -> None:
    async with line(house) as channel:
        shown = json.dumps(await house.get(f"/channels/{channel.id}"))
        for secret in (channel.evolution.line.api_key, channel.evolution.line.webhook_secret):
            assert secret not in shown
