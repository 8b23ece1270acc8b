"""What is read in one message, and who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar

from prosa.agents.understanding.documents import Entity
from prosa.core.language import Language

Value = TypeVar("Value", str, bool)


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Value]):
    """`value` with its probability; `second` is the next best, for a question that offers both."""

    value: Value
    confidence: float
    second: Value


@dataclass(frozen=True, slots=True)
class Reading:
    """`funnel` is meant for answers to a message of ours only."""

    language: Language
    intent: Verdict[str]
    category: Verdict[str]
    priority: Verdict[str]
    sentiment: Verdict[str]
    wants_human: Verdict[bool]
    funnel: Verdict[str]
    entities: tuple[Entity, ...]


class Understanding(Protocol):
    """Reads messages in a few milliseconds each; safe to use from several threads."""

    def read(self, text: str, catalogue: Sequence[str] = (), today: date | None = None) -> Reading:
        """`catalogue` is the names of products that are sold; without it products are named as in the message.
        Dates count from `today`, by the company's clock; the present day in UTC when not given."""
        ...
