"""Questions that found no answer, and what becomes of them."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from prosa.accounts.schemas import Role
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.knowledge import gaps, get_article
from prosa.knowledge.api import router
from prosa.knowledge.grouping import SAME, sameness, traits
from prosa.knowledge.jobs import group_questions
from prosa.knowledge.models import GapQuestionRow
from prosa.knowledge.schemas import ArticleKind, ArticleStatus, Gap, GapState, NamedArticle, NewArticle
from prosa.knowledge.service import create_article
from tests.conversations.conftest import Talk
from tests.factories import a_channel, a_contact, an_operator
from tests.knowledge.shelf import ACTOR, make_app, signed_in

ALIKE = [
    ("vocês vendem bicicleta?", "tem bicicleta infantil aí"),
    ("aceita cachorro no salão?", "posso levar meu cachorro no salao"),
    ("fazem entrega de bicileta elétrica", "bicicleta elétrica vcs entregam?"),
    ("tem aula de natação pra bebê", "natacao para bebe de 6 meses tem?"),
    ("vocês consertam zíper?", "conserto de ziper vcs fazem"),
    ("qual o valor do aluguel de barraca", "quanto custa alugar barraca"),
]
OTHER = [
    ("vocês vendem bicicleta?", "vocês vendem prancha de surfe?"),
    ("aceita cachorro no salão?", "aceita vale refeição?"),
    ("tem aula de natação pra bebê", "tem aula de dança de salão?"),
    ("qual o valor do aluguel de barraca", "qual o valor da matrícula"),
    ("abre no natal?", "fazem entrega em Portugal?"),
    ("queria saber se vocês têm wifi", "queria saber se vocês têm vaga de emprego"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_one_subject_is_recognised_however_it_is_put(one: str, other: str) -> None:
    assert sameness(traits(one), traits(other)) >= SAME


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_subjects_are_told_apart(one: str, other: str) -> None:
    assert sameness(traits(one), traits(other)) < SAME


@pytest.fixture
async def talk(runtime: Runtime) -> Talk:
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        return Talk(runtime, channel_id, await a_contact(session), [await an_operator(session)])


async def asked(talk: Talk, question: str) -> UUID:
    """A turn to this question has found nothing."""
    turn_id = new_id()
    message = await talk.says(question)
    assert message
    conversation_id = await talk.id()
    async with talk.runtime.db.transaction() as session:
        seq = (await talk.messages())[-1].seq
        for _ in range(2):  # a repeated job tells it twice
            await gaps.note_unanswered(session, turn_id, conversation_id, seq, question)
    return turn_id


async def grouped(runtime: Runtime) -> list[Gap]:
    await group_questions(runtime)
    async with runtime.db.transaction() as session:
        return await gaps.list_gaps(session)


async def test_questions_on_one_subject_are_one_gap_and_the_most_asked_comes_first(talk: Talk) -> None:
    for question in ("abre no natal?", "vocês vendem bicicleta?", "tem bicicleta infantil aí", "???"):
        await asked(talk, question)
    first, second = await grouped(talk.runtime)
    assert (first.question, first.count, first.state) == ("vocês vendem bicicleta?", 2, GapState.OPEN)
    assert {example.text for example in first.examples} == {"vocês vendem bicicleta?", "tem bicicleta infantil aí"}
    assert second.question == "abre no natal?"
    latest = await asked(talk, "e bicicleta usada, vocês vendem?")
    (first, _) = await grouped(talk.runtime)
    assert (first.count, first.examples[0].turn_id) == (3, latest)


async def test_personal_data_stay_out(talk: Talk) -> None:
    await asked(talk, "meu cpf 529.982.247-25 serve pro crediário de bicicleta?")
    (gap,) = await grouped(talk.runtime)
    assert "529" not in gap.question
    assert "529" not in gap.examples[0].text


async def test_an_operators_answer_becomes_a_draft_once(talk: Talk) -> None:
    await asked(talk, "vocês vendem bicicleta?")
    await talk.claims()
    for line in ("Oi!", "Vendemos sim: bicicletas infantis a partir de R$ 499.", "Ligue 11 98765-4321 para reservar."):
        await talk.operator_says(line, line)
    (gap,) = await grouped(talk.runtime)
    async with talk.runtime.db.transaction() as session:
        article_id = await gaps.draft(session, ACTOR, gap.id)
        assert await gaps.draft(session, ACTOR, gap.id) == article_id
        article = await get_article(session, article_id)
        (gap,) = await gaps.list_gaps(session)
    assert (article.title, article.status) == ("Vocês vendem bicicleta?", ArticleStatus.DRAFT)
    assert "a partir de R$ 499" in article.body
    assert "98765" not in article.body
    assert (gap.state, gap.article_id) == (GapState.DRAFTED, article_id)


async def test_without_an_answer_the_draft_waits_for_one(talk: Talk) -> None:
    await asked(talk, "vocês vendem bicicleta?")
    (gap,) = await grouped(talk.runtime)
    async with talk.runtime.db.transaction() as session:
        assert (await get_article(session, await gaps.draft(session, ACTOR, gap.id))).body == ""


async def test_a_dismissed_gap_stays_dismissed_when_it_is_asked_again(talk: Talk) -> None:
    app = make_app(talk.runtime, router)
    await asked(talk, "vocês vendem bicicleta?")
    (gap,) = await grouped(talk.runtime)
    async with signed_in(talk.runtime, app, Role.SUPERVISOR) as supervisor:
        assert (await supervisor.post(f"/knowledge/gaps/{gap.id}/dismiss")).status_code == 204
        await asked(talk, "tem bicicleta infantil aí")
        (again,) = await grouped(talk.runtime)
        assert (again.count, again.state) == (2, GapState.DISMISSED)
        assert (await supervisor.get("/knowledge/gaps", params={"state": "open"})).json() == {"items": []}
        drafted = await supervisor.post(f"/knowledge/gaps/{gap.id}/draft")
        assert (drafted.status_code, drafted.json()["status"]) == (201, "draft")
        assert (await supervisor.post(f"/knowledge/gaps/{uuid4()}/dismiss")).status_code == 404


async def test_a_gap_without_questions_is_gone(talk: Talk, runtime: Runtime) -> None:
    await asked(talk, "vocês vendem bicicleta?")
    (gap,) = await grouped(runtime)
    async with runtime.db.transaction() as session:
        await session.execute(delete(GapQuestionRow))
    await asked(talk, "abre no natal?")
    assert [one.question for one in await grouped(runtime)] == ["abre no natal?"]
    with pytest.raises(NotFound):
        async with runtime.db.transaction() as session:
            await gaps.dismiss(session, ACTOR, gap.id)


async def test_what_an_article_answers_by_now_says_so_until_it_is_asked_in_vain_again(talk: Talk) -> None:
    await asked(talk, "vocês vendem bicicleta?")
    await asked(talk, "abre no natal?")
    (gap, _) = await gaps.with_answers(talk.runtime, await grouped(talk.runtime))
    assert gap.answered_by is None
    async with talk.runtime.db.transaction() as session:
        new = NewArticle(title="Vocês vendem bicicleta?", kind=ArticleKind.FAQ, body="Sim, bicicletas de todo tamanho.")
        article = await create_article(session, ACTOR, new)
    christmas, bicycles = await gaps.with_answers(talk.runtime, await grouped(talk.runtime))
    assert christmas.answered_by is None
    assert bicycles.answered_by == NamedArticle(id=article, title="Vocês vendem bicicleta?")
    await asked(talk, "vocês vendem bicicleta?")
    assert [found.answered_by for found in await gaps.with_answers(talk.runtime, await grouped(talk.runtime))] == [
        None,
        None,
    ]
