"""The fake as an ASGI application: the paths of Evolution's API; the stage steers it under `/fake/`."""

import asyncio
import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prosa.core.wire import obj, objects, text
from prosa.testing import files
from prosa.testing.evolution import rules
from prosa.testing.evolution.courier import Webhook
from prosa.testing.evolution.fake import BY_NUMBER, FakeEvolution
from prosa.testing.stage import UNTAKEN, Call, Fault, FaultKind, Refusal, SteeredApp

RESTRICTED = 463
"""WhatsApp's word for a number that may not write to strangers for a time."""

_REASONS = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error"}
_INSTANCE_ID = "42176749-78ab-4d04-ae80-699fbd23354e"


class EvolutionError(Refusal):
    """An answer with Evolution's error body."""

    def __init__(self, status: int, message: Any, retry_after: float | None = None) -> None:
        body = {"status": status, "error": _REASONS.get(status, "Error"), "response": {"message": message}}
        super().__init__(status, body, retry_after)


class EvolutionApp(SteeredApp[FakeEvolution]):
    """Serves one `FakeEvolution`."""

    webhook = Webhook

    async def answer(self, call: Call) -> None:
        await _Request(self.fake, call).answer()


class _Request:
    """One request of the API."""

    def __init__(self, fake: FakeEvolution, call: Call) -> None:
        self.fake, self.call = fake, call

    async def answer(self) -> None:
        if self.call.path == ("",):
            await self.call.say(
                {"status": 200, "message": "Welcome to the Evolution API", "version": self.fake.version}
            )
            return
        self._check_key()
        match self.call.method, self.call.path:
            case "POST", ("instance", "create"):
                await _Instances(self).create()
            case "GET", ("instance", "fetchInstances"):
                await _Instances(self).fetch()
            case _, (group, operation, instance):
                self._check_instance(instance)
                await self._of_instance(group, operation)
            case _:
                self.nowhere()

    def nowhere(self) -> None:
        raise EvolutionError(404, [f"Cannot {self.call.method} /{'/'.join(self.call.path)}"])

    def _check_key(self) -> None:
        """The key of the server opens everything, the token of an instance only that one."""
        line, given = self.fake.line, self.call.headers.get("apikey")
        creating = self.call.path == ("instance", "create")
        if given != line.api_key and (given != line.token or creating):
            raise EvolutionError(401, "Unauthorized")

    def _check_instance(self, instance: str) -> None:
        if instance != self.fake.line.instance or self.fake.state is None:
            raise EvolutionError(404, [f'The "{instance}" instance does not exist'])

    async def _of_instance(self, group: str, operation: str) -> None:
        match group:
            case "message":
                await _Sending(self).answer(operation)
            case "instance":
                await _Instances(self).answer(operation)
            case "webhook":
                await _Instances(self).webhook(operation)
            case "chat":
                await _Chats(self).answer(operation)
            case "group":
                await _Groups(self).answer(operation)
            case _:
                self.nowhere()

    async def body(self, named: str) -> dict[str, Any]:
        """What was sent, as the description of the operation has it."""
        try:
            body = await self.call.json()
        except ValueError:
            raise EvolutionError(400, ["Unexpected token in JSON"]) from None
        wrong = rules.problems(named, body)
        if wrong:
            raise EvolutionError(400, [wrong])
        return body

    def open(self) -> None:
        if self.fake.state != "open":
            raise EvolutionError(500, "Connection Closed")


class _Sending:
    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def answer(self, operation: str) -> None:
        named = f"POST /message/{operation}/{{instance}}"
        if self.call.method != "POST" or named not in rules.SCHEMAS:
            self.request.nowhere()
        body = await self.request.body(named)
        self._check_file(body)
        self.request.open()
        fault = self.fake.fault_for(body)
        if fault is not None:
            self.fake.faults[fault.kind] += 1
        jid = self._address(body)
        if fault is None:
            await self._accept(operation, body, jid)
        else:
            await self._meet(fault, operation, body, jid)

    def _check_file(self, body: Mapping[str, Any]) -> None:
        file = next((body[name] for name in ("media", "audio", "sticker") if name in body), None)
        if isinstance(file, str) and not file.startswith(("http://", "https://")) and not _is_base64(file):
            raise EvolutionError(400, ["Owned media must be a url or base64"])

    def _address(self, body: Mapping[str, Any]) -> str:
        given = text(body.get("number")) or text(obj(body.get("key")).get("remoteJid")) or ""
        jid = self.fake.jid_of(given)
        if jid is None:
            raise EvolutionError(400, [{"jid": given, "exists": False, "number": given}])
        return jid

    async def _accept(self, operation: str, body: Mapping[str, Any], jid: str, fault: Fault | None = None) -> None:
        await self.call.say(self.fake.take(operation, body, jid, fault), 201)

    async def _meet(self, fault: Fault, operation: str, body: Mapping[str, Any], jid: str) -> None:
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.kind in (FaultKind.SLOW, FaultKind.FAILED):
            await self._accept(operation, body, jid, fault)
            return
        if fault.kind not in UNTAKEN:
            self.fake.take(operation, body, jid)
        await self.call.go_wrong(fault, _error)


