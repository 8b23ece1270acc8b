"""The parent's side: one child process, asked for one document after the other."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from prosa.core.documents.shape import Document, DocumentKind, Unreadable

SILENCE = 45.0
"""Seconds without a word of the child after which it is ended."""
_LONGEST_LINE = 64 * 1024 * 1024
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG")

Progress = Callable[[int, int], Awaitable[None]]
"""Told what is done and what there is to do, in pages."""


async def _ignore(done: int, total: int) -> None:
    """Nobody wants to know."""


class Reader:
    """Reads documents while it is entered; the child starts with the first one, and anew after one that killed it."""

    def __init__(self, silence: float = SILENCE) -> None:
        self._silence = silence
        self._child: Process | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def read(self, kind: DocumentKind, data: bytes, *, url: str = "", progress: Progress = _ignore) -> Document:
        """`url` is where an HTML page was found, for the links it has. Raises `Unreadable`."""
        with tempfile.TemporaryDirectory(prefix="prosa-") as folder:
            path = Path(folder) / "document"
            await asyncio.to_thread(path.write_bytes, data)
            try:
                return await self._ask({"kind": kind, "path": str(path), "url": url}, progress)
            except BaseException:
                await self._end()
                raise

    async def _ask(self, request: dict[str, str], progress: Progress) -> Document:
        child = self._child = self._child or await _start()
        if child.stdin is None or child.stdout is None:
            raise Unreadable("broken")
        child.stdin.write(orjson.dumps(request) + b"\n")
        while True:
            answer = await self._line(child.stdout)
            if "document" in answer:
                return _document(answer["document"])
            if "problem" in answer:
                raise Unreadable(**answer["problem"])
            await progress(answer["done"], answer["total"])

    async def _line(self, stdout: asyncio.StreamReader) -> dict[str, Any]:
        """What the child says next. A child that is ended by a limit, or for its silence, has met a bomb."""
        try:
            async with asyncio.timeout(self._silence):
                said = await stdout.readline()
        except (TimeoutError, ValueError):
            raise Unreadable("too_heavy") from None
        if not said.endswith(b"\n"):
            raise Unreadable("too_heavy")
        answer: dict[str, Any] = orjson.loads(said)
        return answer

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            child.kill()
        await child.wait()


async def _start() -> Process:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "prosa.core.documents.child",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=environment,
        limit=_LONGEST_LINE,
    )


def _document(found: dict[str, Any]) -> Document:
    questions = tuple((question, answer) for question, answer in found.pop("questions"))
    return Document(links=tuple(found.pop("links")), questions=questions, **found)
