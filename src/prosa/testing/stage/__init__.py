"""What fake providers are made of: a server that can hang up, a courier for webhooks, faults by script or chance."""

from prosa.testing.stage.courier import Courier, Habits, Parcel, Webhook
from prosa.testing.stage.faults import UNTAKEN, Fault, FaultKind, Rates, draw
from prosa.testing.stage.server import ABORT, FakeApp, FakeThread, config, serving

__all__ = [
    "ABORT",
    "UNTAKEN",
    "Courier",
    "FakeApp",
    "FakeThread",
    "Fault",
    "FaultKind",
    "Habits",
    "Parcel",
    "Rates",
    "Webhook",
    "config",
    "draw",
    "serving",
]
