"""The pretend phones over HTTP: what they do arrives like any provider's delivery, faults included."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from prosa.accounts.schemas import Scope
from prosa.connectors.simulator import connector
from prosa.conversations import Option
from prosa.core.runtime import Runtime
from tests.connectors.local_lines import LocalHouse, open_local_house, until

PHONE = "5511988887777"


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[LocalHouse]:
    async with open_local_house(runtime, connector) as house:
        yield house


class Desk:
    """The panel of somebody who plays with the phones."""

    def __init__(self, house: LocalHouse, client: httpx.AsyncClient) -> None:
        self.house = house
        self.client = client
        self.base = f"/api/v1/simulator/{house.channel_id}"

    async def say(self, text: str | None = "oi", client_id: str = "a1", **more: Any) -> httpx.Response:
        content = {"text": text} if text is not None else {}
        body = {"phone": PHONE, "name": "Maria", "client_id": client_id, **content, **more}
        return await self.client.post(f"{self.base}/messages", json=body)

    async def phone(self, number: str = PHONE) -> dict[str, Any]:
        answer = await self.client.get(f"{self.base}/phones/{number}")
        assert answer.status_code == 200
        return answer.json()

    async def shows(self, count: int) -> list[dict[str, Any]]:
        """The phone's messages, once there are as many."""

        async def enough() -> list[dict[str, Any]]:
            messages = (await self.phone())["messages"]
            return messages if len(messages) == count else []

        return await until(enough)


@pytest.fixture
async def desk(house: LocalHouse) -> Desk:
    return Desk(house, await house.program())


async def test_what_a_phone_says_arrives_once_and_shows_on_the_phone(desk: Desk):
    for _ in range(3):
        answer = await desk.say("Vocês entregam em Manaus?")
        assert answer.status_code == 202
        assert answer.json() == {"id": f"{PHONE}:a1", "arrivals": [0]}
    (message,) = await desk.shows(1)
    assert (message["text"], message["mine"], message["status"]) == ("Vocês entregam em Manaus?", True, "delivered")
    assert await desk.house.said() == ["Vocês entregam em Manaus?"]
    phones = (await desk.client.get(f"{desk.base}/phones")).json()["items"]
    assert [(p["phone"], p["name"], p["preview"]) for p in phones] == [(PHONE, "Maria", "Vocês entregam em Manaus?")]


async def test_the_phone_shows_an_answer_with_its_options_and_choosing_one_says_its_words(desk: Desk):
    await desk.say()
    await desk.house.answer("Sobre o quê?", Option("b1", "Entrega"), Option("b2", "Troca"))
    shown = (await desk.shows(2))[1]
    assert (shown["text"], [o["title"] for o in shown["options"]]) == ("Sobre o quê?", ["Entrega", "Troca"])
    await desk.say(None, "a2", button_id="b2")
    assert (await desk.shows(3))[2]["text"] == "Troca"
    (row,) = await desk.house.rows("SELECT type, payload FROM message WHERE text = 'Troca'")
    assert (row["type"], row["payload"]["button_id"]) == ("interactive", "b2")


async def test_places_files_replies_and_reactions_arrive(desk: Desk):
    await desk.say("primeira")
    (first,) = await desk.shows(1)
    await desk.say(None, "p", location={"latitude": -3.1, "longitude": -60, "name": "Manaus"})
    await desk.say(None, "i", sample="image")
    await desk.say("sobre isso", "r", target=first["id"])
    await desk.say(None, "x", reaction="👍", target=first["id"])
    messages = await desk.shows(4)
    assert messages[1]["payload"]["name"] == "Manaus"
    assert messages[2]["attachment"]["mime_type"] == "image/png"
    assert messages[3]["reply_to_id"] == first["id"]
    assert await until(lambda: desk.house.rows("SELECT * FROM amendment WHERE kind = 'reaction' AND text = '👍'"))


async def test_an_echo_takes_the_floor(desk: Desk):
    await desk.say()
    await desk.say("aqui é a Paula", "e", echo=True)
    shown = (await desk.shows(2))[1]
    assert (shown["mine"], shown["author"]) == (False, "phone")
    (row,) = await desk.house.rows("SELECT status FROM conversation")
    assert row["status"] == "operator"


async def test_ticks_go_up_on_both_sides(desk: Desk):
    await desk.say()
    await desk.house.answer("Oi, Maria!")
    assert (await desk.shows(2))[0]["status"] == "read"
    await desk.house.run_jobs("simulator.carry")
    assert await until(lambda: desk.house.rows("SELECT id FROM message WHERE status = 'delivered'"))
    assert (await desk.client.post(f"{desk.base}/phones/{PHONE}/read")).status_code == 204
    assert await until(lambda: desk.house.rows("SELECT id FROM message WHERE status = 'read'"))


async def test_a_message_that_is_late_arrives_when_its_time_has_come(desk: Desk):
    answer = await desk.say("devagar", delay=30)
    assert answer.json()["arrivals"] == [30]
    assert await desk.house.said() == []
    assert await desk.house.run_jobs("simulator.carry") == 1
    assert await until(desk.house.said) == ["devagar"]


