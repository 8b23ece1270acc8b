"""What knowledge is told of turns."""

from uuid import UUID

from sqlalchemy import select

from prosa import agents
from prosa.agents.engine import Evidence, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import KnowledgeRule, NewVersion
from prosa.core.tools import Tool
from prosa.knowledge import gaps
from prosa.knowledge.jobs import group_questions
from prosa.knowledge.models import ArticleUseRow, GapQuestionRow
from prosa.knowledge.schemas import ArticleKind
from prosa.knowledge.tools import SEARCH
from prosa.turns.jobs import tell_uses
from tests.knowledge.shelf import ACTOR, add
from tests.turns.conftest import Desk


async def looks_it_up(turn: Turn, toolbox: Toolbox) -> Reply:
    """Says what the base has, in two searches as engines make them."""
    found = [await toolbox.call(SEARCH.name, query=query) for query in (turn.said[-1].text, "e aí")]
    if found[0]["decision"] == "abstain":
        return Reply(ReplyKind.HANDOFF, "Vou chamar alguém.", handoff_reason="no_answer")
    best = found[0]["passages"][0]
    source = Evidence(best["ref"], best["title"], best["text"], best["score"])
    return Reply(ReplyKind.ANSWER, best["text"], evidence=(source,))


async def test_a_question_without_an_answer_becomes_a_gap_and_one_with_an_answer_does_not(desk: Desk) -> None:
    desk.runtime.registry.add(Tool, SEARCH.name, SEARCH)
    await add(desk.runtime, "Prazo de entrega", "A entrega leva 4 dias úteis.")
    desk.mind.thought = looks_it_up
    for question in ("qual o prazo de entrega?", "vocês vendem bicicleta?"):
        await desk.says(question)
        await desk.is_looked_at()
    turns = await desk.turn_rows()
    await group_questions(desk.runtime)
    async with desk.runtime.db.transaction() as session:
        (gap,) = await gaps.list_gaps(session)
    assert gap.question == "vocês vendem bicicleta?"
    assert gap.examples[0].turn_id == turns[1].id
    assert gap.examples[0].conversation_id == await desk.id()


async def test_articles_that_gave_answers_are_remembered(desk: Desk) -> None:
    desk.runtime.registry.add(Tool, SEARCH.name, SEARCH)
    article = await add(desk.runtime, "Prazo de entrega", "A entrega leva 4 dias úteis.")
    other = Evidence("knowledge:unknown@1#1", "?", "?", 1.0)
    desk.mind.thought = looks_it_up
    await desk.says("qual o prazo de entrega?")
    await desk.is_looked_at()
    desk.mind.says(Reply(ReplyKind.ANSWER, "Sim.", evidence=(other,)))
    await desk.says("tem certeza?")
    await desk.is_looked_at()
    for _ in range(2):
        await tell_uses(desk.runtime)
    async with desk.runtime.db.transaction() as session:
        uses: list[UUID] = list(await session.scalars(select(ArticleUseRow.article_id)))
        asked = list(await session.scalars(select(GapQuestionRow.turn_id)))
    assert uses == [article]
    assert asked == []


async def test_an_agent_uses_only_the_kinds_of_articles_it_was_given(desk: Desk) -> None:
    desk.runtime.registry.add(Tool, SEARCH.name, SEARCH)
    await add(desk.runtime, "Prazo de entrega", "A entrega leva 4 dias úteis.", ArticleKind.POLICY)
    desk.mind.thought = looks_it_up
    for kinds, said in ((("policy",), "A entrega leva 4 dias úteis."), (("faq",), "Vou chamar alguém.")):
        async with desk.runtime.db.transaction() as session:
            (agent,) = await agents.list_agents(session)
            new = NewVersion(knowledge=KnowledgeRule(kinds=kinds))
            version = await agents.add_version(session, ACTOR, agent.id, new)
            await agents.publish_version(session, ACTOR, agent.id, version)
        await desk.says("qual o prazo de entrega?")
        await desk.is_looked_at()
        assert (await desk.replies())[-1] == said
