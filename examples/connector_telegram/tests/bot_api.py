"""A Bot API of our own: what it knows and does, and the paths under which it is served."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from starlette.datastructures import UploadFile

from prosa.core.clock import now
from prosa.core.wire import number, obj, text
from prosa.testing import stage
from prosa.testing.stage import UNTAKEN, Call, Fault, FaultKind, Refusal, Send, SteeredApp, Taking

API = Path(__file__).parent / "data" / "api.json"
_WHOLE = {"text": 4096, "caption": 1024}
_LARGEST = {"photo": 10 * 1024 * 1024}
_UPLOAD = 50 * 1024 * 1024
_DOWNLOAD = 20 * 1024 * 1024


@cache
def _api() -> Mapping[str, Any]:
    read: dict[str, Any] = json.loads(API.read_text("utf-8"))
    return read


def problem(method: str, parameters: Mapping[str, Any], attached: int | None = None) -> str | None:
    """What Telegram would find wrong with a call, by the published description and the limits it tells in words.
    `attached` is the size of the file that came along."""
    described = _api()["methods"].get(method)
    if described is None:
        return f"there is no method {method}"
    return _fields(described, parameters) or _limits(parameters) or _upload(parameters, attached)


def _fields(described: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    known = {each["name"]: each for each in described["fields"]}
    wrong = [f"{name} is unknown" for name in given if name not in known]
    wrong += [f"{name} is missing" for name, each in known.items() if each["required"] and name not in given]
    wrong += [
        f"{name} is no {' or '.join(known[name]['types'])}"
        for name, value in given.items()
        if name in known and not any(_is(type_, value) for type_ in known[name]["types"])
    ]
    return wrong[0] if wrong else None


def _is(type_: str, value: Any) -> bool:
    if type_.startswith("Array of "):
        return isinstance(value, list) and all(_is(type_.removeprefix("Array of "), item) for item in value)
    plain = {"Integer": int, "Float": int | float, "String": str, "Boolean": bool, "InputFile": str}.get(type_)
    if plain is not None:
        return isinstance(value, plain) and (plain is bool or not isinstance(value, bool))
    described = _api()["types"].get({"ReactionType": "ReactionTypeEmoji"}.get(type_, type_))
    return described is not None and isinstance(value, dict) and _fields(described, value) is None


def _limits(parameters: Mapping[str, Any]) -> str | None:
    for name, longest in _WHOLE.items():
        if name in parameters and not 0 < len(parameters[name].strip()) <= len(parameters[name]) <= longest:
            return f"{name} is empty or too long"
    for row in obj(parameters.get("reply_markup")).get("inline_keyboard", ()):
        for button in row:
            size = len(button.get("callback_data", "x").encode())
            if not button["text"] or ("url" in button) == ("callback_data" in button) or not 0 < size <= 64:
                return "BUTTON_DATA_INVALID"
    return None


def _upload(parameters: Mapping[str, Any], attached: int | None) -> str | None:
    names = [name for name, value in parameters.items() if value == "attach://file"]
    if bool(names) != (attached is not None):
        return "the file is not attached, or attached to nothing"
    if names and (attached == 0 or (attached or 0) > _LARGEST.get(names[0], _UPLOAD)):
        return "the file is empty or too big"
    return None


def unpacked(form: Mapping[str, Any]) -> dict[str, Any]:
    """A form's fields as the values they stand for."""
    return {name: _value(name, str(value)) for name, value in form.items() if isinstance(value, str)}


def _value(name: str, value: str) -> Any:
    written = ("chat_id", "message_id", "latitude", "longitude", "reply_parameters", "reply_markup")
    return json.loads(value) if name in written else value


@dataclass(frozen=True, slots=True)
class Line:
    """One bot, with what opens it."""

    token: str = "123456789:AAEfake-token_0123456789abcdefghijk"
    secret: str = "segredo-do-webhook"

    def settings(self, base_url: str) -> dict[str, str]:
        """The settings of a channel on this bot."""
        return {"bot_token": self.token, "base_url": base_url, "webhook_secret": self.secret}


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(stage.Webhook):
    secret: str
    retry_base: float = 0.05


