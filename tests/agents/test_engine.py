"""The offline engine beyond its dialogues: sources, choices, failing tools, sameness, speed."""

import time
from uuid import UUID

import pytest

from prosa.accounts.tools import COMPANY_HOURS
from prosa.agents.engine import ReplyKind
from prosa.agents.offline.reading import read
from prosa.contacts import ConsentStatus, Purpose, current_consents
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.knowledge.tools import SEARCH
from tests.agents.stage import enter, furnish, message


async def test_an_answer_names_version_and_passage_of_its_source(runtime: Runtime) -> None:
    await furnish(runtime)
    reply = await (await enter(runtime)).says("qual o prazo do reembolso?")
    (piece,) = reply.evidence
    reference, _, passage = piece.ref.partition("#")
    article, _, version = reference.removeprefix("knowledge:").partition("@")
    assert (UUID(article).version, version, passage) == (7, "1", "1")
    assert "2 dias úteis" in piece.quote
    assert 0 < reply.confidence <= 1


async def test_a_title_that_was_offered_can_be_chosen_by_button_number_and_name(runtime: Runtime) -> None:
    await furnish(runtime)
    for choose_second in ("button", "2", "title"):
        stage = await enter(runtime)
        menu = await stage.says("quais tamanhos vocês têm?")
        assert menu.kind is ReplyKind.MENU
        assert 2 <= len(menu.options) <= 3
        second = menu.options[1]
        if choose_second == "button":
            reply = await stage.says(second.title, button=second.id)
        else:
            reply = await stage.says("2" if choose_second == "2" else second.title)
        assert (reply.kind, reply.evidence[0].title) == (ReplyKind.ANSWER, second.title)


async def test_none_of_the_titles_counts_as_a_failure(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    await stage.says("quais tamanhos vocês têm?")
    assert (await stage.says("nenhuma dessas")).kind is ReplyKind.CLARIFY
    assert (await stage.says("xpto zzz")).kind is ReplyKind.HANDOFF


async def test_an_article_archived_since_it_was_offered_is_no_error(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    stage.state = {"offers": [{"id": str(new_id()), "title": "Sumiu"}], "question": "desconto"}
    assert (await stage.says("1")).kind is ReplyKind.CLARIFY


async def test_the_same_turn_always_gets_the_same_reply_and_others_vary(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    turn = new_id()
    assert (await stage.says("oi", turn_id=turn)) == (await stage.says("oi", turn_id=turn))
    assert len({(await stage.says("oi", turn_id=UUID(int=n))).text for n in range(6)}) > 1


async def test_a_state_of_another_engine_is_ignored(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    stage.state = {"offers": "?", "failures": "many", "thread": [1]}
    assert (await stage.says("qual o prazo do reembolso?")).kind is ReplyKind.ANSWER


async def test_without_the_companys_hours_it_still_hands_over(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    stage.tools = {SEARCH.name: SEARCH}
    reply = await stage.says("quero falar com um atendente")
    assert (reply.kind, reply.handoff_reason) == (ReplyKind.HANDOFF, "asked_for_person")


async def test_without_a_base_it_fails_as_the_tool_does(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    stage.tools = {COMPANY_HOURS.name: COMPANY_HOURS}
    with pytest.raises(NotFound):
        await stage.says("qual o prazo do reembolso?")


async def test_an_empty_base_is_asked_about_once(runtime: Runtime) -> None:
    stage = await enter(runtime)
    assert stage.instructions.version == 0
    assert (await stage.says("qual o prazo do reembolso?")).kind is ReplyKind.CLARIFY
    assert (await stage.says("o prazo para receber de volta")).handoff_reason == "not_understood"


@pytest.mark.parametrize(
    ("name", "greeting"), [("helena duarte", "Helena"), ("", ""), ("+55 41 9", ""), ("{agent} x", ""), ("🌸", "")]
)
async def test_the_contact_is_called_by_a_name_only_if_it_is_one(runtime: Runtime, name: str, greeting: str) -> None:
    stage = await enter(runtime)
    stage.contact_name = name
    for number in range(4):
        text = (await stage.says("oi", turn_id=UUID(int=number))).text
        assert "{" not in text
        assert " ," not in text
        assert "  " not in text
        assert not greeting or greeting in text or "," not in text


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "...", "\x00", "a" * 20_000, "😀" * 500, "{name} {0} %s", "<b>oi</b>"]
)
async def test_odd_messages_get_a_reply(runtime: Runtime, text: str) -> None:
    reply = await (await enter(runtime)).says(text)
    assert reply.text


async def test_a_burst_is_thought_over_in_a_few_milliseconds(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    await stage.says("qual o prazo do reembolso?")
    spent = []
    for question in ("como troco o tamanho?", "qual o frete pra Bahia?", "vcs alugam barraca?", "obrigada!"):
        began = time.process_time()
        await stage.says(question)
        spent.append(time.process_time() - began)
    assert min(spent) < 0.02
    assert sorted(spent)[1] < 0.05


def test_reading_does_not_slow_down_with_length() -> None:
    began = time.process_time()
    read([message("quero falar sobre o que comprei e nao chegou ainda " * 400)])
    assert time.process_time() - began < 2


async def test_a_withdrawal_is_in_the_ledger_before_the_agent_says_so(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    await stage.says("não quero mais receber promoções")
    async with runtime.db.transaction() as session:
        consents = await current_consents(session, stage.contact_id)
    assert consents[Purpose.MARKETING].status is ConsentStatus.WITHDRAWN


async def test_a_withdrawal_that_cannot_be_recorded_goes_to_a_person(runtime: Runtime) -> None:
    await furnish(runtime)
    stage = await enter(runtime)
    stage.tools = {}
    reply = await stage.says("não quero mais receber promoções")
    assert (reply.kind, reply.handoff_reason) == (ReplyKind.HANDOFF, "not_recorded")
