"""The fake as an ASGI application: the paths of the Graph API, and `/fake/…` to steer it."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.datastructures import UploadFile

from prosa.core.wire import text
from prosa.testing.graph import rules
from prosa.testing.graph.courier import Webhook
from prosa.testing.graph.fake import FakeGraph
from prosa.testing.graph.templates import Template, TemplateRefused
from prosa.testing.stage import UNTAKEN, Call, Fault, FaultKind, Refusal, SteeredApp


class GraphError(Refusal):
    """An answer with Meta's error body."""

    def __init__(
        self, status: int, code: int, detail: str, retry_after: float | None = None, subcode: int | None = None
    ) -> None:
        body = {
            **({"error_subcode": subcode, "error_user_msg": detail} if subcode else {}),
            "message": f"(#{code}) {detail}",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": detail},
            "fbtrace_id": "Afake",
        }
        super().__init__(status, {"error": body}, retry_after)


class GraphApp(SteeredApp[FakeGraph]):
    """Serves one `FakeGraph`."""

    webhook = Webhook

    async def answer(self, call: Call) -> None:
        await _Request(self.fake, call).answer()

    async def _steer(self, call: Call) -> None:
        """Beside what every fake has: `POST /fake/templates` with name, event, reason and language judges one."""
        if (call.method, call.path[1:]) != ("POST", ("templates",)):
            await super()._steer(call)
            return
        try:
            await call.say(self.fake.decide(**await call.json()).shown())
        except (LookupError, TypeError) as error:
            raise Refusal(404, {"error": str(error)}) from None


class _Request:
    """One request of the Graph API."""

    def __init__(self, graph: FakeGraph, call: Call) -> None:
        self.graph, self.call = graph, call

    async def answer(self) -> None:
        self._check_token()
        match self.call.method, self.call.path:
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
            case "GET" | "POST" | "DELETE", (_, waba_id, "message_templates"):
                await self._templates(waba_id)
            case "POST", (_, node) if node in self.graph.templates.kept:
                await self._judge(lambda body: self.graph.templates.change(node, body))
            case "GET", (_, node):
                await self._node(node)
            case _:
                raise GraphError(404, 2500, f"Unknown path components: {'/'.join(self.call.path)}")

    def _check_token(self) -> None:
        if self.call.headers.get("authorization") != f"Bearer {self.graph.line.access_token}":
            raise GraphError(401, 190, "Error validating access token")

    def _check_number(self, number: str) -> None:
        if number != self.graph.line.phone_number_id:
            raise GraphError(400, 100, f"Object with ID '{number}' does not exist or cannot be loaded")

    async def _send(self, number: str) -> None:
        self._check_number(number)
        body = await self._json()
        if body.get("status") == "read":
            self.graph.reads.append(text(body.get("message_id")) or "")
            if body.get("typing_indicator"):
                self.graph.typings.append(text(body.get("message_id")) or "")
            await self.call.say({"success": True})
            return
        wrong = rules.problem(body, self.graph.files)
        if wrong is not None:
            raise GraphError(400, *wrong)
        wrong = self.graph.problem(body)
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
        await self.call.say(
            {
                "messaging_product": "whatsapp",
                "contacts": [{"input": send.to, "user_id" if "." in send.to else "wa_id": send.to}],
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
        await self.call.go_wrong(fault, _error)

    async def _upload(self, number: str) -> None:
        self._check_number(number)
        fault = self.graph.upload_script.popleft() if self.graph.upload_script else None
        if fault is not None:
            self.graph.faults[fault.kind] += 1
            await self.call.go_wrong(fault, _error)
            return
        async with self.call.form() as form:
            file = form.get("file")
            if form.get("messaging_product") != "whatsapp" or not isinstance(file, UploadFile):
                raise GraphError(400, 100, "messaging_product and file are required")
            data = await file.read()
            type_ = str(form.get("type") or file.content_type)
        await self.call.say({"id": self.graph.keep(data, type_, filename=file.filename)})

    async def _file(self, media_id: str) -> None:
        file = self.graph.files.get(media_id)
        if file is None:
            raise GraphError(404, 100, "the file is gone")
        await self.call.reply(200, file.data, file.mime_type)

    async def _me(self) -> None:
        proof = self.call.query.get("appsecret_proof")
        if proof is not None and not hmac.compare_digest(proof, self._proof()):
            raise GraphError(400, 100, "Invalid appsecret_proof provided in the API argument")
        await self.call.say({"id": "1", "name": "Prosa"})

    def _proof(self) -> str:
        line = self.graph.line
        return hmac.new(line.app_secret.encode(), line.access_token.encode(), hashlib.sha256).hexdigest()

    def _check_account(self, waba_id: str) -> None:
        if waba_id != self.graph.line.waba_id:
            raise GraphError(400, 100, f"Object with ID '{waba_id}' does not exist")

    async def _templates(self, waba_id: str) -> None:
        self._check_account(waba_id)
        query, book = self.call.query, self.graph.templates
        match self.call.method:
            case "GET":
                await self.call.say(book.page(query.get("name"), query.get("after"), int(query.get("limit", "25"))))
            case "POST":
                await self._judge(book.make)
            case _:
                with _as_error():
                    book.remove(query.get("name", ""), query.get("hsm_id"))
                await self.call.say({"success": True})

    async def _judge(self, take: Callable[[Mapping[str, Any]], Template]) -> None:
        with _as_error():
            made = take(await self._json())
        await self.call.say({"id": made.id, "status": made.status, "category": made.category, "success": True})

    async def _apps(self, waba_id: str) -> None:
        self._check_account(waba_id)
        subscribed = [{"whatsapp_business_api_data": {"name": "Prosa"}}] if self.graph.courier else []
        await self.call.say({"data": subscribed})

    async def _node(self, node: str) -> None:
        """A number, or a file."""
        if node in self.graph.files:
            await self.call.say(self.graph.description(node, self.call.base_url))
            return
        self._check_number(node)
        number = self.graph.line.display_phone_number
        rated = {"quality_rating": self.graph.quality, "messaging_limit_tier": self.graph.tier}
        await self.call.say({"id": node, "display_phone_number": number, **rated})

    async def _json(self) -> dict[str, Any]:
        try:
            return await self.call.json()
        except ValueError:
            raise GraphError(400, 100, "The body is not JSON") from None


def _error(fault: Fault) -> GraphError:
    return GraphError(400, fault.code, f"error {fault.code}", fault.retry_after)


@contextmanager
def _as_error() -> Iterator[None]:
    try:
        yield
    except TemplateRefused as refused:
        raise GraphError(400, 100, str(refused), subcode=refused.subcode) from None
