"""Carries deliveries to a webhook, with whatever befalls them on the way."""

import asyncio
import heapq
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from random import Random
from typing import Any, Protocol

from prosa.testing.stage.post import FAILURES, Poster


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where deliveries go and what happens to them on the way. Shares are 0 to 1, drawn from `seed`.

    An item that is overtaken, and the copy of a delivery that is doubled, comes up to `spread` seconds later; one
    that is lost never comes. `concurrency` deliveries are under way at a time, each with `timeout` seconds.
    """

    url: str
    seed: int = 0
    duplicates: float = 0.0
    reordering: float = 0.0
    loss: float = 0.0
    spread: float = 0.5
    concurrency: int = 8
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery as it goes over the wire, the same at every attempt; `suffix` is added to the webhook's path."""

    headers: Mapping[str, str]
    body: bytes
    suffix: str = ""


class Habits(Protocol):
    """How a provider delivers."""

    def pack(self, items: Sequence[Any], rng: Random) -> list[Parcel]:
        """Signed deliveries of what is due, in order."""
        ...

    def again(self, attempt: int, status: int | None) -> float | None:
        """Seconds until a delivery that was answered so (None: not at all) is tried again, after `attempt` tries
        from 1; None when the provider gives it up."""
        ...


@dataclass(frozen=True, slots=True)
class _Trip:
    parcel: Parcel
    attempt: int = 1
    is_copy: bool = False


class Courier:
    """Holds what is to be delivered and delivers it, from the first thing handed over until it is closed.

    Belongs to one event loop.
    """

    def __init__(self, webhook: Webhook, habits: Habits) -> None:
        self.webhook = webhook
        self.attempts = 0
        self.delivered = 0
        self.given_up: list[Parcel] = []
        self.lost = 0
        self._habits = habits
        self._rng = Random(webhook.seed)  # noqa: S311  (a seeded run must be repeatable)
        self._due: list[tuple[float, int, Any]] = []
        self._numbers = count()
        self._under_way = 0
        self._news = asyncio.Event()
        self._slots = asyncio.Semaphore(webhook.concurrency)
        self._round: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._poster = Poster(webhook.url, webhook.timeout)

    @property
    def pending(self) -> int:
        """Items and deliveries that have not arrived yet."""
        return len(self._due) + self._under_way

    def post(self, item: Any, delay: float = 0.0) -> None:
        """Hands an item over, to be delivered after `delay` seconds at the earliest."""
        if self._rng.random() < self.webhook.loss:
            self.lost += 1
            return
        if self._rng.random() < self.webhook.reordering:
            delay += self._rng.uniform(0, self.webhook.spread)
        self._push(item, delay)

    def _push(self, item: Any, delay: float) -> None:
        due = asyncio.get_running_loop().time() + delay
        heapq.heappush(self._due, (due, next(self._numbers), item))
        self._news.set()
        if self._round is None:
            self._round = asyncio.create_task(self._rounds())

    async def settled(self, within: float = 30.0) -> None:
        """Returns once everything has arrived. Raises `TimeoutError`."""
        async with asyncio.timeout(within):
            while self.pending:
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        """Stops delivering; what has not arrived is dropped."""
        tasks = [*self._tasks, *([self._round] if self._round else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._poster.close()

    async def _rounds(self) -> None:
        while True:
            await self._wait()
            for trip in self._packed():
                await self._slots.acquire()
                self._start(trip)

    async def _wait(self) -> None:
        """Until something is due."""
        while True:
            now = asyncio.get_running_loop().time()
            if self._due and self._due[0][0] <= now:
                return
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._due[0][0] - now if self._due else None):
                    await self._news.wait()

    def _packed(self) -> list[_Trip]:
        """What is due, items made into deliveries."""
        now = asyncio.get_running_loop().time()
        items: list[Any] = []
        trips: list[_Trip] = []
        while self._due and self._due[0][0] <= now:
            item = heapq.heappop(self._due)[2]
            (trips if isinstance(item, _Trip) else items).append(item)
        if items:
            trips += [_Trip(parcel) for parcel in self._habits.pack(items, self._rng)]
        self._under_way += len(trips)
        return trips

    def _start(self, trip: _Trip) -> None:
        task = asyncio.create_task(self._carry(trip))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, trip: _Trip) -> None:
        try:
            status = await self._status(trip.parcel)
            if status is not None and status // 100 == 2:
                self._arrived(trip)
            else:
                self._again(trip, status)
        finally:
            self._under_way -= 1
            self._slots.release()
            self._news.set()

    async def _status(self, parcel: Parcel) -> int | None:
        self.attempts += 1
        try:
            return await self._poster.post(parcel.headers, parcel.body, parcel.suffix)
        except FAILURES:
            return None

    def _arrived(self, trip: _Trip) -> None:
        self.delivered += 1
        if not trip.is_copy and self._rng.random() < self.webhook.duplicates:
            self._push(replace(trip, is_copy=True), self._rng.uniform(0, self.webhook.spread))

    def _again(self, trip: _Trip, status: int | None) -> None:
        delay = self._habits.again(trip.attempt, status)
        if delay is None:
            self.given_up.append(trip.parcel)
        else:
            self._push(replace(trip, attempt=trip.attempt + 1), delay)
