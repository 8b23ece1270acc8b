"""What the fake knows and does, without HTTP."""

import hashlib
import itertools
import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from prosa.core.clock import now
from prosa.core.wire import obj, text
from prosa.testing.stage import Fault, FaultKind, Send, Taking
from prosa.testing.waha import payloads
from prosa.testing.waha.courier import Webhook, courier
from prosa.testing.waha.payloads import Chat, Content

FILES = "/api/files/"
_KINDS = {
    "sendText": "text",
    "sendImage": "image",
    "sendFile": "document",
    "sendVoice": "voice",
    "sendVideo": "video",
    "sendLocation": "location",
    "sendContactVcard": "contacts",
    "sendPoll": "poll",
    "reaction": "reaction",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One session of one server, with the credentials that open it."""

    api_key: str = "waha-key-fake"
    session: str = "default"
    webhook_key: str = "webhook-key-0123456789abcdef"
    phone: str = "551130001000"
    name: str = "Loja"

    def settings(self, base_url: str) -> dict[str, str]:
        """The settings of a channel on this line."""
        own = asdict(self)
        del own["phone"], own["name"]
        return {**own, "base_url": base_url}


@dataclass(slots=True)
class FakeWaha(Taking):
    """One WAHA server with one session. Used from one event loop; others use `stage.Remote`.

    `receipts` are the acks that follow a send, one every `receipt_pause` seconds. `script` holds what goes wrong with
    the next requests to send, in order (None: nothing); when it is used up, `rates` decide. `engine` decides how
    messages are written. `numbers` are phones that WhatsApp knows in another spelling than asked for (ninth digit),
    `absent` such that it does not know. `phones` are those behind hidden ids.
    """

    line: Line = field(default_factory=Line)
    engine: str = "GOWS"
    state: str | None = "WORKING"
    """None while there is no session."""
    paired: bool = True
    """Whether a phone has accepted this device."""
    receipts: tuple[int, ...] = (1, 2, 3)
    receipt_pause: float = 0.01
    misaddressed: list[str] = field(default_factory=list)
    """Sends to a spelling of a number that WhatsApp does not know: taken, and never delivered."""
    seen: list[str] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    phones: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, str] = field(default_factory=dict)
    """Names by chat id."""
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    silent: bool = False
    """The session says that it works and tells of nothing, until it is restarted: then of everything at once."""
    store: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    """Messages by chat, as `GET …/messages` gives them."""
    webhook: Webhook | None = None
    _backlog: list[dict[str, Any]] = field(default_factory=list)
    _taken: dict[str, str] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _run: str = field(default_factory=lambda: os.urandom(4).hex().upper())

    @property
    def me(self) -> str:
        return f"{self.line.phone}@c.us"

    def new_key(self, prefix: str = "3EB0") -> str:
        """A message id that no other run of the fake hands out; telephones begin theirs with 3A or AC."""
        return f"{prefix}{self._run}{next(self._numbers):010X}"

    def say(
        self,
        phone: str | None,
        content: Content | str,
        *,
        name: str | None = None,
        lid: str | None = None,
        group: str | None = None,
        reply_to: str | None = None,
        at: datetime | None = None,
        id_: str | None = None,
        delay: float = 0.0,
    ) -> str:
        """A person writes; returns the bare id of the message. A string is text, anything else from `payloads`. With
        a `lid` the chat is the hidden id, and the phone, if there is one, stands beside it."""
        chat = self._chat(phone, lid=lid, group=group, name=name)
        key = id_ or self.new_key("3A")
        self._exchange(chat, key, content, at=at, reply_to=reply_to, delay=delay)
        return key

    def echo(self, phone: str, content: Content | str, *, id_: str | None = None) -> str:
        """Somebody of the business writes to `phone` on the business's own telephone."""
        key = id_ or self.new_key("AC")
        self._exchange(self._chat(phone), key, content, from_me=True, source="app")
        return key

    def react(self, phone: str, target: str, emoji: str) -> str:
        """A person reacts to a message of ours; an empty emoji takes it back."""
        key = self.new_key("3A")
        told = payloads.reaction(self._chat(phone), key, target, emoji, me=self.me, at=now())
        self._tell("message.reaction", told)
        return key

    def revoke(self, phone: str, target: str) -> None:
        """A person deletes a message; what it said is not known any more."""
        after = self._written(self._chat(phone), self.new_key("3A"), payloads.text(""))
        self._tell("message.revoked", {"revokedMessageId": target, "before": None, "after": after})

    def edit(self, phone: str, target: str, body: str) -> None:
        after = self._written(self._chat(phone), self.new_key("3A"), payloads.text(body))
        self._tell("message.edited", {**after, "editedMessageId": target})

    def call(self, phone: str) -> str:
        key = self.new_key("CALL")
        told = {"id": key, "from": f"{phone}@c.us", "timestamp": now().timestamp(), "isVideo": False, "isGroup": False}
        self._tell("call.received", {**told, "_data": {}})
        return key

    def replay(self) -> int:
        """After a reconnect WhatsApp tells again of everything people said, with its old time."""
        said = [message for chat in self.store.values() for message in chat if not message["fromMe"]]
        for message in said:
            self._tell("message.any", message)
        return len(said)

    def turn(self, state: str | None) -> None:
        """The session changes its state and says so."""
        self.state = state
        if state is not None:
            told: dict[str, Any] = {"name": self.line.session, "status": state, "statuses": [], "data": None}
            self._tell("session.status", told)
        if state == "WORKING":
            self.silent, waiting = False, self._backlog
            self._backlog = []
            for event in waiting:
                self._post(event)

    def scan(self) -> None:
        """Somebody scans the picture, or types the code, on the business's phone."""
        self.paired = True
        self.turn("WORKING")

    def session(self) -> dict[str, Any]:
        """As `GET /api/sessions/{session}` gives it."""
        linked = {"id": self.me, "pushName": self.line.name} if self.state == "WORKING" else None
        return {
            "name": self.line.session,
            "status": self.state,
            "config": self.config,
            "me": linked,
            "presence": None,
            "timestamps": {"activity": None},
            "engine": {"engine": self.engine},
        }

    async def configure(self, config: Mapping[str, Any]) -> None:
        """The session's settings: from now on its first webhook is told."""
        self.config = dict(config)
        hook = next(iter(self.config.get("webhooks", ())), None)
        if hook is not None:
            retries = obj(hook.get("retries"))
            await self.deliver_to(
                Webhook(
                    url=hook["url"],
                    key=text(obj(hook.get("hmac")).get("key")) or "",
                    events=tuple(hook["events"]),
                    policy=retries.get("policy", "constant"),
                    delay=retries.get("delaySeconds", 2.0),
                    attempts=retries.get("attempts", 15),
                )
            )

    def recognised_by(self, body: Mapping[str, Any]) -> str:
        return text(body.get("id")) or hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()

    def fault_for(self, body: Mapping[str, Any]) -> Fault | None:
        """What goes wrong with this request."""
        return self.fault_of(self.recognised_by(body))

    def take(self, path: str, body: Mapping[str, Any], fault: Fault | None = None) -> dict[str, Any]:
        """Takes a message and lets its acks follow. One with an id that was taken before is no second message."""
        wanted = text(body.get("id"))
        if wanted in self._taken:
            return {"id": self._taken[wanted]}
        chat = Chat(text(body.get("chatId")) or "")
        key = wanted or self.new_key()
        written = payloads.whole_id(chat, key, from_me=True)
        self._note(path, body, chat, key)
        if wanted:
            self._taken[wanted] = written
        self._exchange(chat, key, self._content(path, body), from_me=True, source="api")
        self._follow(chat, key, fault)
        return {"id": written}

    def react_back(self, body: Mapping[str, Any]) -> None:
        """Software reacts to a message."""
        _, chat, *_ = str(body["messageId"]).split("_")
        self._note("reaction", body, Chat(chat), self.new_key())

    def _note(self, path: str, body: Mapping[str, Any], chat: Chat, key: str) -> None:
        said = next((text(body.get(name)) for name in ("text", "caption", "reaction") if body.get(name)), None)
        send = Send(
            number=len(self.sends) + 1,
            at=now(),
            id=key,
            to=chat.id,
            type=_KINDS[path],
            text=said,
            callback=self.recognised_by(body),
            body=body,
        )
        self.sends.append(send)

    def _content(self, path: str, body: Mapping[str, Any]) -> Content:
        if "file" in body:
            names = {"sendImage": "imageMessage", "sendVideo": "videoMessage", "sendVoice": "audioMessage"}
            caption = {"caption": body["caption"]} if body.get("caption") else {}
            file = obj(body["file"])
            return payloads.file(names.get(path, "documentMessage"), None, str(file.get("mimetype")), **caption)
        if path == "sendLocation":
            return payloads.place(body["latitude"], body["longitude"], body["title"])
        return payloads.text(text(body.get("text")) or "")

    def _follow(self, chat: Chat, key: str, fault: Fault | None) -> None:
        levels = self.receipts
        if chat.id.removesuffix("@c.us") in self.numbers or chat.id.removesuffix("@c.us") in self.absent:
            self.misaddressed.append(key)
            levels = (1,)
        if fault is not None and fault.kind is FaultKind.FAILED:
            levels = (1, -1)
        for step, level in enumerate(levels, start=1):
            told = payloads.ack(chat, key, level, me=self.me)
            self._tell("message.ack", told, delay=step * self.receipt_pause)

    def exists(self, phone: str) -> dict[str, Any]:
        """What `check-exists` says: the number in WhatsApp's own spelling."""
        if phone in self.absent:
            return {"numberExists": False}
        return {"numberExists": True, "chatId": f"{self.numbers.get(phone, phone)}@c.us"}

    def keep(self, data: bytes, mime_type: str, name: str | None = None) -> str:
        """Holds a file as if somebody had sent it; returns the address WAHA believes it to be at."""
        path = f"{FILES}{self.line.session}/{name or self.new_key()}"
        self.files[path] = (data, mime_type)
        return f"http://localhost:3000{path}"

    def _chat(
        self, phone: str | None, *, lid: str | None = None, group: str | None = None, name: str | None = None
    ) -> Chat:
        known = f"{phone}@c.us" if phone else None
        person = lid or known or ""
        self.contacts.setdefault(person, name or phone or "")
        alt = known if lid else None
        return Chat(group, alt, person, name) if group else Chat(person, alt, None, name)

    def _written(self, chat: Chat, key: str, content: Content | str, **more: Any) -> dict[str, Any]:
        said = payloads.text(content) if isinstance(content, str) else content
        at = more.pop("at", None) or now()
        return payloads.message(self.engine, chat, key, said, me=self.me, at=at, **more)

    def _exchange(self, chat: Chat, key: str, content: Content | str, *, delay: float = 0.0, **more: Any) -> None:
        written = self._written(chat, key, content, **more)
        self.store[chat.id].append(written)
        if not written["fromMe"] and self._wants("message"):
            self._tell("message", written, delay)
        self._tell("message.any", written, delay)

    def _wants(self, name: str) -> bool:
        return self.webhook is not None and name in self.webhook.events

    def _tell(self, name: str, payload: Mapping[str, Any], delay: float = 0.0) -> None:
        """Tells the webhook, if it wants to know; later when the session is silent."""
        if not self._wants(name):
            return
        event = {
            "id": f"evt_{self._run.lower()}{next(self._numbers):018d}",
            "timestamp": round(now().timestamp() * 1000),
            "event": name,
            "session": self.line.session,
            "metadata": {},
            "me": {"id": self.me, "pushName": self.line.name},
            "payload": payload,
            "engine": self.engine,
            "environment": {"version": "2026.7.1", "engine": self.engine, "tier": "CORE", "browser": None},
        }
        if self.silent and name != "session.status":
            self._backlog.append(event)
        else:
            self._post(event, delay)

    def _post(self, event: Mapping[str, Any], delay: float = 0.0) -> None:
        if self.courier is not None:
            self.courier.post(event, delay)

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there; what the former webhook has not taken is dropped. None: nowhere."""
        former, self.webhook = self.courier, webhook
        self.courier = courier(webhook) if webhook else None
        if former is not None:
            await former.close()

    def doubled(self) -> dict[str, int]:
        """Messages that were taken more than once, by what the sender recognises them by."""
        found = Counter(send.callback for send in self.sends if send.callback and send.type != "reaction")
        return {callback: times for callback, times in found.items() if times > 1}
