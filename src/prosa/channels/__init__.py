"""Channels: deliveries in, sends out, each once."""

from prosa.channels.intake import Intake, accept
from prosa.channels.lines import Line, Lines, lines
from prosa.channels.parse import BrokenDelivery, rehearse

__all__ = ["BrokenDelivery", "Intake", "Line", "Lines", "accept", "lines", "rehearse"]
