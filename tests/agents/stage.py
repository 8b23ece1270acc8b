"""A stage for dialogues: the demo company's articles in a real base, the real tools, and turns with their state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from prosa.accounts.company import change_company
from prosa.accounts.schemas import CompanyChange, system
from prosa.accounts.tools import COMPANY_HOURS
from prosa.agents import create_agent, current_instructions
from prosa.agents.engine import Instructions, Reply, Turn
from prosa.agents.offline import OfflineEngine
from prosa.agents.schemas import NewVersion
from prosa.app.demo.content import articles, company
from prosa.contacts.tools import CONSENT_WITHDRAW
from prosa.conversations.schemas import Author, Direction, MessageStatus, MessageType, MessageView
from prosa.core.clock import now
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import Agreed, Tool, ToolContext
from prosa.knowledge import create_article
from prosa.knowledge.schemas import ArticleKind, NewArticle
from prosa.knowledge.tools import SEARCH
from tests.factories import a_contact

ACTOR = system("test")
TYPES = {"<audio>": MessageType.AUDIO, "<image>": MessageType.IMAGE, "<sticker>": MessageType.STICKER}
ALWAYS = [["00:00", "24:00"]]


async def furnish(runtime: Runtime) -> None:
    """The demo company, open on weekdays and Saturday all day, so that the hours of a test do not depend on now."""
    agent = company().agent
    async with runtime.db.transaction() as session:
        for article in articles():
            new = NewArticle(title=article.title, kind=ArticleKind(article.kind), body=article.body)
            await create_article(session, ACTOR, new)
        hours = {day: ALWAYS for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
        await change_company(session, ACTOR, CompanyChange(name=company().name, opening_hours=hours, holidays="none"))
        first = NewVersion(persona=agent.persona, tone=agent.tone, rules=agent.rules, texts=agent.texts)
        await create_agent(session, ACTOR, agent.name, first)


@dataclass
class Tools:
    """Implements `agents.engine.Toolbox` over the real tools."""

    runtime: Runtime
    contact_id: UUID
    turn_id: UUID
    tools: Mapping[str, Tool]
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        self.calls.append((name, arguments))
        if name not in self.tools:
            raise NotFound(f"no tool {name}")
        tool = self.tools[name]
        context = ToolContext(self.runtime, new_id(), self.contact_id, self.turn_id)
        result = await tool.run(context, tool.arguments.model_validate(arguments))
        return result.model_dump(mode="json")

    async def available(self) -> Sequence[Tool]:
        return list(self.tools.values())

    async def agreed(self) -> Agreed | None:
        return None


ALL_TOOLS = {tool.name: tool for tool in (SEARCH, COMPANY_HOURS, CONSENT_WITHDRAW)}


@dataclass
class Stage:
    """One conversation with the agent."""

    runtime: Runtime
    contact_id: UUID
    instructions: Instructions
    first_contact: bool = False
    contact_name: str = "Helena Duarte"
    tools: Mapping[str, Tool] = field(default_factory=lambda: ALL_TOOLS)
    state: Mapping[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    async def says(self, *messages: str, button: str | None = None, turn_id: UUID | None = None) -> Reply:
        """A burst of the contact and the agent's reply; what the reply leaves is there for the next one."""
        turn = Turn(
            id=turn_id or new_id(),
            conversation_id=new_id(),
            contact_name=self.contact_name,
            said=tuple(message(text, number, button) for number, text in enumerate(messages)),
            history=(),
            instructions=self.instructions,
            state=self.state,
            now=now(),
            first_contact=self.first_contact,
        )
        toolbox = Tools(self.runtime, self.contact_id, turn.id, self.tools, self.calls)
        reply = await OfflineEngine().respond(turn, toolbox)
        self.state, self.first_contact = reply.state, False
        return reply


async def enter(runtime: Runtime, *, first: bool = False) -> Stage:
    async with runtime.db.transaction() as session:
        instructions = await current_instructions(session)
        return Stage(runtime, await a_contact(session), instructions, first_contact=first)


def message(text: str, number: int = 0, button: str | None = None) -> MessageView:
    type_ = TYPES.get(text, MessageType.INTERACTIVE if button else MessageType.TEXT)
    return MessageView(
        id=new_id(),
        conversation_id=new_id(),
        seq=number + 1,
        direction=Direction.IN,
        author=Author.CONTACT,
        type=type_,
        text=None if text in TYPES else text,
        payload={"button_id": button} if button else {},
        reply_to_id=None,
        provider_id=None,
        status=MessageStatus.RECEIVED,
        sent_at=now(),
    )
