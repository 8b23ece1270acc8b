"""The trained models together. Importing this takes seconds: see `training`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from scipy.sparse import csr_matrix

from prosa.agents.understanding.entities import find_entities
from prosa.agents.understanding.examples import LABELS, Example, Task
from prosa.agents.understanding.features import Features
from prosa.agents.understanding.heads import Heads
from prosa.agents.understanding.parts import Parts
from prosa.agents.understanding.reading import Reading
from prosa.core.language import detect


class Trained:
    """Implements `reading.Understanding`."""

    def __init__(self, examples: Sequence[Example]) -> None:
        texts, weights = [example.text for example in examples], [example.weight for example in examples]
        self._features, rows = Features.learn(texts, weights)
        self._heads = [_heads(task, rows, examples) for task in LABELS]
        self._parts = Parts(examples)

    def read(self, text: str, catalogue: Sequence[str] = (), today: date | None = None) -> Reading:
        row = self._features.row(text)
        said: dict[str, Any] = {name: found for heads in self._heads for name, found in heads(row).items()}
        return Reading(
            language=detect(text),
            intent=said["intent"],
            category=said["category"],
            priority=said["priority"],
            sentiment=said["sentiment"],
            wants_human=said["wants_human"],
            funnel=said["signal"],
            entities=find_entities(text, said["intent"].value, self._parts, catalogue, today),
        )


def _heads(task: Task, rows: csr_matrix[Any], examples: Sequence[Example]) -> Heads:
    inside = [index for index, example in enumerate(examples) if example.task == task]
    return Heads(task, rows[inside], [examples[index] for index in inside])
