"""A conversation with the engine of the models: real libraries of providers, a fake at the other end of the wire."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from prosa.agents import connections, current_instructions
from prosa.agents.engine import File, Instructions, Preview, Reply, Turn
from prosa.agents.llm import LanguageModelEngine
from prosa.agents.model_schemas import NewModel, Prices, Provider
from prosa.agents.offline import OfflineEngine
from prosa.agents.schemas import ModelPlan
from prosa.conversations.schemas import Author, Direction, MessageView, Summary
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.spans import Tracer
from prosa.core.tools import Agreed, ConfirmationNeeded, Tool
from prosa.core.tracing import Tracing
from prosa.testing.counterpart import Counterpart, counterpart
from prosa.testing.models import KEY, FakeModels
from tests.agents.stage import ACTOR, ALL_TOOLS, Tools, furnish, message
from tests.factories import a_contact

PROVIDERS = (Provider.OPENAI, Provider.GEMINI, Provider.ANTHROPIC)
MODELS = {
    Provider.OPENAI: "gpt-4o-mini",
    Provider.GEMINI: "gemini-2.5-flash",
    Provider.ANTHROPIC: "claude-haiku-4-5",
    Provider.COMPATIBLE: "qwen3",
}


@dataclass
class Bench(Tools):
    """The toolbox of a turn; `asks` names the tools for which the contact has to agree first."""

    asks: frozenset[str] = frozenset()
    yes: Agreed | None = None

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        if name in self.asks and self.yes is None:
            self.calls.append((name, arguments))
            raise ConfirmationNeeded("the contact has to agree", shown="Confirma?", digest="0")
        return await super().call(name, **arguments)

    async def available(self) -> Sequence[Tool]:
        return list(self.tools.values())

    async def agreed(self) -> Agreed | None:
        return self.yes


@dataclass
class Talk:
    """One conversation. `fake` is at the other end of every connection."""

    runtime: Runtime
    fake: FakeModels
    end: Counterpart
    contact_id: UUID
    instructions: Instructions
    engine: LanguageModelEngine
    tools: dict[str, Tool] = field(default_factory=lambda: dict(ALL_TOOLS))
    contact_name: str = "Helena Duarte"
    first_contact: bool = False
    state: Mapping[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    history: list[MessageView] = field(default_factory=list)
    conversation_id: UUID = field(default_factory=new_id)
    asks: frozenset[str] = frozenset()
    agreed: Agreed | None = None
    preview: Preview | None = None
    summary: Summary | None = None

    async def model(self, provider: Provider, **more: Any) -> UUID:
        """Another connection, to the fake unless `base_url` says otherwise."""
        path = "/v1" if provider in (Provider.OPENAI, Provider.COMPATIBLE) else ""
        values = {"base_url": self.end.url + path, "timeout_seconds": 5.0, **more}
        new = NewModel(name=provider, provider=provider, model=MODELS[provider], api_key=SecretStr(KEY), **values)
        async with self.runtime.db.transaction() as session:
            return await connections.add_model(session, self.runtime, ACTOR, new)

    def plan(self, **values: Any) -> None:
        """The model plan of the version."""
        self.instructions = replace(self.instructions, model=ModelPlan(**values))

    async def says(
        self,
        *messages: str,
        button: str | None = None,
        objections: tuple[str, ...] = (),
        turn_id: UUID | None = None,
        files: tuple[File, ...] = (),
    ) -> Reply:
        said = (message(text, number, button) for number, text in enumerate(messages, len(self.history)))
        return await self.hears(*said, objections=objections, turn_id=turn_id, files=files)

    async def hears(
        self,
        *said: MessageView,
        objections: tuple[str, ...] = (),
        turn_id: UUID | None = None,
        files: tuple[File, ...] = (),
    ) -> Reply:
        turn = Turn(
            id=turn_id or new_id(),
            conversation_id=self.conversation_id,
            contact_name=self.contact_name,
            said=said,
            history=tuple(self.history),
            instructions=self.instructions,
            state=self.state,
            now=now(),
            first_contact=self.first_contact,
            objections=objections,
            files=files,
            preview=self.preview,
            summary=self.summary,
        )
        toolbox = Bench(self.runtime, self.contact_id, turn.id, self.tools, self.calls, asks=self.asks, yes=self.agreed)
        reply = await self.engine.respond(turn, toolbox)
        self.state, self.first_contact, self.agreed = reply.state, False, None
        ours = message(reply.text, len(self.history) + len(said))
        ours = replace(ours, direction=Direction.OUT, author=Author.AGENT)
        self.history += [*said, ours]
        return reply

    def begin_anew(self) -> None:
        """The next message is the first of a conversation."""
        self.state, self.conversation_id = {}, new_id()
        self.history.clear()


CHEAP = Prices(input=1_000_000, output=2_000_000, cached=500_000)
"""One micro a token that is read, two for each that is written."""


@asynccontextmanager
async def open_talk(runtime: Runtime, *providers: Provider, **settings: Any) -> AsyncIterator[Talk]:
    """The demo company with a connection to each of these."""
    changed = runtime.settings.model_copy(update={"internal_hosts": frozenset({"127.0.0.1"}), **settings})
    runtime = replace(runtime, settings=changed)
    telemetry = Tracing(changed) if changed.otlp_endpoint else None
    if telemetry is not None:
        runtime.registry.add(Tracer, "otlp", telemetry)
    await furnish(runtime)
    fake = FakeModels()
    async with counterpart(fake) as end:
        async with runtime.db.transaction() as session:
            instructions = replace(await current_instructions(session), engine=LanguageModelEngine.name)
            contact = await a_contact(session)
        engine = LanguageModelEngine(runtime, OfflineEngine())
        talk = Talk(runtime, fake, end, contact, instructions, engine)
        talk.plan(chain=[await talk.model(provider, prices=CHEAP) for provider in providers])
        try:
            await engine.prepare()
            yield talk
        finally:
            await engine.close()
            if telemetry is not None:
                await asyncio.to_thread(telemetry.close)
