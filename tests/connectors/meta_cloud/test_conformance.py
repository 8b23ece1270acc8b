"""The Cloud API passes the suite every channel passes."""

import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel

from prosa.channels.port import ErrorAction
from prosa.connectors.meta_cloud import connector
from prosa.connectors.meta_cloud.signature import signature
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.graph import rules
from tests.connectors.meta_cloud.material import BY_NAME, RECORDINGS, SCHEMA, settings

STATUSES = {
    "message_status/sent": MessageStatus.SENT,
    "message_status/delivered": MessageStatus.DELIVERED,
    "message_status/read": MessageStatus.READ,
    "message_status/played": MessageStatus.READ,
    "message_status/failed": MessageStatus.FAILED,
}


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = RECORDINGS
    unknown = (
        BY_NAME["odd/unknown_type"],
        BY_NAME["odd/type_without_its_content"],
        BY_NAME["message/unsupported"],
        BY_NAME["people/unknown_system_message"],
        BY_NAME["webhook-examples/Group Create Message"],
    )
    statuses = STATUSES

    def sign(self, body: bytes) -> Mapping[str, str]:
        return {"x-hub-signature-256": signature(self.settings.app_secret.get_secret_value(), body)}


def refusal(code: int, status: int = 400, **more: Any) -> Answer:
    error = {"message": f"(#{code}) no", "type": "OAuthException", "code": code, **more}
    return Answer(status, json.dumps({"error": error}).encode())


# The table of error codes, as far as it says more than one thing can.
ACTIONS = {
    ErrorAction.WAIT: (4, 80007, 130429, 131056),
    ErrorAction.RETRY: (131000, 131016, 133004, 2, 1),
    ErrorAction.STOP_CHANNEL: (131048, 131064, 368, 131031, 130497, 190, 0, 3, 10, 200, 299, 131042),
    ErrorAction.GIVE_UP: (
        *(131047, 131026, 131049, 131050, 130472, 131008, 131009, 100, 132000, 132018),
        *(131051, 131052, 131053, 131062),
    ),
}


REFUSALS = {
    **{str(code): (refusal(code), action) for action, codes in ACTIONS.items() for code in codes},
    "a code nobody knows": (refusal(999999), ErrorAction.GIVE_UP),
    "a code nobody knows, said to pass": (refusal(999999, is_transient=True), ErrorAction.RETRY),
    "a known code, said to pass": (refusal(131047, is_transient=True), ErrorAction.GIVE_UP),
    "a code nobody knows, of the server": (refusal(999999, 500), ErrorAction.RETRY),
    "an expired token": (refusal(190, 401), ErrorAction.STOP_CHANNEL),
    "no words, 401": (Answer(401), ErrorAction.STOP_CHANNEL),
    "no words, 400": (Answer(400), ErrorAction.GIVE_UP),
    "no words, 408": (Answer(408), ErrorAction.RETRY),
    "another address": (Answer(302, headers={"location": "/elsewhere"}), ErrorAction.STOP_CHANNEL),
    "no such address": (Answer(404, b"<html></html>"), ErrorAction.STOP_CHANNEL),
    "words beside a good status": (refusal(131026, 200), ErrorAction.GIVE_UP),
}


class TestSending(SendingConformance):
    connector = connector
    refusals = REFUSALS

    def settings_at(self, base_url: str) -> BaseModel:
        return settings(base_url=base_url)

    def accept(self, request: Request) -> Answer:
        body: dict[str, Any] = {"id": "1234567890"}
        if request.target.endswith("/messages"):
            body = {"messaging_product": "whatsapp", "contacts": [{"wa_id": "5511987654321"}]}
        return Answer(body=json.dumps({**body, "messages": [{"id": "wamid.x"}]}).encode())

    def problem(self, request: Request) -> str | None:
        """By the schema made from Meta's own description, and by what the schema cannot say."""
        if request.headers["authorization"] != "Bearer EAAtoken":
            return "no token"
        if request.target.endswith("/media"):
            return None if b'name="messaging_product"' in request.body else "no messaging_product"
        body = json.loads(request.body)
        broken = next(Draft202012Validator(SCHEMA).iter_errors(body), None)
        found = rules.problem(body, {"1234567890"})
        return broken.message if broken else found[1] if found else None
