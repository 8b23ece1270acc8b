"""What a model answers with: in this order, so that it reasons before it writes."""

from pydantic import BaseModel, ConfigDict, Field

from prosa.agents.understanding.labels import CATEGORIES, PRIORITIES

REASONS = (
    *("asked_for_person", "not_understood", "not_helped", "complaint", "legal", "emergency", "security"),
    *("data_request", "no_source", "not_allowed", "engine_decided"),
)


class NoAnswer(Exception):
    """No model of the chain gave an answer that can be used; the word says why."""


class _Form(BaseModel):
    """Every field is required: providers enforce such forms, and leave out what may be left out."""

    model_config = ConfigDict(extra="ignore")


class Classified(_Form):
    category: str = Field(description="One of: " + ", ".join(CATEGORIES))
    priority: str = Field(description="One of: " + ", ".join(PRIORITIES))
    confidence: float = Field(description="0 to 1")


class Choice(_Form):
    title: str = Field(description="What the button says, at most 24 characters")
    source: str | None = Field(description="Id of the source it leads to, such as S2; null when it leads to none")
    value: str | None = Field(description="What choosing it stands for, such as a protocol; null when only its title")


class Escalation(_Form):
    required: bool
    reason: str | None = Field(description="One of: " + ", ".join(REASONS) + "; null when none is required")


class FollowUp(_Form):
    when: str = Field(description="When to come back to the contact: ISO 8601 date and time")


class Slot(_Form):
    name: str
    value: str


class Progress(_Form):
    """What is being done for the contact over several messages, so that another engine can go on with it."""

    goal: str
    slots: list[Slot]
    asked: str | None = Field(description="Name of the slot the reply asks for, or `confirm`")


class Answer(_Form):
    """Your answer to the contact."""

    intent: str = Field(description="What the contact wants, in a few words")
    applied_guidelines: list[str] = Field(description="Company rules that decided this answer, in a few words each")
    evidence: list[str] = Field(description="Ids of the sources and results the reply is taken from: S1, T1 …")
    classification: Classified
    reply: str = Field(description="What is sent to the contact, word for word")
    options: list[Choice] = Field(description="Up to three choices to offer as buttons; empty when none")
    escalation: Escalation
    follow_up: FollowUp | None
    progress: Progress | None = Field(description="Only while something takes more than one message")
    summary: str = Field(description="The whole conversation in one or two sentences, for whoever goes on with it")
