"""The operators' workplace: canned replies and unfinished texts."""

from prosa.desk.canned import add_canned_reply, list_canned_replies
from prosa.desk.schemas import NewCannedReply

__all__ = ["NewCannedReply", "add_canned_reply", "list_canned_replies"]
