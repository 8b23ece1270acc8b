"""The model a process reads with: trained once for the whole installation, in a process of its own, and taken from the
storage by all others."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts import get_company
from prosa.agents.understanding import learning
from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.reading import Bounds, Reading, Understanding
from prosa.agents.understanding.settings import get_settings
from prosa.agents.understanding.training import train_apart
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.storage import is_sound

log = structlog.get_logger(__name__)

CALM = 1.0
"""Seconds that a starting process has for itself before it looks for a model."""
EVERY = 5.0
"""Seconds between looks for another live model or other settings."""
PATIENCE = 60.0
"""Seconds between two calls for a model where there is none."""


class Companion:
    """Reads for this process. `working` keeps it up to date; who reads only now and then calls `prepare`."""

    def __init__(self, runtime: Runtime, shipped: Sequence[Example] | None = None) -> None:
        self._runtime = runtime
        self._shipped = shipped
        self._digest = learning.own_digest() if shipped is None else learning.digest_of(shipped)
        self._model: Understanding | None = None
        self._weights: str | None = None
        self._bounds: dict[str, Bounds] = {}
        self._departments: dict[str, str] = {}
        self._zone: tzinfo = ZoneInfo("UTC")
        self._one_at_a_time = asyncio.Lock()
        self._somebody_waits = False

    def read(self, said: Sequence[str | None]) -> Reading | None:
        """What the messages say together; None without words, or while the first model is being trained."""
        text = "\n".join(line for line in said if line and line.strip())
        if self._model is None or not text:
            return None
        reading = self._model.read(text, today=now().astimezone(self._zone).date())
        return replace(reading, bounds=self._bounds, department=self._departments.get(reading.category.value))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Follows the live model while the block runs."""
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following

    async def prepare(self) -> None:
        """Brings settings and model up to date, and has a model made where there is none."""
        if not await self.take_up():
            async with self._one_at_a_time:
                await self._learn()
            await self.take_up()

    async def take_up(self) -> bool:
        """Reads with the live model and the company's settings from now on. False while there is no such model; what
        was read with until now then goes on."""
        async with self._runtime.db.transaction() as session:
            await self._take_settings(session)
            weights = await learning.live(session, self._digest)
        return weights is not None and (weights == self._weights or await self._load(weights))

    async def learn(self) -> None:
        """Has tried what the company has taught since, and reads with it where the golden set does not lose. Who comes
        while another already waits for its turn leaves it to that one."""
        if self._somebody_waits:
            return
        self._somebody_waits = True
        async with self._one_at_a_time:
            self._somebody_waits = False
            await self._learn()
        await self.take_up()

    async def _learn(self) -> None:
        async with self._runtime.db.alone(learning.LEARN):
            while await self._try_next():
                pass

    async def _try_next(self) -> bool:
        async with self._runtime.db.transaction() as session:
            recipe = await learning.next_recipe(session, self._digest)
            if recipe is None:
                return False
            own = await learning.own_examples(session, recipe.corrections)
        made = await train_apart(self._shipped, [example for taught in own.values() for example in taught])
        weights = await self._runtime.storage.put(made.packed)
        async with self._runtime.db.transaction() as session:
            lives, dropped = await learning.enter(session, recipe, made, weights)
        for each in dropped:
            await self._runtime.storage.delete(each)
        log.info("understanding_learned", revision=recipe.revision, corrections=len(recipe.corrections), live=lives)
        return True

    async def _load(self, weights: str) -> bool:
        """Where they are damaged or gone, as after a restore without files, they have to be made again."""
        from prosa.agents.understanding.arrays import Damaged  # noqa: PLC0415
        from prosa.agents.understanding.model import unpack  # noqa: PLC0415

        storage = self._runtime.storage
        try:
            if not await is_sound(storage, weights):
                raise Damaged("the digest is another")
            self._model = await asyncio.to_thread(unpack, await storage.whole(weights))
        except (NotFound, Damaged) as problem:
            log.warning("understanding_weights_lost", problem=str(problem))
            async with self._runtime.db.transaction() as session:
                await learning.lose(session, weights)
            await storage.delete(weights)
            return False
        self._weights = weights
        return True

    async def _take_settings(self, session: Session) -> None:
        found = await get_settings(session)
        self._bounds = {head: Bounds(choice.act, choice.confirm) for head, choice in found.bounds.items()}
        self._departments = found.departments
        self._zone = ZoneInfo((await get_company(session)).timezone)

    async def _follow(self) -> None:
        await asyncio.sleep(CALM)
        called: float | None = None
        while True:
            try:
                reads = await self.take_up()
                if called is None or (not reads and time.monotonic() - called > PATIENCE):
                    await self._call_for_learning()
                    called = time.monotonic()
            except (SQLAlchemyError, OSError) as trouble:
                log.warning("understanding_not_followed", error=type(trouble).__name__)
            await asyncio.sleep(EVERY)

    async def _call_for_learning(self) -> None:
        """For what a new release or a first start brings."""
        async with self._runtime.db.transaction() as session:
            if await learning.next_recipe(session, self._digest) is not None:
                learning.learn_soon(session)
