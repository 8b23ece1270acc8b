"""What a fake model does with a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.testing.counterpart import Break


@dataclass(frozen=True, slots=True)
class Says:
    """Plain text, whatever form was asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer in the form asked for. Also one that does not keep to it: nothing is checked here."""

    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Calls:
    """Tools with their arguments, all at once."""

    calls: Sequence[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Fails:
    """An error with the provider's own body."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breaks:
    """The connection is closed, broken off, or nothing more comes."""

    how: Break


@dataclass(frozen=True, slots=True)
class Garbage:
    """A good status and a body that is none."""

    body: bytes = b"<html>ok</html>"


@dataclass(frozen=True, slots=True)
class Silent:
    """An answer with nothing in it."""


@dataclass(frozen=True, slots=True)
class Withholds:
    """The provider's filter keeps the answer back."""


@dataclass(frozen=True, slots=True)
class Declines:
    """The model itself will not answer, and says so where its provider has a place for it."""

    text: str = "I'm sorry, I can't help with that."


Step = Says | Typed | Calls | Fails | Breaks | Garbage | Silent | Withholds | Declines


def typed(reply: str, *evidence: str, **more: Any) -> Typed:
    """A whole answer of the engine's form around a reply; `more` replaces what it is by default."""
    value: dict[str, Any] = {
        "intent": "question",
        "applied_guidelines": [],
        "evidence": list(evidence),
        "classification": {"category": "suporte", "priority": "media", "confidence": 0.9},
        "reply": reply,
        "options": [],
        "escalation": {"required": False, "reason": None},
        "follow_up": None,
        "progress": None,
        "summary": "",
    }
    return Typed({**value, **more})
