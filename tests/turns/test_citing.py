"""A contact is told where an answer is from, where the version wishes it."""

from dataclasses import replace

import pytest

from prosa import agents
from prosa.accounts.schemas import system
from prosa.agents.engine import Evidence, Reply, ReplyKind
from prosa.agents.schemas import KnowledgeRule, NewVersion
from prosa.turns.citing import LONGEST_TITLE, cited
from tests.turns.conftest import REF, Desk

SOURCE = Evidence(REF, "Trocas e devoluções", "Em 7 dias.", 0.9)
ACTOR = system("test")


async def replies(desk: Desk, reply: Reply, *, cite: bool = True) -> str:
    desk.has_a_library()
    async with desk.runtime.db.transaction() as session:
        (agent,) = await agents.list_agents(session)
        new = NewVersion(knowledge=KnowledgeRule(cite=cite))
        version = await agents.add_version(session, ACTOR, agent.id, new)
        await agents.publish_version(session, ACTOR, agent.id, version)
    desk.mind.says(reply)
    await desk.says("posso trocar?")
    await desk.is_looked_at()
    return "\n".join(text or "" for text in await desk.replies())


ANSWER = Reply(ReplyKind.ANSWER, "Em 7 dias.", evidence=(SOURCE,))


async def test_the_title_stands_in_a_last_line(desk: Desk) -> None:
    assert await replies(desk, ANSWER) == "Em 7 dias.\n\nFonte: Trocas e devoluções"


async def test_nothing_is_said_of_it_unless_the_version_wishes(desk: Desk) -> None:
    assert await replies(desk, ANSWER, cite=False) == "Em 7 dias."


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        (replace(ANSWER, understanding={"language": "en"}), "Source: Trocas e devoluções"),
        (replace(ANSWER, evidence=(SOURCE, SOURCE)), "Fonte: Trocas e devoluções"),
        (replace(ANSWER, evidence=(SOURCE, replace(SOURCE, title="Prazos"))), "Fonte: Trocas e devoluções; Prazos"),
        (replace(ANSWER, evidence=(replace(SOURCE, title="*Trocas*\n_já_ " + "x" * 200),)), "Fonte: Trocas já xxx"),
        (replace(ANSWER, text="Segundo trocas e devoluções, 7 dias."), ""),
        (replace(ANSWER, kind=ReplyKind.MENU), ""),
        (replace(ANSWER, evidence=(replace(SOURCE, ref="company.hours"),)), ""),
        (replace(ANSWER, evidence=(replace(SOURCE, title=" ** "),)), ""),
        (replace(ANSWER, evidence=()), ""),
    ],
)
async def test_what_is_named_and_how(desk: Desk, reply: Reply, line: str) -> None:
    await desk.says("oi")
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    instructions = replace(turn.instructions, knowledge=KnowledgeRule(cite=True))
    added = cited(replace(turn, instructions=instructions), reply).text.removeprefix(reply.text).strip()
    assert added.startswith(line)
    assert bool(added) is bool(line)
    assert len(added) <= len("Source: ") + LONGEST_TITLE * 2
