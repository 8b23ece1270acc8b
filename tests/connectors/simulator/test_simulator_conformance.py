"""The pretend WhatsApp passes the suite every channel passes."""

from collections.abc import Mapping
from pathlib import Path

from prosa.channels import signed
from prosa.connectors.simulator import connector
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.conversations.schemas import MessageStatus
from prosa.testing.conformance import DeliveryConformance
from prosa.testing.recordings import recordings

DATA = Path(__file__).parent / "data"
DELIVERIES = recordings(DATA / "deliveries.json")
UNKNOWN = recordings(DATA / "unknown.json")
STATUSES = {
    "deliveries/sent": MessageStatus.SENT,
    "deliveries/delivered": MessageStatus.DELIVERED,
    "deliveries/read": MessageStatus.READ,
    "deliveries/failed": MessageStatus.FAILED,
}


class TestDeliveries(DeliveryConformance):
    connector = connector
    settings = SimulatorSettings()
    recordings = DELIVERIES
    unknown = UNKNOWN
    statuses = STATUSES

    def sign(self, body: bytes) -> Mapping[str, str]:
        return signed(self.settings.secret.get_secret_value(), body)
