"""The fake as an ASGI application: the paths of Twilio's APIs, and `/fake/…` to steer it."""

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from prosa.core.wire import obj, text
from prosa.testing.stage import UNTAKEN, Call, Fault, FaultKind, Refusal, SteeredApp
from prosa.testing.twilio import rules
from prosa.testing.twilio.courier import Webhook
from prosa.testing.twilio.fake import FakeTwilio, Template

Form = Mapping[str, Sequence[str]]


class TwilioError(Refusal):
    """An answer with Twilio's error body."""

    def __init__(self, status: int, code: int, message: str, retry_after: float | None = None) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        super().__init__(status, {"code": code, "message": message, "more_info": more, "status": status}, retry_after)


class TwilioApp(SteeredApp[FakeTwilio]):
    """Serves one `FakeTwilio`."""

    webhook = Webhook

    async def answer(self, call: Call) -> None:
        await _Request(self.fake, call).answer()


class _Request:
    """One request of any of the APIs."""

    def __init__(self, twilio: FakeTwilio, call: Call) -> None:
        self.twilio, self.call = twilio, call

    async def answer(self) -> None:
        if self.call.path[0] == "storage":
            await self._file(self.call.path[1])
            return
        self._check_credential()
        match self.call.path:
            case ("2010-04-01", "Accounts", *rest):
                await self._api(*rest)
            case ("v1", *rest):
                await self._content(*rest)
            case ("v2", "Indicators", "Typing.json"):
                await self._typing()
            case ("v2", "Channels", "Senders"):
                await self.call.say({"senders": [self._sender()], "meta": {"next_page_url": None}})
            case _:
                raise self._unknown()

    def _unknown(self) -> TwilioError:
        return TwilioError(404, 20404, f"The requested resource /{'/'.join(self.call.path)} was not found")

    def _check_credential(self) -> None:
        line = self.twilio.line
        wanted = base64.b64encode(f"{line.account_sid}:{line.auth_token}".encode()).decode()
        if self.call.headers.get("authorization") != f"Basic {wanted}":
            raise TwilioError(401, 20003, "Authenticate")

    async def _api(self, account: str, *rest: str) -> None:
        if account.removesuffix(".json") != self.twilio.line.account_sid:
            raise self._unknown()
        match self.call.method, rest:
            case "GET", ():
                told = {"sid": self.twilio.line.account_sid, "friendly_name": "Prosa", "status": "active"}
                await self.call.say(told)
            case "POST", ("Messages.json",):
                await self._send()
            case "GET", ("Messages.json",):
                await self._list()
            case "GET", ("Messages", _, "Media", media_id):
                await self._redirect(media_id)
            case _:
                raise self._unknown()

    async def _form(self) -> dict[str, list[str]]:
        return parse_qs((await self.call.body()).decode("utf-8", "replace"), keep_blank_values=True)

    async def _send(self) -> None:
        form = await self._form()
        wrong = rules.problem(form, self.twilio.line.sender, self.twilio.templates)
        if wrong is not None:
            raise TwilioError(400, *wrong)
        fault = self.twilio.fault_for(form)
        if fault is None:
            await self._accept(form)
        else:
            self.twilio.faults[fault.kind] += 1
            await self._meet(fault, form)

    async def _accept(self, form: Form, fault: Fault | None = None) -> None:
        await self.call.say(self.twilio.shown(self.twilio.take(form, fault)), 201)

    async def _meet(self, fault: Fault, form: Form) -> None:
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault.kind in (FaultKind.SLOW, FaultKind.FAILED):
            await self._accept(form, fault)
            return
        if fault.kind not in UNTAKEN:
            self.twilio.take(form)
        await self.call.go_wrong(fault, _error)

    async def _list(self) -> None:
        """Newest first."""
        to = self.call.query.get("To")
        size = int(self.call.query.get("PageSize", "50"))
        found = [self.twilio.shown(send) for send in reversed(self.twilio.sends)]
        messages = [message for message in found if to in (None, message["to"])][:size]
        await self.call.say({"messages": messages, "page_size": size, "next_page_uri": None})

    async def _redirect(self, media_id: str) -> None:
        file = self.twilio.files.get(media_id)
        if file is None:
            raise self._unknown()
        await self.call.redirect(file.url or f"{self.call.base_url}/storage/{media_id}")

    async def _file(self, media_id: str) -> None:
        """The storage knows no credential: its addresses are signed."""
        file = self.twilio.files.get(media_id)
        if file is None:
            raise self._unknown()
        await self.call.reply(200, file.data, file.mime_type)

    async def _typing(self) -> None:
        form = await self._form()
        message_id = form.get("messageId", [""])[0]
        if form.get("channel") != ["whatsapp"] or message_id[:2] not in ("SM", "MM"):
            raise TwilioError(400, 20001, "channel and messageId are required")
        self.twilio.typing.append(message_id)
        await self.call.say({"success": True})

    def _sender(self) -> dict[str, Any]:
        webhook = {"callback_url": self.twilio.webhook_url, "callback_method": "POST"}
        return {"sid": "XE" + "0" * 32, "sender_id": self.twilio.line.sender, "status": "ONLINE", "webhook": webhook}

    async def _content(self, *path: str) -> None:
        match self.call.method, path:
            case "POST", ("Content",):
                await self._make()
            case "POST", ("Content", sid, "ApprovalRequests", "whatsapp"):
                await self._hand_in(self._template(sid))
            case "DELETE", ("Content", sid):
                del self.twilio.templates[self._template(sid).sid]
                await self.call.reply(204, b"", "application/json")
            case "GET", ("ContentAndApprovals",):
                await self._all(lambda each: {**_shown(each), "approval_requests": _approval(each)})
            case _:
                raise self._unknown()

    def _template(self, sid: str) -> Template:
        found = self.twilio.templates.get(sid)
        if found is None:
            raise self._unknown()
        return found

    async def _make(self) -> None:
        body = await self.call.json()
        if not text(body.get("language")) or len(obj(body.get("types"))) == 0:
            raise TwilioError(400, 20001, "language and types are required")
        await self.call.say(_shown(self.twilio.make_template(body)), 201)

    async def _hand_in(self, template: Template) -> None:
        body = await self.call.json()
        name, category = text(body.get("name")), text(body.get("category"))
        if not name or category not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
            raise TwilioError(400, 20001, "name and category are required")
        if name != name.lower():
            raise TwilioError(400, 20001, "name must be lower case")
        template.name, template.category, template.state = name, category, "received"
        await self.call.say(_approval(template), 201)

    async def _all(self, show: Callable[[Template], dict[str, Any]]) -> None:
        size, page = int(self.call.query.get("PageSize", "50")), int(self.call.query.get("Page", "0"))
        every = list(self.twilio.templates.values())
        following = f"{self.call.base_url}/v1/ContentAndApprovals?PageSize={size}&Page={page + 1}"
        more = following if len(every) > (page + 1) * size else None
        contents = [show(each) for each in every[page * size : (page + 1) * size]]
        await self.call.say({"contents": contents, "meta": {"next_page_url": more, "page": page, "page_size": size}})


def _shown(template: Template) -> dict[str, Any]:
    return {"sid": template.sid, **template.body}


def _approval(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "category": template.category,
        "status": template.state,
        "rejection_reason": template.reason,
        "allow_category_change": True,
    }


def _error(fault: Fault) -> TwilioError:
    return TwilioError(400, fault.code, f"error {fault.code}", fault.retry_after)
