"""WAHA passes the suite every channel passes."""

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel

from prosa.channels.port import ErrorAction
from prosa.connectors.waha import connector
from prosa.connectors.waha.signature import signature
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.waha import rules
from tests.connectors.waha.material import BY_NAME, CALLS, RECORDINGS, settings

KEY = "waha-key-0123456789"


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = RECORDINGS
    unknown = (
        BY_NAME["odd/unknown_event"],
        BY_NAME["odd/group_join"],
        BY_NAME["kinds/event_of_a_calendar"],
        BY_NAME["kinds/nothing_in_it"],
        BY_NAME["acks/unknown"],
    )
    statuses: Mapping[str, MessageStatus] = {
        "acks/error": MessageStatus.FAILED,
        "acks/pending": MessageStatus.QUEUED,
        "acks/server": MessageStatus.SENT,
        "acks/device": MessageStatus.DELIVERED,
        "acks/read": MessageStatus.READ,
        "acks/played": MessageStatus.READ,
    }

    def sign(self, body: bytes) -> Mapping[str, str]:
        return {"x-webhook-hmac": signature("webhook-key-0123456789abcdef", body)}


def said(status: int, message: str, **more: Any) -> Answer:
    return Answer(status, json.dumps({"message": message, "statusCode": status, **more}).encode())


def session(state: str) -> Answer:
    error = "Session status is not as expected. Try again later or restart the session"
    return Answer(422, json.dumps({"error": error, "status": state, "expected": ["WORKING"]}).encode())


def thrown(message: str) -> Answer:
    return Answer(500, json.dumps({"statusCode": 500, "exception": {"message": message, "code": 2}}).encode())


STATES = ("STOPPED", "STARTING", "SCAN_QR_CODE", "PASSKEY_REQUIRED", "FAILED", "MEDITATING")


class TestSending(SendingConformance):
    connector = connector
    refusals: Mapping[str, tuple[Answer, ErrorAction]] = {
        **{f"session {state}": (session(state), ErrorAction.WAIT) for state in STATES},
        "session unknown": (said(404, 'Session "default" does not exist'), ErrorAction.WAIT),
        "wrong key": (said(401, "Unauthorized"), ErrorAction.STOP_CHANNEL),
        "key of another session": (said(403, "Forbidden resource"), ErrorAction.STOP_CHANNEL),
        "not an API": (said(404, "Cannot POST /api/sendText"), ErrorAction.STOP_CHANNEL),
        "not described": (said(400, "chatId should not be empty"), ErrorAction.GIVE_UP),
        "listed": (Answer(400, b'{"message": ["a", "b"], "statusCode": 400}'), ErrorAction.GIVE_UP),
        "not processable": (said(422, "Message with id was not found"), ErrorAction.GIVE_UP),
        "too large": (said(413, "request entity too large"), ErrorAction.GIVE_UP),
        "too many": (said(429, "Too many requests"), ErrorAction.WAIT),
        "restricted": (thrown("2 UNKNOWN: server returned error 463"), ErrorAction.GIVE_UP),
        "no such person": (thrown("No LID for user"), ErrorAction.GIVE_UP),
    }

    def settings_at(self, base_url: str) -> BaseModel:
        return settings(base_url=base_url, api_key=KEY)

    def accept(self, request: Request) -> Answer:
        if request.method == "GET":
            return Answer(body=b"[]")
        return Answer(201, json.dumps({"id": "true_5511987654321@c.us_3EB0ABC", "_data": {}}).encode())

    def problem(self, request: Request) -> str | None:
        """By WAHA's own description of the call."""
        if request.headers["x-api-key"] != KEY:
            return "no key"
        if request.method == "GET":
            return None
        body, call = json.loads(request.body), request.target.removeprefix("/api/")
        schema = {"$ref": f"#/components/schemas/{rules.CALLS[call]}", **CALLS}
        broken = next(Draft202012Validator(schema).iter_errors(body), None)
        return broken.message if broken else None
