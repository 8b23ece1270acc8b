"""Goals as data: every file is whole, and whatever is said to one ends well."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.commands import expected, found_protocol
from prosa.agents.offline.goal import Goal, check, shipped, usable
from prosa.agents.offline.memory import Memory, Progress
from prosa.agents.offline.reading import read
from prosa.agents.phrases import UnknownText
from prosa.agents.schemas import GoalRule
from prosa.core.runtime import Runtime
from tests.agents.stage import enter, message

GOALS = list(shipped().values())
WORDS = ["sim", "não", "2", "quero abrir um chamado", "esquece", "na verdade, é outra coisa bem diferente", "oi", "👍"]
WORDS += ["quero mudar meu e-mail", "a@b.example", "não consigo entrar na minha conta", "?", "{summary}", "\x00", "ok"]


def texts_needed(goal: Goal) -> Iterator[str]:
    yield "title"
    for slot in goal.slots:
        yield f"ask_{slot.name}"
        if slot.options:
            yield f"none_{slot.name}"
        if slot.search:
            yield f"found_{slot.name}"
    if goal.confirm:
        yield "confirm"
    if any(end.tool for end in goal.ends):
        yield "done"


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_every_goal_says_all_it_may_have_to_say_in_both_languages(goal: Goal) -> None:
    missing = [key for text in texts_needed(goal) for key in (text, f"{text}.en") if not goal.texts.get(key)]
    untranslated = [key for key in goal.texts if not key.endswith(".en") and f"{key}.en" not in goal.texts]
    assert not missing
    assert not untranslated


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_every_goal_names_only_what_there_is(goal: Goal) -> None:
    slots = {slot.name for slot in goal.slots}
    assert all(slot.without is None or slot.without in shipped() for slot in goal.slots)
    assert all(set(slot.when) <= slots for slot in goal.slots)
    assert all(set(end.when) <= slots and (end.retry is None or end.retry in slots) for end in goal.ends)
    assert goal.ends[-1].when == {}
    used = {place for end in goal.ends for text in end.arguments.values() for place in re.findall(r"\{(\w+)", text)}
    assert used <= slots | {"start", "category", "priority", "department"}
    assert goal.starts or goal.hears


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
@pytest.mark.parametrize("said", ["oi", "qual o prazo de entrega?", "obrigada", "quanto custa o frete", "2", "sim"])
def test_everyday_words_start_no_goal(goal: Goal, said: str) -> None:
    assert not goal.started_by(read([message(said)]).plain)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("quero abrir um chamado", "open_ticket"),
        ("vcs podem registrar uma ocorrência?", "open_ticket"),
        ("como tá meu chamado?", "ticket_status"),
        ("alguma novidade do protocolo?", "ticket_status"),
        ("nao to conseguindo entrar no site", "login_problem"),
        ("esqueci a senha", "login_problem"),
        ("queria um orçamento pra 20 peças", "commercial_contact"),
        ("preciso atualizar meu cadastro", "change_data"),
        ("meu nome está errado", "change_data"),
    ],
)
def test_a_wish_in_so_many_words_starts_its_goal(said: str, name: str) -> None:
    plain = read([message(said)]).plain
    assert [goal.name for goal in GOALS if goal.started_by(plain)] == [name]


@pytest.mark.parametrize("said", ["cancelar meu pedido", "como cancelo a compra?", "quero cancelar a assinatura"])
async def test_cancelling_an_order_calls_no_goal_off(runtime: Runtime, said: str) -> None:
    stage = await enter(runtime)
    stage.state = Memory(goals=[Progress(name="change_data", asked="field")]).state()
    await stage.says(said)
    assert Memory.of(stage.state).goals


@pytest.mark.parametrize(
    ("text", "protocol"),
    [
        ("20261120-0001", "20261120-0001"),
        ("é o 202611200001", "20261120-0001"),
        ("protocolo 20261120 0012 ok", "20261120-0012"),
        ("11987654321", None),
        ("pedido 4312", None),
    ],
)
def test_a_protocol_is_known_by_its_form(text: str, protocol: str | None) -> None:
    assert found_protocol(text) == protocol


def test_a_company_changes_texts_and_switches_goals_off() -> None:
    rules = {
        "open_ticket": GoalRule(texts={"ask_summary": ["Manda!"], "nothing": ["x"], "title": []}),
        "complaint": GoalRule(enabled=False),
        "sales": GoalRule(),
    }
    goals = usable(rules)
    assert "complaint" not in goals
    assert "sales" not in goals
    assert goals["open_ticket"].texts["ask_summary"] == ("Manda!",)
    assert goals["open_ticket"].texts["title"] == shipped()["open_ticket"].texts["title"]
    assert "nothing" not in goals["open_ticket"].texts


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [("sales", "title", "x"), ("open_ticket", "nothing", "x"), ("open_ticket", "done", "Pronto: {protocolo}")],
)
def test_a_text_that_would_never_be_said_right_is_refused(name: str, key: str, text: str) -> None:
    check({"open_ticket": GoalRule(texts={"done": ["{name}, protocolo {protocol}"]})})
    with pytest.raises(UnknownText):
        check({name: GoalRule(texts={key: [text]})})


async def test_a_goal_that_is_no_longer_there_is_forgotten(runtime: Runtime) -> None:
    stage = await enter(runtime)
    stage.state = Memory(goals=[Progress(name="gone", asked="x")]).state()
    reply = await stage.says("oi")
    assert (reply.kind, Memory.of(reply.state).goals) == (ReplyKind.SMALL_TALK, [])


async def test_without_its_tool_a_goal_goes_to_a_person(runtime: Runtime) -> None:
    stage = await enter(runtime)
    await stage.says("quero abrir um chamado, a impressora parou de imprimir")
    reply = await stage.says("sim")
    assert (reply.kind, reply.handoff_reason) == (ReplyKind.HANDOFF, "tool_failed")
    assert Memory.of(reply.state).goals == []
    assert reply.understanding["goals"][0]["name"] == "open_ticket"


async def test_what_was_found_out_is_there_for_whoever_takes_over(runtime: Runtime) -> None:
    stage = await enter(runtime)
    await stage.says("quero abrir um chamado, a impressora parou de imprimir")
    reply = await stage.says("quero falar com um atendente")
    assert "impressora" in reply.understanding["goals"][0]["known"]["summary"]


def replies_well(reply: Reply) -> bool:
    return bool(reply.text) and "{" not in reply.text.replace("{summary}", "") and len(reply.options) <= 10


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
async def test_no_sequence_of_words_breaks_a_goal_or_piles_them_up(runtime: Runtime, said: list[str]) -> None:
    stage = await enter(runtime)
    for number, words in enumerate(said):
        reply = await stage.says(words, turn_id=UUID(int=number))
        memory = Memory.of(reply.state)
        assert replies_well(reply)
        assert len({goal.name for goal in memory.goals}) == len(memory.goals)


@given(text=st.text(max_size=200), asked=st.sampled_from([(g, s.name) for g in GOALS for s in g.slots]))
def test_whatever_is_said_is_an_answer_or_none(text: str, asked: tuple[Goal, str]) -> None:
    goal, slot = asked
    known: dict[str, Any] = {"start": text}
    expected(read([message(text)]), goal, Progress(name=goal.name, slots=known, asked=slot))
