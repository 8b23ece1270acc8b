"""Carries deliveries to a webhook: signed, at least once, in no particular order."""

import asyncio
import heapq
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from random import Random

from prosa.testing.graph.payloads import Change, delivery, signed
from prosa.testing.graph.post import FAILURES, Poster


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where deliveries go and what happens to them on the way. Shares are 0 to 1, drawn from `seed`.

    `batch` is the most changes that travel together. A change that is overtaken, and the copy of one that is
    doubled, comes up to `spread` seconds later. What is not answered with 2xx comes again after `retry_base`
    seconds, then twice that, up to `retry_cap`, without end.
    """

    url: str
    app_secret: str
    seed: int = 0
    duplicates: float = 0.0
    reordering: float = 0.0
    spread: float = 0.5
    batch: int = 1
    concurrency: int = 8
    retry_base: float = 0.5
    retry_cap: float = 30.0
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class _Parcel:
    body: bytes
    attempt: int = 0
    is_copy: bool = False


class Courier:
    """Holds what is to be delivered and delivers it, from the first thing handed over until it is closed.

    Belongs to one event loop.
    """

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self.attempts = 0
        self.delivered = 0
        self._rng = Random(webhook.seed)  # noqa: S311  (a seeded run must be repeatable)
        self._due: list[tuple[float, int, Change | _Parcel]] = []
        self._numbers = count()
        self._under_way = 0
        self._news = asyncio.Event()
        self._slots = asyncio.Semaphore(webhook.concurrency)
        self._round: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._poster = Poster(webhook.url, webhook.timeout)

    @property
    def pending(self) -> int:
        """Changes and deliveries that have not arrived yet."""
        return len(self._due) + self._under_way

    def post(self, change: Change, delay: float = 0.0) -> None:
        """Hands a change over, to be delivered after `delay` seconds at the earliest."""
        if self._rng.random() < self.webhook.reordering:
            delay += self._rng.uniform(0, self.webhook.spread)
        self._push(change, delay)

    def _push(self, item: Change | _Parcel, delay: float) -> None:
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
            for parcel in self._packed():
                await self._slots.acquire()
                self._start(parcel)

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

    def _packed(self) -> list[_Parcel]:
        """What is due, changes joined to batches of varying size."""
        now = asyncio.get_running_loop().time()
        changes: list[Change] = []
        parcels: list[_Parcel] = []
        while self._due and self._due[0][0] <= now:
            item = heapq.heappop(self._due)[2]
            if isinstance(item, Change):
                changes.append(item)
            else:
                parcels.append(item)
        parcels += [_Parcel(delivery(batch, self._rng)) for batch in self._batches(changes)]
        self._under_way += len(parcels)
        return parcels

    def _batches(self, changes: Sequence[Change]) -> list[Sequence[Change]]:
        batches = []
        while changes:
            size = self._rng.randint(1, self.webhook.batch)
            batches.append(changes[:size])
            changes = changes[size:]
        return batches

    def _start(self, parcel: _Parcel) -> None:
        task = asyncio.create_task(self._carry(parcel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, parcel: _Parcel) -> None:
        try:
            self._arrived(parcel) if await self._taken(parcel) else self._again(parcel)
        finally:
            self._under_way -= 1
            self._slots.release()
            self._news.set()

    async def _taken(self, parcel: _Parcel) -> bool:
        self.attempts += 1
        headers = signed(self.webhook.app_secret, parcel.body)
        try:
            return await self._poster.post(headers, parcel.body) // 100 == 2
        except FAILURES:
            return False

    def _arrived(self, parcel: _Parcel) -> None:
        self.delivered += 1
        if not parcel.is_copy and self._rng.random() < self.webhook.duplicates:
            self._push(_Parcel(parcel.body, is_copy=True), self._rng.uniform(0, self.webhook.spread))

    def _again(self, parcel: _Parcel) -> None:
        delay = min(self.webhook.retry_base * 2**parcel.attempt, self.webhook.retry_cap)
        self._push(_Parcel(parcel.body, parcel.attempt + 1, parcel.is_copy), delay)
