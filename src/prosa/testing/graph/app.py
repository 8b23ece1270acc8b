"""The fake as an ASGI application: the paths of the Graph API, and `/fake/…` to steer it."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request

from prosa.core.wire import obj, objects, read_json, text
from prosa.testing.graph import rules
from prosa.testing.graph.courier import Webhook
from prosa.testing.graph.fake import FakeGraph
from prosa.testing.stage import ABORT, UNTAKEN, Fault, FaultKind, Rates

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Respond = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LONGEST_SILENCE = 120.0
SENDS_PER_PAGE = 1000


class GraphError(Exception):
    """An answer with Meta's error body."""

    def __init__(self, status: int, code: int, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status, self.code, self.retry_after = status, code, retry_after


class GraphApp:
    """Serves one `FakeGraph`."""

    def __init__(self, graph: FakeGraph) -> None:
        self.graph = graph
        self.closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, respond: Respond) -> None:
        if scope["type"] == "http":
            await _Call(self, scope, receive, respond).answer()

    async def close(self) -> None:
        """Stops delivering and lets hanging requests go."""
        self.closing.set()
        await self.graph.deliver_to(None)


class _Call:
    """One request."""

    def __init__(self, app: GraphApp, scope: Scope, receive: Receive, respond: Respond) -> None:
        self.graph, self.closing = app.graph, app.closing
        self.scope, self.receive, self.respond = scope, receive, respond
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}

    async def answer(self) -> None:
        try:
            await self._route()
        except GraphError as error:
            await self._error(error)

    async def _route(self) -> None:
        path = tuple(self.scope["path"].strip("/").split("/"))
        if path[0] == "fake":
            await self._steer(path[1:])
            return
        self._check_token()
        match self.scope["method"], path:
            case "POST", (_, number, "messages"):
                await self._send(number)
            case "POST", (_, number, "media"):
                await self._upload(number)
            case "GET", ("files", media_id):
                await self._file(media_id)
            case "GET", (_, "me"):
                await self._me()
            case "GET", (_, waba_id, "subscribed_apps"):
                await self._apps(waba_id)
            case "GET", (_, node):
                await self._node(node)
            case _:
                raise GraphError(404, 2500, f"Unknown path components: {self.scope['path']}")

    def _check_token(self) -> None:
        if self.headers.get("authorization") != f"Bearer {self.graph.line.access_token}":
            raise GraphError(401, 190, "Error validating access token")

    def _check_number(self, number: str) -> None:
        if number != self.graph.line.phone_number_id:
            raise GraphError(400, 100, f"Object with ID '{number}' does not exist or cannot be loaded")

    async def _send(self, number: str) -> None:
        self._check_number(number)
        body = await self._json()
        if body.get("status") == "read":
            self.graph.reads.append(text(body.get("message_id")) or "")
            await self._say({"success": True})
            return
        wrong = rules.problem(body, self.graph.files)
        if wrong is not None:
            raise GraphError(400, *wrong)
        fault = self.graph.fault_for(body)
        if fault is None:
            await self._accept(body)
        else:
            self.graph.faults[fault.kind] += 1
            await self._meet(fault, body)

    async def _accept(self, body: Mapping[str, Any], fault: Fault | None = None) -> None:
        send = self.graph.take(body, fault)
        await self._say(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": send.to, "wa_id": send.to}],
                "messages": [{"id": send.id, "message_status": "accepted"}],
            }
        )

    async def _meet(self, fault: Fault, body: Mapping[str, Any]) -> None:
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.kind in (FaultKind.SLOW, FaultKind.FAILED):
            await self._accept(body, fault)
            return
        if fault.kind not in UNTAKEN:
            self.graph.take(body)
        await self._go_wrong(fault)

    async def _go_wrong(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.ERROR:
                raise GraphError(400, fault.code, f"error {fault.code}", fault.retry_after)
            case FaultKind.HTTP | FaultKind.HTTP_AFTER:
                await self._reply(fault.status, b"<html>busy</html>", "text/html", fault.retry_after)
            case FaultKind.GARBLED:
                await self._reply(200, b'{"messages": [{"id": ', "application/json")
            case FaultKind.SILENT:
                await self._silence()
                await self._hang_up()
            case _:
                await self._hang_up()

    async def _silence(self) -> None:
        """Until the caller gives up, or the fake is stopped."""
        gone = asyncio.create_task(self._gone())
        closing = asyncio.create_task(self.closing.wait())
        _, open_ = await asyncio.wait({gone, closing}, timeout=LONGEST_SILENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in open_:
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def _hang_up(self) -> None:
        self.scope["extensions"][ABORT]["now"]()
        await self._gone()

    async def _upload(self, number: str) -> None:
        self._check_number(number)
        fault = self.graph.upload_script.popleft() if self.graph.upload_script else None
        if fault is not None:
            self.graph.faults[fault.kind] += 1
            await self._go_wrong(fault)
            return
        async with Request(self.scope, self.receive).form() as form:
            file = form.get("file")
            if form.get("messaging_product") != "whatsapp" or not isinstance(file, UploadFile):
                raise GraphError(400, 100, "messaging_product and file are required")
            data = await file.read()
            type_ = str(form.get("type") or file.content_type)
        await self._say({"id": self.graph.keep(data, type_, filename=file.filename)})

    async def _file(self, media_id: str) -> None:
        file = self.graph.files.get(media_id)
        if file is None:
            raise GraphError(404, 100, "the file is gone")
        await self._reply(200, file.data, file.mime_type)

    async def _me(self) -> None:
        proof = self.query.get("appsecret_proof")
        if proof is not None and not hmac.compare_digest(proof, self._proof()):
            raise GraphError(400, 100, "Invalid appsecret_proof provided in the API argument")
        await self._say({"id": "1", "name": "Prosa"})

    def _proof(self) -> str:
        line = self.graph.line
        return hmac.new(line.app_secret.encode(), line.access_token.encode(), hashlib.sha256).hexdigest()

    async def _apps(self, waba_id: str) -> None:
        if waba_id != self.graph.line.waba_id:
            raise GraphError(400, 100, f"Object with ID '{waba_id}' does not exist")
        subscribed = [{"whatsapp_business_api_data": {"name": "Prosa"}}] if self.graph.courier else []
        await self._say({"data": subscribed})

    async def _node(self, node: str) -> None:
        """A number, or a file."""
        if node in self.graph.files:
            await self._say(self.graph.description(node, f"http://{self.headers['host']}"))
            return
        self._check_number(node)
        number = self.graph.line.display_phone_number
        await self._say({"id": node, "display_phone_number": number, "quality_rating": "GREEN"})

    async def _steer(self, path: tuple[str, ...]) -> None:
        match self.scope["method"], path:
            case "GET", ("sends",):
                await self._list_sends()
            case "GET", ("state",):
                await self._state()
            case "POST", ("inbound",):
                said = objects((await self._json()).get("messages"))
                await self._say({"ids": [self._inbound(message) for message in said]})
            case "POST", ("faults",):
                await self._set_faults()
                await self._say({})
            case "POST", ("webhook",):
                body = await self._json()
                await self.graph.deliver_to(Webhook(**body) if body else None)
                await self._say({})
            case _:
                raise GraphError(404, 2500, f"Unknown path components: {self.scope['path']}")

    async def _list_sends(self) -> None:
        after = int(self.query.get("after", "0"))
        page = self.graph.sends[after : after + SENDS_PER_PAGE]
        sends = [{**asdict(send), "body": send.body} for send in page]
        await self._say({"total": len(self.graph.sends), "sends": sends})

    async def _state(self) -> None:
        courier = self.graph.courier
        await self._say(
            {
                "sends": len(self.graph.sends),
                "doubled": self.graph.doubled(),
                "faults": {str(kind): times for kind, times in self.graph.faults.items()},
                "pending": courier.pending if courier else 0,
                "delivered": courier.delivered if courier else 0,
                "attempts": courier.attempts if courier else 0,
            }
        )

    def _inbound(self, message: Mapping[str, Any]) -> str:
        at = text(message.get("at"))
        if message.get("echo"):
            return self.graph.echo(message["phone"], message["content"])
        return self.graph.say(
            message["phone"],
            message["content"],
            name=text(message.get("name")),
            bsuid=text(message.get("bsuid")),
            reply_to=text(message.get("reply_to")),
            at=datetime.fromisoformat(at) if at else None,
            id_=text(message.get("id")),
            delay=float(message.get("delay") or 0),
        )

    async def _set_faults(self) -> None:
        body = await self._json()
        if "script" in body:
            script = body["script"] or []
            self.graph.goes_wrong(Fault(**{**f, "kind": FaultKind(f["kind"])}) if f else None for f in script)
        if "rates" in body:
            rates = obj(body["rates"])
            shares = {FaultKind(kind): float(share) for kind, share in obj(rates.get("shares")).items()}
            self.graph.rates = Rates(**{**rates, "shares": shares})

    async def _json(self) -> dict[str, Any]:
        chunks, more = [], True
        while more:
            part = await self.receive()
            chunks.append(part.get("body", b""))
            more = part.get("more_body", False)
        try:
            return obj(read_json(b"".join(chunks)))
        except ValueError:
            raise GraphError(400, 100, "The body is not JSON") from None

    async def _error(self, error: GraphError) -> None:
        detail = str(error)
        body = {
            "message": f"(#{error.code}) {detail}",
            "type": "OAuthException",
            "code": error.code,
            "error_data": {"messaging_product": "whatsapp", "details": detail},
            "fbtrace_id": "Afake",
        }
        await self._reply(error.status, orjson.dumps({"error": body}), "application/json", error.retry_after)

    async def _say(self, body: Mapping[str, Any]) -> None:
        await self._reply(200, orjson.dumps(body), "application/json")

    async def _reply(self, status: int, body: bytes, type_: str, retry_after: float | None = None) -> None:
        headers = [
            (b"content-type", type_.encode("latin-1")),
            (b"content-length", str(len(body)).encode()),
        ]
        if retry_after is not None:
            headers.append((b"retry-after", f"{retry_after:g}".encode()))
        await self.respond({"type": "http.response.start", "status": status, "headers": headers})
        await self.respond({"type": "http.response.body", "body": body})
