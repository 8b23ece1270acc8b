"""One turn in the making: what was read, what is remembered, and how the agent speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from prosa.agents.engine import Evidence, Reply, ReplyKind, Toolbox, Turn
from prosa.agents.offline.memory import Memory, Progress
from prosa.agents.offline.reading import Reading
from prosa.agents.phrases import Texts, fill, shipped
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
        return self._filled(variants, values)

    def word(self, texts: Texts, key: str, **values: str) -> str:
        """One of a goal's texts in the contact's language; empty when it has none of that name."""
        variants = (texts.get(f"{key}.en") if self.reading.language == "en" else None) or texts.get(key)
        return self._filled(variants, values) if variants else ""

    def _filled(self, variants: Sequence[str], values: Mapping[str, str]) -> str:
        phrase = variants[self.turn.id.int % len(variants)]
        return fill(phrase, {"agent": self.turn.instructions.name, "name": self._first_name(), **values})

    def yes_no(self, yes: str, no: str) -> tuple[Option, Option]:
        """The two buttons under a question, with these ids."""
        titles = ("Yes", "No") if self.reading.language == "en" else ("Sim", "Não")
        return Option(yes, titles[0]), Option(no, titles[1])

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
        goals: Sequence[Progress] | None = None,
        commands: Sequence[str] = (),
    ) -> Reply:
        """The decision with what was understood; empty parts are left out.

        `goals` are those under way after it, those that were when nothing else is said; a person takes over from all.
        """
        known = list(self.memory.goals if goals is None else goals)
        left = [] if kind is ReplyKind.HANDOFF else known
        return Reply(
            kind=kind,
            text="\n\n".join(part for part in parts if part),
            options=options,
            evidence=evidence,
            handoff_reason=reason,
            confidence=confidence,
            understanding=self._understanding(intent, known, commands),
            state=(memory or Memory()).model_copy(update={"goals": left}).state(),
        )

    @staticmethod
    def extended(reply: Reply, text: str, options: tuple[Option, ...]) -> Reply:
        """The reply with something more at its end."""
        return replace(reply, text=f"{reply.text}\n\n{text}", options=options)

    def _understanding(self, intent: str, goals: Sequence[Progress], commands: Sequence[str]) -> Mapping[str, Any]:
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
            "goals": [{"name": goal.name, "known": goal.slots} for goal in goals],
            "commands": list(commands),
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
