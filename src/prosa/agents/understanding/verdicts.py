"""The labels of a message, told from its features by what `heads` has learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from prosa.agents.understanding.features import Row
from prosa.agents.understanding.logistic import Logistic, Matrix
from prosa.agents.understanding.reading import GUARDED, Verdict

Half: TypeAlias = NDArray[np.float16]
Label = str | bool


@dataclass(frozen=True, slots=True)
class Second:
    """The second layer of one label. `bound` is the probability from which on the guarded value is said."""

    values: tuple[Label, ...]
    model: Logistic
    bound: float

    def verdict(self, name: str, scores: Matrix) -> Verdict[Any]:
        likely = np.exp(self.model.log_likely(scores)[0]).tolist()
        order = sorted(range(len(likely)), key=lambda index: -likely[index])
        if name in GUARDED and GUARDED[name] in self.values:
            guarded = self.values.index(GUARDED[name])
            if likely[guarded] >= self.bound:
                order.remove(guarded)
                order.insert(0, guarded)
            elif order[0] == guarded:
                order[:2] = order[1::-1]
        best, second = order[0], order[min(1, len(order) - 1)]
        return Verdict(self.values[best], likely[best], self.values[second])


@dataclass(frozen=True, slots=True)
class Heads:
    """All labels of one task. `weights`, the first layer of all together, are of half precision: what they leave out
    is far below what two trades differ by."""

    weights: Half
    seconds: Mapping[str, Second]

    def __call__(self, row: Row) -> dict[str, Verdict[Any]]:
        """A verdict for every label of the task."""
        first = row.values @ self.weights[row.columns].astype(np.float32)
        scores = np.array([[*first, row.person]], np.float64)
        return {name: second.verdict(name, scores) for name, second in self.seconds.items()}


def state(heads: Sequence[Heads]) -> tuple[list[Any], dict[str, NDArray[Any]]]:
    """What the heads are made of, as plain values and arrays."""
    told: list[Any] = []
    arrays: dict[str, NDArray[Any]] = {}
    for number, each in enumerate(heads):
        arrays[f"first{number}"] = each.weights
        told.append({name: {"values": second.values, "bound": second.bound} for name, second in each.seconds.items()})
        for name, second in each.seconds.items():
            arrays[f"weights:{name}"], arrays[f"offsets:{name}"] = second.model.weights, second.model.offsets
    return told, arrays


def of_state(told: Sequence[Any], arrays: Mapping[str, NDArray[Any]]) -> list[Heads]:
    """The heads that `state` told of."""
    return [
        Heads(
            arrays[f"first{number}"],
            {name: Second(tuple(one["values"]), _model(name, arrays), one["bound"]) for name, one in seconds.items()},
        )
        for number, seconds in enumerate(told)
    ]


def _model(name: str, arrays: Mapping[str, NDArray[Any]]) -> Logistic:
    return Logistic(arrays[f"weights:{name}"], arrays[f"offsets:{name}"])
