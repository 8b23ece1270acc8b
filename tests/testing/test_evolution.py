"""The Evolution API of our own behaves like the real one."""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from prosa.connectors.evolution import EvolutionChannel
from prosa.connectors.evolution.messages import read_message
from prosa.core.wire import obj
from prosa.testing.counterpart import Answer, Behaviour, Request, counterpart
from prosa.testing.evolution import EvolutionApp, FakeEvolution, Webhook, courier, payloads
from prosa.testing.evolution.courier import EvolutionHabits
from prosa.testing.evolution.payloads import Event
from prosa.testing.files import png
from prosa.testing.stage import Fault, FaultKind, Rates, Remote, serving
from tests.connectors.evolution.material import ANSWERS, ERRORS, settings
from tests.waiting import until

WHO = "5511987654321"


async def asked(evolution: FakeEvolution, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
    """Status and JSON of an answer."""
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(trust_env=False) as http:
        headers = {"apikey": evolution.line.api_key if key is None else key}
        response = await http.request(method, url + path, json=body, headers=headers)
    return response.status_code, response.json()


def error(when: str) -> tuple[int, Any]:
    status, body = ERRORS[when]
    return status, json.loads(body)


@pytest.mark.parametrize(
    ("when", "method", "path", "body"),
    [
        ("unknown instance", "POST", "/message/sendText/none", {}),
        (
            "body fails validation (v1 body textMessage.text included)",
            "POST",
            "/message/sendText/loja",
            {"number": WHO},
        ),
        (
            "media neither URL nor base64",
            "POST",
            "/message/sendMedia/loja",
            {"number": WHO, "mediatype": "image", "media": "data:image/png;base64,AAAA"},
        ),
        (
            "instance name taken (also: create body without instanceName)",
            "POST",
            "/instance/create",
            {"instanceName": "loja", "integration": "WHATSAPP-BAILEYS"},
        ),
    ],
)
async def test_it_refuses_in_the_words_that_were_recorded(when: str, method: str, path: str, body: Any) -> None:
    assert await asked(FakeEvolution(), method, path, body) == error(when)


async def test_it_refuses_a_wrong_key_a_closed_session_and_logging_out_twice() -> None:
    text = {"number": WHO, "text": "Olá"}
    sent = ("POST", "/message/sendText/loja", text)
    assert await asked(FakeEvolution(), *sent, key="no") == error("no or wrong apikey")
    closed = FakeEvolution(state="close")
    assert await asked(closed, *sent) == error("send while the session is not open")
    logout = await asked(closed, "DELETE", "/instance/logout/loja")
    assert logout == error("logout of an instance that is not connected")


async def test_it_answers_in_the_shapes_that_were_recorded() -> None:
    evolution = FakeEvolution()
    status, taken = await asked(evolution, "POST", "/message/sendText/loja", {"number": WHO, "text": "Oi!"})
    recorded = ANSWERS["POST /message/sendText/{instance} (201)"]
    assert status == 201
    assert set(taken) == set(recorded)
    assert (taken["message"], taken["status"]) == (recorded["message"], recorded["status"])
    state = await asked(FakeEvolution(state="connecting"), "GET", "/instance/connectionState/loja")
    assert state == (200, ANSWERS["GET /instance/connectionState/{instance} (200)"])
    connect = await asked(FakeEvolution(state="close"), "GET", "/instance/connect/loja")
    assert connect == (200, ANSWERS["GET /instance/connect/{instance} without QR yet (200)"])
    deleted = await asked(evolution, "DELETE", "/instance/delete/loja")
    assert deleted == (200, ANSWERS["DELETE /instance/delete/{instance} (200)"])
    gone = await asked(evolution, "GET", "/instance/connectionState/loja")
    assert gone[0] == 404


async def test_what_nobody_described_is_nowhere() -> None:
    for method, path in (("GET", "/instance/none/loja"), ("POST", "/message/sendPix/loja"), ("GET", "/a/b/c/d")):
        assert (await asked(FakeEvolution(), method, path, {}))[0] in (400, 404)
    for group in ("chat", "group", "webhook", "label"):
        assert (await asked(FakeEvolution(), "PATCH", f"/{group}/x/loja", {}))[0] == 404


def read(requests: Sequence[Request]) -> list[tuple[str, Any]]:
    bodies = [json.loads(request.body) for request in requests]
    return [(body["event"], body["data"]) for body in bodies]


async def delivered(evolution: FakeEvolution, behaviour: Behaviour, **more: Any) -> list[Request]:
    """Everything a webhook was told once `evolution` has said one thing."""
    async with counterpart(behaviour) as hook:
        await evolution.deliver_to(evolution.line.webhook(f"{hook.url}/hook", **more))
        evolution.say(WHO, "oi", name="Ana")
        assert evolution.courier is not None
        await evolution.courier.settled(10)
        await evolution.deliver_to(None)
        return list(hook.requests)


@pytest.mark.parametrize(
    ("statuses", "attempts"),
    [
        ([200], 1),
        ([500, 503, 200], 3),
        ([429, 408, 302, 200], 4),
        ([401], 1),
        ([400], 1),
        ([403], 1),
        ([404], 1),
        ([422], 1),
        ([500] * 20, 10),
    ],
)
async def test_it_tries_ten_times_and_takes_some_answers_for_the_last_word(statuses: list[int], attempts: int) -> None:
    left = list(statuses)
    requests = await delivered(FakeEvolution(), lambda _: Answer(left.pop(0)), retry_base=0.001, retry_cap=0.004)
    assert len(requests) == attempts


def test_its_real_delays_are_five_seconds_doubling_to_five_minutes() -> None:
    real = Webhook(url="http://x", retry_base=5.0, retry_cap=300.0, jitter=0.0)
    pauses = [EvolutionHabits(real).again(attempt, 500) for attempt in range(1, 11)]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300, None]
    shaken = EvolutionHabits(Webhook(url="http://x", retry_base=5.0)).again(1, None)
    assert shaken is not None
    assert 4 <= shaken <= 6


