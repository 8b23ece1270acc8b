"""The whole way, over real HTTP: asked, answered, handed over, taken, resolved, and every unhappy turn of it."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import select, update

from prosa import agents
from prosa.accounts import Role
from prosa.accounts.schemas import system
from prosa.agents.engine import Engine, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import NewVersion
from prosa.app import audit
from prosa.channels import jobs as channel_jobs
from prosa.conversations.models import ConversationRow
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from prosa.testing.graph import FakeGraph
from prosa.testing.stage import Fault, FaultKind
from prosa.turns.models import TurnRow
from tests.app.contacts_side import LINES, Person, on_meta, on_simulator
from tests.house import House, open_house
from tests.waiting import until

QUESTION = "Qual é o prazo de entrega?"
ARTICLE = {
    "title": "Prazo de entrega",
    "kind": "faq",
    "body": "O prazo de entrega é de 5 dias úteis para todo o Brasil, contados da confirmação do pagamento.",
}
TROUBLE = "Tive um problema para responder"


@dataclass
class Gate:
    """An engine that thinks until it is let through; then it does what `fate` says."""

    name: str = "gate"
    fate: Reply | Exception | None = None
    thinking: "asyncio.Queue[Turn]" = field(default_factory=asyncio.Queue)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        self.thinking.put_nowait(turn)
        await self.open.wait()
        if isinstance(self.fate, Exception):
            raise self.fate
        said = " / ".join(line.text or "" for line in turn.said)
        return self.fate or Reply(ReplyKind.SMALL_TALK, f"Sobre: {said}")


@pytest.fixture
async def gate(house: House) -> Gate:
    """The house's agent thinks with it."""
    gate = Gate()
    await employ(house.runtime, gate)
    return gate


async def employ(runtime: Runtime, engine: Engine) -> None:
    runtime.registry.add(Engine, engine.name, engine)
    async with runtime.db.transaction() as session:
        await agents.create_agent(session, system("test"), "Lia", NewVersion(), engine=engine.name)


async def status_is(house: House, status: str) -> Mapping[str, Any]:
    """The only conversation, once it has this status."""

    async def reached() -> Mapping[str, Any] | None:
        found = await house.conversation()
        return found if found["status"] == status else None

    return dict(await until(reached))


async def has_got(person: Person, number: int) -> list[str]:
    """What the person has received, once it is that much; and it is no more."""

    async def enough() -> list[str] | None:
        got = await person.got()
        return got if len(got) >= number else None

    got = list(await until(enough))
    assert len(got) == number, got
    return got


async def do(house: House, what: str, **body: Any) -> dict[str, Any]:
    """Something an operator does with the only conversation."""
    conversation = await house.conversation()
    return dict(await house.post(f"/conversations/{conversation['id']}/{what}", **body) or {})


async def lines(house: House, **having: Any) -> list[dict[str, Any]]:
    """The lines of the only thread that have these values."""
    found = await house.messages((await house.conversation())["id"])
    return [line for line in found if all(line[name] == value for name, value in having.items())]


async def turns(house: House) -> Counter[str]:
    async with house.runtime.db.transaction() as session:
        return Counter(await session.scalars(select(TurnRow.status)))


async def assert_books_balance(house: House) -> None:
    balance = await house.get("/ledger")
    assert (balance["balanced"], balance["problems"], balance["outcomes"]["pending"]) == (True, [], 0)
    assert sum(balance["outcomes"].values()) == balance["inbound"]
    printed = StringIO()
    assert await audit.run(house.runtime, Console(file=printed), wait=0) == 0
    assert "The books balance." in printed.getvalue()


@pytest.mark.parametrize("line", LINES)
async def test_a_contact_is_answered_handed_over_served_and_answered_again(house: House, line: str) -> None:
    await house.post("/articles", **ARTICLE)
    async with LINES[line](house) as person:
        await person.says(QUESTION)
        (answer,) = await has_got(person, 1)
        assert "5 dias úteis" in answer

        await person.says("Quero falar com um atendente")
        waiting = await status_is(house, "waiting")
        assert waiting["handoff_reason"]
        await has_got(person, 2)
        queue = await house.conversations(tab="waiting")
        assert [found["id"] for found in queue] == [waiting["id"]]

        paula = await house.user("paula@example.com", Role.OPERATOR)
        path = f"/api/v1/conversations/{waiting['id']}"
        claimed = (await paula.post(f"{path}/claim")).json()
        assert (claimed["status"], claimed["operator"]["name"]) == ("operator", "paula")
        await paula.post(f"{path}/messages", json={"client_id": "p1", "text": "Oi Ana, sou a Paula."})
        assert (await has_got(person, 3))[-1] == "Oi Ana, sou a Paula."
        await person.says("Obrigada! E o prazo de entrega?")
        await until(lambda: lines(house, direction="in", outcome="handed", text="Obrigada! E o prazo de entrega?"))

        assert (await paula.post(f"{path}/resolve")).json()["status"] == "resolved"
        await person.says("Qual o prazo de entrega mesmo?")
        assert "5 dias úteis" in (await has_got(person, 4))[-1]
        assert (await house.conversation())["status"] == "bot"
        await assert_books_balance(house)
        outcomes = [found["outcome"] for found in await lines(house, direction="in")]
        assert outcomes == ["answered", "handed", "handed", "answered"]


