"""Channels: deliveries in, sends out, each once."""

from prosa.channels.parse import BrokenDelivery, rehearse

__all__ = ["BrokenDelivery", "rehearse"]