async def test_a_token_is_made_once_and_carried_by_every_attempt() -> None:
    left = [500, 500, 200]
    requests = await delivered(
        FakeEvolution(),
        lambda _: Answer(left.pop(0)),
        headers={"jwt_key": "jwt-secret-0123456789"},
        token_age=1215.0,
        retry_base=0.001,
    )
    tokens = {request.headers["authorization"] for request in requests}
    assert len(requests) == 3
    assert len(tokens) == 1
    assert all("jwt_key" not in request.headers for request in requests)
    EvolutionChannel().verify(settings(webhook_secret="jwt-secret-0123456789"), requests[0].headers, b"")


async def test_it_delivers_by_event_and_only_what_is_wanted() -> None:
    requests = await delivered(FakeEvolution(), lambda _: Answer(), by_events=True, events=["MESSAGES_UPSERT"])
    assert [request.target for request in requests] == ["/hook/messages-upsert"]
    assert await delivered(FakeEvolution(), lambda _: Answer(), events=["CALL"]) == []


async def test_it_names_the_business_the_key_and_no_time_of_use() -> None:
    (request,) = await delivered(FakeEvolution(), lambda _: Answer())
    body = json.loads(request.body)
    assert body["sender"] == "551130001000@s.whatsapp.net"
    assert body["apikey"] == "00000000-TEST-TEST-TEST-INSTANCETOKEN"
    assert request.headers["x-prosa-secret"] == "webhook-secret-0123456789"


async def test_it_puts_the_file_in_when_asked_and_leaves_it_out_without_a_word_when_it_is_gone() -> None:
    for known in (True, False):
        evolution = FakeEvolution()
        file_id = evolution.keep(png(), "image/png") if known else "gone"
        async with counterpart(lambda _: Answer()) as hook:
            await evolution.deliver_to(evolution.line.webhook(hook.url, base64=True))
            evolution.say(WHO, payloads.once(payloads.file("image", file_id, "image/png")))
            assert evolution.courier is not None
            await evolution.courier.settled()
            await evolution.deliver_to(None)
            ((_, data),) = read(hook.requests)
        assert ("base64" in data["message"]) is known