async def test_faults_of_the_script_repeat_reorder_and_lose_without_doubling(desk: Desk):
    await desk.house.change(duplicates=1, reordering=0.5, delay_max=2, seed=3)
    for number in range(12):
        await desk.say(f"m{number}", f"id{number}")
    await desk.house.run_jobs("simulator.carry")
    said = await until(lambda: _when(desk.house, 12))
    assert sorted(said) == sorted(f"m{n}" for n in range(12))
    assert said != [f"m{n}" for n in range(12)]
    await desk.house.change(loss=1, retry_seconds=0)
    assert (await desk.say("perdida", "lost")).json()["arrivals"] == []


async def _when(house: LocalHouse, count: int) -> list[str | None]:
    said = await house.said()
    return said if len(said) == count else []


async def test_an_old_clock_closes_the_reply_window(desk: Desk):
    await desk.say("faz quase um dia", minutes_ago=24 * 60 - 1)
    await desk.shows(1)
    (row,) = await desk.house.rows(
        "SELECT window_closes_at - now() < interval '2 minutes' AS closing FROM conversation"
    )
    assert row["closing"]


@pytest.mark.parametrize(("fault", "status"), [("send_refused", "failed"), ("send_lost", "unconfirmed")])
async def test_a_send_that_fails_shows_nothing_on_the_phone(desk: Desk, fault: str, status: str):
    await desk.say()
    await desk.shows(1)
    await desk.house.change(**{fault: 1})
    await desk.house.answer("ninguém verá")
    assert await desk.house.jobs("simulator.carry") == []
    assert await desk.house.rows("SELECT id FROM message WHERE status = :status", status=status)
    assert len((await desk.phone())["messages"]) == 1


async def test_a_send_taken_without_an_answer_is_settled_by_its_receipt(desk: Desk):
    await desk.say()
    await desk.shows(1)
    await desk.house.change(send_unknown=1)
    await desk.house.answer("talvez")
    assert await desk.house.rows("SELECT id FROM message WHERE status = 'unconfirmed'")
    assert await desk.house.run_jobs("simulator.carry") == 1
    assert (await desk.shows(2))[1]["text"] == "talvez"


async def test_a_script_lets_several_people_speak_over_time(desk: Desk):
    steps = [
        {"phone": f"551199999000{n}", "name": f"P{n}", "client_id": "s1", "text": f"oi {n}", "after": n * 10}
        for n in range(3)
    ]
    answer = await desk.client.post(f"{desk.base}/script", json={"steps": steps})
    assert (answer.status_code, answer.json()["steps"]) == (202, 3)
    assert await desk.house.run_jobs("simulator.carry") == 3
    assert await until(lambda: _when(desk.house, 3))
    assert len((await desk.client.get(f"{desk.base}/phones")).json()["items"]) == 3


async def test_the_head_of_the_phone_says_the_name_and_whether_the_network_is_faulty(desk: Desk):
    assert (await desk.client.get(desk.base)).json() == {"business_name": "Loja Exemplo", "faulty": False}
    await desk.house.change(business_name="Passo Firme", duplicates=0.1)
    assert (await desk.client.get(desk.base)).json() == {"business_name": "Passo Firme", "faulty": True}


async def test_a_phone_that_never_wrote_is_empty(desk: Desk):
    assert await desk.phone("5511900000000") == {
        "phone": "5511900000000",
        "conversation_id": None,
        "messages": [],
        "typing": False,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": None},
        {"text": "a", "button_id": "b"},
        {"phone": "12"},
        {"phone": "+5511988887777"},
        {"client_id": "no spaces please"},
        {"text": None, "reaction": "👍"},
        {"text": "x" * 5000},
        {"duplicates": 6},
        {"text": "nul \0"},
    ],
)
async def test_nonsense_is_refused_and_nothing_arrives(desk: Desk, wrong: dict[str, Any]):
    answer = await desk.client.post(
        f"{desk.base}/messages", json={"phone": PHONE, "client_id": "a1", "text": "oi"} | wrong
    )
    assert answer.status_code == 422
    assert await desk.house.said() == []


async def test_a_reply_to_something_unknown_is_not_found(desk: Desk):
    answer = await desk.say("sobre isso", target=str(uuid4()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_only_people_who_may_answer_may_write_as_a_phone(desk: Desk):
    stranger = await desk.house.client()
    assert (await stranger.get(f"{desk.base}/phones")).status_code == 401
    reader = await desk.house.program(Scope.READ)
    assert (await reader.get(f"{desk.base}/phones")).status_code == 200
    body = {"phone": PHONE, "client_id": "a1", "text": "oi"}
    assert (await reader.post(f"{desk.base}/messages", json=body)).status_code == 403


async def test_a_delivery_that_nobody_signed_is_refused_at_the_webhook(desk: Desk):
    outsider = await desk.house.client()
    answer = await outsider.post(f"/webhooks/{desk.house.channel_id}", json={"messages": []})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_signature")
