"""Telegram passes the suite every channel passes."""

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from pathlib import Path
from typing import Any

import prosa_connectors.telegram
from bot_api import BotApiApp, FakeBotApi, Line, problem, unpacked
from prosa_connectors.telegram import TelegramSettings, connector

from prosa.channels.abilities import Heard
from prosa.channels.port import ErrorAction, Outgoing
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.testing.abilities import PHONE, SignalsConformance
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.quality import Subject, problems
from prosa.testing.recordings import recordings

HERE = Path(__file__).parent
LINE = Line()
DELIVERIES = recordings(*(HERE / "data/updates").glob("*.json"))
UNKNOWN = recordings(HERE / "data/unknown.json")


def settings(url: str = "http://127.0.0.1:9") -> TelegramSettings:
    return TelegramSettings.model_validate(LINE.settings(url))


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = DELIVERIES
    unknown = UNKNOWN

    def sign(self, body: bytes) -> Mapping[str, str]:
        return {"x-telegram-bot-api-secret-token": LINE.secret}

    def test_one_changed_byte_is_refused(self) -> None:
        """Not here: Telegram signs no bodies. The secret shows who calls, and TLS keeps the bytes."""
        recording = self.recordings[0]
        self.port.verify(self.settings, self.sign(recording.body), recording.body + b" ")


def refused(code: int, description: str, **parameters: object) -> Answer:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return Answer(code, json.dumps(body).encode())


REFUSALS = {
    "the token is not a bot's": (refused(401, "Unauthorized"), ErrorAction.STOP_CHANNEL),
    "the token is no token": (refused(404, "Not Found"), ErrorAction.STOP_CHANNEL),
    "they blocked the bot": (refused(403, "Forbidden: bot was blocked by the user"), ErrorAction.GIVE_UP),
    "they are gone": (refused(403, "Forbidden: user is deactivated"), ErrorAction.GIVE_UP),
    "no such chat": (refused(400, "Bad Request: chat not found"), ErrorAction.GIVE_UP),
    "too many": (refused(429, "Too Many Requests: retry after 3", retry_after=3), ErrorAction.WAIT),
    "the group is another now": (
        refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234567890),
        ErrorAction.GIVE_UP,
    ),
    "too large for what stands before it": (Answer(413, b"<html></html>"), ErrorAction.GIVE_UP),
    "another address": (Answer(302, headers={"location": "/elsewhere"}), ErrorAction.STOP_CHANNEL),
}


class TestSending(SendingConformance):
    connector = connector
    address = (Identity(IdentityKind.VISITOR, "telegram:7000000001"),)
    refusals = REFUSALS

    def settings_at(self, base_url: str) -> TelegramSettings:
        return settings(base_url)

    def message(self, **changes: Any) -> Outgoing:
        """Ids of messages have a form here, which reactions need."""
        target = {"reply_to": "7000000001:12"} if changes.get("reply_to") else {}
        return super().message(**{**changes, **target})

    def accept(self, request: Request) -> Answer:
        sent = {"message_id": 31, "date": 1795176000, "chat": {"id": 7000000001, "type": "private"}}
        result = True if request.target.endswith("/setMessageReaction") else sent
        return Answer(body=json.dumps({"ok": True, "result": result}).encode())

    def problem(self, request: Request) -> str | None:
        bot, _, method = request.target.removeprefix("/").partition("/")
        if bot != f"bot{LINE.token}":
            return "another bot"
        return problem(method, *read(request))


def read(request: Request) -> tuple[dict[str, Any], int | None]:
    """The parameters of a call, and how large the file is that came along."""
    type_ = request.headers["content-type"]
    if not type_.startswith("multipart/"):
        return json.loads(request.body), None
    form = message_from_bytes(b"content-type: " + type_.encode() + b"\r\n\r\n" + request.body, policy=HTTP)
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    size = len(parts.pop("file").get_payload(decode=True))
    return unpacked({name: part.get_payload(decode=True).decode() for name, part in parts.items()}), size


class TestSignals(SignalsConformance[FakeBotApi]):
    """Bots mark nothing as read; what a person sees of it is that the button they pressed comes to rest."""

    connector = connector
    app = BotApiApp
    make = FakeBotApi
    to = (Identity(IdentityKind.VISITOR, f"telegram:{PHONE}"),)

    def heard(self, fake):
        return Heard(fake.press(PHONE, "sim"), self.to)

    def read(self, fake):
        return fake.answered

    def typed_to(self, fake):
        return fake.typings


def test_the_quality_list_is_complete_and_true() -> None:
    folder = Path(prosa_connectors.telegram.__file__).parent
    assert problems(Subject(connector, folder, HERE)) == []
