"""What the fake knows and does, without HTTP."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from prosa.core.clock import now
from prosa.core.wire import obj, text
from prosa.testing.evolution import payloads
from prosa.testing.evolution.courier import Webhook, courier
from prosa.testing.evolution.payloads import Content, Event
from prosa.testing.stage import Fault, FaultKind, Send, Taking

BY_NUMBER = "@s.whatsapp.net"
_KINDS = {
    "sendText": "text",
    "sendWhatsAppAudio": "audio",
    "sendSticker": "sticker",
    "sendLocation": "location",
    "sendContact": "contacts",
    "sendReaction": "reaction",
    "sendButtons": "buttons",
    "sendList": "list",
}
_GUESSED = re.compile(r"55([3-9][1-9])9([7-9]\d{7})")
"""Brazilian numbers that Evolution takes to have no ninth digit, whatever WhatsApp knows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One instance of one server, with the credentials that open it."""

    api_key: str = "evolution-key-fake"
    instance: str = "loja"
    webhook_secret: str = "webhook-secret-0123456789"  # noqa: S105  (opens nothing)
    token: str = "00000000-TEST-TEST-TEST-INSTANCETOKEN"  # noqa: S105
    phone: str = "551130001000"
    name: str = "Loja"

    def settings(self, base_url: str) -> dict[str, str]:
        """The settings of a channel on this line."""
        own = asdict(self)
        del own["phone"], own["name"], own["token"]
        return {**own, "base_url": base_url}

    def webhook(self, url: str, **more: Any) -> Webhook:
        """A webhook there, with the secret as Prosa sets it; `more` as in `Webhook`."""
        headers = {"x-prosa-secret": self.webhook_secret}
        own = {"instance": self.instance, "token": self.token, "number": self.phone}
        return Webhook(**{"url": url, "headers": headers, **own, **more})


@dataclass(frozen=True, slots=True)
class File:
    data: bytes
    mime_type: str
    filename: str | None = None


@dataclass(slots=True)
class FakeEvolution(Taking):
    """One server with one instance. Used from one event loop; others use `stage.Remote`.

    `receipts` are the statuses that follow a send, one every `receipt_pause` seconds. `script` holds what goes wrong
    with the next requests to send, in order (None: nothing); when it is used up, `rates` decide. `numbers` are phones
    that WhatsApp knows in another spelling than asked for (ninth digit), `absent` such that it does not know.
    """

    line: Line = field(default_factory=Line)
    version: str = "2.3.7"
    state: str | None = "open"
    """open, connecting or close; None while there is no instance."""
    closed_by: int | None = None
    """The reason's number, after the connection was ended for good."""
    qr: bool = False
    """Whether there is something to scan; only a while after connecting began."""
    pairing_code: str | None = None
    receipts: tuple[str, ...] = ("SERVER_ACK", "DELIVERY_ACK", "READ")
    receipt_pause: float = 0.01
    seen: list[str] = field(default_factory=list)
    """Ids of messages that were marked as read."""
    typing: list[str] = field(default_factory=list)
    """To whom the dots were shown."""
    files: dict[str, File] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    contacts: dict[str, str] = field(default_factory=dict)
    """Names by address."""
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    silent: bool = False
    """Connected, but messages are not told, until the instance is restarted: then all at once."""
    stores: bool = True
    """Whether messages are kept."""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """What was said, in and out, the oldest first."""
    webhook: Webhook | None = None
    _backlog: list[Event] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _run: str = field(default_factory=lambda: os.urandom(4).hex().upper())

    def new_id(self, prefix: str = "3EB0") -> str:
        """An id that no other run of the fake hands out, as WhatsApp Web makes them; telephones begin with 3A."""
        return f"{prefix}{self._run}{next(self._numbers):010X}"

    # What people do

    def say(
        self,
        phone: str,
        content: Content | str,
        *,
        name: str | None = None,
        lid: str | None = None,
        hidden: bool = False,
        group: str | None = None,
        reply_to: str | None = None,
        at: datetime | None = None,
        id_: str | None = None,
        delay: float = 0.0,
    ) -> str:
        """A person writes, perhaps in a group; returns the id of the message. A string is text, anything else from
        `payloads`. Whoever has a `lid` is addressed by it, with the number beside it unless that is `hidden`."""
        jid = phone + BY_NUMBER
        who, alt = (lid, {} if hidden else {"remoteJidAlt": jid}) if lid else (jid, {})
        key: dict[str, Any] = {"remoteJid": who, "fromMe": False, "id": id_ or self.new_id("3A"), **alt}
        if lid:
            key["addressingMode"] = "lid"
        if group:
            key |= {"remoteJid": group, "participant": who}
            alternate = key.pop("remoteJidAlt", None)
            key |= {"participantAlt": alternate} if alternate else {}
        written = _written(content)
        self.contacts.setdefault(who, name or phone)
        self._hear(payloads.message(key, written, name=name or phone, at=at, reply_to=reply_to), delay)
        return str(key["id"])

    def echo(self, phone: str, content: Content | str, *, id_: str | None = None, at: datetime | None = None) -> str:
        """Somebody of the business writes to `phone` on the business's own telephone."""
        key = {"remoteJid": phone + BY_NUMBER, "fromMe": True, "id": id_ or self.new_id("3A")}
        self._hear(payloads.message(key, _written(content), at=at, status="SERVER_ACK"))
        return str(key["id"])

    def edit(self, id_: str, phone: str, new: str) -> None:
        """The person changes a message, of which Evolution tells twice."""
        key = {"remoteJid": phone + BY_NUMBER, "fromMe": False, "id": id_}
        stamp = int(now().timestamp() * 1000)
        part = {"key": key, "type": "MESSAGE_EDIT", "editedMessage": {"conversation": new}, "timestampMs": stamp}
        self._tell(Event("messages.edited", {**part, "type": 14}))
        carrier = {**key, "id": self.new_id("3A")}
        wrapped = {"editedMessage": {"message": {"protocolMessage": part}}}
        self._tell(Event("messages.upsert", payloads.message(carrier, wrapped)))

    def delete(self, id_: str, phone: str) -> None:
        """The person takes a message back."""
        data = {"id": id_, "remoteJid": phone + BY_NUMBER, "fromMe": False, "status": "DELETED"}
        self._tell(Event("messages.delete", data))

    def _hear(self, data: dict[str, Any], delay: float = 0.0) -> None:
        if self.stores:
            self.messages.append(data)
        told = self._with_file(data) if self.webhook is not None and self.webhook.base64 else data
        self._tell(Event("messages.upsert", told), delay)

    def _with_file(self, data: dict[str, Any]) -> dict[str, Any]:
        """With the file inside, where it could be fetched; without a word where not."""
        found = self.file_of(data)
        if found is None:
            return data
        return {**data, "message": {**data["message"], "base64": base64.b64encode(found.data).decode()}}

    def replay(self, count: int = 10) -> None:
        """As after a reconnection: the last messages are told once more, with their old ids and times."""
        for data in self.messages[-count:]:
            self._tell(Event("messages.upsert", data))

    def _tell(self, event: Event, delay: float = 0.0) -> None:
        if self.courier is None or self.webhook is None or not self.webhook.wants(event):
            return
        if self.silent and event.name.startswith("messages."):
            self._backlog.append(event)
        else:
            self.courier.post(event, delay)

    # What becomes of the session

    def connect(self, number: str | None = None) -> None:
        """Begins to connect; there is something to scan only a moment later, but a code at once."""
        if self.state == "close":
            self.closed_by, self.qr = None, False
            self.pairing_code = "ABCD-1234" if number else None
            self._turn("connecting", 200)
        elif self.state == "connecting" and not self.qr:
            self.show_qr()

    def show_qr(self) -> None:
        self.qr = True
        qr = {"instance": self.line.instance, "pairingCode": self.pairing_code, "code": "2@AAAA,BBBB,CCCC"}
        self._tell(Event("qrcode.updated", {"qrcode": qr}))

    def scan(self) -> None:
        """The business scans the picture, or types the code."""
        self.qr, self.pairing_code = False, None
        self._turn("open", 200, wuid=self.line.phone + BY_NUMBER, profileName=self.line.name)

    def nobody_scans(self) -> None:
        """After a number of pictures Evolution gives up."""
        self.qr = False
        self._tell(Event("qrcode.updated", {"message": "QR code limit reached, please login again", "statusCode": 500}))
        self._turn("close", 428)

    def end(self, reason: int = 401) -> None:
        """The connection is closed for good: 401 the device was unlinked on the phone, 403 the number is blocked."""
        self.closed_by = reason
        self._turn("close", reason)

    def flap(self, times: int) -> None:
        """Without network Evolution tells several times a second that it is connecting."""
        for _ in range(times):
            self._turn("connecting", 200)

    def restart(self) -> None:
        """What was not told comes at once."""
        self.silent = False
        backlog, self._backlog = self._backlog, []
        self._turn("connecting", 200)
        self._turn("open", 200, wuid=self.line.phone + BY_NUMBER, profileName=self.line.name)
        for event in backlog:
            self._tell(event)

    def _turn(self, state: str, reason: int, **more: str) -> None:
        self.state = state
        data = {"instance": self.line.instance, "state": state, "statusReason": reason, **more}
        self._tell(Event("connection.update", data))

    # What is sent

    def fault_for(self, body: Mapping[str, Any]) -> Fault | None:
        """What goes wrong with this request."""
        return self.fault_of(f"{text(body.get('number'))} {_said(body)}")

    def jid_of(self, number: str) -> str | None:
        """Under which address WhatsApp knows a number or an address; None when it does not."""
        if "@" in number and not number.endswith(BY_NUMBER):
            return number
        bare = "@" not in number
        digits = re.sub(r"\D", "", number.split("@")[0])
        guessed = _GUESSED.fullmatch(digits) if bare else None
        if guessed and digits not in self.numbers:
            digits = self.numbers.get(f"55{guessed[1]}{guessed[2]}", digits)
        known = self.numbers.get(digits, digits)
        return None if {digits, known} & self.absent else known + BY_NUMBER

    def take(self, operation: str, body: Mapping[str, Any], jid: str, fault: Fault | None = None) -> dict[str, Any]:
        """Takes a message, lets its statuses follow, and says what Evolution answers."""
        to, said = jid.removesuffix(BY_NUMBER), _said(body)
        send = Send(
            number=len(self.sends) + 1,
            at=now(),
            id=self.new_id(),
            to=to,
            type=_KINDS.get(operation) or str(body.get("mediatype")),
            text=said,
            callback=f"{to} {said}",
            body=body,
        )
        self.sends.append(send)
        key = {"remoteJid": jid, "fromMe": True, "id": send.id}
        data = payloads.message(key, _content(operation, body), source="web", status="PENDING")
        if self.stores:
            self.messages.append(data)
        self._tell(Event("send.message", data))
        self._follow(send, jid, fault)
        return data

    def _follow(self, send: Send, jid: str, fault: Fault | None) -> None:
        failed = fault is not None and fault.kind is FaultKind.FAILED
        words = ("SERVER_ACK", "ERROR") if failed else self.receipts
        for step, word in enumerate(words, start=1):
            data = payloads.status(send.id, word, jid)
            if fault is not None and word == "ERROR":
                data["messageStubParameters"] = [str(fault.code)]
            self._tell(Event("messages.update", data), step * self.receipt_pause)

    # What is kept

    def keep(self, data: bytes, mime_type: str, *, filename: str | None = None) -> str:
        """Holds a file that somebody will send; returns its id for `payloads.file`."""
        file_id = f"t62.{next(self._numbers):06d}"
        self.files[file_id] = File(data, mime_type, filename)
        return file_id

    def file_of(self, data: Mapping[str, Any]) -> File | None:
        """The file of a message; None when it has none, or it is gone."""
        part = _inmost(obj(data.get("message")))
        path = next((found for each in part.values() if (found := text(obj(each).get("directPath")))), "")
        return self.files.get(path.removeprefix("/v/"))

    def message(self, id_: str) -> dict[str, Any] | None:
        return next((data for data in self.messages if data["key"]["id"] == id_), None)

    def picture(self) -> str:
        """What is to be scanned."""
        return "2@AAAA,BBBB,CCCC"

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there; what the former webhook has not taken is dropped. None: nowhere."""
        former, self.webhook = self.courier, webhook
        self.courier = courier(webhook) if webhook else None
        if former is not None:
            await former.close()


def _written(content: Content | str) -> Content:
    return payloads.text(content) if isinstance(content, str) else content


def _said(body: Mapping[str, Any]) -> str | None:
    names = ("text", "caption", "description", "title", "reaction", "name")
    return next((found for name in names if (found := text(body.get(name)))), None)


def _inmost(message: dict[str, Any]) -> dict[str, Any]:
    inner = next((held for part in message.values() if (held := obj(obj(part).get("message")))), None)
    return _inmost(inner) if inner else message


def _content(operation: str, body: Mapping[str, Any]) -> Content:
    """The message as WhatsApp carries it."""
    match operation:
        case "sendText":
            return payloads.text(str(body.get("text")))
        case "sendLocation":
            return payloads.location(body["latitude"], body["longitude"], body["name"])
        case "sendReaction":
            return payloads.reaction(body["key"]["id"], body["reaction"])
        case "sendContact":
            cards = [{"displayName": card["fullName"], "vcard": ""} for card in body["contact"]]
            return {"contactsArrayMessage": {"contacts": cards}}
        case "sendButtons" | "sendList":
            said = "\n\n".join(filter(None, (body.get("title"), body.get("description"))))
            return {"viewOnceMessage": {"message": {"interactiveMessage": {"body": {"text": said}}}}}
        case "sendSticker":
            return payloads.file("sticker", "own", "image/webp")
        case "sendWhatsAppAudio":
            return payloads.file("audio", "own", "audio/ogg; codecs=opus", ptt=True)
        case _:
            more = {name: body[name] for name in ("caption", "fileName") if name in body}
            return payloads.file(body["mediatype"], "own", str(body.get("mimetype")), **more)
