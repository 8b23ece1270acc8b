"""Answers to first questions that many ask: the same prompt gets the same answer without asking a model.

The key is all that a model would be told, with the passages of the articles and their versions. Personal data are
placeholders in it and in the answer, so each contact gets back what is their own. What a model had to call tools for,
and what belongs to a conversation under way, is not kept.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prosa.agents.connections import Connection
from prosa.agents.engine import Turn
from prosa.agents.llm.answer import Answer
from prosa.agents.llm.facts import Facts
from prosa.agents.llm.prompt import Prompt

MOST, LIFE = 500, 3600.0
"""Answers kept by a process, and seconds each is."""


@dataclass(slots=True)
class AnswerCache:
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, Answer]] = field(default_factory=OrderedDict)

    def get(self, key: str) -> Answer | None:
        at, answer = self._kept.get(key, (0.0, None))
        if answer is None or self.clock() - at > LIFE:
            self._kept.pop(key, None)
            return None
        self._kept.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        self._kept[key] = (self.clock(), answer)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


def may_keep(turn: Turn, facts: Facts) -> bool:
    """Whether what is asked is the beginning of a conversation. Ask before a model has called anything."""
    return not (turn.history or turn.state or turn.objections or turn.files or facts.results)


def key_of(turn: Turn, prompt: Prompt, facts: Facts, chain: Sequence[Connection]) -> str:
    version = (turn.instructions.agent_id, turn.instructions.version, turn.instructions.model.model_dump_json())
    passages = sorted((str(each["ref"]), str(each["text"])) for each in facts.sources.values())
    models = [(each.id, each.revision) for each in chain]
    told = repr((version, prompt.system, prompt.said, passages, models))
    return hashlib.sha256(told.encode()).hexdigest()