async def test_the_trace_of_an_answer_tells_what_was_read_cited_and_sent(house: House) -> None:
    await house.post("/articles", **ARTICLE)
    async with on_simulator(house) as person:
        await person.says(QUESTION)
        await has_got(person, 1)
    (answer,) = await until(lambda: lines(house, author="agent", status="delivered"))
    assert answer["sources"] == ["Prazo de entrega"]
    trace = await house.get(f"/turns/{answer['turn_id']}")
    assert (trace["status"], trace["engine"], trace["decision"], trace["error"]) == (
        "answered", "offline", "answer", None,
    )  # fmt: skip
    assert [said["text"] for said in trace["said"]] == [QUESTION]
    assert trace["evidence"][0]["title"] == "Prazo de entrega"
    assert trace["evidence"][0]["quote"] in ARTICLE["body"]
    assert [call["name"] for call in trace["calls"]].count("knowledge.search") >= 1
    assert [(sent["id"], sent["text"]) for sent in trace["sent"]] == [(answer["id"], answer["text"])]
    assert trace["duration_ms"] >= 0
    assert trace["confidence"] > 0


async def test_a_burst_is_one_turn_with_one_reply(runtime: Runtime) -> None:
    patient = replace(runtime, settings=runtime.settings.model_copy(update={"burst_wait": 0.5}))
    async with open_house(patient) as house, on_simulator(house) as person:
        gate = Gate()
        gate.open.set()
        await employ(house.runtime, gate)
        for text in ("oi", "tudo bem", "qual o prazo"):
            await person.says(text)
        assert await has_got(person, 1) == ["Sobre: oi / tudo bem / qual o prazo"]
        assert await turns(house) == {"answered": 1}
        assert [found["outcome"] for found in await lines(house, direction="in")] == ["grouped", "grouped", "answered"]
        await assert_books_balance(house)


async def test_a_message_that_arrives_while_the_agent_thinks_is_answered_with_the_first(
    house: House, gate: Gate
) -> None:
    async with on_meta(house) as person:
        await person.says("primeira")
        await gate.thinking.get()
        await person.says("segunda")
        await until(lambda: lines(house, text="segunda"))
        gate.open.set()
        assert await has_got(person, 1) == ["Sobre: primeira / segunda"]
        assert await turns(house) == {"superseded": 1, "answered": 1}
        await assert_books_balance(house)


async def test_an_engine_that_fails_leaves_a_useful_sentence_and_a_person(house: House, gate: Gate) -> None:
    gate.fate = RuntimeError("secret inside")
    gate.open.set()
    async with on_meta(house) as person:
        await person.says(QUESTION)
        (said,) = await has_got(person, 1)
        assert said.startswith(TROUBLE)
        assert (await status_is(house, "waiting"))["handoff_reason"] == "engine_failed"
        assert await turns(house) == {"handed": 1}
        await assert_books_balance(house)


async def test_an_engine_that_is_late_leaves_a_useful_sentence_and_a_person(runtime: Runtime) -> None:
    hasty = replace(runtime, settings=runtime.settings.model_copy(update={"turn_deadline": 0.2}))
    async with open_house(hasty) as house, on_meta(house) as person:
        await employ(house.runtime, Gate())
        await person.says(QUESTION)
        (said,) = await has_got(person, 1)
        assert said.startswith(TROUBLE)
        assert (await status_is(house, "waiting"))["handoff_reason"] == "engine_late"
        await assert_books_balance(house)


async def test_an_engine_that_is_not_installed_leaves_a_useful_sentence_and_a_person(house: House) -> None:
    async with house.runtime.db.transaction() as session:
        await agents.create_agent(session, system("test"), "Lia", NewVersion(), engine="gone")
    async with on_meta(house) as person:
        await person.says(QUESTION)
        (said,) = await has_got(person, 1)
        assert said.startswith(TROUBLE)
        assert (await status_is(house, "waiting"))["handoff_reason"] == "engine_failed"


async def test_whoever_takes_over_while_the_agent_thinks_is_not_talked_over(house: House, gate: Gate) -> None:
    async with on_meta(house) as person:
        await person.says(QUESTION)
        await gate.thinking.get()
        await do(house, "claim")
        gate.open.set()
        await until(lambda: ended(house, "overruled"))
        await do(house, "messages", client_id="a", text="Deixa comigo.")
        assert await has_got(person, 1) == ["Deixa comigo."]
        await assert_books_balance(house)


async def ended(house: House, status: str) -> bool:
    return (await turns(house))[status] > 0


