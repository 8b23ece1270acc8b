"""A message through the agent's work as a program asks for it, and what comes of it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from prosa.turns.schemas import EvidenceLine, PastLine, Words


class Workflow(StrEnum):
    """One function of the agent, or `full`: all of them in their order."""

    CLASSIFY = "classify_message"
    SEARCH = "search_knowledge_base"
    RESPOND = "generate_response"
    ESCALATE = "check_escalation_criteria"
    FULL = "full"


class NextAction(StrEnum):
    """What is to be done after the message, in this order."""

    OPEN_TICKET = "open_ticket"
    HAND_OVER = "hand_over"
    AWAIT_APPROVAL = "await_approval"
    CONFIRM_WITH_CONTACT = "confirm_with_contact"
    AWAIT_CHOICE = "await_choice"
    AWAIT_DETAILS = "await_details"
    FOLLOW_UP = "follow_up"


class ProcessInput(BaseModel):
    """`message` of a contact. With `conversation_id` it is read after what was said there, by its contact and for its
    agent; otherwise after `history`, by nobody in particular. `agent_id`: another agent than the one that would
    answer."""

    message: Words
    conversation_id: UUID | None = None
    history: Annotated[list[PastLine], Field(max_length=40)] = Field(default_factory=list)
    agent_id: UUID | None = None

    @model_validator(mode="after")
    def _one_past(self) -> Self:
        if self.conversation_id is not None and self.history:
            raise ValueError("a conversation has its own history")
        return self


class Processing(BaseModel):
    workflow: Workflow
    input: ProcessInput


class Classification(BaseModel):
    """`confidence` 0 to 1: that of the local model in its category; 0.5 where nothing could be read."""

    category: str
    priority: str
    department: str | None
    confidence: float
    justification: str


class Response(BaseModel):
    """`content` is what the contact would be sent. `generated`: an engine wrote or found it; false when it had to be
    replaced. `time`: seconds it took. `should_send`: it would go out as it is."""

    content: str
    should_send: bool
    generated: bool
    time: float


class Escalation(BaseModel):
    """Whether a person has to take over, and the code of the reason."""

    required: bool
    reason: str | None


class FollowUpNeed(BaseModel):
    """Whether and when the agent would write again, if no answer came."""

    needed: bool
    when: datetime | None


class Processed(BaseModel):
    """What the workflow is not about is null. Nothing was sent, stored or done. `estimated_resolution_time`: seconds
    that matters of this category take from ticket to settlement, null while too few are known."""

    workflow: Workflow
    classification: Classification | None
    knowledge: list[EvidenceLine] | None
    response: Response | None
    escalation: Escalation | None
    follow_up: FollowUpNeed | None
    next_actions: list[NextAction] | None
    estimated_resolution_time: int | None