def _error(fault: Fault) -> EvolutionError:
    """Evolution has no codes: 463 is passed on in words, a status is one; any other is a session that closed."""
    if fault.code == RESTRICTED:
        return EvolutionError(400, ["Error: 463"], fault.retry_after)
    if fault.code in _REASONS and fault.code != 500:
        return EvolutionError(fault.code, ["no"], fault.retry_after)
    return EvolutionError(500, "Connection Closed", fault.retry_after)


def _is_base64(value: str) -> bool:
    try:
        return bool(base64.b64decode(value, validate=True)) or not value
    except binascii.Error:
        return False


class _Instances:
    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def create(self) -> None:
        body = await self.request.body("POST /instance/create")
        name = body["instanceName"]
        if self.fake.state is not None or name != self.fake.line.instance:
            raise EvolutionError(403, [f'This name "{name}" is already in use.'])
        self.fake.state = "close"
        if body.get("qrcode"):
            self.fake.connect()
        status = "connecting" if body.get("qrcode") else "close"
        instance = {"instanceName": name, "instanceId": _INSTANCE_ID, "integration": body["integration"]}
        made = {"instance": {**instance, "status": status}, "hash": self.fake.line.token, "qrcode": {"count": 0}}
        await self.call.say(made, 201)

    async def fetch(self) -> None:
        wanted = self.call.query.get("instanceName", self.fake.line.instance)
        if self.fake.state is None or wanted != self.fake.line.instance:
            raise EvolutionError(404, [f'The "{wanted}" instance does not exist'])
        linked = self.fake.state == "open"
        about = {
            "id": _INSTANCE_ID,
            "name": self.fake.line.instance,
            "connectionStatus": self.fake.state,
            "ownerJid": self.fake.line.phone + BY_NUMBER if linked else None,
            "profileName": self.fake.line.name if linked else None,
            "integration": "WHATSAPP-BAILEYS",
            "token": self.fake.line.token,
            "disconnectionReasonCode": self.fake.closed_by,
        }
        await self.call.say([about])

    async def answer(self, operation: str) -> None:
        match self.call.method, operation:
            case "GET", "connectionState":
                await self.call.say(self._state())
            case "GET", "connect":
                await self._connect()
            case "POST", "restart":
                self._linked()
                self.fake.restart()
                await self.call.say(self._state())
            case "DELETE", "logout":
                self._linked()
                self.fake.end()
                await self.call.say(_done("Instance logged out"))
            case "DELETE", "delete":
                self.fake.state = None
                await self.call.say(_done("Instance deleted"))
            case _:
                self.request.nowhere()

    def _state(self) -> dict[str, Any]:
        return {"instance": {"instanceName": self.fake.line.instance, "state": self.fake.state}}

    def _linked(self) -> None:
        if self.fake.state == "close":
            raise EvolutionError(400, [f'The "{self.fake.line.instance}" instance is not connected'])

    async def _connect(self) -> None:
        """A picture is there only when one asks again."""
        if self.fake.state == "open":
            await self.call.say(self._state())
            return
        had_qr = self.fake.qr
        self.fake.connect(self.call.query.get("number"))
        if not had_qr and self.fake.pairing_code is None and not self.fake.qr:
            await self.call.say({"count": 0})
            return
        png = "data:image/png;base64," + base64.b64encode(files.png(132, 132)).decode()
        shown = {"code": self.fake.picture(), "base64": png, "count": 1}
        await self.call.say({"pairingCode": self.fake.pairing_code, **shown})

    async def webhook(self, operation: str) -> None:
        match self.call.method, operation:
            case "POST", "set":
                body = await self.request.body("POST /webhook/set/{instance}")
                await self._set_webhook(obj(body["webhook"]))
            case "GET", "find":
                hook = self.fake.webhook
                await self.call.say({"enabled": True, "url": hook.url, "events": list(hook.events)} if hook else None)
            case _:
                self.request.nowhere()

    async def _set_webhook(self, wanted: Mapping[str, Any]) -> None:
        hook = None
        if wanted["enabled"]:
            hook = self.fake.line.webhook(
                wanted["url"],
                headers=obj(wanted.get("headers")),
                events=list(wanted.get("events") or ()),
                by_events=bool(wanted.get("byEvents")),
                base64=bool(wanted.get("base64")),
            )
        await self.fake.deliver_to(hook)
        await self.call.say({"url": wanted["url"], "enabled": wanted["enabled"], "instanceId": _INSTANCE_ID}, 201)


