"""A scripted language model at the other end of a real wire, which can be made to fail for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from pydantic import SecretStr

from prosa.accounts.schemas import system
from prosa.agents.connections import add_model
from prosa.agents.engine import Reply, Toolbox, Turn
from prosa.agents.llm import LanguageModelEngine
from prosa.agents.model_schemas import NewModel, Provider
from prosa.agents.offline import OfflineEngine
from prosa.core.runtime import Runtime
from prosa.testing.counterpart import Break, counterpart
from prosa.testing.models import KEY, Asked, Breaks, Fails, FakeModels, Step, Understudy, UnderstudyEngine

NAME = "scripted"
PATIENCE = 1.0
"""Seconds for one request."""
Ailment = Literal["down", "hangs"]


@dataclass
class ScriptedModel:
    """Implements `agents.engine.Engine`: the engine of the models, before which a model plays the offline engine."""

    runtime: Runtime
    understudy: Understudy
    engine: UnderstudyEngine
    connection_id: UUID
    ailment: Ailment | None = None
    name: str = NAME
    reads_files: bool = False

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        return await self.engine.respond(turn, toolbox)

    def fail(self, ailment: Ailment) -> None:
        self.ailment = ailment

    async def recover(self) -> None:
        """As if the time had passed after which a model that failed is asked again."""
        self.ailment = None
        await _real(self.engine).close()
        self.engine = _engine(self.runtime, self.understudy)

    def think(self, asked: Asked) -> Step:
        """The brain of the fake."""
        if self.ailment is None:
            return self.understudy(asked)
        return Fails(500) if self.ailment == "down" else Breaks(Break.HANG)


@asynccontextmanager
async def open_model(runtime: Runtime) -> AsyncIterator[ScriptedModel]:
    """With a connection to it, at an address of this machine."""
    settings = runtime.settings.model_copy(update={"internal_hosts": frozenset({"127.0.0.1"})})
    runtime = replace(runtime, settings=settings)
    understudy, fake = Understudy(OfflineEngine()), FakeModels()
    async with counterpart(fake) as end:
        new = NewModel(
            name=NAME,
            provider=Provider.OPENAI,
            model="gpt-4o-mini",
            base_url=f"{end.url}/v1",
            api_key=SecretStr(KEY),
            timeout_seconds=PATIENCE,
        )
        async with runtime.db.transaction() as session:
            connection_id = await add_model(session, runtime, system(NAME), new)
        model = ScriptedModel(runtime, understudy, _engine(runtime, understudy), connection_id)
        fake.brain = model.think
        yield model
        await _real(model.engine).close()


def _engine(runtime: Runtime, understudy: Understudy) -> UnderstudyEngine:
    return UnderstudyEngine(LanguageModelEngine(runtime, OfflineEngine()), understudy)


def _real(engine: UnderstudyEngine) -> LanguageModelEngine:
    if not isinstance(engine.engine, LanguageModelEngine):
        raise TypeError("the engine of the models was replaced")
    return engine.engine
