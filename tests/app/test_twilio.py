"""Twilio through a whole installation: what people write arrives once, what we write leaves once, files are fetched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx

from prosa.core.clock import now
from prosa.testing.files import png
from prosa.testing.stage import Fault, FaultKind, serving
from prosa.testing.twilio import FakeTwilio, TwilioApp, Webhook, payloads
from tests.house import House
from tests.waiting import until

PHONE = "5511987654321"


class Line:
    """A channel on the fake, with its webhook switched on as the guide says."""

    def __init__(self, house: House, twilio: FakeTwilio, channel_id: UUID) -> None:
        self.house, self.twilio, self.channel_id = house, twilio, channel_id
        self.webhook = f"{house.address}/webhooks/{channel_id}"

    async def listen(self, **rough: Any) -> None:
        url = f"{self.webhook}#rc=5&rp=all"
        await self.twilio.deliver_to(Webhook(url=url, auth_token=self.twilio.line.auth_token, **rough))

    async def settled(self) -> None:
        assert self.twilio.courier is not None
        await self.twilio.courier.settled(20)

    async def messages(self) -> list[dict[str, Any]]:
        (conversation,) = await until(self._conversations)
        return list((await self.house.get(f"/conversations/{conversation['id']}/messages"))["items"])

    async def _conversations(self) -> list[dict[str, Any]]:
        return list((await self.house.get("/conversations", tab="all"))["items"])

    async def operator_says(self, **message: Any) -> str:
        (conversation,) = await until(self._conversations)
        path = f"/conversations/{conversation['id']}/messages"
        return str((await self.house.post(path, client_id=str(uuid4()), **message))["id"])

    async def status_of(self, message_id: str, *statuses: str) -> str:
        async def reached() -> str | None:
            found = next(message for message in await self.messages() if message["id"] == message_id)
            return str(found["status"]) if found["status"] in statuses else None

        return str(await until(reached))


@asynccontextmanager
async def line(house: House, twilio: FakeTwilio) -> AsyncIterator[Line]:
    async with serving(TwilioApp(twilio)) as base_url:
        made = Line(house, twilio, await house.channel("twilio", **twilio.line.settings(base_url)))
        await made.listen()
        yield made


async def test_a_message_delivered_twice_is_one_and_has_the_time_it_came(house: House) -> None:
    twilio, began = FakeTwilio(), now()
    async with line(house, twilio) as channel:
        await channel.listen(duplicates=1.0, spread=0.01)
        twilio.say(PHONE, "Olá, vocês abrem no sábado? 😀 & amanhã", name="Ana")
        await channel.settled()
        said = [message for message in await channel.messages() if message["direction"] == "in"]
    assert [message["text"] for message in said] == ["Olá, vocês abrem no sábado? 😀 & amanhã"]
    assert began.isoformat()[:16] <= said[0]["sent_at"][:16] <= now().isoformat()[:16]


async def test_an_answer_is_followed_by_its_statuses(house: House) -> None:
    twilio = FakeTwilio()
    async with line(house, twilio) as channel:
        twilio.say(PHONE, "oi", name="Ana")
        sent = await channel.operator_says(text="Abrimos às 9.")
        assert await channel.status_of(sent, "read") == "read"
    assert [send.text for send in twilio.sends if send.callback == sent] == ["Abrimos às 9."]


async def test_a_send_whose_answer_was_lost_is_settled_by_its_status(house: House) -> None:
    twilio = FakeTwilio()
    async with line(house, twilio) as channel:
        twilio.say(PHONE, "oi", name="Ana")
        await channel.messages()
        twilio.goes_wrong([Fault(FaultKind.CUT)] * 2)
        sent = await channel.operator_says(text="Só uma vez.")
        assert await channel.status_of(sent, "read") == "read"
    assert twilio.doubled() == {}


async def test_what_a_closed_line_did_not_take_comes_again(house: House) -> None:
    twilio = FakeTwilio()
    async with line(house, twilio) as channel:
        await house.admin.patch(f"/api/v1/channels/{channel.channel_id}", json={"enabled": False})
        twilio.say(PHONE, "alguém aí?", name="Ana")

        async def refused() -> bool:
            return twilio.courier is not None and twilio.courier.attempts > 0

        await until(refused)
        await house.admin.patch(f"/api/v1/channels/{channel.channel_id}", json={"enabled": True})
        assert [message["text"] for message in await channel.messages()][:1] == ["alguém aí?"]


async def test_a_picture_comes_and_another_goes_by_a_link(house: House) -> None:
    twilio = FakeTwilio()
    async with line(house, twilio) as channel:
        url = twilio.media_url(await _base_url(house, channel), twilio.keep(png(), "image/png"))
        twilio.say(PHONE, payloads.file("image", url, "image/png", "olha"), name="Ana")

        async def stored() -> bool:
            return any((m["attachment"] or {}).get("state") == "stored" for m in await channel.messages())

        await until(stored)
        uploaded = await house.admin.post("/api/v1/attachments", files={"file": ("foto.png", png(), "image/png")})
        sent = await channel.operator_says(attachment_id=uploaded.json()["id"])
        assert await channel.status_of(sent, "read") == "read"
        (link,) = twilio.sends[-1].body["MediaUrl"]
        async with httpx.AsyncClient() as twilio_itself:
            path = urlsplit(link).path
            file = await twilio_itself.get(f"{house.address}{path}")
            spoilt = await twilio_itself.get(f"{house.address}{path[:-6]}AAAAAA")
    assert (file.content, file.headers["content-type"]) == (png(), "image/png")
    assert spoilt.status_code == 404


async def test_a_contact_card_that_comes_as_a_file_shows_who_is_on_it(house: House) -> None:
    twilio = FakeTwilio()
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:João Prado\r\nTEL;waid=5541999990000:+55 41 99999-0000\r\nEND:VCARD\r\n"
    async with line(house, twilio) as channel:
        url = twilio.media_url(await _base_url(house, channel), twilio.keep(card.encode(), "text/vcard"))
        twilio.say(PHONE, payloads.file("contacts", url, "text/vcard"), name="Ana")

        async def read() -> Any:
            (message,) = [each for each in await channel.messages() if each["direction"] == "in"]
            assert message["type"] == "contacts"
            return message["payload"].get("contacts")

        (shown,) = await until(read)
    assert (shown["name"], shown["phones"][0]["wa_id"]) == ("João Prado", "5541999990000")


async def _base_url(house: House, channel: Line) -> str:
    return str((await house.get(f"/channels/{channel.channel_id}"))["settings"]["base_url"])


async def test_a_stranger_is_refused(house: House) -> None:
    async with line(house, FakeTwilio()) as channel, httpx.AsyncClient() as stranger:
        answer = await stranger.post(channel.webhook, data={"MessageSid": "SM1", "From": f"whatsapp:+{PHONE}"})
    assert answer.status_code == 401
