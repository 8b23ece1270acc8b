"""Twilio passes the suite every channel passes."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs

from pydantic import BaseModel

from prosa.channels.port import ErrorAction
from prosa.connectors.twilio import connector
from prosa.connectors.twilio.errors import ACTIONS
from prosa.connectors.twilio.signature import form_fields, signature
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.twilio import rules
from tests.connectors.twilio.material import BY_NAME, RECORDINGS, WEBHOOK, broken, settings

STATUSES = {
    "statuses/queued": MessageStatus.QUEUED,
    "statuses/sending": MessageStatus.SENDING,
    "statuses/sent": MessageStatus.SENT,
    "statuses/delivered": MessageStatus.DELIVERED,
    "statuses/read": MessageStatus.READ,
    "statuses/undelivered": MessageStatus.FAILED,
    "statuses/canceled": MessageStatus.FAILED,
    "webhook-forms/status failed": MessageStatus.FAILED,
}


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = RECORDINGS
    unknown = tuple(recording for name, recording in BY_NAME.items() if name.startswith("unknown/"))
    statuses = STATUSES

    def sign(self, body: bytes) -> Mapping[str, str]:
        token = self.settings.auth_token.get_secret_value()
        return {"x-twilio-signature": signature(token, WEBHOOK, form_fields(body))}


def refusal(code: int, status: int = 400) -> Answer:
    return Answer(status, json.dumps({"code": code, "message": "no", "more_info": "", "status": status}).encode())


REFUSALS = {
    **{str(code): (refusal(code), action) for code, action in ACTIONS.items()},
    "a code nobody knows": (refusal(99999), ErrorAction.GIVE_UP),
    "a code nobody knows, of the server": (refusal(99999, 500), ErrorAction.RETRY),
    "a wrong token": (refusal(20003, 401), ErrorAction.STOP_CHANNEL),
    "too many": (refusal(20429, 429), ErrorAction.WAIT),
    "outside the window": (refusal(63016), ErrorAction.GIVE_UP),
    "no words, 401": (Answer(401), ErrorAction.STOP_CHANNEL),
    "no words, 400": (Answer(400), ErrorAction.GIVE_UP),
    "another address": (Answer(302, headers={"location": "/elsewhere"}), ErrorAction.STOP_CHANNEL),
    "no such account": (refusal(20404, 404), ErrorAction.GIVE_UP),
}


class TestSending(SendingConformance):
    connector = connector
    refusals = REFUSALS

    def settings_at(self, base_url: str) -> BaseModel:
        return settings(base_url=base_url)

    def accept(self, request: Request) -> Answer:
        return Answer(201, json.dumps({"sid": "SM" + "1" * 32, "status": "queued"}).encode())

    def problem(self, request: Request) -> str | None:
        """By the schema made from Twilio's own description, and by the fake, which must find the same."""
        if not request.headers["authorization"].startswith("Basic "):
            return "no credential"
        form = parse_qs(request.body.decode(), keep_blank_values=True)
        found = rules.problem(form, "whatsapp:+14155238886", {})
        return broken(request.body) or (found[1] if found else None)
