"""Evolution through a whole installation: an instance is linked, what people write arrives once, ours leaves once."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from prosa.channels.models import DeliveryRow
from prosa.core.clock import now
from prosa.core.settings import Settings
from prosa.testing.evolution import EvolutionApp, FakeEvolution, payloads
from prosa.testing.files import png, voice_note
from prosa.testing.stage import Fault, FaultKind
from tests.house import House
from tests.linked import Linked, linked
from tests.waiting import until

PHONE = "5511987654321"
KEY = b"INSTANCETOKEN"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Impatient: what became of a send is looked up soon."""
    return settings.model_copy(update={"send_patience": 0.5})


@asynccontextmanager
async def line(house: House) -> AsyncIterator[Linked[FakeEvolution]]:
    async with linked(house, "evolution", EvolutionApp(FakeEvolution(state=None))) as channel:
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
        right = {"x-prosa-secret": channel.fake.line.webhook_secret}
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
        await channel.fake.deliver_to(channel.fake.line.webhook(channel.webhook))
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        sent = await channel.operator_says("Já vejo.")
        await channel.status_of(sent["id"], "read")
        await channel.settled()
        assert {message["author"] for message in await channel.messages()} <= {"contact", "operator", "agent", "system"}
        channel.fake.echo(PHONE, "Oi Ana, aqui é o Beto.")

        async def echoed() -> list[str]:
            return [message["author"] for message in await channel.messages() if "Beto" in (message["text"] or "")]

        assert await until(echoed) == ["phone"]


async def test_somebody_without_a_visible_number_is_answered(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", lid="184069530861739@lid", hidden=True, name="Ana")
        sent = await channel.operator_says("Olá!")
        assert await channel.status_of(sent["id"], "read")
        assert channel.fake.sends[-1].to == "184069530861739@lid"


async def test_a_voice_note_is_fetched_and_can_be_heard(house: House) -> None:
    async with line(house) as channel:
        file_id = channel.fake.keep(voice_note(), "audio/ogg")
        note = payloads.file("audio", file_id, "audio/ogg; codecs=opus", ptt=True)
        channel.fake.say(PHONE, payloads.vanishing(note), name="Ana")

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


async def test_a_text_that_never_went_out_goes_out_once(house: House) -> None:
    async with line(house) as channel:
        channel.fake.say(PHONE, "oi", name="Ana")
        await house.conversation()
        channel.fake.goes_wrong([Fault(FaultKind.CUT_BEFORE)])
        sent = await channel.operator_says("Já vejo.")
        assert await channel.status_of(sent["id"], "sent", "delivered", "read")
        assert len([send for send in channel.fake.sends if send.text == "Já vejo."]) == 1


async def test_old_messages_of_a_silent_session_do_not_wake_the_agent(house: House) -> None:
    async with line(house) as channel:
        channel.fake.silent = True
        channel.fake.say(PHONE, "de ontem", name="Ana", at=now() - timedelta(hours=20))
        channel.fake.restart()
        await channel.settled()
        assert await channel.said() == ["de ontem"]
        assert channel.fake.sends == []


async def test_a_storm_of_connecting_is_one_piece_of_news(house: House) -> None:
    async with line(house) as channel:
        channel.fake.flap(40)
        channel.fake.scan()
        await channel.settled()
        shown = await house.get(f"/channels/{channel.id}/session")
        assert shown["state"] == "working"


async def test_a_reaction_a_correction_and_a_deletion_find_their_message(house: House) -> None:
    async with line(house) as channel:
        first = channel.fake.say(PHONE, "quero 2", name="Ana")
        second = channel.fake.say(PHONE, "apague isto")
        await channel.settled()
        channel.fake.edit(first, PHONE, "quero 3")
        channel.fake.delete(second, PHONE)
        sent = await channel.operator_says("Certo!")
        await channel.status_of(sent["id"], "read")
        channel.fake.say(PHONE, payloads.reaction(channel.fake.sends[-1].id, "👍"))

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
        for secret in (channel.fake.line.api_key, channel.fake.line.webhook_secret):
            assert secret not in shown


async def test_what_cannot_be_taken_now_comes_again(house: House) -> None:
    """Evolution drops what is answered with certain words, so a line that is switched off must not use them."""
    async with line(house) as channel:
        courier = channel.fake.courier
        assert courier is not None
        path = f"/api/v1/channels/{channel.id}"
        await house.admin.patch(path, json={"enabled": False})
        channel.fake.say(PHONE, "oi", name="Ana")
        before = courier.attempts
        await until(lambda: courier.attempts > before)
        await house.admin.patch(path, json={"enabled": True})
        await channel.settled()
        assert courier.given_up == []
        assert await channel.said() == ["oi"]


async def test_a_token_is_as_good_as_the_secret_also_late_and_by_event(house: House) -> None:
    async with line(house) as channel:
        secret = channel.fake.line.webhook_secret
        late = channel.fake.line.webhook(channel.webhook, headers={"jwt_key": secret}, token_age=1215.0, by_events=True)
        await channel.fake.deliver_to(late)
        channel.fake.say(PHONE, "oi", name="Ana")
        await channel.settled()
        assert await channel.said() == ["oi"]


async def test_an_operators_reaction_reaches_the_contacts_message_and_ours(house: House) -> None:
    async with line(house) as channel:
        theirs = channel.fake.say(PHONE, "oi", name="Ana")
        sent = await channel.operator_says("Olá!")
        await channel.status_of(sent["id"], "read")
        ours = channel.fake.sends[-1].id
        for message in await channel.messages():
            if message["text"] in ("oi", "Olá!"):
                path = f"/api/v1/messages/{message['id']}/reaction"
                assert (await house.admin.put(path, json={"emoji": "👍"})).is_success

        def keys() -> dict[str, bool]:
            bodies = [send.body for send in channel.fake.sends if send.type == "reaction"]
            return {body["key"]["id"]: body["key"]["fromMe"] for body in bodies}

        await until(lambda: len(keys()) == 2)
        assert keys() == {theirs: False, ours: True}


ROUGH = (
    Fault(FaultKind.ERROR),
    Fault(FaultKind.CUT),
    Fault(FaultKind.HTTP, status=503, retry_after=0.1),
    Fault(FaultKind.GARBLED),
    Fault(FaultKind.CUT_BEFORE),
    Fault(FaultKind.HTTP_AFTER, status=502),
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
