"""The web chat passes the suite every channel passes."""

from collections.abc import Mapping
from pathlib import Path

from prosa.channels import signed
from prosa.connectors.webchat import connector
from prosa.connectors.webchat.settings import WebchatSettings
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance
from prosa.testing.recordings import recordings

DATA = Path(__file__).parent / "data"
DELIVERIES = recordings(DATA / "deliveries.json")
UNKNOWN = recordings(DATA / "unknown.json")
STATUSES = {
    "deliveries/delivered": MessageStatus.DELIVERED,
    "deliveries/read": MessageStatus.READ,
}


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = WebchatSettings()
    recordings = DELIVERIES
    unknown = UNKNOWN
    statuses = STATUSES

    def sign(self, body: bytes) -> Mapping[str, str]:
        return signed(self.settings.secret.get_secret_value(), body)
