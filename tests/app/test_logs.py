"""The log tells what happened and repeats nothing that people said, are called, or keep secret."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from prosa import agents
from prosa.accounts.auth import COOKIE
from prosa.accounts.schemas import system
from prosa.agents.engine import Engine, Reply, Toolbox, Turn
from prosa.agents.schemas import NewVersion
from prosa.channels.models import DeliveryRow
from prosa.core.clock import now
from prosa.core.jobs import REGISTRY, JobSpec, defer, job
from prosa.core.runtime import Runtime
from prosa.testing.graph import FakeGraph, payloads
from prosa.testing.stage import Fault, FaultKind
from tests.app.contacts_side import on_meta, on_simulator
from tests.app.tabs import open_tab
from tests.house import PASSWORD, House
from tests.logs import Logs
from tests.waiting import until

PHONE = "5511987654321"
CPF = "529.982.247-25"
CARD = "4111 1111 1111 1111"
EMAIL = "ana.souza@exemplo.com.br"
WORDS = "comprei o vestido turquesa"
SAID = f"Meu CPF é {CPF}, cartão {CARD}, e-mail {EMAIL}, {WORDS}"
NAME = "Ana Turmalina"


class Gossip:
    """An engine that fails and tells everybody what was said."""

    name = "gossip"

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        said = " ".join(line.text or "" for line in turn.said)
        try:
            raise KeyError(said)
        except KeyError as cause:
            raise RuntimeError(f"cannot answer {said!r} of {turn.contact_name}") from cause


def assert_told_nothing(logs: Logs, *more: str) -> None:
    told = [secret for secret in (PHONE, PHONE[4:], CPF, CARD, EMAIL, WORDS, "Turmalina", *more) if secret in logs.text]
    assert told == [], logs.text


async def employ(runtime: Runtime, engine: Engine) -> None:
    runtime.registry.add(Engine, engine.name, engine)
    async with runtime.db.transaction() as session:
        await agents.create_agent(session, system("test"), "Lia", NewVersion(), engine=engine.name)


async def test_the_usual_course_is_told_with_ids_only(logs: Logs, house: House) -> None:
    graph = FakeGraph()
    async with on_meta(house, graph) as person, open_tab(house.address, house.admin) as tab:
        await tab.greets()
        graph.say(PHONE, SAID, name=NAME)
        await until(lambda: graph.sends)
        conversation = await house.conversation()
        await house.post(f"/conversations/{conversation['id']}/messages", client_id="a", text=f"{WORDS}? {CPF}")
        await until(lambda: arrived(house, conversation["id"]))
        assert len(await person.got()) == 2
        await house.get("/conversations", q=WORDS)
        await house.admin.patch(f"/api/v1/contacts/{conversation['contact']['id']}", json={"name": NAME})
    sends = [line for line in logs.of_level("info") if line["event"] == "send"]
    assert len(sends) == 2
    assert all(UUID(line["message_id"]) for line in sends)
    secrets = house.admin.cookies[COOKIE], house.admin.headers["x-csrf-token"], PASSWORD
    assert_told_nothing(logs, *secrets, graph.line.access_token, graph.line.app_secret, graph.line.verify_token)


async def arrived(house: House, conversation_id: str) -> bool:
    return any(
        line["author"] == "operator" and line["status"] == "read" for line in await house.messages(conversation_id)
    )


async def test_an_engine_that_fails_is_told_without_what_it_was_asked(logs: Logs, house: House) -> None:
    await employ(house.runtime, Gossip())
    graph = FakeGraph()
    async with on_meta(house, graph):
        graph.say(PHONE, SAID, name=NAME)
        await until(lambda: graph.sends)
    (failed,) = [line for line in logs.of_level("error") if line["event"] == "engine_failed"]
    assert failed["error"] == "RuntimeError"
    assert "test_logs.py" in failed["exception"], "where it failed is told"
    assert failed["turn_id"]
    assert_told_nothing(logs)


async def test_a_provider_that_refuses_is_told_without_the_message(logs: Logs, house: House) -> None:
    graph = FakeGraph()
    graph.script.extend([Fault(FaultKind.CUT), Fault(FaultKind.GARBLED), Fault(FaultKind.ERROR, code=131026)])
    async with on_meta(house, graph):
        for _ in range(3):
            graph.say(PHONE, SAID, name=NAME)
        conversation = await house.conversation()
        path = f"/conversations/{conversation['id']}/messages"
        for number in range(3):
            await house.post(path, client_id=f"c{number}", text=WORDS)
        await until(lambda: settled(house, conversation["id"]))
    assert_told_nothing(logs, graph.line.access_token)


async def settled(house: House, conversation_id: str) -> bool:
    lines = await house.messages(conversation_id)
    return all(line["status"] not in ("queued", "unconfirmed") for line in lines if line["direction"] == "out")


async def test_what_is_refused_at_the_door_is_not_repeated(logs: Logs, house: House) -> None:
    graph = FakeGraph()
    async with on_meta(house, graph) as person:
        assert graph.courier is not None
        webhook = graph.courier.webhook.url
        body = f'{{"object": "whatsapp_business_account", "x": "{SAID} {person.phone}"'.encode()
        stranger = house.browser()
        for headers in ({}, payloads.signed("another", body), payloads.signed(graph.line.app_secret, body)):
            assert (await stranger.post(webhook, content=body, headers=headers)).status_code in (400, 401)
        query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "segredo-errado-9"}
        assert (await stranger.get(webhook, params=query)).status_code == 403
        await stranger.post("/api/v1/session", json={"email": EMAIL, "password": "senha-errada-77"})
        await stranger.get("/api/v1/conversations", headers={"authorization": "Bearer prosa_chave_9f8e7d6c"})
        await house.admin.post("/api/v1/articles", json={"title": WORDS, "kind": SAID, "body": 7})
    assert_told_nothing(logs, "segredo-errado-9", "senha-errada-77", "9f8e7d6c", graph.line.app_secret)


async def fail(runtime: Runtime, said: str) -> None:
    raise RuntimeError("as agreed")


@pytest.fixture
def failing_job() -> Iterator[JobSpec[Any]]:
    """Requested before the house, whose worker learns all jobs when it starts."""
    yield job("test.fails", retries=0)(fail)
    del REGISTRY["test.fails"]


async def test_a_job_that_fails_is_told_without_its_arguments(
    failing_job: JobSpec[Any], logs: Logs, house: House
) -> None:
    async with house.runtime.db.transaction() as session:
        defer(session, failing_job, said=SAID)
    await until(lambda: [line for line in logs.of_level("error") if "test.fails" in line["event"]])
    assert "as agreed" in logs.text
    assert_told_nothing(logs)


async def test_a_delivery_that_cannot_be_taken_in_is_told_without_what_it_says(logs: Logs, house: House) -> None:
    async with on_simulator(house) as person:
        await person.says("oi")
        await house.conversation()
        odd = {"messages": [{"id": "x", "phone": PHONE, "at": now().isoformat(), "type": "text", "text": SAID}]}
        await spoil(house.runtime, odd)
        await until(lambda: [line for line in logs.of_level("error") if line["event"] == "delivery_not_read"])
    assert_told_nothing(logs)


async def spoil(runtime: Runtime, body: dict[str, Any]) -> None:
    """A delivery that was stored and can no longer be read."""
    spoilt = repr(body).encode()
    async with runtime.db.transaction() as session:
        await session.execute(update(DeliveryRow).values(state="stored", body=spoilt, lease_until=now(), attempts=0))
