"""The words of a turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel


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


class Trace(BaseModel):
    """Why it answered so: the whole turn."""

    id: UUID
    conversation_id: UUID
    status: TurnStatus
    engine: str
    agent_id: UUID | None
    instructions_version: int
    started_at: datetime
    finished_at: datetime | None
    duration_ms: int | None
    cost_micros: int
    said: list[SaidLine]
    understanding: dict[str, Any]
    decision: str | None
    handoff_reason: str | None
    confidence: float | None
    calls: list[CallLine]
    evidence: list[EvidenceLine]
    sent: list[SentLine]
    error: str | None
