"""The fake as an ASGI application: the paths of WAHA's API; the stage steers it under `/fake/`."""

import asyncio
import base64
import binascii
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from prosa.core.wire import number, obj, text
from prosa.testing import files
from prosa.testing.stage import UNTAKEN, Call, Fault, FaultKind, Refusal, SteeredApp
from prosa.testing.waha import rules
from prosa.testing.waha.courier import Webhook
from prosa.testing.waha.fake import FakeWaha

RESTRICTED = 463
"""WhatsApp's word for a number that may not write to strangers for a time."""


class WahaError(Refusal):
    """An answer with WAHA's error body."""

    def __init__(self, status: int, message: str, retry_after: float | None = None) -> None:
        super().__init__(status, {"message": message, "statusCode": status}, retry_after)


class WahaApp(SteeredApp[FakeWaha]):
    """Serves one `FakeWaha`."""

    webhook = Webhook

    async def answer(self, call: Call) -> None:
        await _Request(self.fake, call).answer()


class _Request:
    """One request of the API."""

    def __init__(self, fake: FakeWaha, call: Call) -> None:
        self.fake, self.call = fake, call

    async def answer(self) -> None:
        if self.call.headers.get("x-api-key") != self.fake.line.api_key:
            raise WahaError(401, "Unauthorized")
        match self.call.method, self.call.path:
            case "GET", ("api", "server", "version"):
                tier = {"version": "2026.7.1", "engine": self.fake.engine, "tier": "CORE", "browser": None}
                await self.call.say(tier)
            case "GET", ("api", "files", *_):
                await self._file()
            case _, ("api", "sessions", *rest):
                await _Sessions(self).answer(rest)
            case _, ("api", "contacts", what):
                self.working(self.call.query.get("session"))
                await self._contacts(what)
            case _, ("api", path) if path in rules.CALLS:
                await _Chatting(self).answer(path)
            case _, ("api", session, *rest):
                await _Store(self, session).answer(rest)
            case _:
                self.nowhere()

    def nowhere(self) -> None:
        raise WahaError(404, f"Cannot {self.call.method} /{'/'.join(self.call.path)}")

    def known(self, session: str | None) -> None:
        if session != self.fake.line.session or self.fake.state is None:
            raise WahaError(404, f'Session "{session}" does not exist')

    def working(self, session: str | None, wanted: str = "WORKING") -> None:
        self.known(session)
        if self.fake.state != wanted:
            said = "Session status is not as expected. Try again later or restart the session"
            expected = {"error": said, "session": session, "status": self.fake.state, "expected": [wanted]}
            raise Refusal(422, expected)

    async def body(self, call: str) -> dict[str, Any]:
        """What was sent, as WAHA's description of the call has it."""
        try:
            body = await self.call.json()
        except ValueError:
            raise WahaError(400, "The body is not JSON") from None
        wrong = rules.problems(call, body)
        if wrong:
            raise Refusal(400, {"message": wrong, "error": "Bad Request", "statusCode": 400})
        return body

    async def _file(self) -> None:
        found = self.fake.files.get("/" + "/".join(self.call.path))
        if found is None:
            raise WahaError(404, "Not Found")
        await self.call.reply(200, *found)

    async def _contacts(self, what: str) -> None:
        if what == "check-exists":
            await self.call.say(self.fake.exists(self.call.query["phone"]))
        elif what == "all":
            rows = [{"id": id_, "name": name, "isGroup": False} for id_, name in self.fake.contacts.items()]
            await self.call.say(self.page(rows))
        else:
            self.nowhere()

    def page(self, rows: list[Any]) -> list[Any]:
        offset = int(self.call.query.get("offset", "0"))
        return rows[offset : offset + int(self.call.query.get("limit", "100"))]


class _Sessions:
    """The session's life. It is STARTING for an instant only: who asks next finds it further."""

    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def answer(self, path: list[str]) -> None:
        match self.call.method, path:
            case "POST", []:
                await self._create()
            case "GET", [name]:
                self.request.known(name)
                await self.call.say(self.fake.session())
            case "PUT", [name]:
                self.request.known(name)
                body = await self.request.body("change session")
                await self.fake.configure(obj(body.get("config")))
                await self.call.say(self.fake.session())
            case "POST", [name, what]:
                self.request.known(name)
                await self._turn(what)
            case _:
                self.request.nowhere()

    async def _create(self) -> None:
        body = await self.request.body("create session")
        if self.fake.state is not None or body.get("name") != self.fake.line.session:
            raise WahaError(422, f"Session '{body.get('name')}' already exists. Use PUT to update it.")
        self.fake.state = "STARTING" if body.get("start", True) else "STOPPED"
        await self.fake.configure(obj(body.get("config")))
        await self.call.say(self.fake.session(), 201)
        self._settle()

    async def _turn(self, what: str) -> None:
        if what not in ("start", "restart", "stop", "logout"):
            self.request.nowhere()
        self.fake.paired = self.fake.paired and what != "logout"
        self.fake.turn("STOPPED" if what == "stop" else "STARTING")
        await self.call.say(self.fake.session(), 201)
        self._settle()

    def _settle(self) -> None:
        if self.fake.state == "STARTING":
            self.fake.turn("WORKING" if self.fake.paired else "SCAN_QR_CODE")