@dataclass(frozen=True, slots=True)
class Habits:
    """Telegram delivers one update at a time and comes again for what is not answered with 2xx."""

    webhook: Webhook

    def pack(self, items: Sequence[Mapping[str, Any]], rng: Random) -> list[stage.Parcel]:
        headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": self.webhook.secret}
        return [stage.Parcel(headers, json.dumps(item).encode()) for item in items]

    def again(self, attempt: int, status: int | None) -> float | None:
        return min(self.webhook.retry_base * 2**attempt, 5.0)


@dataclass(frozen=True, slots=True)
class File:
    data: bytes
    path: str


@dataclass(slots=True)
class FakeBotApi(Taking):
    """One bot. Used from one event loop; others use `stage.Remote`."""

    line: Line = field(default_factory=Line)
    webhook: dict[str, Any] = field(default_factory=dict)
    """What `setWebhook` was told."""
    last_error: str | None = None
    answered: list[str] = field(default_factory=list)
    """Presses of buttons that were answered."""
    typings: list[str] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    """People who blocked the bot."""
    _numbers: "count[int]" = field(default_factory=lambda: count(100))

    def take(self, method: str, parameters: Mapping[str, Any]) -> Send:
        chat = parameters["chat_id"]
        send = Send(
            number=len(self.sends) + 1,
            at=now(),
            id=f"{chat}:{next(self._numbers)}",
            to=str(chat),
            type=method.removeprefix("send").lower(),
            text=text(parameters.get("text")) or text(parameters.get("caption")),
            callback=None,
            body=parameters,
        )
        self.sends.append(send)
        return send

    def shown(self, send: Send) -> dict[str, Any]:
        """The message as the answer has it."""
        chat, _, id_ = send.id.partition(":")
        return {"message_id": int(id_), "date": int(send.at.timestamp()), "chat": {"id": int(chat), "type": "private"}}

    def say(
        self,
        phone: str,
        content: Mapping[str, Any] | str,
        *,
        name: str = "Helena",
        at: datetime | None = None,
        id_: str | None = None,
        delay: float = 0.0,
    ) -> str:
        """The person of this number writes; returns the message's id. A string is text, else fields of a message."""
        user, moment = int(phone), at or now()
        said = next(self._numbers) if id_ is None else int(id_.partition(":")[2])
        written = {"text": content} if isinstance(content, str) else dict(content)
        message = {
            "message_id": said,
            "from": {"id": user, "is_bot": False, "first_name": name},
            "chat": {"id": user, "type": "private", "first_name": name},
            "date": int(moment.timestamp()),
            **written,
        }
        self._post({"message": message}, delay)
        return f"{user}:{said}"

    def press(self, phone: str, data: str, send: Send | None = None) -> str:
        """The person presses a button of a message of ours; returns the press's id."""
        pressed = f"3006{next(self._numbers)}"
        message = {**self.shown(send), **send.body} if send else None
        user = {"id": int(phone), "is_bot": False, "first_name": "Helena"}
        self._post({"callback_query": {"id": pressed, "from": user, "data": data, "message": message}}, 0.0)
        return f"callback:{pressed}"

    def echo(self, phone: str, content: object) -> str:
        """Nobody but the bot speaks for a bot."""
        raise NotImplementedError

    def _post(self, update: Mapping[str, Any], delay: float) -> None:
        if self.courier is not None:
            self.courier.post({"update_id": next(self._numbers), **update}, delay)

    async def deliver_to(self, webhook: Webhook | None) -> None:
        former, self.courier = self.courier, stage.Courier(webhook, Habits(webhook)) if webhook else None
        if former is not None:
            await former.close()

    def keep(self, data: bytes, path: str = "photos/file_1.jpg") -> str:
        """Holds a file, as if somebody had sent it; returns its id."""
        id_ = f"AgACAgEAAxk-{next(self._numbers)}"
        self.files[id_] = File(data, path)
        return id_


