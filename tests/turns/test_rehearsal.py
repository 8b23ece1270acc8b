"""The playground: a turn is tried with a version or a draft, and leaves nothing behind."""

from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import text

from prosa.accounts.company import change_company
from prosa.accounts.schemas import CompanyChange
from prosa.agents import create_agent
from prosa.agents.engine import Engine, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import NewVersion, ToolRule
from prosa.app.compose import plug_in
from prosa.core.clock import now
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.tools import ConfirmationNeeded, Tool, ToolContext, ToolRefused
from prosa.turns.rehearsal import MADE_UP, rehearse
from prosa.turns.schemas import Rehearsal
from tests.agents.stage import ACTOR, furnish


class Order(BaseModel):
    item: str


class Ordered(BaseModel):
    number: str
    item: str
    pieces: int


class Clerk:
    """Orders whatever is said, asking first."""

    name = "clerk"
    ran = 0

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        agreed = await toolbox.agreed()
        try:
            arguments = dict(agreed.arguments) if agreed else {"item": turn.said[-1].text}
            done = await toolbox.call("order.place", **arguments)
        except ConfirmationNeeded:
            return Reply(ReplyKind.CLARIFY, "Confirma?", state={"asked": True})
        except ToolRefused as refused:
            return Reply(ReplyKind.HANDOFF, refused.code)
        return Reply(ReplyKind.SMALL_TALK, f"{done['item']} {done['number']} {done['pieces']}")

    async def run(self, context: ToolContext, arguments: Order) -> Ordered:
        self.ran += 1
        return Ordered(number="1", item=arguments.item, pieces=9)

    async def confirm(self, context: ToolContext, arguments: Order) -> str:
        return f"Um {arguments.item}"


@pytest.fixture
async def clerk(runtime: Runtime) -> Clerk:
    clerk = Clerk()
    runtime.registry.add(Engine, clerk.name, clerk)
    tool = Tool("order.place", "Places an order.", Order, clerk.run, writes=True, confirm=clerk.confirm)
    runtime.registry.add(Tool, tool.name, tool)
    return clerk


@pytest.fixture
def plugged(runtime: Runtime) -> Runtime:
    plug_in(runtime)
    return runtime


async def an_agent(runtime: Runtime, engine: str = "offline", **version: Any) -> UUID:
    async with runtime.db.transaction() as session:
        return await create_agent(session, ACTOR, "Lia", NewVersion.model_validate(version), engine=engine)


def said(line: str, **more: Any) -> Rehearsal:
    return Rehearsal.model_validate({"said": [{"text": line}], **more})


async def rows(runtime: Runtime) -> list[int]:
    tables = ("turn", "message", "conversation", "contact", "tool_action", "ticket")
    async with runtime.db.transaction() as session:
        known = set(await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
        return [await session.scalar(text(f"SELECT count(*) FROM {t}")) or 0 for t in tables if t in known]


async def test_the_shipped_agent_answers_from_the_base_and_nothing_is_kept(plugged: Runtime) -> None:
    await furnish(plugged)
    async with plugged.db.transaction() as session:
        agent = await session.scalar(text("SELECT id FROM agent"))
    before = await rows(plugged)
    tried = await rehearse(plugged, agent, said("qual o prazo de entrega?", history=[{"text": "oi", "mine": True}]))
    assert tried.trace.decision == "answer"
    assert tried.trace.evidence
    assert tried.trace.calls[0].name == "knowledge.search"
    assert await rows(plugged) == before


async def test_a_draft_speaks_before_it_is_saved(plugged: Runtime) -> None:
    agent = await an_agent(plugged)
    draft = {"texts": {"introduction": ["Opa! Aqui é {agent}."]}}
    tried = await rehearse(plugged, agent, said("oi", draft=draft))
    assert (tried.text.startswith("Opa! Aqui é Lia."), tried.trace.instructions_version) == (True, 0)
    published = await rehearse(plugged, agent, said("oi"))
    assert (published.text.startswith("Opa!"), published.trace.instructions_version) == (False, 1)
    with pytest.raises(NotFound):
        await rehearse(plugged, agent, said("oi", version=7))


async def test_a_write_is_asked_about_and_then_only_looks_done(runtime: Runtime, clerk: Clerk) -> None:
    agent = await an_agent(runtime, clerk.name)
    first = await rehearse(runtime, agent, said("tênis"))
    assert "Um tênis" in first.text
    assert [option.title for option in first.options] == ["Sim", "Não"]
    assert first.state["asked"]
    yes = await rehearse(runtime, agent, said("sim", state=first.state))
    assert yes.text == f"tênis {MADE_UP} 1"
    assert (clerk.ran, [call.error for call in yes.trace.calls]) == (0, [None])


async def test_something_else_than_a_yes_is_none(runtime: Runtime, clerk: Clerk) -> None:
    agent = await an_agent(runtime, clerk.name)
    first = await rehearse(runtime, agent, said("tênis"))
    other = await rehearse(runtime, agent, said("bota", state=first.state))
    assert "Um bota" in other.text


async def test_the_rules_of_the_draft_hold(runtime: Runtime, clerk: Clerk) -> None:
    agent = await an_agent(runtime, clerk.name)
    forbidden = {"tools": {"order.place": ToolRule(enabled=False).model_dump()}}
    tried = await rehearse(runtime, agent, said("tênis", draft=forbidden))
    assert tried.trace.calls[0].error == "tool_disabled"
    assert clerk.ran == 0


async def test_an_agent_that_keeps_the_companys_hours_leaves_the_rest_to_people(plugged: Runtime) -> None:
    another_day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(now().weekday() + 3) % 7]
    async with plugged.db.transaction() as session:
        hours = {another_day: [["00:00", "24:00"]]}
        await change_company(session, ACTOR, CompanyChange.model_validate({"opening_hours": hours, "holidays": "none"}))
    agent = await an_agent(plugged, hours="company")
    closed = await rehearse(plugged, agent, said("qual o prazo de entrega?"))
    assert (closed.trace.decision, closed.trace.handoff_reason) == ("handoff", "closed")
    left = await rehearse(plugged, agent, said("não quero mais receber mensagens de vocês"))
    assert "consent.withdraw" in [call.name for call in left.trace.calls]
    always = await rehearse(plugged, agent, said("oi", draft={"hours": "always"}))
    assert always.trace.decision == "small_talk"
