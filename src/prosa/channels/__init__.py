"""Channels: deliveries in, sends out, each once."""

from prosa.channels.intake import Intake, accept
from prosa.channels.lines import Line, Lines, lines
from prosa.channels.local import OtherSide, check_signature, signed
from prosa.channels.pace import within
from prosa.channels.parse import BrokenDelivery, rehearse

__all__ = [
    "BrokenDelivery",
    "Intake",
    "Line",
    "Lines",
    "OtherSide",
    "accept",
    "check_signature",
    "lines",
    "rehearse",
    "signed",
    "within",
]