def _done(words: str) -> dict[str, Any]:
    return {"status": "SUCCESS", "error": False, "response": {"message": words}}


class _Chats:
    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def answer(self, operation: str) -> None:
        if self.call.method != "POST":
            self.request.nowhere()
        body = await self.request.body(f"POST /chat/{operation}/{{instance}}")
        match operation:
            case "getBase64FromMediaMessage":
                await self._file(text(body["message"]["key"]["id"]) or "")
            case "findMessages":
                await self._messages(body)
            case "findContacts":
                await self.call.say([{"remoteJid": jid, "pushName": name} for jid, name in self.fake.contacts.items()])
            case _:
                self.request.open()
                await self._signal(operation, body)

    async def _signal(self, operation: str, body: Mapping[str, Any]) -> None:
        match operation:
            case "markMessageAsRead":
                self.fake.seen += [message["id"] for message in body["readMessages"]]
                await self.call.say({"message": "Read messages", "read": "success"}, 201)
            case "sendPresence":
                self.fake.typing.append(body["number"])
                await asyncio.sleep(body["delay"] / 1000)
                await self.call.say({"presence": body["presence"]}, 201)
            case "whatsappNumbers":
                await self.call.say([self._known(asked) for asked in body["numbers"]])
            case _:
                self.request.nowhere()

    def _known(self, asked: str) -> dict[str, Any]:
        jid = self.fake.jid_of(asked)
        return {"jid": jid or asked + BY_NUMBER, "exists": jid is not None, "number": asked}

    async def _file(self, id_: str) -> None:
        message = self.fake.message(id_)
        if message is None:
            raise EvolutionError(400, ["Message not found"])
        file = self.fake.file_of(message)
        if file is None:
            raise EvolutionError(400, ["Error: Failed to fetch stream"])
        await self.call.say(
            {
                "mediaType": message["messageType"],
                "fileName": file.filename,
                "caption": '"base64":"?',
                "size": {"fileLength": len(file.data)},
                "mimetype": file.mime_type,
                "base64": base64.b64encode(file.data).decode(),
                "buffer": None,
            },
            201,
        )

    async def _messages(self, body: Mapping[str, Any]) -> None:
        """Newest first. Both ends of a span of time are needed for it to count."""
        where = obj(body.get("where"))
        span = obj(where.get("messageTimestamp"))
        after, before = (_seconds(span.get(end)) for end in ("gte", "lte"))
        found = [
            message
            for message in reversed(self.fake.messages)
            if after is None or before is None or after <= message["messageTimestamp"] <= before
        ]
        found.sort(key=lambda message: -message["messageTimestamp"])
        size, page = int(body.get("offset") or 50), int(body.get("page") or 1)
        records = found[(page - 1) * size : page * size]
        pages = -(-len(found) // size)
        await self.call.say(
            {"messages": {"total": len(found), "pages": pages, "currentPage": page, "records": records}}
        )


def _seconds(value: Any) -> int | None:
    written = text(value)
    return int(datetime.fromisoformat(written).timestamp()) if written else None


class _Groups:
    def __init__(self, request: _Request) -> None:
        self.request, self.fake, self.call = request, request.fake, request.call

    async def answer(self, operation: str) -> None:
        self.request.open()
        match self.call.method, operation:
            case "GET", "fetchAllGroups":
                await self.call.say([{**group, "size": len(group["participants"])} for group in self._all()])
            case "POST", "create":
                await self._create(await self.request.body("POST /group/create/{instance}"))
            case "DELETE", "leaveGroup":
                jid = self.call.query.get("groupJid", "")
                if self.fake.groups.pop(jid, None) is None:
                    raise EvolutionError(400, ["Unable to leave the group"])
                await self.call.say({"groupJid": jid, "leave": True})
            case _:
                self.request.nowhere()

    def _all(self) -> list[dict[str, Any]]:
        return objects(list(self.fake.groups.values()))

    async def _create(self, body: Mapping[str, Any]) -> None:
        jid = re.sub(r"\D", "", self.fake.new_id("1203")) + "@g.us"
        people = [self.fake.line.phone, *body["participants"]]
        group = {"id": jid, "subject": body["subject"], "participants": [{"id": p + BY_NUMBER} for p in people]}
        self.fake.groups[jid] = group
        await self.call.say(group, 201)
