"""One turn in the making: what was read, what is remembered, and how the agent speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.agents.engine import Evidence, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.reading import Reading
from prosa.agents.phrases import fill, shipped
from prosa.conversations.schemas import Option

_NOT_A_NAME = 20
"""Letters from which on a first name is more likely something else."""


@dataclass(frozen=True, slots=True)
class Talk:
    turn: Turn
    toolbox: Toolbox
    reading: Reading
    memory: Memory

    def say(self, key: str, **values: str) -> str:
        """A phrase in the contact's language; the same turn always gets the same variant."""
        texts = self.turn.instructions.texts
        spoken = f"{key}.en" if self.reading.language == "en" else key
        variants = texts.get(spoken) or texts.get(key) or shipped().get(spoken) or shipped()[key]
        phrase = variants[self.turn.id.int % len(variants)]
        return fill(phrase, {"agent": self.turn.instructions.name, "name": self._first_name(), **values})

    def has(self, key: str) -> bool:
        return key in shipped()

    def opening(self) -> str:
        """How a reply begins: who speaks, at the first contact, or the greeting given back."""
        if self.turn.first_contact:
            return self.say("introduction")
        return self.say("greeting_short") if "greeting" in self.reading.small_talk else ""

    def reply(
        self,
        kind: ReplyKind,
        intent: str,
        parts: Sequence[str],
        *,
        memory: Memory | None = None,
        options: tuple[Option, ...] = (),
        evidence: tuple[Evidence, ...] = (),
        reason: str | None = None,
        confidence: float = 1.0,
    ) -> Reply:
        """The decision with what was understood; empty parts are left out."""
        return Reply(
            kind=kind,
            text="\n\n".join(part for part in parts if part),
            options=options,
            evidence=evidence,
            handoff_reason=reason,
            confidence=confidence,
            understanding=self._understanding(intent),
            state=(memory or Memory()).state(),
        )

    def _understanding(self, intent: str) -> Mapping[str, Any]:
        reading = self.reading
        consent = "opt_out" if reading.opt_out else "opt_in" if reading.opt_in else None
        return {
            "intent": intent,
            "language": reading.language,
            "questions": [question.text for question in reading.questions],
            "small_talk": list(reading.small_talk),
            "wants_person": reading.wants_person,
            "negative": reading.negative,
            "consent": consent,
        }

    def _first_name(self) -> str:
        first = self.turn.contact_name.strip().split(" ")[0]
        return first.capitalize() if first.isalpha() and len(first) < _NOT_A_NAME else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one question came to. An answer has evidence, a menu has offers, and nothing found has neither."""

    question: str
    asked: bool
    text: str = ""
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    offers: tuple[Option, ...] = ()
    matched: frozenset[str] = field(default=frozenset())

    @property
    def answered(self) -> bool:
        return bool(self.evidence)

    @property
    def article(self) -> str:
        """What the answer was taken from, whatever part of it."""
        return self.evidence[0].ref.partition("#")[0] if self.evidence else ""
