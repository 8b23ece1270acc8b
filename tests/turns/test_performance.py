"""The four figures of the agent, and what each is counted from."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from prosa.accounts.schemas import Role
from prosa.agents.engine import Reply, ReplyKind
from prosa.conversations import floor
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import first_id
from prosa.core.runtime import Runtime
from prosa.turns.api import router
from prosa.turns.performance import GOALS, UnknownSpan, figures, span
from prosa.turns.schemas import Figures, FigureState
from tests.contacts.watching import statements
from tests.factories import a_contact
from tests.knowledge.shelf import make_app, signed_in
from tests.turns.conftest import Desk

ANSWER = Reply(ReplyKind.SMALL_TALK, "Oi!")
HANDOFF = Reply(ReplyKind.HANDOFF, "Já chamo.", handoff_reason="asked_for_person")
CLARIFY = Reply(ReplyKind.CLARIFY, "Pode repetir?")
DAY = timedelta(days=1)


async def talks(desk: Desk, *replies: Reply) -> None:
    """Another contact, answered so."""
    async with desk.runtime.db.transaction() as session:
        desk.contact_id = await a_contact(session)
    for number, reply in enumerate(replies):
        desk.mind.says(reply)
        await desk.says(f"mensagem {number}")
        await desk.is_looked_at()


async def counted(desk: Desk, length: timedelta = DAY) -> Figures:
    async with desk.runtime.db.transaction() as session:
        return await figures(session, length)


async def test_without_turns_nothing_is_known(desk: Desk) -> None:
    found = await counted(desk)
    for name in GOALS:
        figure = getattr(found, name)
        assert (figure.value, figure.state, figure.cases) == (None, FigureState.UNKNOWN, 0)


async def test_conversations_are_counted_by_how_they_ended(desk: Desk) -> None:
    await talks(desk, ANSWER, ANSWER)
    await talks(desk, ANSWER, HANDOFF)
    await talks(desk, ANSWER, CLARIFY)
    await talks(desk, CLARIFY, ANSWER)
    found = await counted(desk)
    assert (found.escalation_rate.value, found.escalation_rate.cases) == (0.25, 4)
    assert (found.automatic_resolution.value, found.automatic_resolution.cases) == (0.5, 4)
    assert found.escalation_rate.state is FigureState.WATCH
    assert found.automatic_resolution.state is FigureState.GOOD


async def test_what_a_person_took_over_was_not_resolved_by_the_agent(desk: Desk) -> None:
    await talks(desk, ANSWER)
    async with desk.runtime.db.transaction() as session:
        await floor.claim(session, await desk.id(), desk.operators[0])
    found = await counted(desk)
    assert (found.automatic_resolution.value, found.automatic_resolution.state) == (0.0, FigureState.ALARM)
    assert found.escalation_rate.value == 0.0


async def waits(session: Session, desk: Desk, *, seconds: int, ago: timedelta = timedelta()) -> None:
    """The last turn came so long after the message it answers."""
    said = first_id(now() - ago - timedelta(seconds=seconds))
    row = (await desk.turn_rows())[-1]
    await session.execute(
        text(
            "UPDATE turn SET said = jsonb_build_array(jsonb_build_object('id', CAST(:said AS text), 'text', 'oi')),"
            " finished_at = :at, started_at = :at WHERE id = :id"
        ),
        {"said": str(said), "at": now() - ago, "id": row.id},
    )


async def test_the_first_response_counts_from_the_message_to_the_reply_after_a_silence(desk: Desk) -> None:
    await talks(desk, ANSWER)
    async with desk.runtime.db.transaction() as session:
        await waits(session, desk, seconds=50)
    first = (await counted(desk)).first_response
    assert first.value == pytest.approx(50, abs=1)
    assert (first.cases, first.state) == (1, FigureState.WATCH)
    await talks(desk, ANSWER, CLARIFY)
    again = (await counted(desk)).first_response
    assert again.cases == 2
    assert again.value == pytest.approx(25, abs=2)


async def test_what_was_judged_by_people_tells_how_right_it_was(desk: Desk) -> None:
    verdicts = [True] * 8 + [False] + [None] * 3
    async with desk.runtime.db.transaction() as session:
        for number, agreed in enumerate(verdicts):
            await session.execute(
                text(
                    "INSERT INTO understanding_example (id, source, source_id, text, language, labels, entities,"
                    " weight, read, agreed, said_at, author) VALUES (gen_random_uuid(), 'correction',"
                    " gen_random_uuid(), 'oi', 'pt', '{}', '[]', 5, '{}', :agreed, :at, 'x')"
                ),
                {"agreed": agreed, "at": now() - timedelta(hours=number)},
            )
    accuracy = (await counted(desk)).classification_accuracy
    assert (accuracy.value, accuracy.cases, accuracy.state) == (0.889, 9, FigureState.GOOD)
    lately = (await counted(desk, timedelta(hours=3))).classification_accuracy
    assert (lately.value, lately.cases) == (1.0, 3)


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("first_response", 29.9, "good"),
        ("first_response", 30.0, "watch"),
        ("first_response", 60.0, "watch"),
        ("first_response", 60.1, "alarm"),
        ("automatic_resolution", 0.41, "good"),
        ("automatic_resolution", 0.40, "watch"),
        ("automatic_resolution", 0.29, "alarm"),
        ("classification_accuracy", 0.86, "good"),
        ("classification_accuracy", 0.79, "alarm"),
        ("escalation_rate", 0.19, "good"),
        ("escalation_rate", 0.31, "alarm"),
    ],
)
def test_the_limits_are_those_of_the_requirements(name: str, value: float, state: str) -> None:
    assert GOALS[name].state(value) == state


@pytest.mark.parametrize("given", ["1h", "24h", "90d", "2160h", "7d"])
def test_a_span_is_hours_or_days(given: str) -> None:
    number, unit = int(given[:-1]), given[-1]
    assert span(given) == timedelta(hours=number) * (1 if unit == "h" else 24)


@given(st.text(max_size=12).filter(lambda each: not each.strip().rstrip("hd").isdigit()))
def test_nothing_else_is_a_span(given: str) -> None:
    with pytest.raises(UnknownSpan):
        span(given)


@pytest.mark.parametrize("given", ["0h", "91d", "2161h", "24", "h", "-1d", "1w", "1.5h", "٣h", "9999d", "24h "])
async def test_a_span_out_of_bounds_is_refused(desk: Desk, given: str) -> None:
    app = make_app(desk.runtime, router)
    async with signed_in(desk.runtime, app, Role.VIEWER) as client:
        answer = await client.get("/metrics", params={"range": given})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "unknown_span")
        assert set((await client.get("/metrics")).json()) == {"since", "until", *GOALS}


async def test_every_statement_has_an_index(runtime: Runtime) -> None:
    with statements(runtime.db) as seen:
        async with runtime.db.transaction() as session:
            await session.execute(text("SET LOCAL enable_seqscan = off"))
            await figures(session, DAY)
    asked = [each for each in seen if "FROM" in each[0]]
    assert len(asked) == 4
    for statement in asked:
        assert "Seq Scan" not in await without_scans(runtime, statement), statement[0]


async def without_scans(runtime: Runtime, statement: tuple[str, Any]) -> str:
    async with runtime.db.engine.connect() as connection:
        await connection.exec_driver_sql("SET enable_seqscan = off")
        rows = await connection.exec_driver_sql(f"EXPLAIN {statement[0]}", statement[1])
        return "\n".join(row[0] for row in rows)
