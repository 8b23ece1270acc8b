"""Who of those that wait comes first: a score of what is at stake, plus one point for every minute of waiting.

Everybody ages alike and without an upper limit, so the order of two never changes with time: what is stored is the
score less the minute the waiting began in, and the largest is next. Nobody can be overtaken for longer than the
difference of two scores in minutes. Gender, race, age, religion, health, address and pictures are no terms of it.
"""

import math
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from prosa.conversations.schemas import Priority

ALPHA = 1.0
"""Points a minute of waiting is worth."""
CRITICAL_BASE = 85.0
"""The least base of what is as urgent as can be."""
MOST_VALUE = 2000.0
"""Reais from which a customer's value counts in full."""
UNKNOWN_HISTORY = 0.5
WEIGHTS = {"urgency": 40.0, "conversion": 20.0, "value": 20.0, "history": 20.0}
PRIORITIES = {
    "baixa": Priority.LOW,
    "media": Priority.MEDIUM,
    "alta": Priority.HIGH,
    "critica": Priority.CRITICAL,
}
"""What is read, as a conversation has it."""
URGENCY = {Priority.LOW: 0.0, Priority.MEDIUM: 0.3, Priority.HIGH: 0.7, Priority.CRITICAL: 1.0}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is at stake, each from 0 to 1."""

    urgency: float
    conversion: float
    value: float
    history: float

    def __post_init__(self) -> None:
        for name in fields(self):
            value = getattr(self, name.name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name.name} is not between 0 and 1: {value}")


def unknown(priority: Priority) -> Terms:
    """Of somebody nothing else is known about."""
    return Terms(urgency=URGENCY[priority], conversion=0.0, value=0.0, history=UNKNOWN_HISTORY)


def worth(reais: float) -> float:
    """The value of a customer as a term: the first reais count most."""
    return min(1.0, math.log1p(max(reais, 0.0)) / math.log1p(MOST_VALUE))


def base(terms: Terms) -> float:
    """0 to 100."""
    score = math.fsum(WEIGHTS[name] * value for name, value in asdict(terms).items())
    return max(score, CRITICAL_BASE) if terms.urgency == 1 else score


def key(score: float, waiting_since: datetime) -> float:
    """What the queue is sorted by, the largest first."""
    return score - ALPHA * waiting_since.timestamp() / 60


def shown(terms: Terms) -> dict[str, Any]:
    """Each term with its value (0 to 1) and its weight in points. The fifth, waiting, is told by the clock: its
    weight is points a minute."""
    told = {name: {"value": value, "weight": WEIGHTS[name]} for name, value in asdict(terms).items()}
    return {**told, "waiting": {"value": None, "weight": ALPHA}}