async def test_people_without_a_number_and_groups() -> None:
    evolution = FakeEvolution()
    lid = "184069530861739@lid"
    evolution.say(WHO, "a", lid=lid)
    evolution.say(WHO, "b", lid=lid, hidden=True)
    evolution.say(WHO, "c", lid=lid, group="1203@g.us")
    found = [read_message(data, payloads.now()) for data in evolution.messages]
    people = [(fact.sender.phone, fact.sender.lid, fact.group_id) for fact in found]  # type: ignore[union-attr]
    assert people == [(WHO, lid, None), (None, lid, None), (WHO, lid, "1203@g.us")]


async def test_a_silent_session_tells_everything_at_once_after_a_restart() -> None:
    evolution = FakeEvolution()
    async with counterpart(lambda _: Answer()) as hook:
        await evolution.deliver_to(evolution.line.webhook(hook.url))
        evolution.silent = True
        evolution.say(WHO, "um")
        evolution.say(WHO, "dois")
        evolution.flap(3)
        evolution.restart()
        evolution.replay(1)
        assert evolution.courier is not None
        await evolution.courier.settled()
        await evolution.deliver_to(None)
        told = read(hook.requests)
    upserts = [data["message"]["conversation"] for name, data in told if name == "messages.upsert"]
    assert sorted(upserts) == ["dois", "dois", "um"]
    assert sum(name == "connection.update" for name, _ in told) == 5


async def test_edits_come_twice_and_deletions_once() -> None:
    evolution = FakeEvolution()
    async with counterpart(lambda _: Answer()) as hook:
        await evolution.deliver_to(evolution.line.webhook(hook.url))
        evolution.edit("3EB0OLD", WHO, "novo")
        evolution.delete("3EB0OLD", WHO)
        evolution.nobody_scans()
        assert evolution.courier is not None
        await evolution.courier.settled()
        await evolution.deliver_to(None)
        facts = [fact for request in hook.requests for fact in EvolutionChannel().parse({}, request.body)]
    assert sorted(fact.kind for fact in facts) == ["connection", "connection", "delete", "edit", "edit"]
    assert len({fact.id for fact in facts if fact.kind == "edit"}) == 1


async def test_it_is_steered_from_outside() -> None:
    evolution = FakeEvolution()
    app = EvolutionApp(evolution)
    async with serving(app) as url, counterpart(lambda _: Answer()) as hook, Remote(url) as remote:
        await remote.deliver_to(evolution.line.webhook(hook.url))
        await remote.set_rates(Rates(0, {}))
        await remote.goes_wrong([Fault(FaultKind.ERROR)])
        id_ = await remote.say(WHO, "oi", name="Ana", lid="1@lid")
        async with httpx.AsyncClient(trust_env=False) as http:
            for _ in range(2):
                body = {"number": WHO, "text": "Olá"}
                headers = {"apikey": evolution.line.api_key}
                await http.post(f"{url}/message/sendText/loja", json=body, headers=headers)
        await remote.settled()
        (send,) = await remote.sends()
        assert (send["to"], send["text"], send["type"]) == (WHO, "Olá", "text")
        state = await remote.state()
        assert state["faults"] == {"error": 1}
        names = [name for name, _ in read(hook.requests)]
        assert names.count("messages.update") == 3
        assert obj(evolution.message(id_))["pushName"] == "Ana"


async def test_the_same_said_twice_is_noticed() -> None:
    evolution = FakeEvolution()
    for _ in range(2):
        evolution.take("sendText", {"number": WHO, "text": "Olá"}, f"{WHO}@s.whatsapp.net")
    assert evolution.doubled() == {f"{WHO} Olá": 2}


async def test_what_waits_is_dropped_when_deliveries_go_elsewhere() -> None:
    carrier = courier(Webhook(url="http://127.0.0.1:9", retry_base=0.01))
    carrier.post(Event("call", {}))
    await until(lambda: carrier.attempts > 1)
    await carrier.close()
