"""A turn comes to a good end, whatever its engine does, whatever is said meanwhile, and whoever is lost on the way."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY
from pydantic import BaseModel
from sqlalchemy import text, update

from prosa.agents.engine import Evidence, Reply, ReplyKind, Toolbox, Turn
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Option
from prosa.core.clock import now
from prosa.core.errors import Conflict, NotFound, ProsaError
from prosa.core.tools import Tool, ToolContext
from prosa.turns import jobs, queries, service
from prosa.turns.models import TurnRow
from prosa.turns.thinking import Thought
from prosa.turns.toolbox import RecordingToolbox
from tests.turns.conftest import REF, Desk

TROUBLE = "Tive um problema para responder"


# -- the usual course


async def test_a_turn_is_stored_whole(desk: Desk) -> None:
    source = Evidence(REF, "Trocas", "Em 7 dias.", 0.9)
    desk.has_a_library()
    desk.mind.says(
        Reply(
            ReplyKind.ANSWER, "Em 7 dias.", evidence=(source, source), confidence=0.8,
            understanding={"intent": "question"}, state={"article": "a"}, cost_micros=12,
        )
    )  # fmt: skip
    await desk.says("posso trocar?")
    await desk.is_looked_at()
    (row,) = await desk.turn_rows()
    async with desk.runtime.db.transaction() as session:
        trace = await queries.trace(session, row.id)
    assert (trace.status, trace.decision, trace.engine, trace.instructions_version) == ("answered", "answer", "mind", 1)
    assert (trace.confidence, trace.cost_micros, trace.error, trace.handoff_reason) == (0.8, 12, None, None)
    assert [said.text for said in trace.said] == ["posso trocar?"]
    assert trace.understanding == {"intent": "question"}
    assert [piece.title for piece in trace.evidence] == ["Trocas", "Trocas"]
    assert [(sent.text, sent.status) for sent in trace.sent] == [("Em 7 dias.", "queued")]
    assert trace.finished_at is not None
    assert trace.duration_ms is not None
    (reply,) = await desk.messages("out")
    assert reply.payload["sources"] == ["Trocas"]
    assert (await desk.row()).agent_state == {"article": "a"}


async def test_what_one_turn_leaves_the_next_one_finds(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Oi!", state={"offered": ["a", "b"]}))
    for said in ("oi", "a primeira"):
        await desk.says(said)
        await desk.is_looked_at()
    first, second = desk.mind.turns
    assert (first.first_contact, second.first_contact) == (True, False)
    assert (first.state, second.state) == ({}, {"offered": ["a", "b"]})
    assert [line.text for line in second.history] == ["oi", "Oi!"]


async def test_a_menu_is_sent_with_its_options(desk: Desk) -> None:
    desk.mind.says(Reply(ReplyKind.MENU, "Qual destes?", options=(Option("a", "Trocas"), Option("b", "Prazos"))))
    await desk.says("dúvida")
    await desk.is_looked_at()
    (menu,) = await desk.messages("out")
    assert (menu.type, menu.text) == ("interactive", "Qual destes?")
    assert [option["title"] for option in menu.payload["options"]] == ["Trocas", "Prazos"]
    assert await desk.problems() == {}


@pytest.mark.parametrize("said", ["Já chamo alguém.", ""])
async def test_a_handoff_calls_a_person_with_or_without_a_word(desk: Desk, said: str) -> None:
    desk.mind.says(Reply(ReplyKind.HANDOFF, said, handoff_reason="asked"))
    await desk.says("quero uma pessoa")
    await desk.is_looked_at()
    row = await desk.row()
    assert (row.status, row.handoff_reason) == ("waiting", "asked")
    assert await desk.replies() == ([said] if said else [])
    assert await desk.outcomes() == ["handed"]
    assert await desk.statuses() == ["handed"]
    assert await desk.problems() == {}


async def test_every_end_is_counted(desk: Desk) -> None:
    def counted(outcome: str) -> float:
        return REGISTRY.get_sample_value("prosa_turns_total", {"outcome": outcome, "engine": "mind"}) or 0

    before = counted("answered"), counted("handed")
    await desk.says("oi")
    await desk.is_looked_at()
    desk.mind.says(RuntimeError())
    await desk.says("oi de novo")
    await desk.is_looked_at()
    assert (counted("answered"), counted("handed")) == (before[0] + 1, before[1] + 1)
    assert REGISTRY.get_sample_value("prosa_turn_seconds_count", {"engine": "mind"}) or 0 >= 2


# -- engines that do not keep their side


async def late(turn: Turn, toolbox: Toolbox) -> Reply:
    await asyncio.sleep(60)
    raise AssertionError("never")


async def test_an_engine_that_is_late_is_cut_off(desk: Desk) -> None:
    desk.runtime = replace(desk.runtime, settings=desk.runtime.settings.model_copy(update={"turn_deadline": 0.05}))
    desk.mind.thought = late
    await desk.says("oi")
    await desk.is_looked_at()
    await assert_a_person_was_called(desk, "engine_late")
    assert [row.error for row in await desk.turn_rows()] == ["deadline"]


class Odd:
    """Nothing that could be stored."""


NO_REPLIES = (
    RuntimeError("x"),
    TimeoutError(),
    None,
    "a text",
    Reply(ReplyKind.ANSWER, ""),
    Reply(ReplyKind.SMALL_TALK, " \n "),
    Reply("odd", "oi"),  # type: ignore[arg-type]
    Reply(ReplyKind.SMALL_TALK, 7),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("reply", NO_REPLIES, ids=range(len(NO_REPLIES)))
async def test_what_is_no_reply_leaves_a_useful_sentence_and_a_person(desk: Desk, reply: object) -> None:
    desk.mind.says(reply)
    await desk.says("oi")
    await desk.is_looked_at()
    await assert_a_person_was_called(desk, "engine_failed")


async def assert_a_person_was_called(desk: Desk, reason: str) -> None:
    row = await desk.row()
    assert (row.status, row.handoff_reason) == ("waiting", reason)
    (said,) = await desk.replies()
    assert (said or "").startswith(TROUBLE)
    assert await desk.outcomes() == ["handed"]
    assert await desk.problems() == {}


TOLD = (
    {"at": datetime(2026, 1, 1), "id": uuid4()},
    {"score": float("inf"), "many": [float("nan")]},
    {"odd": Odd(), "set": {1}},
    {"text": "a\0b", "half": "\ud83d", "a\0b": 1},
)


@pytest.mark.parametrize("understanding", TOLD, ids=range(4))
async def test_an_answer_is_not_lost_over_what_is_told_of_it(desk: Desk, understanding: dict[str, Any]) -> None:
    """The trace keeps what can be kept."""
    source = Evidence(REF, "Trocas\0", "\ud83d", float("nan"))
    told = {"evidence": (source,), "understanding": understanding, "state": understanding}
    desk.has_a_library()
    desk.mind.says(Reply(ReplyKind.ANSWER, "Em 7\0 dias \ud83d.", confidence=float("nan"), **told))
    await desk.says("oi")
    await desk.is_looked_at()
    assert await desk.statuses() == ["answered"]
    assert await desk.replies() == ["Em 7 dias \ufffd."]
    async with desk.runtime.db.transaction() as session:
        trace = await queries.trace(session, desk.mind.turns[0].id)
    assert (trace.confidence, trace.evidence[0].title, trace.evidence[0].score) == (0, "Trocas", 0)
    assert trace.understanding.keys() >= understanding.keys() - {"a\0b"}
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "Por nada!"))
    await desk.says("e agora?")
    await desk.is_looked_at()
    assert await desk.statuses() == ["answered", "answered"]


class Question(BaseModel):
    words: str


class Found(BaseModel):
    count: float


async def test_calls_of_tools_are_kept_whatever_came_of_them(desk: Desk) -> None:
    async def look(context: ToolContext, question: Question) -> Found:
        if question.words == "conflict":
            raise Conflict("no")
        return Found(count=float("nan"))

    desk.runtime.registry.add(Tool, "look", Tool("look", "Looks.", Question, look, writes=False))

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await toolbox.call("look", words="a")
        for name, arguments in (("look", {"words": "conflict"}), ("look", {"odd": Odd()}), ("gone", {"n": {1}})):
            with pytest.raises(ProsaError):
                await toolbox.call(name, **arguments)
        return Reply(ReplyKind.SMALL_TALK, "pronto")

    desk.mind.thought = thought
    await desk.says("oi")
    await desk.is_looked_at()
    (row,) = await desk.turn_rows()
    assert row.status == "answered"
    assert [(call["name"], call["error"]) for call in row.calls] == [
        ("look", None), ("look", "conflict"), ("look", "invalid"), ("gone", "not_found"),
    ]  # fmt: skip


# -- what happens meanwhile


async def test_more_said_meanwhile_is_answered_together_and_at_last_what_there_is(desk: Desk) -> None:
    """A contact who never stops writing is answered all the same: the third attempt answers what it has."""

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await desk.says(f"e mais {len(desk.mind.turns)}")
        return Reply(ReplyKind.SMALL_TALK, " / ".join(line.text or "" for line in turn.said))

    desk.mind.thought = thought
    await desk.says("oi")
    for _ in range(3):
        await desk.is_looked_at()
    assert await desk.statuses() == ["superseded", "superseded", "answered"]
    assert [row.attempt for row in await desk.turn_rows()] == [1, 2, 3]
    assert await desk.replies() == ["oi / e mais 1 / e mais 2"]
    assert await desk.outcomes() == ["grouped", "grouped", "answered", "pending"]
    desk.mind.says(Reply(ReplyKind.SMALL_TALK, "pronto"))
    await desk.is_looked_at()
    assert await desk.outcomes() == ["grouped", "grouped", "answered", "answered"]
    assert await desk.problems() == {}


async def test_a_reply_is_dropped_when_a_person_took_the_floor_meanwhile(desk: Desk) -> None:
    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await desk.claims()
        return Reply(ReplyKind.SMALL_TALK, "tarde demais")

    desk.mind.thought = thought
    await desk.says("oi")
    await desk.is_looked_at()
    assert await desk.statuses() == ["overruled"]
    assert await desk.replies() == []
    assert await desk.outcomes() == ["handed"]
    assert await desk.problems() == {}


async def test_what_is_said_after_the_floor_came_back_meanwhile_is_answered(desk: Desk) -> None:
    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await desk.claims()
        await desk.is_given_back()
        await desk.says("ainda aí?")
        desk.mind.says(Reply(ReplyKind.SMALL_TALK, "sim"))
        return Reply(ReplyKind.SMALL_TALK, "tarde demais")

    desk.mind.thought = thought
    await desk.says("oi")
    await desk.is_looked_at()
    await desk.is_looked_at()
    assert await desk.statuses() == ["overruled", "answered"]
    assert await desk.replies() == ["sim"]
    assert await desk.outcomes() == ["handed", "answered"]


async def test_one_turn_at_a_time_however_often_it_is_woken(desk: Desk) -> None:
    gate = asyncio.Event()

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await gate.wait()
        return Reply(ReplyKind.SMALL_TALK, "oi!")

    desk.mind.thought = thought
    await desk.says("oi")
    looks = [asyncio.create_task(desk.is_looked_at()) for _ in range(8)]
    while sum(look.done() for look in looks) < 7:
        await asyncio.sleep(0.01)
    gate.set()
    await asyncio.gather(*looks)
    assert len(desk.mind.turns) == 1
    assert await desk.replies() == ["oi!"]


async def test_a_wake_before_the_burst_is_over_does_nothing_but_come_again(desk: Desk) -> None:
    await desk.says("oi")
    await ahead(desk, ConversationRow, answer_due_at=now() + timedelta(seconds=30))
    await desk.is_looked_at()
    assert await desk.statuses() == []
    assert await woken(desk) >= 1


async def ahead(desk: Desk, row: Any, **columns: Any) -> None:
    async with desk.runtime.db.transaction() as session:
        await session.execute(update(row).values(**columns))


async def woken(desk: Desk) -> int:
    """How many wakes of the agent are on their way."""
    async with desk.runtime.db.transaction() as session:
        query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE 'prosa.turns%' AND status = 'todo'")
        return int(await session.scalar(query) or 0)


# -- workers that are lost


async def lost(desk: Desk) -> service.Begun:
    """A turn was begun by a worker that is gone, long enough ago."""
    await desk.says("oi")
    begun = await service.begin(desk.runtime, await desk.id())
    assert begun is not None
    await ahead(desk, TurnRow, lease_until=now() - timedelta(seconds=1))
    return begun


async def test_the_turn_of_a_lost_worker_is_begun_anew_after_its_lease(desk: Desk) -> None:
    await desk.says("oi")
    assert await service.begin(desk.runtime, await desk.id()) is not None
    await jobs.sweep(desk.runtime)
    await desk.is_looked_at()
    assert await desk.statuses() == ["thinking"], "the lease holds"
    await ahead(desk, TurnRow, lease_until=now() - timedelta(seconds=1))
    before = await woken(desk)
    await jobs.sweep(desk.runtime)
    assert await woken(desk) == before + 1
    await desk.is_looked_at()
    assert await desk.statuses() == ["abandoned", "answered"]
    assert await desk.replies() == ["Sobre: oi"]
    assert await desk.problems() == {}


async def test_a_worker_that_was_thought_lost_answers_nothing_any_more(desk: Desk) -> None:
    begun = await lost(desk)
    await jobs.sweep(desk.runtime)
    await desk.is_looked_at()
    toolbox = RecordingToolbox(desk.runtime, begun.turn, begun.contact_id)
    async with desk.runtime.db.transaction() as session:
        thought = Thought(Reply(ReplyKind.SMALL_TALK, "eu também"), None, ())
        status = await service.finish(session, begun, thought, toolbox, 60)
    assert status == "abandoned"
    assert await desk.replies() == ["Sobre: oi"]
    assert await desk.problems() == {}


async def test_a_lost_turn_is_closed_also_where_a_person_has_taken_over(desk: Desk) -> None:
    """It would be looked at for ever, and hide others behind it."""
    await lost(desk)
    await desk.claims()
    await jobs.sweep(desk.runtime)
    assert await desk.statuses() == ["abandoned"]
    assert await desk.outcomes() == ["handed"]


async def test_a_wake_that_was_lost_is_found(desk: Desk) -> None:
    await desk.says("oi")
    await ahead(desk, ConversationRow, answer_due_at=now() - timedelta(seconds=4))
    before = await woken(desk)
    await jobs.sweep(desk.runtime)
    assert await woken(desk) == before + 1


async def test_past_its_deadline_a_message_goes_to_a_person_and_the_contact_is_told(desk: Desk) -> None:
    await desk.says("oi")
    await ahead(desk, MessageRow, outcome_deadline=now() - timedelta(seconds=1))
    await jobs.sweep(desk.runtime)
    await assert_a_person_was_called(desk, "overdue")
    await jobs.sweep(desk.runtime)
    assert len(await desk.replies()) == 1


async def test_an_engine_that_comes_after_the_deadline_adds_nothing(desk: Desk) -> None:
    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        await ahead(desk, MessageRow, outcome_deadline=now() - timedelta(seconds=1))
        await jobs.sweep(desk.runtime)
        return Reply(ReplyKind.SMALL_TALK, "tarde demais")

    desk.mind.thought = thought
    await desk.says("oi")
    await desk.is_looked_at()
    await assert_a_person_was_called(desk, "overdue")
    assert await desk.statuses() == ["overruled"]


async def test_nothing_is_answered_that_is_not_the_agents(desk: Desk) -> None:
    await desk.says("oi")
    await desk.claims()
    await desk.says("olá?")
    await desk.is_looked_at()
    await service.answer(desk.runtime, uuid4())
    assert desk.mind.turns == []
    assert await desk.outcomes() == ["handed", "handed"]


async def test_a_turn_that_is_not_there_is_not_found(desk: Desk) -> None:
    async with desk.runtime.db.transaction() as session:
        with pytest.raises(NotFound):
            await queries.trace(session, uuid4())