async def test_a_takeover_between_decision_and_send_stops_the_reply(house: House, gate: Gate) -> None:
    async with on_simulator(house) as person:
        await person.says(QUESTION)
        await gate.thinking.get()
        channel = f"/api/v1/channels/{person.channel_id}"
        await house.admin.patch(channel, json={"enabled": False})
        gate.open.set()
        (reply,) = await until(lambda: lines(house, author="agent", status="queued"))
        await do(house, "claim")
        assert [found["id"] for found in await lines(house, status="cancelled")] == [reply["id"]]
        assert [found["outcome"] for found in await lines(house, direction="in")] == ["handed"]
        await do(house, "messages", client_id="a", text="Deixa comigo.")
        await house.admin.patch(channel, json={"enabled": True})
        assert await has_got(person, 1) == ["Deixa comigo."]
        await assert_books_balance(house)


async def test_a_takeover_answers_once_the_reply_on_its_way_has_arrived(house: House, gate: Gate) -> None:
    """Whoever takes over reads a thread to which the agent adds nothing any more."""
    graph = FakeGraph()
    graph.script.append(Fault(FaultKind.SLOW, seconds=0.5))
    gate.open.set()
    async with on_meta(house, graph) as person:
        await person.says(QUESTION)
        await until(lambda: graph.sends)
        assert (await do(house, "claim"))["status"] == "operator"
        (reply,) = await lines(house, author="agent")
        assert reply["status"] in ("sent", "delivered", "read")
        assert len(await person.got()) == 1
        await assert_books_balance(house)


async def test_outside_the_window_a_reply_fails_and_goes_out_when_the_contact_is_back(house: House) -> None:
    async with on_meta(house) as person:
        await person.says("oi")
        await has_got(person, 1)
        await forward(house, window_closes_at=now() - timedelta(minutes=1))
        sent = await do(house, "messages", client_id="a", text="Ainda precisa de ajuda?")
        (failed,) = await until(lambda: lines(house, id=sent["id"], status="failed"))
        assert failed["error"]["code"] == "outside_window"
        assert len(await person.got()) == 1
        await person.says("voltei")
        await until(lambda: lines(house, text="voltei"))
        await house.post(f"/messages/{sent['id']}/retry")
        assert (await has_got(person, 2))[-1] == "Ainda precisa de ajuda?"
        await assert_books_balance(house)


async def forward(house: House, **columns: Any) -> None:
    """Time passes for the only conversation."""
    async with house.runtime.db.transaction() as session:
        await session.execute(update(ConversationRow).values(**columns))


async def test_what_the_phone_took_comes_back_to_the_agent_in_time(house: House, gate: Gate) -> None:
    gate.open.set()
    graph = FakeGraph()
    async with on_meta(house, graph) as person:
        await person.says("oi")
        await has_got(person, 1)
        graph.echo(person.phone, "Oi Ana, aqui é o Beto.")
        await status_is(house, "operator")
        await person.says("certo")
        await until(lambda: lines(house, text="certo", outcome="handed"))
        await forward(house, give_back_at=now() - timedelta(seconds=1))
        await channel_jobs.sweep(house.runtime)
        assert (await house.conversation())["status"] == "bot"
        await person.says("e agora?")
        assert (await has_got(person, 2))[-1] == "Sobre: e agora?"
        await assert_books_balance(house)


async def test_an_operator_gives_the_conversation_back_by_hand(house: House, gate: Gate) -> None:
    gate.open.set()
    async with on_meta(house) as person:
        await person.says("oi")
        await has_got(person, 1)
        await do(house, "claim")
        assert (await do(house, "give-back"))["status"] == "bot"
        await person.says("de novo")
        assert (await has_got(person, 2))[-1] == "Sobre: de novo"


@pytest.mark.parametrize("order", [("sent", "delivered", "read"), ("read", "delivered", "sent"), ("delivered", "read")])
async def test_ticks_end_at_read_in_whatever_order_receipts_come(house: House, order: tuple[str, ...]) -> None:
    async with on_meta(house, FakeGraph(receipts=order)) as person:
        await person.says("oi")
        await has_got(person, 1)
        await until(lambda: lines(house, author="agent", status="read"))


async def test_a_reply_that_the_provider_fails_later_calls_a_person(house: House, gate: Gate) -> None:
    gate.open.set()
    graph = FakeGraph()
    graph.script.append(Fault(FaultKind.FAILED, code=131026))
    async with on_meta(house, graph) as person:
        await person.says("oi")
        assert (await status_is(house, "waiting"))["handoff_reason"] == "send_failed"
        (failed,) = await lines(house, author="agent")
        assert (failed["status"], failed["error"]["code"]) == ("failed", "131026")
        await assert_books_balance(house)


async def test_many_conversations_are_answered_at_the_same_time(house: House, gate: Gate) -> None:
    graph = FakeGraph()
    phones = [f"55119876500{number:02d}" for number in range(12)]
    async with on_meta(house, graph):
        for phone in phones:
            graph.say(phone, "oi", name=phone)
        thinking = {(await gate.thinking.get()).conversation_id for _ in phones}
        assert len(thinking) == 12
        gate.open.set()
        await until(lambda: len(graph.sends) == 12)
        assert sorted(send.to for send in graph.sends) == phones
        await assert_books_balance(house)
