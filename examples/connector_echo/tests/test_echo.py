"""Echo passes the suite every channel passes."""

import json
from collections.abc import Mapping
from pathlib import Path

from prosa_connector_echo import SIGNATURE, EchoSettings, connector, signature

from prosa.channels.port import ErrorAction
from prosa.testing.conformance import DeliveryConformance, SendingConformance
from prosa.testing.counterpart import Answer, Request
from prosa.testing.recordings import recordings

HERE = Path(__file__).parent
DELIVERIES = recordings(HERE / "deliveries.json")
UNKNOWN = recordings(HERE / "unknown.json")


def settings(url: str = "http://127.0.0.1:9") -> EchoSettings:
    return EchoSettings.model_validate({"url": url, "secret": "segredo da casa"})


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = settings()
    recordings = DELIVERIES
    unknown = UNKNOWN

    def sign(self, body: bytes) -> Mapping[str, str]:
        return {SIGNATURE: signature(self.settings, body)}


class TestSending(SendingConformance):
    connector = connector
    refusals = {
        "the secret is another": (Answer(401), ErrorAction.STOP_CHANNEL),
        "nobody has this number": (Answer(404), ErrorAction.GIVE_UP),
    }

    def settings_at(self, base_url: str) -> EchoSettings:
        return settings(base_url)

    def accept(self, request: Request) -> Answer:
        return Answer(body=b'{"id": "e-100"}')

    def problem(self, request: Request) -> str | None:
        if request.headers.get(SIGNATURE) != signature(settings(), request.body):
            return "not signed"
        body = json.loads(request.body)
        return None if body["id"] and body["phone"] and 0 < len(body["text"]) <= 2000 else "not a message"
