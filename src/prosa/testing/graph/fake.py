"""What the fake knows and does, without HTTP."""

import hashlib
import os
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from prosa.core.clock import now
from prosa.core.wire import obj, text
from prosa.testing.graph import payloads
from prosa.testing.graph.courier import Webhook, courier
from prosa.testing.graph.limits import Limits
from prosa.testing.graph.templates import Template, Templates
from prosa.testing.stage import Fault, FaultKind, Send, Taking


@dataclass(frozen=True, slots=True)
class Line:
    """One number of one account, with the credentials that open it."""

    phone_number_id: str = "1122334455667"
    waba_id: str = "5467539754836534"
    display_phone_number: str = "551130001000"
    access_token: str = "EAAfake"  # noqa: S105  (opens nothing)
    app_secret: str = "app-secret-0123456789abcdef"  # noqa: S105
    verify_token: str = "palavra"  # noqa: S105

    def settings(self, base_url: str) -> dict[str, str]:
        """The settings of a channel on this line."""
        own = asdict(self)
        del own["display_phone_number"]
        return {**own, "base_url": base_url}


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded or offered file. `url` replaces the address under which the fake serves it."""

    data: bytes
    mime_type: str
    filename: str | None = None
    url: str | None = None


@dataclass(slots=True)
class FakeGraph(Taking):
    """One line's Graph API. Used from one event loop; others use `Remote`.

    `receipts` are the statuses that follow a send, one every `receipt_pause` seconds. `script` holds what goes
    wrong with the next requests to send, in order (None: nothing); when it is used up, `rates` decide.
    """

    line: Line = field(default_factory=Line)
    receipts: tuple[str, ...] = ("sent", "delivered", "read")
    receipt_pause: float = 0.01
    upload_script: deque[Fault | None] = field(default_factory=deque)
    reads: list[str] = field(default_factory=list)
    """Ids of messages that were marked as read."""
    typings: list[str] = field(default_factory=list)
    """Ids of messages to which an answer was shown to be on its way."""
    templates: Templates = field(default_factory=Templates)
    limits: Limits | None = None
    """None: everybody may be written to at any time."""
    refused: Counter[int] = field(default_factory=Counter)
    """How often a message was not taken for a limit, a window or its template, by Meta's code."""
    quality: str = "GREEN"
    tier: str = "TIER_1K"
    files: dict[str, File] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _run: str = field(default_factory=lambda: os.urandom(4).hex())

    def new_id(self, kind: str = "wamid") -> str:
        """An id that no other run of the fake hands out."""
        return f"{kind}.{self._run}{next(self._numbers):08x}"

    def fault_for(self, body: Mapping[str, Any]) -> Fault | None:
        """What goes wrong with this request."""
        return self.fault_of(text(body.get("biz_opaque_callback_data")) or text(body.get("to")) or "")

    def problem(self, body: Mapping[str, Any]) -> tuple[int, str] | None:
        """Meta's code for why this message, well written as it is, is not taken now."""
        found = self.templates.problem(body)
        if found is None and self.limits is not None:
            found = self.limits.problem(body, now())
        if found is not None:
            self.refused[found[0]] += 1
        return found

    def take(self, body: Mapping[str, Any], fault: Fault | None = None) -> Send:
        """Takes a message and lets its statuses follow."""
        type_ = text(body.get("type")) or ""
        content = obj(body.get(type_))
        send = Send(
            number=len(self.sends) + 1,
            at=now(),
            id=self.new_id(),
            to=text(body.get("to")) or text(body.get("recipient")) or "",
            type=type_,
            text=text(content.get("body")) or text(obj(content.get("body")).get("text")),
            callback=text(body.get("biz_opaque_callback_data")),
            body=body,
        )
        self.sends.append(send)
        self._follow(send, fault)
        return send

    def _follow(self, send: Send, fault: Fault | None) -> None:
        failed = fault is not None and fault.kind is FaultKind.FAILED
        words = ("sent", "failed") if failed else self.receipts
        category = self.templates.category(send.body)
        for step, word in enumerate(words, start=1):
            code = fault.code if fault and word == "failed" else None
            status = payloads.status(send.id, word, send.to, callback=send.callback, category=category, code=code)
            self._post({"statuses": [status]}, delay=step * self.receipt_pause)

    def say(
        self,
        phone: str,
        content: payloads.Content | str,
        *,
        name: str | None = None,
        bsuid: str | None = None,
        reply_to: str | None = None,
        at: datetime | None = None,
        id_: str | None = None,
        delay: float = 0.0,
    ) -> str:
        """A person writes; returns the id of the message. A string is text, anything else from `payloads`. A `phone`
        such as BR.123 is the scoped id of somebody whose number stays hidden."""
        written = payloads.text(content) if isinstance(content, str) else content
        id_ = id_ or self.new_id()
        said = payloads.message(id_, phone, written, at=at, bsuid=bsuid, reply_to=reply_to)
        if self.limits is not None:
            self.limits.heard(phone, at or now(), from_ad="referral" in written)
        self._post({"contacts": [payloads.contact(phone, name, bsuid)], "messages": [said]}, delay)
        return id_

    def echo(self, phone: str, content: payloads.Content | str, *, id_: str | None = None) -> str:
        """Somebody of the business writes to `phone` on the business's own telephone."""
        written = payloads.text(content) if isinstance(content, str) else content
        id_ = id_ or self.new_id()
        said = {**payloads.message(id_, self.line.display_phone_number, written), "to": phone}
        self._post({"message_echoes": [said]}, field_="smb_message_echoes")
        return id_

    def decide(self, name: str, event: str, reason: str = "NONE", *, language: str = "pt_BR") -> Template:
        """Meta judges a template: APPROVED, REJECTED (with a reason such as INVALID_FORMAT), PAUSED, DISABLED."""
        template = self.templates.find(name, language)
        if template is None:
            raise LookupError(f"there is no template {name} in {language}")
        template.status, template.reason = event, reason
        told = {
            "event": event,
            "message_template_id": int(template.id),
            "message_template_name": name,
            "message_template_language": language,
            "reason": reason,
            "message_template_category": template.category,
        }
        self._post_change("message_template_status_update", told)
        return template

    def prefers(self, phone: str, *, marketing: bool) -> None:
        """A person allows marketing of this business, or no longer does."""
        value = "resume" if marketing else "stop"
        choice: dict[str, Any] = {"wa_id": phone, "detail": f"User requested to {value} marketing messages"}
        choice |= {"category": "marketing_messages", "value": value, "timestamp": int(now().timestamp())}
        contacts = [payloads.contact(phone, None)]
        self._post({"contacts": contacts, "user_preferences": [choice]}, field_="user_preferences")

    def rated(self, quality: str, event: str = "FLAGGED") -> None:
        """Meta thinks otherwise of the number."""
        self.quality = quality
        told = {"display_phone_number": self.line.display_phone_number, "event": event, "current_limit": self.tier}
        self._post_change("phone_number_quality_update", told)

    def _post_change(self, field_: str, value: Mapping[str, Any]) -> None:
        """News of the account, which name no line."""
        if self.courier is not None:
            self.courier.post(payloads.Change(self.line.waba_id, field_, value), 0.0)

    def _post(self, value: Mapping[str, Any], delay: float = 0.0, field_: str = "messages") -> None:
        if self.courier is None:
            return
        metadata = {
            "display_phone_number": self.line.display_phone_number,
            "phone_number_id": self.line.phone_number_id,
        }
        whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        self.courier.post(payloads.Change(self.line.waba_id, field_, whole), delay)

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there; what the former webhook has not taken is dropped. None: nowhere."""
        former, self.courier = self.courier, courier(webhook) if webhook else None
        if former is not None:
            await former.close()

    def keep(self, data: bytes, mime_type: str, *, filename: str | None = None, url: str | None = None) -> str:
        """Holds a file, as if somebody had sent it; returns its id."""
        media_id = str(10**14 + next(self._numbers))
        self.files[media_id] = File(data, mime_type, filename, url)
        return media_id

    def description(self, media_id: str, base_url: str) -> dict[str, Any]:
        """What `GET /{media-id}` says."""
        file = self.files[media_id]
        return {
            "messaging_product": "whatsapp",
            "id": media_id,
            "url": file.url or f"{base_url}/files/{media_id}",
            "mime_type": file.mime_type,
            "sha256": hashlib.sha256(file.data).hexdigest(),
            "file_size": len(file.data),
        }