class _Chatting:
    """Sending, and the signs of life."""

    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def answer(self, path: str) -> None:
        body = await self.request.body(path)
        self.request.working(text(body.get("session")))
        if path in rules.SENDS:
            await self._send(path, body)
        elif path == "reaction":
            self.fake.react_back(body)
            await self.call.say({})
        else:
            kept = self.fake.seen if path == "sendSeen" else self.fake.typing
            kept.append(body["chatId"] if path != "stopTyping" else "")
            await self.call.say({}, 201)

    async def _send(self, path: str, body: dict[str, Any]) -> None:
        if "@" not in body["chatId"]:
            raise WahaError(400, f"chatId {body['chatId']!r} is not one")
        self._check_file(obj(body.get("file")))
        fault = self.fake.fault_for(body)
        if fault is None:
            await self.call.say(self.fake.take(path, body), 201)
            return
        self.fake.faults[fault.kind] += 1
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.kind in (FaultKind.SLOW, FaultKind.FAILED):
            await self.call.say(self.fake.take(path, body, fault), 201)
            return
        if fault.kind not in UNTAKEN:
            self.fake.take(path, body)
        await self.call.go_wrong(fault, _error)

    def _check_file(self, file: Mapping[str, Any]) -> None:
        try:
            base64.b64decode(text(file.get("data")) or "", validate=True)
        except binascii.Error:
            raise WahaError(400, "file.data is not base64") from None


class _Store:
    """What belongs to one session: pairing, chats, groups, hidden ids."""

    def __init__(self, request: _Request, session: str) -> None:
        self.request, self.fake, self.call, self.session = request, request.fake, request.call, session

    async def answer(self, path: list[str]) -> None:
        match self.call.method, path:
            case "GET", ["auth", "qr"]:
                self.request.working(self.session, "SCAN_QR_CODE")
                await self.call.reply(200, files.png(64, 64), "image/png")
            case "POST", ["auth", "request-code"]:
                await self.request.body("request-code")
                self.request.working(self.session, "SCAN_QR_CODE")
                await self.call.say({"code": "ABCD-EFGH"}, 201)
            case _, [first, *rest] if (found := self._working(first)) is not None:
                self.request.working(self.session)
                await found(rest)
            case _:
                self.request.nowhere()

    def _working(self, first: str) -> Callable[[list[str]], Coroutine[Any, Any, None]] | None:
        """What needs a session that works."""
        return {
            "new-message-id": self._new_id,
            "lids": self._lid,
            "groups": self._groups,
            "chats": self._chats,
        }.get(first)

    async def _new_id(self, path: list[str]) -> None:
        await self.call.say({"id": self.fake.new_key()})

    async def _lid(self, path: list[str]) -> None:
        phone = self.fake.phones.get(path[0])
        await self.call.say({"lid": path[0], "pn": f"{phone}@c.us" if phone else None})

    async def _groups(self, path: list[str]) -> None:
        match self.call.method, path:
            case "GET", []:
                await self.call.say(list(self.fake.groups.values()))
            case "POST", []:
                body = await self.request.body("create group")
                id_ = f"{self.fake.new_key('1203')}@g.us"
                self.fake.groups[id_] = {"id": id_, "subject": body["name"], "participants": body["participants"]}
                await self.call.say(self.fake.groups[id_], 201)
            case "POST", [id_, "leave"]:
                self.fake.groups.pop(id_, None)
                await self.call.say({}, 201)
            case _:
                self.request.nowhere()

    async def _chats(self, path: list[str]) -> None:
        match path:
            case ["overview"]:
                chats = [_summary(id_, said) for id_, said in self.fake.store.items() if said]
                chats.sort(key=lambda chat: chat["lastMessage"]["timestamp"], reverse=True)
                await self.call.say(self.request.page(chats))
            case [chat, "messages"]:
                await self.call.say(self.request.page(self._messages(chat)))
            case [chat, "messages", id_]:
                await self._message(chat, id_)
            case _:
                self.request.nowhere()

    def _messages(self, chat: str) -> list[dict[str, Any]]:
        query = self.call.query
        least, mine = number(query.get("filter.timestamp.gte")) or 0, query.get("filter.fromMe")
        found = [
            _stored(message)
            for message in self.fake.store.get(chat, ())
            if message["timestamp"] >= least and mine in (None, str(message["fromMe"]).lower())
        ]
        return found if query.get("sortOrder") == "asc" else found[::-1]

    async def _message(self, chat: str, id_: str) -> None:
        found = next((message for message in self.fake.store.get(chat, ()) if message["id"] == id_), None)
        if found is None:
            raise WahaError(404, "Message not found")
        await self.call.say(found if self.call.query.get("downloadMedia") == "true" else _stored(found))


def _stored(message: Mapping[str, Any]) -> dict[str, Any]:
    """Without what only deliveries tell: by whom it was sent, and the file."""
    return {**message, "source": None, "media": None}


def _summary(id_: str, said: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": id_, "name": None, "picture": None, "lastMessage": _stored(said[-1]), "_chat": {}}


def _error(fault: Fault) -> Refusal:
    """A code of HTTP is refused by WAHA itself, 463 by WhatsApp; any other stands for a session that has dropped for
    a moment."""
    if fault.code in (400, 401, 404, 429):
        return WahaError(fault.code, f"error {fault.code}", fault.retry_after)
    if fault.code != RESTRICTED:
        said = "Session status is not as expected. Try again later or restart the session"
        return Refusal(422, {"error": said, "status": "STARTING", "expected": ["WORKING"]}, fault.retry_after)
    raised = {"message": f"2 UNKNOWN: server returned error {fault.code}", "code": 2}
    return Refusal(500, {"statusCode": 500, "exception": raised}, fault.retry_after)
