"""The model a process reads with: trained beside the work after start, and again when another recipe goes live."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import tzinfo
from threading import Thread
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts import get_company
from prosa.agents.understanding import learning
from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.examples import shipped as shipped_examples
from prosa.agents.understanding.reading import Bounds, Reading, Understanding
from prosa.agents.understanding.settings import get_settings
from prosa.agents.understanding.training import train
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

CALM = 1.0
"""Seconds that a starting process has for itself before its model is trained."""
EVERY = 5.0
"""Seconds between looks for another live model or other settings."""

Result = TypeVar("Result")
Key = tuple[UUID, ...]


class Companion:
    """Reads for this process. `working` keeps it up to date; who reads only now and then calls `prepare`."""

    def __init__(self, runtime: Runtime, shipped: Sequence[Example] | None = None) -> None:
        self._runtime = runtime
        self._own_choice = shipped
        self._model: Understanding | None = None
        self._key: Key | None = None
        self._bounds: dict[str, Bounds] = {}
        self._departments: dict[str, str] = {}
        self._zone: tzinfo = ZoneInfo("UTC")
        self._one_at_a_time = asyncio.Lock()

    def read(self, said: Sequence[str | None]) -> Reading | None:
        """What the messages say together; None without words, or while the first model is being trained."""
        text = "\n".join(line for line in said if line and line.strip())
        if self._model is None or not text:
            return None
        reading = self._model.read(text, today=now().astimezone(self._zone).date())
        return replace(reading, bounds=self._bounds, department=self._departments.get(reading.category.value))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Follows the live model while the block runs. What is being trained at its end is given up."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following

    async def prepare(self) -> None:
        """Brings settings and model up to date, the model where the live one is of other examples."""
        async with self._one_at_a_time:
            async with self._runtime.db.transaction() as session:
                recipe = await learning.live(session)
                wanted = recipe.corrections if recipe else ()
                own = {} if wanted == self._key else await learning.own_examples(session, wanted)
                await self._take_settings(session)
            if wanted != self._key:
                self._take(wanted, await self._trained(wanted, own))

    async def learn(self) -> None:
        """Tries what the company has taught since, and reads with it where the golden set does not lose."""
        async with self._one_at_a_time:
            while await self._try_next():
                pass

    async def _try_next(self) -> bool:
        async with self._runtime.db.transaction() as session:
            recipe = await learning.next_recipe(session, learning.digest(self._shipped()))
            if recipe is None:
                return False
            own = await learning.own_examples(session, recipe.corrections)
        model = await self._trained(recipe.corrections, own)
        found = await _aside(lambda: learning.judge(model))
        async with self._runtime.db.transaction() as session:
            lives = await learning.enter(session, recipe, len(self._shipped()), found)
        log.info("understanding_learned", revision=recipe.revision, corrections=len(recipe.corrections), live=lives)
        if lives:
            self._take(recipe.corrections, model)
        return True

    async def _trained(self, key: Key, own: dict[UUID, tuple[Example, ...]]) -> Understanding:
        if self._model is not None and key == self._key:
            return self._model
        examples = [*self._shipped(), *(example for taught in own.values() for example in taught)]
        return await _aside(lambda: train(examples))

    def _shipped(self) -> Sequence[Example]:
        """Read from their files when first needed, which is not while a process starts."""
        return shipped_examples() if self._own_choice is None else self._own_choice

    def _take(self, key: Key, model: Understanding) -> None:
        self._key, self._model = key, model

    async def _take_settings(self, session: Session) -> None:
        found = await get_settings(session)
        self._bounds = {head: Bounds(choice.act, choice.confirm) for head, choice in found.bounds.items()}
        self._departments = found.departments
        self._zone = ZoneInfo((await get_company(session)).timezone)

    async def _follow(self) -> None:
        await asyncio.sleep(CALM)
        begun = False
        while True:
            try:
                await self.prepare()
                begun = begun or await self._wake_learning()
            except (SQLAlchemyError, OSError) as trouble:
                log.warning("understanding_not_followed", error=type(trouble).__name__)
            await asyncio.sleep(EVERY)

    async def _wake_learning(self) -> bool:
        """For what a new release or a first start brings."""
        async with self._runtime.db.transaction() as session:
            if await learning.next_recipe(session, learning.digest(self._shipped())) is not None:
                learning.learn_soon(session)
        return True


async def _aside(work: Callable[[], Result]) -> Result:
    """The work in a thread of its own, which does not keep the process when it ends meanwhile."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, problem: BaseException | None) -> None:
        if done.done():
            return
        if problem is None:
            done.set_result(result)  # type: ignore[arg-type]
        else:
            done.set_exception(problem)

    def run() -> None:
        result, problem = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001  (handed to who waits)
            problem = raised
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, problem)

    Thread(target=run, name="understanding", daemon=True).start()
    return await done
