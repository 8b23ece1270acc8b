"""The goals of one turn, while they are pursued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prosa.agents.engine import Evidence, Reply, ReplyKind
from prosa.agents.offline.goal import Goal, Slot, usable
from prosa.agents.offline.memory import Memory, Progress
from prosa.agents.offline.replies import hand_over
from prosa.agents.offline.talk import Talk
from prosa.conversations.schemas import Option


@dataclass(slots=True)
class Course:
    """The goals of one turn: `said` and `evidence` are what the reply has so far, `commands` what was understood."""

    talk: Talk
    goals: Mapping[str, Goal]
    stack: list[Progress]
    said: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    subject: str = ""

    @classmethod
    def of(cls, talk: Talk) -> "Course":
        """What is under way can be changed without changing what is remembered."""
        goals = usable(talk.turn.instructions.goals)
        stack = [progress.model_copy(deep=True) for progress in talk.memory.goals]
        return cls(talk, goals, stack)

    @property
    def top(self) -> Progress:
        return self.stack[-1]

    @property
    def goal(self) -> Goal:
        return self.goals[self.top.name]

    def drop(self) -> None:
        """Ends the goal on top."""
        self.subject = self.stack.pop().name

    def word(self, key: str, **values: str) -> str:
        """A text of the goal, filled with what is known; empty when it has none of that name."""
        known = {slot.name: _shown(slot, self.top.slots.get(slot.name, "")) for slot in self.goal.slots}
        return self.talk.word(self.goal.texts, key, **known, **values)

    def reply(self, kind: ReplyKind, *, options: Sequence[Option] = (), confidence: float = 1.0) -> Reply:
        return self.talk.reply(
            kind,
            f"goal_{self.subject or self.top.name}",
            [self.talk.opening(), *self.said],
            memory=Memory(topic=self.talk.memory.topic),
            goals=self.stack,
            options=tuple(options),
            evidence=tuple(self.evidence),
            confidence=confidence,
            commands=self.commands,
        )

    async def hand_over(self, reason: str, words: str = "") -> Reply:
        return await hand_over(self.talk, reason, words, goals=self.stack, commands=self.commands)


def _shown(slot: Slot, value: str) -> str:
    return next((choice.title for choice in slot.choices if choice.value == value), value)
