"""Evolution passes the suite every channel passes."""

import json
from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel

from prosa.channels.port import ErrorAction
from prosa.connectors.evolution import connector
from prosa.connectors.evolution.signature import SECRET_HEADER
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.evolution import rules
from tests.connectors.evolution.material import ANSWERS, BY_NAME, ERRORS, RECORDINGS, SECRET, broken, settings


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = RECORDINGS
    unknown = tuple(recording for name, recording in BY_NAME.items() if name.startswith("odd/"))
    statuses: ClassVar[Mapping[str, MessageStatus]] = {
        "recorded/status_delivered": MessageStatus.DELIVERED,
        "recorded/status_delivered_cloud_channel": MessageStatus.DELIVERED,
        "statuses/error": MessageStatus.FAILED,
        "statuses/pending": MessageStatus.QUEUED,
        "statuses/server_ack": MessageStatus.SENT,
        "statuses/delivery_ack": MessageStatus.DELIVERED,
        "statuses/read": MessageStatus.READ,
        "statuses/played": MessageStatus.READ,
        "statuses/cloud_sent": MessageStatus.SENT,
        "statuses/cloud_delivered": MessageStatus.DELIVERED,
        "statuses/cloud_read": MessageStatus.READ,
        "statuses/by_number": MessageStatus.DELIVERED,
        "statuses/baileys_form": MessageStatus.DELIVERED,
    }

    def sign(self, body: bytes) -> Mapping[str, str]:
        return {SECRET_HEADER: SECRET}

    def test_one_changed_byte_is_refused(self) -> None:
        """Not here: Evolution signs no bodies. The secret shows who calls, and TLS keeps the bytes."""
        recording = self.recordings[0]
        self.port.verify(self.settings, self.sign(recording.body), recording.body + b" ")


def answer(status: int, message: object) -> Answer:
    body = {"status": status, "error": "Error", "response": {"message": message}}
    return Answer(status, json.dumps(body).encode())


MEASURED = {
    "no or wrong apikey": ErrorAction.STOP_CHANNEL,
    "unknown instance": ErrorAction.STOP_CHANNEL,
    "body fails validation (v1 body textMessage.text included)": ErrorAction.GIVE_UP,
    "media neither URL nor base64": ErrorAction.GIVE_UP,
    "send while the session is not open": ErrorAction.RETRY,
}
REFUSALS = {
    **{when: (Answer(*ERRORS[when]), action) for when, action in MEASURED.items()},
    "not on WhatsApp": (
        answer(400, [{"jid": "5511900000000@s.whatsapp.net", "exists": False, "number": "5511900000000"}]),
        ErrorAction.GIVE_UP,
    ),
    "the same session, another way": (answer(400, ["Error: Connection Closed"]), ErrorAction.RETRY),
    "WhatsApp is busy": (answer(400, ["Error: rate-overlimit"]), ErrorAction.WAIT),
    "new chats are locked": (answer(400, ["Error: 463"]), ErrorAction.GIVE_UP),
    "forbidden": (answer(403, ["no"]), ErrorAction.STOP_CHANNEL),
    "busy, with words": (answer(503, "later"), ErrorAction.RETRY),
    "too large for what stands before it": (Answer(413, b"<html></html>"), ErrorAction.GIVE_UP),
    "another address": (Answer(302, headers={"location": "/elsewhere"}), ErrorAction.STOP_CHANNEL),
    "no such address": (Answer(404, b"<html></html>"), ErrorAction.STOP_CHANNEL),
    "no words, 401": (Answer(401), ErrorAction.STOP_CHANNEL),
}


class TestSending(SendingConformance):
    connector = connector
    refusals = REFUSALS
    native = False

    def settings_at(self, base_url: str) -> BaseModel:
        return settings(base_url=base_url, native_choices=self.native)

    def accept(self, request: Request) -> Answer:
        return Answer(201, json.dumps(ANSWERS["POST /message/sendText/{instance} (201)"]).encode())

    def problem(self, request: Request) -> str | None:
        """By the description of Evolution's requests, as a library reads it and as the fake does."""
        if request.headers["apikey"] != "evolution-key-fake":
            return "no key"
        operation = f"{request.method} {request.target.removesuffix('/loja')}/{{instance}}"
        if operation not in rules.SCHEMAS:
            return f"nobody knows {operation}"
        body = json.loads(request.body)
        found = rules.problems(operation, body)
        assert bool(found) == bool(broken(operation, body))
        return found[0] if found else None


class TestSendingWithNativeChoices(TestSending):
    native = True
