"""Channels: deliveries in, sends out, each once."""

from prosa.channels.intake import Intake, accept
from prosa.channels.lines import Line, Lines, lines
from prosa.channels.local import OtherSide, check_signature, signed
from prosa.channels.pace import within
from prosa.channels.parse import BrokenDelivery, rehearse
from prosa.channels.service import list_lines

__all__ = [
    "BrokenDelivery",
    "Intake",
    "Line",
    "Lines",
    "OtherSide",
    "accept",
    "check_signature",
    "lines",
    "list_lines",
    "rehearse",
    "signed",
    "within",
]
