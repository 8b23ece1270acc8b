"""The fake WAHA takes, refuses, keeps a session and delivers as WAHA does."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from prosa.core.clock import now
from prosa.testing.counterpart import Answer, Request, counterpart
from prosa.testing.files import png
from prosa.testing.stage import FakeThread, Fault, FaultKind, Rates, Remote, serving
from prosa.testing.waha import FakeWaha, WahaApp, Webhook, payloads, rules
from prosa.testing.waha.courier import WahaHabits
from tests.connectors.waha.material import CALLS, DELIVERIES

KEY = {"x-api-key": "waha-key-fake"}
CHAT = "5511900000001@c.us"
PHONE = "5511900000001"
EVERYTHING = ("message", "message.any", "message.ack", "message.reaction", "message.revoked", "message.edited")


def text(body: str = "Olá", **more: Any) -> dict[str, Any]:
    return {"session": "default", "chatId": CHAT, "text": body, **more}


@asynccontextmanager
async def client(waha: FakeWaha) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(base_url=url, headers=KEY, timeout=5) as http:
        yield http


@asynccontextmanager
async def told(waha: FakeWaha, *statuses: int, **webhook: Any) -> AsyncIterator[Sequence[Request]]:
    """What a webhook of the fake gets that answers with these, and then with 200."""
    answers = list(statuses)
    async with counterpart(lambda _: Answer(answers.pop(0) if answers else 200)) as hook:
        wanted = {"events": EVERYTHING, "key": waha.line.webhook_key, "delay": 0.01, **webhook}
        await waha.deliver_to(Webhook(url=f"{hook.url}/webhooks/x", **wanted))
        yield hook.requests
        await waha.deliver_to(None)


async def settled(waha: FakeWaha) -> None:
    assert waha.courier is not None
    await waha.courier.settled(10)


def events(requests: Sequence[Request]) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in requests]


async def test_without_the_key_nothing_is_told() -> None:
    async with client(FakeWaha()) as http:
        answer = await http.get("/api/sessions/default", headers={"x-api-key": "wrong"})
    assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized", "statusCode": 401})


async def test_a_send_is_taken_under_the_id_it_names_and_only_once() -> None:
    waha = FakeWaha()
    async with client(waha) as http:
        first, second = [await http.post("/api/sendText", json=text(id="3EB0AA")) for _ in range(2)]
        other = await http.post("/api/sendText", json=text())
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"] == f"true_{CHAT}_3EB0AA"
    assert other.json()["id"] != first.json()["id"]
    assert [(send.number, send.to, send.text) for send in waha.sends] == [(1, CHAT, "Olá"), (2, CHAT, "Olá")]
    assert waha.sends[0].id == "3EB0AA"


async def test_the_same_file_taken_twice_is_doubled() -> None:
    waha = FakeWaha()
    file = {"mimetype": "image/png", "data": base64.b64encode(png()).decode()}
    async with client(waha) as http:
        for _ in range(2):
            await http.post("/api/sendImage", json={"session": "default", "chatId": CHAT, "file": file})
    assert list(waha.doubled().values()) == [2]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("sendText", {"session": "default", "chatId": CHAT}, 400),
        ("sendText", text(7 * "x", chatId=PHONE), 400),
        ("sendText", {**text(), "text": 7}, 400),
        ("sendImage", {"session": "default", "chatId": CHAT, "file": {"mimetype": "image/png"}}, 400),
        ("sendImage", {"session": "default", "chatId": CHAT, "file": {"mimetype": "image/png", "data": "%"}}, 400),
        ("sendVoice", {"session": "default", "chatId": CHAT, "file": {"mimetype": "audio/ogg", "data": ""}}, 400),
        ("sendText", text(session="another"), 404),
        ("sendCarrierPigeon", text(), 404),
    ],
)
async def test_what_waha_would_not_take_is_refused(path: str, body: dict[str, Any], status: int) -> None:
    waha = FakeWaha()
    async with client(waha) as http:
        answer = await http.post(f"/api/{path}", json=body)
    assert answer.status_code == status
    assert waha.sends == []


async def test_a_session_that_does_not_work_refuses_and_says_why() -> None:
    async with client(FakeWaha(state="SCAN_QR_CODE")) as http:
        answer = await http.post("/api/sendText", json=text())
    assert answer.status_code == 422
    assert {key: answer.json()[key] for key in ("status", "expected")} == {
        "status": "SCAN_QR_CODE",
        "expected": ["WORKING"],
    }


@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [
        (Fault(FaultKind.ERROR), 422, 0),
        (Fault(FaultKind.ERROR, code=463), 500, 0),
        (Fault(FaultKind.ERROR, code=429, retry_after=3), 429, 0),
        (Fault(FaultKind.HTTP, status=502), 502, 0),
        (Fault(FaultKind.HTTP_AFTER, status=504), 504, 1),
        (Fault(FaultKind.SLOW, seconds=0.01), 201, 1),
        (Fault(FaultKind.CUT), None, 1),
        (Fault(FaultKind.CUT_BEFORE), None, 0),
    ],
)
async def test_a_fault_is_met_and_counted(fault: Fault, status: int | None, taken: int) -> None:
    waha = FakeWaha()
    waha.goes_wrong([fault])
    async with client(waha) as http:
        if status is None:
            with pytest.raises(httpx.HTTPError):
                await http.post("/api/sendText", json=text())
        else:
            assert (await http.post("/api/sendText", json=text())).status_code == status
    assert (len(waha.sends), waha.faults[fault.kind]) == (taken, 1)


async def test_faults_by_chance_are_the_same_with_the_same_seed() -> None:
    def met(seed: int) -> list[bool]:
        waha = FakeWaha(rates=Rates(seed, {FaultKind.CUT: 0.5}))
        return [waha.fault_for(text(id=f"{number}")) is not None for number in range(40)]

    assert met(1) == met(1) != met(2)


@pytest.mark.parametrize("engine", ["WEBJS", "WPP", "NOWEB", "GOWS"])
async def test_what_happens_is_told_as_waha_describes_it_signed_over_its_bytes(engine: str) -> None:
    waha = FakeWaha(engine=engine)
    async with told(waha, events=(*EVERYTHING, "session.status", "call.received")) as requests:
        said = waha.say(PHONE, "oi", name="Ana", lid="184@lid")
        waha.say(PHONE, payloads.place(-23.5, -46.6), group="120363@g.us", reply_to=said)
        waha.echo(PHONE, "Já vou")
        waha.react(PHONE, said, "👍")
        waha.edit(PHONE, said, "oi!")
        waha.revoke(PHONE, said)
        waha.call(PHONE)
        waha.take("sendText", text())
        waha.turn("STOPPED")
        await settled(waha)
        assert len(requests) == 14
        for request in requests:
            proof = hmac.new(waha.line.webhook_key.encode(), request.body, hashlib.sha512).hexdigest()
            assert request.headers["x-webhook-hmac"] == proof
            event = json.loads(request.body)
            schema = {"$ref": f"#/components/schemas/{DELIVERIES['events'][event['event']]}", **DELIVERIES}
            Draft202012Validator(schema).validate(event)


async def test_subscribed_to_both_every_incoming_message_is_told_twice() -> None:
    waha = FakeWaha()
    async with told(waha) as requests:
        waha.say(PHONE, "oi")
        waha.echo(PHONE, "Já vou")
        await settled(waha)
        found = events(requests)
    assert sorted(event["event"] for event in found) == ["message", "message.any", "message.any"]
    assert len({event["id"] for event in found}) == 3


async def test_acks_follow_a_send_and_a_failed_one_ends_in_error() -> None:
    waha = FakeWaha()
    async with told(waha, events=("message.ack",)) as requests:
        waha.take("sendText", text())
        waha.take("sendText", text("b"), Fault(FaultKind.FAILED))
        await settled(waha)
        found = [event["payload"]["ack"] for event in events(requests)]
    assert sorted(found) == [-1, 1, 1, 2, 3]


async def test_a_number_in_another_spelling_than_whatsapps_is_never_delivered() -> None:
    waha = FakeWaha(numbers={PHONE: "551100000001"})
    async with told(waha, events=("message.ack",)) as requests, client(waha) as http:
        found = (await http.get("/api/contacts/check-exists", params={"phone": PHONE, "session": "default"})).json()
        assert found == {"numberExists": True, "chatId": "551100000001@c.us"}
        waha.take("sendText", text())
        waha.take("sendText", text("b", chatId=found["chatId"]))
        await settled(waha)
        acks = [(event["payload"]["to"], event["payload"]["ack"]) for event in events(requests)]
    assert len(waha.misaddressed) == 1
    assert max(ack for chat, ack in acks if chat == CHAT) == 1
    assert max(ack for chat, ack in acks if chat == found["chatId"]) == 3


async def test_a_delivery_nobody_took_comes_again_unchanged_and_is_given_up_in_the_end() -> None:
    waha = FakeWaha()
    async with told(waha, 500, 401, events=("message.any",)) as requests:
        waha.say(PHONE, "oi")
        await settled(waha)
        assert len(requests) == 3
        assert len({(request.body, request.headers["x-webhook-hmac"]) for request in requests}) == 1
    async with told(waha, *[500] * 9, events=("message.any",), attempts=4) as requests:
        waha.say(PHONE, "oi")
        await settled(waha)
        assert len(requests) == 4
    assert waha.courier is None


@pytest.mark.parametrize(
    ("policy", "pauses"),
    [("constant", [2, 2, 2, None]), ("linear", [2, 4, 6, None]), ("exponential", [2, 4, 8, None])],
)
def test_pauses_follow_the_policy(policy: str, pauses: list[float | None]) -> None:
    habits = WahaHabits(Webhook(url="http://x", policy=policy, attempts=4))
    assert [habits.again(attempt, 500) for attempt in (1, 2, 3, 4)] == pauses


async def test_a_silent_session_tells_everything_at_once_after_a_restart() -> None:
    waha = FakeWaha(silent=True)
    async with told(waha, events=("message.any",)) as requests, client(waha) as http:
        for number in range(3):
            waha.say(PHONE, f"{number}")
        await settled(waha)
        assert requests == []
        assert (await http.get("/api/sessions/default")).json()["status"] == "WORKING"
        await http.post("/api/sessions/default/restart")
        await settled(waha)
        assert [event["payload"]["body"] for event in events(requests)] == ["0", "1", "2"]


async def test_a_replay_tells_of_old_messages_under_their_ids_as_new_events() -> None:
    waha = FakeWaha()
    async with told(waha, events=("message.any",)) as requests:
        waha.say(PHONE, "oi", at=now() - timedelta(days=2))
        waha.echo(PHONE, "Já vou")
        assert waha.replay() == 1
        await settled(waha)
        first, again = [event for event in events(requests) if event["payload"]["body"] == "oi"]
    assert first["payload"] == again["payload"]
    assert first["id"] != again["id"]


async def test_a_session_made_over_http_is_scanned_and_delivers_where_it_was_told() -> None:
    waha = FakeWaha(state=None, paired=False)
    async with counterpart(lambda _: Answer(200)) as hook, client(waha) as http:
        webhook = {"url": hook.url, "events": ["message.any", "session.status"], "hmac": {"key": "k"}}
        made = await http.post("/api/sessions", json={"name": "default", "config": {"webhooks": [webhook]}})
        assert (made.status_code, made.json()["status"]) == (201, "STARTING")
        assert (await http.get("/api/default/auth/qr")).content.startswith(b"\x89PNG")
        assert (await http.post("/api/sessions", json={"name": "default"})).status_code == 422
        waha.scan()
        assert (await http.get("/api/default/auth/qr")).status_code == 422
        waha.say(PHONE, "oi")
        await settled(waha)
        told_of = [json.loads(request.body) for request in hook.requests]
        await waha.deliver_to(None)
    assert {event["event"] for event in told_of} == {"session.status", "message.any"}


async def test_the_store_gives_what_was_said_without_who_sent_it() -> None:
    waha = FakeWaha(phones={"184@lid": PHONE})
    waha.say(PHONE, "antes", at=now() - timedelta(hours=2))
    waha.say(PHONE, "agora")
    waha.take("sendText", text())
    async with client(waha) as http:
        since = {"limit": 10, "filter.timestamp.gte": int((now() - timedelta(hours=1)).timestamp())}
        found = (await http.get(f"/api/default/chats/{CHAT}/messages", params=since)).json()
        mine = (await http.get(f"/api/default/chats/{CHAT}/messages", params={"filter.fromMe": "true"})).json()
        (chat,) = (await http.get("/api/default/chats/overview")).json()
        number = (await http.get("/api/default/lids/184%40lid")).json()
        unknown = (await http.get("/api/default/lids/185%40lid")).json()
        fresh = (await http.get("/api/default/new-message-id")).json()["id"]
    assert [message["body"] for message in found] == ["Olá", "agora"]
    assert [(message["body"], message["source"]) for message in mine] == [("Olá", None)]
    assert (chat["id"], chat["lastMessage"]["body"]) == (CHAT, "Olá")
    assert (number["pn"], unknown["pn"]) == (CHAT, None)
    assert fresh.startswith("3EB0")


async def test_it_is_steered_from_another_thread() -> None:
    with FakeThread(WahaApp(FakeWaha())) as thread:
        async with (
            counterpart(lambda _: Answer(200)) as hook,
            Remote(thread.url) as remote,
            httpx.AsyncClient(base_url=thread.url, headers=KEY) as http,
        ):
            await remote.deliver_to(Webhook(url=hook.url, events=("message.any",)))
            id_ = await remote.say(PHONE, "oi", name="Ana")
            await remote.goes_wrong([Fault(FaultKind.ERROR)])
            assert (await http.post("/api/sendText", json=text())).status_code == 422
            assert (await http.post("/api/sendText", json=text())).status_code == 201
            await remote.settled()
            assert [send["text"] for send in await remote.sends()] == ["Olá"]
            assert (await remote.state())["faults"] == {"error": 1}
            first = json.loads(hook.requests[0].body)["payload"]["id"]
            assert first == f"false_{CHAT}_{id_}"
            await remote.deliver_to(None)


names = st.sampled_from(sorted(rules.CALLS))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["mimetype", "data", "url", "vcard", "id", "name", "options"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
fields = st.sampled_from(
    sorted({name for schema in CALLS["components"]["schemas"].values() for name in schema["properties"]})
)


@given(names, st.dictionaries(fields, values, max_size=8))
def test_the_rules_are_those_of_the_published_description(call: str, body: dict[str, Any]) -> None:
    schema = {"$ref": f"#/components/schemas/{rules.CALLS[call]}", **CALLS}
    assert bool(rules.problems(call, body)) is not Draft202012Validator(schema).is_valid(body)
