"""WAHA through a whole installation: a session is linked, what people write arrives once, what we write leaves once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from prosa.core.settings import Settings
from prosa.testing.files import png, voice_note
from prosa.testing.stage import Fault, FaultKind
from prosa.testing.waha import FakeWaha, WahaApp, payloads
from prosa.testing.waha.courier import signed
from tests.house import House
from tests.linked import Linked, linked
from tests.waiting import until

PHONE = "5511987654321"
CHAT = f"{PHONE}@c.us"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Impatient: what became of a send is looked up soon."""
    return settings.model_copy(update={"send_patience": 0.5})


@asynccontextmanager
async def line(house: House) -> AsyncIterator[Linked[FakeWaha]]:
    async with linked(house, "waha", WahaApp(FakeWaha(state=None, paired=False))) as channel:
        yield channel


async def test_from_the_picture_to_one_answer_of_ours(house: House) -> None:
    async with line(house) as channel:
        for _ in range(2):
            channel.fake.say(PHONE, "Olá, vocês abrem no sábado? 😀", name="Ana", id_="3A01")
        channel.fake.replay()
        await channel.settled()
        assert await channel.said() == ["Olá, vocês abrem no sábado? 😀"]
        sent = await channel.operator_says("Abrimos, das 9 às 13.")
        assert await channel.status_of(sent["id"], "read") == "read"
        ours = [send for send in channel.fake.sends if send.text == "Abrimos, das 9 às 13."]
        assert [send.to for send in ours] == [CHAT]
        assert channel.fake.doubled() == {}
        written = [message for message in await channel.messages() if message["text"] == "Abrimos, das 9 às 13."]
        assert [message["author"] for message in written] == ["operator"]


async def test_a_changed_delivery_is_refused_and_leaves_nothing(house: House) -> None:
    async with line(house) as channel, httpx.AsyncClient() as stranger:
        event = {"id": "evt_1", "event": "message.any", "session": "default", "payload": {}}
        body = json.dumps(event).encode()
        for headers in (signed("another key", body), signed("", body)):
            answer = await stranger.post(channel.webhook, content=body, headers=headers)
            assert answer.status_code == 401
        assert await house.conversations(tab="all") == []


async def test_what_is_typed_on_the_phone_takes_the_floor(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        channel.fake.echo(PHONE, "Oi Ana, aqui é o Beto.")

        async def echoed() -> list[str]:
            return [message["author"] for message in await channel.messages() if "Beto" in (message["text"] or "")]

        assert await until(echoed) == ["phone"]


async def test_somebody_without_a_visible_number_is_answered(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(None, "oi", lid="184069530861739@lid", name="Ana")
        sent = await channel.operator_says("Olá!")
        assert await channel.status_of(sent["id"], "read")
        assert channel.fake.sends[-1].to == "184069530861739@lid"


async def test_a_voice_note_is_fetched_and_can_be_heard(house: House) -> None:
    async with line(house) as channel:
        url = channel.fake.keep(voice_note(), "audio/ogg", "3C01.oga")
        channel.fake.say(PHONE, payloads.file("audioMessage", url, "audio/ogg; codecs=opus", PTT=True), name="Ana")

        async def stored() -> dict[str, Any] | None:
            files = [message["attachment"] for message in await channel.messages() if message["attachment"]]
            return dict(files[0]) if files and files[0]["state"] == "stored" else None

        attachment = await until(stored)
        assert attachment["voice"] is True
        heard = await house.admin.get(f"/api/v1/attachments/{attachment['id']}")
        assert heard.content == voice_note()


async def test_a_text_whose_answer_was_lost_goes_out_once(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        channel.fake.receipts = ()
        channel.fake.goes_wrong([Fault(FaultKind.CUT)])
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "sent", "delivered", "read")
        assert len([send for send in channel.fake.sends if send.text == "Já vejo."]) == 1


async def test_a_message_waits_for_the_session_and_then_goes_out(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        await channel.settled()
        channel.fake.goes_wrong([Fault(FaultKind.ERROR, retry_after=0.1)])
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "sent", "delivered", "read")
        assert channel.fake.faults[FaultKind.ERROR] == 1


async def test_a_reaction_a_correction_and_a_deletion_find_their_message(house: House) -> None:
    async with line(house) as channel:
        first = channel.fake.say(PHONE, "quero 2", name="Ana")
        second = channel.fake.say(PHONE, "apague isto")
        channel.fake.edit(PHONE, first, "quero 3")
        channel.fake.revoke(PHONE, second)
        sent = await channel.operator_says("Certo!")
        await channel.status_of(sent["id"], "read")
        channel.fake.react(PHONE, channel.fake.sends[-1].id, "👍")

        async def changed() -> bool:
            found = await channel.messages()
            ours = next(message for message in found if message["id"] == sent["id"])
            edited = any(message["text"] == "quero 3" for message in found)
            deleted = any(message["deleted_at"] for message in found)
            return edited and deleted and [reaction["emoji"] for reaction in ours["reactions"]] == ["👍"]

        assert await until(changed)


ROUGH = (
    Fault(FaultKind.CUT),
    Fault(FaultKind.GARBLED),
    Fault(FaultKind.HTTP_AFTER, status=502),
    Fault(FaultKind.HTTP, status=503),
    Fault(FaultKind.ERROR, retry_after=0.1),
    Fault(FaultKind.CUT_BEFORE),
)


async def test_in_rough_weather_everything_goes_out_once_and_in_order(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        await channel.settled()
        before = len(channel.fake.sends)
        for fault in ROUGH:
            channel.fake.goes_wrong([fault, None])
        picture = await house.admin.post("/api/v1/attachments", files={"file": ("a.png", png(), "image/png")})
        texts = [f"Parte {number}" for number in range(5)]
        sent = [await channel.operator_says(text) for text in texts]
        sent.append(await channel.operator_says("Veja.", attachment_id=picture.json()["id"]))
        for message in sent:
            await channel.status_of(message["id"], "sent", "delivered", "read")
        assert [send.text for send in channel.fake.sends[before:]] == [*texts, "Veja."]
        assert channel.fake.doubled() == {}
