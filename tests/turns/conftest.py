"""A conversation whose agent thinks with the engine of the test."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from prosa import agents
from prosa.accounts.schemas import system
from prosa.agents.engine import Engine, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.schemas import NewVersion
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool, ToolContext
from prosa.turns import service
from prosa.turns.models import TurnRow
from tests.conversations.conftest import Talk
from tests.factories import a_channel, a_contact, an_operator

Thought = Callable[[Turn, Toolbox], Awaitable[Reply]]


async def answers(turn: Turn, toolbox: Toolbox) -> Reply:
    """What the engine does when the test says nothing else."""
    return Reply(ReplyKind.SMALL_TALK, "Sobre: " + " / ".join(line.text or "" for line in turn.said))


@dataclass
class Mind:
    """An engine that does what the test says, and what it was shown."""

    name: str = "mind"
    thought: Thought = answers
    turns: list[Turn] = field(default_factory=list)
    looks_up: bool = False

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        self.turns.append(turn)
        if self.looks_up:
            await toolbox.call(LIBRARY.name)
        return await self.thought(turn, toolbox)

    def says(self, reply: object) -> None:
        """From now on it answers this, whatever is asked, and whether it is a reply or not."""

        async def thought(turn: Turn, toolbox: Toolbox) -> Reply:
            if isinstance(reply, BaseException):
                raise reply
            return reply  # type: ignore[return-value]

        self.thought = thought


@dataclass
class Desk(Talk):
    """The conversation with its agent at work."""

    mind: Mind = field(default_factory=Mind)

    async def is_looked_at(self) -> None:
        """What the job does."""
        await service.answer(self.runtime, await self.id())

    def has_a_library(self) -> None:
        """From now on the agent reads the passage on exchanges before it answers."""
        self.runtime.registry.add(Tool, LIBRARY.name, LIBRARY)
        self.mind.looks_up = True

    async def turn_rows(self) -> list[TurnRow]:
        async with self.runtime.db.transaction() as session:
            return list(await session.scalars(select(TurnRow).order_by(TurnRow.started_at, TurnRow.id)))

    async def statuses(self) -> list[str]:
        return [row.status for row in await self.turn_rows()]

    async def outcomes(self) -> list[str | None]:
        return [message.outcome for message in await self.messages("in")]

    async def replies(self) -> list[str | None]:
        return [message.text for message in await self.messages("out")]


class Nothing(BaseModel):
    """No arguments."""


class Passage(BaseModel):
    ref: str
    title: str
    text: str


REF = "knowledge:a@1#0"


async def exchanges(context: ToolContext, _: Nothing) -> Passage:
    return Passage(ref=REF, title="Trocas", text="Em 7 dias. Guarde a nota.")


LIBRARY = Tool("library", "The passage on exchanges.", Nothing, exchanges, writes=False)


@pytest.fixture
async def desk(runtime: Runtime) -> Desk:
    mind = Mind()
    runtime.registry.add(Engine, mind.name, mind)
    async with runtime.db.transaction() as session:
        await agents.create_agent(session, system("test"), "Lia", NewVersion(), engine=mind.name)
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session), await an_operator(session, "Diego")]
    return Desk(runtime, channel_id, contact_id, operators, mind=mind)
