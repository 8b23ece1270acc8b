"""Operators who take over at random moments, say something, pass on and give back: over the API, like anybody."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import httpx

from prosa.app.chaos.plan import person
from prosa.core.clock import now

COLLEAGUE = "Colega"
HELD = (0.05, 0.7)
"""Shortest and longest time an operator holds a conversation, in seconds."""
PAUSE = 0.1
PEOPLE = 8
INTERRUPTING = 0.5
"""Share of takeovers in which one is looked for that has just been written in."""
TO_COLLEAGUE = 0.25
"""Share of conversations that somebody passes to a colleague while they hold them."""
ENDS = {"give-back": 0.6, "resolve": 0.2, "transfer": 0.2}
"""How holding ends; a transfer leads back into the queue."""
EXPIRED = 401
TOO_MANY = 429
TOKENS = "/tokens"
TRIES = 200


@dataclass(frozen=True, slots=True)
class Held:
    """From `since` (the claim was answered) to `until` (giving back was asked for) the agent must be silent."""

    since: datetime
    until: datetime


@dataclass
class Operators:
    """`said` are the words of operators that were taken, by phone; `held` tells when the agent had to be silent."""

    address: str
    email: str
    password: str
    rng: Random
    held: dict[str, list[Held]] = field(default_factory=lambda: defaultdict(list))
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    resolved: int = 0
    passed_on: int = 0
    _colleague: str = ""
    _queue: str = ""
    _taken: set[str] = field(default_factory=set)
    _begun: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        """Everybody takes over one conversation after another, until cancelled."""
        async with asyncio.TaskGroup() as people:
            for _ in range(PEOPLE):
                people.create_task(self._one_person())

    async def _one_person(self) -> None:
        async with httpx.AsyncClient(base_url=f"{self.address}/api/v1", timeout=20) as http:
            await self._sign_in(http)
            await self._look_around(http)
            while True:
                await asyncio.sleep(PAUSE * self.rng.random() * 2)
                await self._take_one(http)

    async def _look_around(self, http: httpx.AsyncClient) -> None:
        """To whom and where a conversation can be passed on."""
        colleagues = (await self._call(http, "GET", "/colleagues"))["items"]
        self._colleague = next(each["id"] for each in colleagues if each["name"] == COLLEAGUE)
        self._queue = (await self._call(http, "GET", "/queues"))["items"][0]["id"]

    async def _take_one(self, http: httpx.AsyncClient) -> None:
        """Often one in which the contact has just written: the agent is about to answer, and could talk over."""
        tab = self.rng.choice(("waiting", "waiting", "bot"))
        items = (await self._call(http, "GET", f"/conversations?tab={tab}&limit=30"))["items"]
        free = [item for item in items if item["id"] not in self._taken]
        asked = [item for item in free if item["preview_author"] == "contact"]
        if not free:
            return
        item = self.rng.choice(asked if asked and self.rng.random() < INTERRUPTING else free)
        self._taken.add(item["id"])
        try:
            await self._hold(http, item)
        finally:
            self._taken.discard(item["id"])

    async def _hold(self, http: httpx.AsyncClient, item: dict[str, Any]) -> None:
        path, phone = f"/conversations/{item['id']}", person(item["contact"]["phone"])
        await self._call(http, "POST", f"{path}/claim", json={"force": True})
        since = now()
        for _ in range(self.rng.randrange(3)):
            await self._say(http, path, phone)
        if self.rng.random() < TO_COLLEAGUE:
            await self._pass_on(http, path, operator_id=self._colleague)
        await asyncio.sleep(self.rng.uniform(*HELD))
        self.held[phone].append(Held(since, now()))
        (end,) = self.rng.choices(list(ENDS), list(ENDS.values()))
        if end == "transfer":
            await self._pass_on(http, path, queue_id=self._queue)
            return
        self.resolved += end == "resolve"
        await self._call(http, "POST", f"{path}/{end}")

    async def _pass_on(self, http: httpx.AsyncClient, path: str, **to: str) -> None:
        await self._call(http, "POST", f"{path}/transfer", json={**to, "note": "segue com você"})
        self.passed_on += 1

    async def _say(self, http: httpx.AsyncClient, path: str, phone: str) -> None:
        """The same client id on every try: a repeat after a lost answer adds nothing. What is cut off by the end of
        the run is not counted, as nobody knows what became of it."""
        text = f"operador {phone}-{self._begun[phone]}"
        self._begun[phone] += 1
        await self._call(http, "POST", f"{path}/messages", json={"client_id": text, "text": text})
        self.said[phone].append(text)

    async def _sign_in(self, http: httpx.AsyncClient) -> None:
        credentials = {"email": self.email, "password": self.password}
        tokens = await self._call(http, "POST", TOKENS, json=credentials)
        http.headers["authorization"] = f"Bearer {tokens['access_token']}"

    async def _call(self, http: httpx.AsyncClient, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Tries until it is answered: servers and databases die in between."""
        for _ in range(TRIES):
            try:
                answer = await http.request(method, path, **more)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
                continue
            if answer.is_success:
                return answer.json() if answer.content else {}
            if answer.status_code == EXPIRED and path != TOKENS:
                await self._sign_in(http)
                continue
            if answer.status_code < 500 and answer.status_code != TOO_MANY:
                raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
            await asyncio.sleep(0.2)
        raise RuntimeError(f"{method} {path}: no answer")
