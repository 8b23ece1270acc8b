"""What a turn of each engine costs this process, beside the time a language model takes for itself."""

import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from openai import AsyncOpenAI
from pydantic import SecretStr

from prosa.accounts.schemas import system
from prosa.agents import connections, current_instructions
from prosa.agents.engine import Engine, Instructions, Turn
from prosa.agents.llm import LanguageModelEngine
from prosa.agents.model_schemas import NewModel, Provider
from prosa.agents.offline import OfflineEngine
from prosa.agents.schemas import ModelPlan
from prosa.app.compose import open_runtime
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings
from prosa.testing.counterpart import counterpart, nobody_listens
from prosa.testing.models import KEY, FakeModels
from prosa.turns.toolbox import RecordingToolbox
from tests.agents.stage import message
from tests.factories import a_contact
from tests.load.figures import Figure, at_most, middle
from tests.load.house import House, house
from tests.load.model_server import brain
from tests.load.texts import QUESTIONS
from tests.waiting import until

OFFLINE, MODEL, SWITCH = 15.0, 25.0, 100.0
"""Milliseconds: of CPU for a turn, of CPU beside the bare library, of time until the engine without a model answers."""
TURNS = 60


@dataclass
class Bench:
    runtime: Runtime
    contact_id: UUID
    instructions: Instructions

    async def ask(self, engine: Engine, text: str, chain: tuple[UUID, ...] = ()) -> None:
        instructions = replace(self.instructions, engine=engine.name, model=ModelPlan(chain=chain))
        turn = Turn(
            id=new_id(),
            conversation_id=new_id(),
            contact_name="Helena Duarte",
            said=(message(text),),
            history=(),
            instructions=instructions,
            state={},
            now=now(),
            first_contact=False,
        )
        await engine.respond(turn, RecordingToolbox(self.runtime, turn, self.contact_id))

    async def model(self, url: str) -> UUID:
        new = NewModel(
            name="fake", provider=Provider.OPENAI, model="gpt-4o-mini", base_url=f"{url}/v1", api_key=SecretStr(KEY)
        )
        async with self.runtime.db.transaction() as session:
            return await connections.add_model(session, self.runtime, system("load"), new)


async def run(quick: bool) -> list[Figure]:
    turns = TURNS // 3 if quick else TURNS
    async with house() as found, _bench(found) as bench:
        offline, engine = OfflineEngine(), LanguageModelEngine(bench.runtime, OfflineEngine())
        without = await _each(turns, lambda text: bench.ask(offline, text))
        asked, bare = await _against_the_bare_library(found, bench, engine, turns)
        dead = (await bench.model(nobody_listens()),)
        switched = await _each(turns, lambda text: bench.ask(engine, text, dead))
        await engine.close()
    return [
        at_most("offline turn", without.cpu, "ms CPU", OFFLINE),
        at_most("model turn beside the bare library", asked.cpu - bare.cpu, "ms CPU", MODEL, floor=bare.cpu),
        at_most(
            "offline once the breaker is open, more than without a model", switched.wall - without.wall, "ms", SWITCH
        ),
    ]


@dataclass(frozen=True)
class Took:
    """Milliseconds of one turn."""

    cpu: float
    wall: float


async def _each(turns: int, act: Callable[[str], Awaitable[object]]) -> Took:
    """The medians; what is loaded at first use is loaded before."""
    texts = [QUESTIONS[number % len(QUESTIONS)] for number in range(turns)]
    for text in texts[:5]:
        await act(text)
    cpu, wall = [], []
    for text in texts:
        began, began_cpu = time.perf_counter(), time.process_time()
        await act(text)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return Took(middle(cpu), middle(wall))


async def _against_the_bare_library(
    found: House, bench: Bench, engine: LanguageModelEngine, turns: int
) -> tuple[Took, Took]:
    """A turn of two requests, and the same two requests by the provider's library alone."""
    bodies = await _bodies(bench, engine)
    async with _server(found) as url, AsyncOpenAI(api_key=KEY, base_url=f"{url}/v1", max_retries=0) as client:
        chain = (await bench.model(url),)

        async def alone(_: str) -> None:
            for body in bodies:
                await client.chat.completions.create(**body)

        return await _each(turns, lambda text: bench.ask(engine, text, chain)), await _each(turns, alone)


async def _bodies(bench: Bench, engine: LanguageModelEngine) -> list[dict[str, object]]:
    async with counterpart(FakeModels(brain)) as end:
        await bench.ask(engine, QUESTIONS[0], (await bench.model(end.url),))
        return [json.loads(request.body) for request in end.requests]


@asynccontextmanager
async def _server(found: House) -> AsyncIterator[str]:
    """In a process of its own: what it costs is not ours."""
    printed = found.folder / "model_server.txt"
    command = f"exec {sys.executable} -m tests.load.model_server > {printed}"
    process = await found.launch("sh", "-c", command)
    url = await _first_line(printed)
    try:
        yield url
    finally:
        await found.stop(process)


async def _first_line(path: Path) -> str:
    text: str = await until(lambda: path.exists() and path.read_text().strip())
    return text


@asynccontextmanager
async def _bench(found: House) -> AsyncIterator[Bench]:
    settings = Settings(data_dir=found.folder, internal_hosts=frozenset({"127.0.0.1"}), _env_file=None)
    async with open_runtime(settings, found.server.url) as runtime:
        async with runtime.db.transaction() as session:
            bench = Bench(runtime, await a_contact(session), await current_instructions(session))
        yield bench
