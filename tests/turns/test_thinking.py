"""What guards hold goes back once, then comes from the sources themselves, then from a person; rules call one too."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from pydantic import BaseModel

from prosa.agents.engine import Engine, Evidence, Instructions, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import EscalationRule
from prosa.core.tools import Tool, ToolContext
from prosa.turns import escalation, queries
from prosa.turns.schemas import Trace
from tests.turns.conftest import REF, Desk, Mind, Nothing

SOURCE = Evidence(REF, "Trocas", "Em 7 dias.", 0.9)
WRONG = Reply(ReplyKind.ANSWER, "Você tem 45 dias para trocar.", evidence=(SOURCE,), cost_micros=5)
RIGHT = Reply(ReplyKind.ANSWER, "Você tem 7 dias para trocar.", evidence=(SOURCE,), cost_micros=7)
HELD = "Prefiro não arriscar uma resposta errada."


def says_in_turn(mind: Mind, *replies: Reply) -> None:
    """One reply after another, the last one for ever."""
    left = list(replies)

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    mind.thought = thought


async def the_trace(desk: Desk) -> Trace:
    row = (await desk.turn_rows())[-1]
    async with desk.runtime.db.transaction() as session:
        return await queries.trace(session, row.id)


async def asks(desk: Desk, *said: str) -> Trace:
    for text in said:
        await desk.says(text)
    await desk.is_looked_at()
    return await the_trace(desk)


def verdicts(trace: Trace) -> Sequence[tuple[str, str]]:
    return [(line.name, line.verdict) for line in trace.guards if line.verdict != "passed"]


async def test_a_held_reply_is_given_back_once_with_what_is_wrong(desk: Desk) -> None:
    desk.has_a_library()
    says_in_turn(desk.mind, WRONG, RIGHT)
    trace = await asks(desk, "posso trocar?")
    assert await desk.replies() == [RIGHT.text]
    first, second = desk.mind.turns
    assert first.objections == ()
    assert "45 dias" in second.objections[0]
    assert verdicts(trace) == [("evidence", "held")]
    assert trace.cost_micros == 12
    assert await desk.problems() == {}


async def test_what_stays_wrong_is_answered_by_the_engine_without_a_model(desk: Desk) -> None:
    desk.has_a_library()
    plain = Mind(name="offline", looks_up=True)
    says_in_turn(plain, RIGHT)
    desk.runtime.registry.add(Engine, plain.name, plain)
    says_in_turn(desk.mind, WRONG)
    trace = await asks(desk, "posso trocar?")
    assert await desk.replies() == [RIGHT.text]
    assert verdicts(trace) == [("evidence", "held")] * 2
    assert trace.status == "answered"


async def test_where_nothing_may_leave_a_person_is_called(desk: Desk) -> None:
    says_in_turn(desk.mind, WRONG)
    trace = await asks(desk, "posso trocar?")
    assert (trace.status, trace.handoff_reason) == ("handed", "guard_held")
    (reply,) = await desk.replies()
    assert (reply or "").startswith(HELD) or HELD in (reply or "")
    assert len(desk.mind.turns) == 2
    assert await desk.problems() == {}


async def test_a_citation_that_was_not_looked_up_is_dropped(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.ANSWER, "Pode trocar, claro!", evidence=(SOURCE,)))
    trace = await asks(desk, "posso trocar?")
    assert trace.evidence == []
    assert ("citations", "mended") in verdicts(trace)


async def test_a_reply_is_cut_at_a_sentence(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.SMALL_TALK, "Fico feliz em ajudar. " * 300))
    trace = await asks(desk, "oi")
    (reply,) = await desk.replies()
    assert (reply or "").endswith("ajudar.")
    assert ("length", "mended") in verdicts(trace)


# -- rules that call a person


async def called(desk: Desk) -> str | None:
    return (await desk.row()).handoff_reason


async def test_who_asks_for_a_person_gets_one_whatever_the_engine_says(desk: Desk) -> None:
    await asks(desk, "quero falar com um atendente")
    assert await called(desk) == "asks_for_person"


async def test_an_answer_is_said_before_a_person_is_called(desk: Desk) -> None:
    desk.has_a_library()
    says_in_turn(desk.mind, RIGHT)
    await asks(desk, "posso trocar? e quero falar com um atendente")
    (reply,) = await desk.replies()
    assert (reply or "").startswith(RIGHT.text)
    assert await called(desk) == "asks_for_person"


async def test_low_confidence_twice_calls_a_person(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.CLARIFY, "Pode explicar melhor?", confidence=0.0))
    await asks(desk, "aquilo lá")
    assert await called(desk) is None
    await asks(desk, "o negócio de ontem")
    assert await called(desk) == "low_confidence"


async def test_the_same_three_times_calls_a_person(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.SMALL_TALK, "Certo."))
    reasons = []
    for said in ("cadê o meu pedido de ontem", "cade meu pedido de ontem", "cadê o meu pedido de ontem?"):
        await asks(desk, said)
        reasons.append(await called(desk))
    assert reasons == [None, None, "same_subject"]


async def test_bad_temper_twice_calls_a_person(desk: Desk) -> None:
    cross = {"negative": True}
    says_in_turn(desk.mind, Reply(ReplyKind.SMALL_TALK, "Certo.", understanding=cross))
    await asks(desk, "que raiva disso")
    assert await called(desk) is None
    await asks(desk, "péssimo mesmo")
    assert await called(desk) == "negative_sentiment"


class Broken(BaseModel):
    """What never comes."""


async def breaks(context: ToolContext, _: Nothing) -> Broken:
    raise RuntimeError


async def test_a_tool_that_fails_twice_calls_a_person(desk: Desk) -> None:
    desk.runtime.registry.add(Tool, "broken", Tool("broken", "Breaks.", Nothing, breaks, writes=False))

    async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
        with pytest.raises(RuntimeError):
            await toolbox.call("broken")
        return Reply(ReplyKind.SMALL_TALK, "Um momento.")

    desk.mind.thought = thought
    await asks(desk, "vê pra mim")
    assert await called(desk) is None
    await asks(desk, "e agora")
    assert await called(desk) == "tool_failing"


async def test_a_delicate_word_calls_a_person_at_once(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.SMALL_TALK, "Certo."))
    await asks(desk, "fui vítima de assédio aí dentro")
    assert await called(desk) == "sensitive"


async def test_two_programs_talking_to_each_other_are_stopped_without_a_word(desk: Desk) -> None:
    says_in_turn(desk.mind, Reply(ReplyKind.SMALL_TALK, "Como posso ajudar?"))
    robot = "Esta é uma mensagem automática. Digite 1 para vendas."
    for number in range(3):
        await asks(desk, f"{robot} ({number})")
    assert await called(desk) == "bots"
    assert len(await desk.replies()) == 2


def test_rules_are_changed_by_kind_and_a_person_can_always_be_asked_for() -> None:
    own = (
        EscalationRule(kind="vip", enabled=False),
        EscalationRule(kind="asks_for_person", enabled=False),
        EscalationRule(kind="no_resolution", params={"minutes": 9}),
    )
    rules = escalation.rules(Instructions(UUID(int=0), 1, "Lia", "mind", "", "", "", "pt-BR", {}, escalation=own))
    assert "vip" not in rules
    assert "asks_for_person" in rules
    assert rules["no_resolution"]["minutes"] == 9
    assert rules["low_confidence"]["turns"] == 2
