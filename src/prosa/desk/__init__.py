"""The operators' workplace: what they write with, sort by and are helped by, and what is told to others about it."""

from prosa.desk import addresses, delivering, macros, presence, simulating
from prosa.desk.canned import add_canned_reply, list_canned_replies
from prosa.desk.schemas import NewCannedReply

__all__ = [
    "NewCannedReply",
    "add_canned_reply",
    "addresses",
    "delivering",
    "list_canned_replies",
    "macros",
    "presence",
    "simulating",
]
