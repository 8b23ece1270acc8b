"""Channels: deliveries in, sends out, each once."""

from prosa.channels import fetching, fields, fitting, outcome, vcards, webhooks
from prosa.channels.deliveries import failed_deliveries
from prosa.channels.intake import Intake, accept
from prosa.channels.lines import Line, Lines, lines
from prosa.channels.local import Moment, OtherSide, check_signature, signed
from prosa.channels.pace import within
from prosa.channels.parse import BrokenDelivery, rehearse
from prosa.channels.service import add as add_channel
from prosa.channels.service import find as find_channel
from prosa.channels.service import list_lines
from prosa.channels.signals import Signalling

__all__ = [
    "BrokenDelivery",
    "Intake",
    "Line",
    "Lines",
    "Moment",
    "OtherSide",
    "Signalling",
    "accept",
    "add_channel",
    "check_signature",
    "failed_deliveries",
    "fetching",
    "fields",
    "find_channel",
    "fitting",
    "lines",
    "list_lines",
    "outcome",
    "rehearse",
    "signed",
    "vcards",
    "webhooks",
    "within",
]
