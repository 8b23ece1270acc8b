"""A light client that delivers what contacts write, as Meta would: signed, over kept connections.

Runs as a process of its own (`python -m tests.load.client`, the job as JSON on standard input) so that it takes no
time from what it measures; a request costs it some thirty microseconds.
"""

import asyncio
import hashlib
import hmac
import json
import os
import sys
import time
from asyncio.subprocess import PIPE
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit

import uvloop

from prosa.testing.graph import Line, payloads
from tests.load.letters import letters


@dataclass(frozen=True, slots=True)
class Load:
    """`people` write in turn. With a `rate` (messages a second) each is due at its time, whether or not those
    before it are answered, and waiting for a free connection counts; without one, every connection writes as
    fast as it is answered. It ends after `messages` or `seconds`, whichever is first. `connector`: the provider that
    delivers; those beside the Cloud API's are made beforehand, `messages` of them, one for each person."""

    url: str
    app_secret: str
    texts: list[str]
    people: int = 500
    first_person: int = 0
    connections: int = 32
    rate: float | None = None
    seconds: float = 5.0
    messages: int | None = None
    seed: int = 1
    connector: str = "meta_cloud"
    accounts: dict[str, str] = field(default_factory=dict)
    """Phone number ids of the Cloud API by the path of their webhook, which are written to in turn; without any,
    the one of the fake at `url`."""


@dataclass(slots=True)
class Outcome:
    """`milliseconds` from when it was due to the answer; `due` is the wall clock of each message by its phone."""

    answered: int = 0
    refused: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    due: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds if self.seconds else 0.0


async def deliver(load: Load) -> Outcome:
    """Runs `load` in a process of its own."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, stdin=PIPE, stdout=PIPE)
    written, _ = await process.communicate(json.dumps(asdict(load)).encode())
    return Outcome(**json.loads(written))


def phone_of(person: int) -> str:
    return f"55119{80000000 + person}"


class Letters:
    """Deliveries of one text message each, made from a template: only ids, people, texts and times differ."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._rng = Random(load.seed)
        self._secret = load.app_secret.encode()
        target = urlsplit(load.url)
        self._accounts = list((load.accounts or {target.path: Line().phone_number_id}).items())
        self._head = f" HTTP/1.1\r\nhost: {target.netloc}\r\ncontent-type: application/json\r\n"
        self._body = _template()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        load, run = self._load, os.urandom(6).hex()
        number = 0
        while load.messages is None or number < load.messages:
            phone = phone_of(load.first_person + number % load.people)
            account = self._accounts[number % len(self._accounts)]
            yield phone, self._request(account, phone, f"wamid.load{run}{number:08x}", self._rng.choice(load.texts))
            number += 1

    def _request(self, account: tuple[str, str], phone: str, id_: str, said: str) -> bytes:
        path, number_id = account
        body = self._body
        filled = {"LINE": number_id, "PHONE": phone, "WAMID": id_, "TEXT": said, "NOW": str(int(time.time()))}
        for name, value in filled.items():
            body = body.replace(f"@{name}@", json.dumps(value)[1:-1])
        raw = body.encode()
        signature = hmac.new(self._secret, raw, hashlib.sha256).hexdigest()
        head = f"POST {path}{self._head}x-hub-signature-256: sha256={signature}\r\ncontent-length: {len(raw)}\r\n\r\n"
        return head.encode() + raw


def _template() -> str:
    line = Line()
    said = {"from": "@PHONE@", "id": "@WAMID@", "timestamp": "@NOW@", **payloads.text("@TEXT@")}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": line.display_phone_number, "phone_number_id": "@LINE@"},
        "contacts": [payloads.contact("@PHONE@", "Contato @PHONE@")],
        "messages": [said],
    }
    return payloads.delivery([payloads.Change(line.waba_id, "messages", value)], Random(0)).decode()


class Connection(asyncio.Protocol):
    """One request at a time; `post` returns the status, 0 when the connection broke."""

    def __init__(self) -> None:
        self._read = b""
        self._answer: asyncio.Future[int] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, found, rest = self._read.partition(b"\r\n\r\n")
        if found and len(rest) >= _length(head):
            self._read = b""
            self._finish(int(head.split(b" ", 2)[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(0)

    def _finish(self, status: int) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(status)

    async def post(self, request: bytes) -> int:
        if self._transport.is_closing():
            return 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _letters(load: Load) -> Iterator[tuple[str, bytes]]:
    if load.connector == "meta_cloud":
        return iter(Letters(load))
    people = [phone_of(load.first_person + number) for number in range(load.messages or 0)]
    return letters(load.connector, load.url, load.texts, people)


async def _run(load: Load, written: Iterator[tuple[str, bytes]]) -> Outcome:
    target = urlsplit(load.url)
    loop = asyncio.get_running_loop()
    lines = [
        (await loop.create_connection(Connection, target.hostname, target.port))[1] for _ in range(load.connections)
    ]
    outcome = Outcome()
    began = loop.time()
    await (_at_rate if load.rate else _flat_out)(load, written, lines, outcome)
    outcome.seconds = loop.time() - began
    return outcome


async def _flat_out(
    load: Load, written: Iterator[tuple[str, bytes]], lines: list[Connection], outcome: Outcome
) -> None:
    end = time.perf_counter() + load.seconds

    async def keep_writing(line: Connection) -> None:
        for phone, request in written:
            await _exchange(line, phone, request, time.perf_counter(), outcome)
            if time.perf_counter() >= end:
                return

    await asyncio.gather(*map(keep_writing, lines))


async def _at_rate(load: Load, written: Iterator[tuple[str, bytes]], lines: list[Connection], outcome: Outcome) -> None:
    free, waiting = deque(lines), asyncio.Semaphore(len(lines))
    rng = Random(load.seed + 1)
    began = due = time.perf_counter()

    async def one(phone: str, request: bytes, due: float) -> None:
        async with waiting:
            line = free.popleft()
            await _exchange(line, phone, request, due, outcome)
            free.append(line)

    async with asyncio.TaskGroup() as group:
        for phone, request in written:
            due += rng.expovariate(load.rate or 1)
            if due - began > load.seconds:
                return
            await asyncio.sleep(due - time.perf_counter())
            group.create_task(one(phone, request, due))


async def _exchange(line: Connection, phone: str, request: bytes, due: float, outcome: Outcome) -> None:
    outcome.due[phone] = time.time() - (time.perf_counter() - due)
    status = await line.post(request)
    outcome.milliseconds.append((time.perf_counter() - due) * 1000)
    if status == 200:
        outcome.answered += 1
    else:
        outcome.refused += 1


if __name__ == "__main__":
    load = Load(**json.load(sys.stdin))
    json.dump(asdict(uvloop.run(_run(load, _letters(load)))), sys.stdout)
