"""Tickets: matters that are followed until they are settled, each under a protocol number and with promises of time."""

from prosa.tickets import follow_ups
from prosa.tickets.duration import usual_duration
from prosa.tickets.service import Wanted, change_ticket, get_ticket, list_tickets, open_ticket, take_up, tickets_of

__all__ = [
    "Wanted",
    "change_ticket",
    "follow_ups",
    "get_ticket",
    "list_tickets",
    "open_ticket",
    "take_up",
    "tickets_of",
    "usual_duration",
]
