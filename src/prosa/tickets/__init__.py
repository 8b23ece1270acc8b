"""Tickets: matters that are followed until they are settled, each under a protocol number."""

from prosa.tickets.duration import usual_duration
from prosa.tickets.service import Wanted, change_ticket, get_ticket, list_tickets, open_ticket, tickets_of

__all__ = ["Wanted", "change_ticket", "get_ticket", "list_tickets", "open_ticket", "tickets_of", "usual_duration"]
