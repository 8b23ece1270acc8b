"""Conversations and messages: the state machine, the owner with an epoch, and the ledger of outcomes."""

from prosa.conversations import (
    answering,
    attachments,
    floor,
    inbox,
    ledger,
    messages,
    other_side,
    outcomes,
    sending,
    speaking,
)
from prosa.conversations.answering import Decision, Material, Standing
from prosa.conversations.events import AnswerDue, MediaAnnounced, SendDue
from prosa.conversations.floor import FloorLost, FloorTaken
from prosa.conversations.receive import amend, due_for_answer, overdue, receive
from prosa.conversations.schemas import (
    Amendment,
    Author,
    ConversationStatus,
    Direction,
    Draft,
    Inbound,
    Media,
    MessageStatus,
    MessageType,
    MessageView,
    Option,
    Outcome,
    Receipt,
)
from prosa.conversations.views import ConversationItem, MessageItem

__all__ = [
    "Amendment",
    "AnswerDue",
    "Author",
    "ConversationItem",
    "ConversationStatus",
    "Decision",
    "Direction",
    "Draft",
    "FloorLost",
    "FloorTaken",
    "Inbound",
    "Material",
    "Media",
    "MediaAnnounced",
    "MessageItem",
    "MessageStatus",
    "MessageType",
    "MessageView",
    "Option",
    "Outcome",
    "Receipt",
    "SendDue",
    "Standing",
    "amend",
    "answering",
    "attachments",
    "due_for_answer",
    "floor",
    "inbox",
    "ledger",
    "messages",
    "other_side",
    "outcomes",
    "overdue",
    "receive",
    "sending",
    "speaking",
]
