"""What is read in one message, and who reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from prosa.agents.understanding.documents import Entity
from prosa.core.language import Language

Value = TypeVar("Value", str, bool)

HEADS = ("intent", "category", "priority", "sentiment", "wants_human", "funnel")
GUARDED: Mapping[str, str | bool] = {"priority": "critica", "wants_human": True}
"""What must be found without crying wolf. The model says it only where false alarms are rare, so saying it is enough
to act, however small its probability."""


class Certainty(StrEnum):
    """What a verdict is good for: to act on, to ask with a menu of the two best, or for nothing."""

    ACT = "act"
    CONFIRM = "confirm"
    FALL_BACK = "fall_back"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The confidence from which on a head is acted on, and from which on it is asked about."""

    act: float
    confirm: float


DEFAULT_BOUNDS: Mapping[str, Bounds] = {
    "intent": Bounds(0.60, 0.45),
    "category": Bounds(0.65, 0.45),
    "priority": Bounds(0.75, 0.45),
    "sentiment": Bounds(0.55, 0.45),
    "wants_human": Bounds(0.75, 0.50),
    "funnel": Bounds(0.55, 0.40),
}
"""From messages of trades that were not learned from (`python -m tests.trades`): what is acted on is right nine times
out of ten, an intent nineteen times out of twenty; what is asked about has the right label among its two best nearly
nine times out of ten."""


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Value]):
    """`value` with its probability; `second` is the next best, for a question that offers both."""

    value: Value
    confidence: float
    second: Value


@dataclass(frozen=True, slots=True)
class Reading:
    """`funnel` is meant for answers to a message of ours only; `department` is where the company sends the category,
    None where it says nothing."""

    language: Language
    intent: Verdict[str]
    category: Verdict[str]
    priority: Verdict[str]
    sentiment: Verdict[str]
    wants_human: Verdict[bool]
    funnel: Verdict[str]
    entities: tuple[Entity, ...]
    department: str | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=lambda: DEFAULT_BOUNDS)

    def certainty(self, head: str) -> Certainty:
        """What the verdict of a head (one of `HEADS`) is good for, by the company's bounds."""
        verdict: Verdict[str] | Verdict[bool] = getattr(self, head)
        bounds = self.bounds[head]
        if verdict.confidence >= bounds.act or verdict.value == GUARDED.get(head):
            return Certainty.ACT
        return Certainty.CONFIRM if verdict.confidence >= bounds.confirm else Certainty.FALL_BACK


class Understanding(Protocol):
    """Reads messages in a few milliseconds each; safe to use from several threads."""

    def read(self, text: str, catalogue: Sequence[str] = (), today: date | None = None) -> Reading:
        """`catalogue` is the names of products that are sold; without it products are named as in the message.
        Dates count from `today`, by the company's clock; the present day in UTC when not given."""
        ...
