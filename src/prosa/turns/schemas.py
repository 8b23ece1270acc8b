"""The words of a turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from prosa.agents.schemas import EngineName, NewVersion


class TurnStatus(StrEnum):
    """`superseded`: more was said while it thought; `overruled`: a person took the floor meanwhile;
    `abandoned`: its worker was lost."""

    THINKING = "thinking"
    ANSWERED = "answered"
    HANDED = "handed"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"
    OVERRULED = "overruled"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call as it is shown in the trace; `error` is a code."""

    name: str
    arguments: Mapping[str, Any]
    result: Mapping[str, Any] | None
    ms: int
    error: str | None


class SaidLine(BaseModel):
    id: UUID
    text: str | None


class SentLine(BaseModel):
    id: UUID
    text: str | None
    status: str


class CallLine(BaseModel):
    name: str
    arguments: dict[str, Any]
    result: dict[str, Any] | None
    ms: int
    error: str | None


class EvidenceLine(BaseModel):
    ref: str
    title: str
    quote: str
    score: float


class ModelLine(BaseModel):
    """One request to a language model; `error` is a code."""

    model: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    micros: int
    ms: int
    error: str | None


class GuardLine(BaseModel):
    """What one guard said of a reply: `passed`, `held` (it did not leave so) or `mended` (it left without it)."""

    name: str
    verdict: str
    detail: str


class TurnFacts(BaseModel):
    """What an agent made of what was said, whether it was sent or only tried."""

    engine: str
    agent_id: UUID | None
    instructions_version: int
    duration_ms: int | None
    cost_micros: int
    understanding: dict[str, Any]
    decision: str | None
    handoff_reason: str | None
    confidence: float | None
    calls: list[CallLine]
    evidence: list[EvidenceLine]
    models: list[ModelLine]
    guards: list[GuardLine]
    error: str | None


class Trace(TurnFacts):
    """Why it answered so: the whole turn."""

    id: UUID
    conversation_id: UUID
    status: TurnStatus
    started_at: datetime
    finished_at: datetime | None
    said: list[SaidLine]
    sent: list[SentLine]


class DoubtfulTurn(BaseModel):
    """A turn that a person should look at: unsure, not understood, or held by a guard. `said` without what follows the
    first lines; `held` names the guards."""

    id: UUID
    conversation_id: UUID
    at: datetime
    said: str
    decision: str | None
    confidence: float | None
    handoff_reason: str | None
    held: list[str]


class DoubtfulTurns(BaseModel):
    """The latest first."""

    items: list[DoubtfulTurn]


class RatedReply(BaseModel):
    """A message of the agent on which the contact has put a thumb; `turn_id` is why it answered so."""

    message_id: UUID
    conversation_id: UUID
    turn_id: UUID | None
    at: datetime
    text: str
    good: bool


class RatedReplies(BaseModel):
    """The latest first; `good` and `bad` count those of `items`."""

    good: int
    bad: int
    items: list[RatedReply]


class FigureState(StrEnum):
    """`good`: the target is reached; `watch`: between target and alarm; `unknown`: there are no cases."""

    GOOD = "good"
    WATCH = "watch"
    ALARM = "alarm"
    UNKNOWN = "unknown"


class Figure(BaseModel):
    """A figure with what it should be, and what it was counted from."""

    value: float | None
    target: float
    alarm: float
    state: FigureState
    cases: int


class Figures(BaseModel):
    """How well the agent did in a span of time. `first_response`: seconds from a message to the reply to it, on the
    average over those that came after a silence; the others are shares from 0 to 1. `automatic_resolution` and
    `escalation_rate` count conversations the agent spoke in, `classification_accuracy` turns that people judged."""

    since: datetime
    until: datetime
    first_response: Figure
    automatic_resolution: Figure
    classification_accuracy: Figure
    escalation_rate: Figure


class ShippedRule(BaseModel):
    """When a person is called unless a version says otherwise. `params` may be changed; `fixed` cannot be switched
    off."""

    kind: str
    params: dict[str, Any]
    fixed: bool


class ShippedRules(BaseModel):
    items: list[ShippedRule]


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_096)]


class SpokenLine(BaseModel):
    """What the contact says in a rehearsal; `button_id` when it is the option they tapped."""

    text: Words
    button_id: Annotated[str, Field(max_length=200)] | None = None


class PastLine(BaseModel):
    """What was said before; `mine` by the contact."""

    text: Words
    mine: bool


class Rehearsal(BaseModel):
    """A turn to try. `draft` is what somebody is writing, else `version` of the agent, else the published one; `engine`
    another one than the agent's; `state` what the last rehearsed reply left."""

    version: int | None = None
    draft: NewVersion | None = None
    engine: EngineName | None = None
    said: Annotated[list[SpokenLine], Field(min_length=1, max_length=10)]
    history: Annotated[list[PastLine], Field(max_length=40)] = Field(default_factory=list)
    state: dict[str, Any] = Field(default_factory=dict)


class RehearsedOption(BaseModel):
    id: str
    title: str


class Rehearsed(BaseModel):
    """What would have been sent, and why. Nothing was."""

    text: str
    options: list[RehearsedOption]
    state: dict[str, Any]
    trace: TurnFacts


class ToolItem(BaseModel):
    """A tool as a door shows it. `arguments` is a JSON schema; `scope` is what an API key needs; `confirms`: somebody
    has to agree to what is shown; `sensitive`: a supervisor has to approve it; `limits` are those of one contact."""

    name: str
    description: str
    arguments: dict[str, Any]
    scope: str
    writes: bool
    needs_conversation: bool
    identity: str
    confirms: bool
    sensitive: bool
    limits: dict[str, int]


class ToolList(BaseModel):
    items: list[ToolItem]


class NewCall(BaseModel):
    """`conversation_id` says for whose contact it is done; most tools need it. `digest` is what was refused with
    `tool_confirmation_needed` and is agreed to now. A call with a `call_id` can be repeated: it is done once."""

    arguments: dict[str, Any] = Field(default_factory=dict)
    conversation_id: UUID | None = None
    digest: str | None = Field(None, max_length=64)
    call_id: UUID | None = None


class Called(BaseModel):
    result: dict[str, Any]


class ApprovalState(StrEnum):
    WAITING = "waiting"
    DECIDED = "decided"


class Approval(BaseModel):
    """A write that waits, or waited, for a person. `shown` is what the contact agreed to, empty when they were not
    asked. `by` is the kind of whoever asked: contact, user, api_key, system. `state`: waiting, running, done, failed,
    rejected. `cents` is the money it moves."""

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    contact_name: str
    turn_id: UUID | None
    tool: str
    arguments: dict[str, Any]
    shown: str
    cents: int
    by: str
    asked_by: str
    asked_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str | None
    result: dict[str, Any] | None
    error: str | None


class ApprovalList(BaseModel):
    items: list[Approval]
