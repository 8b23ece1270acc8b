"""What fake providers are made of: a server that can hang up, requests answered or not, a courier for webhooks,
faults by script or chance, and steering from outside."""

from prosa.testing.stage.call import Call, Refusal
from prosa.testing.stage.courier import Courier, Habits, Parcel, Webhook
from prosa.testing.stage.faults import UNTAKEN, Fault, FaultKind, Rates, draw
from prosa.testing.stage.server import ABORT, FakeApp, FakeThread, config, serving
from prosa.testing.stage.steering import Remote, Steered, SteeredApp
from prosa.testing.stage.taking import Send, Taking

__all__ = [
    "ABORT",
    "UNTAKEN",
    "Call",
    "Courier",
    "FakeApp",
    "FakeThread",
    "Fault",
    "FaultKind",
    "Habits",
    "Parcel",
    "Rates",
    "Refusal",
    "Remote",
    "Send",
    "Steered",
    "SteeredApp",
    "Taking",
    "Webhook",
    "config",
    "draw",
    "serving",
]
