"""One request to a fake provider, read and answered, or not answered, as the fake likes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request

from prosa.core.wire import obj, read_json
from prosa.testing.stage.faults import Fault, FaultKind
from prosa.testing.stage.server import ABORT

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Respond = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LONGEST_SILENCE = 120.0


class Refusal(Exception):
    """An answer with the provider's own error `body`. `retry_after` (seconds) becomes the header of that name."""

    def __init__(self, status: int, body: Any, retry_after: float | None = None) -> None:
        super().__init__(f"{status}: {body}")
        self.status, self.body, self.retry_after = status, body, retry_after


class Call:
    """`path` is the parts of the path; of a repeated query field, `query` has the first value. Header names are lower
    case. `closing` is set when the fake stops."""

    def __init__(self, scope: Scope, receive: Receive, respond: Respond, closing: asyncio.Event) -> None:
        self._scope, self._receive, self._respond, self._closing = scope, receive, respond, closing
        self.method: str = scope["method"]
        self.path = tuple(scope["path"].removeprefix(scope.get("root_path", "")).strip("/").split("/"))
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}

    @property
    def base_url(self) -> str:
        """The fake's address as the caller knows it."""
        return f"http://{self.headers['host']}{self._scope.get('root_path', '')}"

    async def body(self) -> bytes:
        chunks, more = [], True
        while more:
            part = await self._receive()
            chunks.append(part.get("body", b""))
            more = part.get("more_body", False)
        return b"".join(chunks)

    async def json(self) -> dict[str, Any]:
        """The object in the body; empty when it holds another value. Raises `ValueError`."""
        return obj(read_json(await self.body()))

    def form(self) -> AbstractAsyncContextManager[FormData]:
        """A form, with files or without."""
        return Request(self._scope, self._receive).form()

    async def say(self, body: Any, status: int = 200) -> None:
        """Answers with JSON."""
        await self.reply(status, orjson.dumps(body), "application/json")

    async def refuse(self, refusal: Refusal) -> None:
        await self.reply(refusal.status, orjson.dumps(refusal.body), "application/json", refusal.retry_after)

    async def reply(self, status: int, body: bytes, type_: str, retry_after: float | None = None) -> None:
        headers = {"content-type": type_, **({} if retry_after is None else {"retry-after": f"{retry_after:g}"})}
        await self._answer(status, headers, body)

    async def redirect(self, url: str) -> None:
        await self._answer(307, {"location": url}, b"")

    async def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        named = {**headers, "content-length": str(len(body))}
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
        await self._respond({"type": "http.response.start", "status": status, "headers": pairs})
        await self._respond({"type": "http.response.body", "body": body})

    async def go_wrong(self, fault: Fault, error: Callable[[Fault], Refusal]) -> None:
        """The part of a fault that the caller sees; `error` makes the provider's answer to one of kind ERROR."""
        match fault.kind:
            case FaultKind.ERROR:
                raise error(fault)
            case FaultKind.HTTP | FaultKind.HTTP_AFTER:
                await self.reply(fault.status, b"<html>busy</html>", "text/html", fault.retry_after)
            case FaultKind.GARBLED:
                await self.reply(200, b'{"messages": [{"id": ', "application/json")
            case FaultKind.SILENT:
                await self.silence()
                await self.hang_up()
            case _:
                await self.hang_up()

    async def silence(self) -> None:
        """Until the caller gives up, or the fake is stopped."""
        gone = asyncio.create_task(self._gone())
        closing = asyncio.create_task(self._closing.wait())
        _, open_ = await asyncio.wait({gone, closing}, timeout=LONGEST_SILENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)

    async def hang_up(self) -> None:
        self._scope["extensions"][ABORT]["now"]()
        await self._gone()

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