class ApiError(Refusal):
    """An answer with Telegram's error body."""

    def __init__(self, code: int, description: str, wait: float | None = None) -> None:
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        super().__init__(code, body | ({"parameters": {"retry_after": wait}} if wait is not None else {}))


class BotApiApp(SteeredApp[FakeBotApi]):
    """Serves one `FakeBotApi`."""

    webhook = Webhook

    async def answer(self, call: Call) -> None:
        match call.method, call.path:
            case "GET", ("file", bot, *path):
                self._check_token(bot)
                await self._file(call, "/".join(path))
            case "POST", (bot, method):
                self._check_token(bot)
                await self._method(call, method)
            case _:
                raise ApiError(404, "Not Found")

    def _check_token(self, bot: str) -> None:
        if bot != f"bot{self.fake.line.token}":
            raise ApiError(401, "Unauthorized")

    async def _file(self, call: Call, path: str) -> None:
        found = next((file for file in self.fake.files.values() if file.path == path), None)
        if found is None:
            raise ApiError(404, "Not Found")
        await call.reply(200, found.data, "application/octet-stream")

    async def _method(self, call: Call, method: str) -> None:
        parameters, attached = await self._read(call)
        wrong = problem(method, parameters, attached)
        if wrong is not None:
            raise ApiError(400, f"Bad Request: {wrong}")
        match method:
            case "getMe":
                await self._yes(call, {"id": 123456789, "is_bot": True, "first_name": "Loja", "username": "loja_bot"})
            case "setWebhook":
                await self._set_webhook(call, parameters)
            case "getWebhookInfo":
                told = {"last_error_message": self.fake.last_error} if self.fake.last_error else {}
                await self._yes(call, {"url": self.fake.webhook.get("url", ""), "pending_update_count": 0, **told})
            case "getFile":
                await self._get_file(call, str(parameters["file_id"]))
            case "answerCallbackQuery":
                self.fake.answered.append(parameters["callback_query_id"])
                await self._yes(call, True)
            case "sendChatAction":
                self.fake.typings.append(str(parameters["chat_id"]))
                await self._yes(call, True)
            case _:
                await self._send(call, method, parameters)

    async def _read(self, call: Call) -> tuple[dict[str, Any], int | None]:
        if not call.headers.get("content-type", "").startswith("multipart/"):
            return await call.json(), None
        async with call.form() as form:
            file = form.get("file")
            size = len(await file.read()) if isinstance(file, UploadFile) else None
            return unpacked(form), size

    async def _set_webhook(self, call: Call, parameters: Mapping[str, Any]) -> None:
        if not parameters["url"].startswith("https://"):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.fake.webhook = dict(parameters)
        await self._yes(call, True)

    async def _get_file(self, call: Call, file_id: str) -> None:
        file = self.fake.files.get(file_id)
        if file is None:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(file.data) > _DOWNLOAD:
            raise ApiError(400, "Bad Request: file is too big")
        await self._yes(call, {"file_id": file_id, "file_size": len(file.data), "file_path": file.path})

    async def _send(self, call: Call, method: str, parameters: Mapping[str, Any]) -> None:
        if parameters["chat_id"] in self.fake.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        fault = self.fake.fault_of(str(parameters["chat_id"]))
        if fault is None:
            await self._taken(call, method, parameters)
            return
        self.fake.faults[fault.kind] += 1
        if fault.kind in (FaultKind.SLOW, FaultKind.FAILED):
            await asyncio.sleep(fault.seconds if fault.kind is FaultKind.SLOW else 0)
            await self._taken(call, method, parameters)
            return
        if fault.kind not in UNTAKEN:
            self.fake.take(method, parameters)
        await call.go_wrong(fault, _error)

    async def _taken(self, call: Call, method: str, parameters: Mapping[str, Any]) -> None:
        send = self.fake.take(method, parameters)
        await self._yes(call, True if method == "setMessageReaction" else self.fake.shown(send))

    async def _yes(self, call: Call, result: object) -> None:
        await call.say({"ok": True, "result": result})


def _error(fault: Fault) -> ApiError:
    return ApiError(int(number(fault.code) or 400), "Too Many Requests", fault.retry_after)
