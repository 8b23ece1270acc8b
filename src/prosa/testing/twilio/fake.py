"""What the fake knows and does, without HTTP."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from prosa.core.clock import now
from prosa.testing.stage import Fault, FaultKind, Send, Taking
from prosa.testing.twilio import payloads
from prosa.testing.twilio.courier import Delivery, Webhook, courier

WINDOW = timedelta(hours=24)
OUTSIDE = 63016
"""Twilio's code for free text outside the window."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sender of one account, with the credentials that open it."""

    account_sid: str = "AC" + "0" * 32
    auth_token: str = "fake-auth-token-0123456789abcdef"  # noqa: S105  (opens nothing)
    number: str = "14155238886"

    @property
    def sender(self) -> str:
        return f"whatsapp:+{self.number}"

    def settings(self, base_url: str) -> dict[str, str]:
        """The settings of a channel on this line."""
        return {
            "account_sid": self.account_sid,
            "auth_token": self.auth_token,
            "number": self.number,
            "base_url": base_url,
            "content_url": base_url,
            "messaging_url": base_url,
        }


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent. `url` replaces the storage to which the fake redirects."""

    data: bytes
    mime_type: str
    url: str | None = None


@dataclass(slots=True)
class Template:
    """A content with its approval: `state` in Twilio's words, unsubmitted first."""

    sid: str
    body: Mapping[str, Any]
    state: str = "unsubmitted"
    name: str = ""
    category: str = ""
    reason: str = ""


@dataclass(slots=True)
class FakeTwilio(Taking):
    """One sender's Twilio. Used from one event loop; others use `stage.Remote`.

    `receipts` are the statuses that follow a send, one every `receipt_pause` seconds. `script` holds what goes
    wrong with the next requests to send, in order (None: nothing); when it is used up, `rates` decide. With `strict`,
    what is no approved template reaches only people who wrote within a day: Twilio takes it and tells of it later.
    """

    line: Line = field(default_factory=Line)
    receipts: tuple[str, ...] = ("queued", "sent", "delivered", "read")
    receipt_pause: float = 0.01
    strict: bool = False
    typing: list[str] = field(default_factory=list)
    """Ids of messages that were answered with the sign of writing, and marked as read by it."""
    files: dict[str, File] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    webhook_url: str = ""
    """Where deliveries go, with its fragment."""
    _heard: dict[str, datetime] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _run: str = field(default_factory=lambda: os.urandom(8).hex())

    def new_id(self, kind: str = "SM") -> str:
        """An id that no other run of the fake hands out."""
        return f"{kind}{self._run}{next(self._numbers):016x}"

    def fault_for(self, form: Mapping[str, Sequence[str]]) -> Fault | None:
        """What goes wrong with this request."""
        return self.fault_of(_callback(form) or form["To"][0])

    def take(self, form: Mapping[str, Sequence[str]], fault: Fault | None = None) -> Send:
        """Takes a message and lets its statuses follow."""
        send = Send(
            number=len(self.sends) + 1,
            at=now(),
            id=self.new_id("MM" if "MediaUrl" in form else "SM"),
            to=form["To"][0].removeprefix("whatsapp:").removeprefix("+"),
            type=_kind(form),
            text=form.get("Body", [None])[0],
            callback=_callback(form),
            body=form,
        )
        self.sends.append(send)
        self._follow(send, fault)
        return send

    def _follow(self, send: Send, fault: Fault | None) -> None:
        """Statuses go to the address the sender gave for them, and nowhere without one."""
        url = send.body.get("StatusCallback", [None])[0]
        failed = fault.code if fault and fault.kind is FaultKind.FAILED else self._kept_back(send)
        for step, word in enumerate(("sent", "failed") if failed else self.receipts, start=1):
            code = failed if word == "failed" else None
            form = payloads.status(send.id, self.line.account_sid, self.line.sender, send.body["To"][0], word, code)
            if self.courier is not None and url is not None:
                self.courier.post(Delivery(form, url), step * self.receipt_pause)

    def _kept_back(self, send: Send) -> int | None:
        """Why WhatsApp does not deliver it."""
        template = self.templates.get(send.body.get("ContentSid", [""])[0])
        approved = template is not None and template.state == "approved"
        recent = now() - self._heard.get(send.to, datetime.min.replace(tzinfo=UTC)) < WINDOW
        return OUTSIDE if self.strict and not approved and not recent else None

    def shown(self, send: Send) -> dict[str, Any]:
        """As the REST API shows it."""
        told = {
            "sid": send.id,
            "account_sid": self.line.account_sid,
            "from": self.line.sender,
            "to": send.body["To"][0],
            "body": send.text or "",
            "num_media": "1" if "MediaUrl" in send.body else "0",
            "status": "queued",
            "date_created": format_datetime(send.at),
            "date_updated": format_datetime(send.at),
            "date_sent": None,
            "messaging_service_sid": None,
            "uri": f"/2010-04-01/Accounts/{self.line.account_sid}/Messages/{send.id}.json",
        }
        return payloads.resource(told)

    def say(
        self,
        phone: str,
        content: payloads.Content | str,
        *,
        name: str | None = None,
        reply_to: str | None = None,
        id_: str | None = None,
        at: datetime | None = None,
        delay: float = 0.0,
    ) -> str:
        """A person writes; returns the id of the message. A string is text, anything else from `payloads`. `phone`
        may be a business-scoped id. Twilio tells no time, so that `at` counts for the window only."""
        written = payloads.text(content) if isinstance(content, str) else content
        id_ = id_ or self.new_id()
        self._heard[phone] = at or now()
        form = payloads.message(
            id_, self.line.account_sid, phone, self.line.number, written, name=name, reply_to=reply_to
        )
        if self.courier is not None:
            self.courier.post(Delivery(form), delay)
        return id_

    def echo(self, phone: str, content: payloads.Content | str, *, id_: str | None = None) -> str:
        """Twilio does not tell what is written on the business's own telephone: nothing is delivered."""
        return id_ or self.new_id()

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there; what the former webhook has not taken is dropped. None: nowhere."""
        former, self.courier = self.courier, courier(webhook) if webhook else None
        self.webhook_url = webhook.url if webhook else ""
        if former is not None:
            await former.close()

    def keep(self, data: bytes, mime_type: str, *, url: str | None = None) -> str:
        """Holds a file, as if somebody had sent it; returns its id."""
        media_id = self.new_id("ME")
        self.files[media_id] = File(data, mime_type, url)
        return media_id

    def media_url(self, base_url: str, media_id: str) -> str:
        """The address of a file in a delivery."""
        message = "MM" + media_id[2:]
        return f"{base_url}/2010-04-01/Accounts/{self.line.account_sid}/Messages/{message}/Media/{media_id}"

    def make_template(self, body: Mapping[str, Any]) -> Template:
        template = Template(self.new_id("HX"), body)
        self.templates[template.sid] = template
        return template

    def decide(self, sid: str, state: str, reason: str = "") -> None:
        """WhatsApp approves (approved) or rejects (rejected) a template, or pauses or disables it."""
        template = self.templates[sid]
        template.state, template.reason = state, reason


def _kind(form: Mapping[str, Sequence[str]]) -> str:
    kinds = {"ContentSid": "template", "MediaUrl": "media", "PersistentAction": "location"}
    return next((kind for name, kind in kinds.items() if name in form), "text")


def _callback(form: Mapping[str, Sequence[str]]) -> str | None:
    query = parse_qs(urlsplit(form.get("StatusCallback", [""])[0]).query)
    return query.get("message_id", [None])[0]
