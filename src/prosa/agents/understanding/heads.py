"""What tells the labels of a message apart: ridge regression on its features, and logistic regression on the scores.

The first layer is linear, so it trains in well under a second. What it says of a trade that it has not seen follows
from the same solution, without training again (leave-one-group-out in closed form). On those honest scores of all
labels together, and on whether the closed forms find the wish for a person (the last column of the features), the
second layer learns what they are worth: the priority profits from the category, and the probabilities are calibrated
for messages of an unknown company.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from prosa.agents.understanding.examples import LABELS, Example, Task
from prosa.agents.understanding.reading import Verdict

Matrix = NDArray[np.float64]
Label = str | bool

RIDGE = 1.0
"""How strongly the weights are held small, where a message's features have a length of about 1.5."""
FEWEST_GROUPS = 4
GUARDED: Mapping[str, tuple[Label, float]] = {"priority": ("critica", 0.010), "wants_human": (True, 0.005)}
"""Labels that must be found without crying wolf, with the share of the other messages that may be taken for them."""


@dataclass(frozen=True, slots=True)
class _Second:
    """The second layer of one label. `bound` is the probability from which on the guarded value is said."""

    values: tuple[Label, ...]
    model: LogisticRegression
    bound: float

    def verdicts(self, name: str, scores: Matrix) -> list[Verdict[Any]]:
        guarded = self.values.index(GUARDED[name][0]) if name in GUARDED and GUARDED[name][0] in self.values else None
        return [self._verdict(row, guarded) for row in self.model.predict_proba(scores)]

    def _verdict(self, row: Matrix, guarded: int | None) -> Verdict[Any]:
        order = sorted(range(len(row)), key=lambda index: -row[index])
        if guarded is not None:
            order.remove(guarded)
            order.insert(0 if row[guarded] >= self.bound else 1, guarded)
        best, second = order[0], order[min(1, len(order) - 1)]
        return Verdict(self.values[best], float(row[best]), self.values[second])


class Heads:
    """All labels of one task. Deterministic: the same examples in the same order make the same model."""

    def __init__(self, task: Task, rows: csr_matrix[Any], examples: Sequence[Example]) -> None:
        solver = _Solver(np.asarray((rows @ rows.T).todense()), examples)
        firsts, honest = [], []
        for name, values in LABELS[task].items():
            weights, scores = _first(name, values, rows, solver, examples)
            firsts.append(weights)
            honest.append(scores)
        self._weights = np.hstack(firsts)
        scores = np.hstack([*honest, rows[:, [-1]].toarray()])
        self._seconds = {name: _second(name, scores, examples) for name in LABELS[task]}

    def __call__(self, rows: csr_matrix[Any]) -> dict[str, list[Verdict[Any]]]:
        """For every label of the task, one verdict a row."""
        scores = np.hstack([rows @ self._weights, rows[:, [-1]].toarray()])
        return {name: second.verdicts(name, scores) for name, second in self._seconds.items()}


class _Solver:
    """The inverses of the regression, one for each choice of examples: mostly one for all labels."""

    def __init__(self, gram: Matrix, examples: Sequence[Example]) -> None:
        self._gram = gram
        self._held = RIDGE / np.array([example.weight for example in examples])
        self._inverses: dict[bytes, Matrix] = {}

    def inverse(self, known: NDArray[np.bool_]) -> Matrix:
        key = known.tobytes()
        if key not in self._inverses:
            held = self._gram[np.ix_(known, known)] + np.diag(self._held[known])
            upper, _ = lapack.dpotri(lapack.dpotrf(held)[0])
            self._inverses[key] = np.triu(upper) + np.triu(upper, 1).T
        return self._inverses[key]


def _first(
    name: str, values: Sequence[Label], rows: csr_matrix[Any], solver: _Solver, examples: Sequence[Example]
) -> tuple[Matrix, Matrix]:
    """The weights of one label, and for every example the scores of a model that has not seen its group."""
    known = np.array([name in example.labels for example in examples])
    taught = [example for example in examples if name in example.labels]
    targets = np.array([[1.0 if example.labels[name] == value else -1.0 for value in values] for example in taught])
    inverse = solver.inverse(known)
    duals = inverse @ targets
    weights = rows[known].T @ duals
    scores = rows @ weights
    scores[known] = targets - _residuals(inverse, duals, _groups(taught))
    return weights, scores


def _residuals(inverse: Matrix, duals: Matrix, groups: Sequence[int]) -> Matrix:
    """What a model without the group would be wrong by."""
    found = np.empty_like(duals)
    for group in sorted(set(groups)):
        inside = np.flatnonzero(np.array(groups) == group)
        found[inside] = np.linalg.solve(inverse[np.ix_(inside, inside)], duals[inside])
    return found


def _groups(examples: Sequence[Example]) -> list[int]:
    """The trade each example is of, as a number; with few trades, every fifth example makes a group."""
    trades = sorted({example.trade for example in examples})
    if len(trades) < FEWEST_GROUPS:
        return [index % 5 for index in range(len(examples))]
    return [trades.index(example.trade) for example in examples]


def _second(name: str, scores: Matrix, examples: Sequence[Example]) -> _Second:
    """Few labels are held smaller than many: so what is claimed comes nearest to what is right in an unseen trade."""
    known = [index for index, example in enumerate(examples) if name in example.labels]
    said = [examples[index].labels[name] for index in known]
    values = tuple(sorted(set(said)))
    model = LogisticRegression(C=len(values) / 2, max_iter=500)
    weights = [examples[index].weight for index in known]
    model.fit(scores[known], [values.index(value) for value in said], sample_weight=weights)
    return _Second(values, model, _bound(name, values, model.predict_proba(scores[known]), said))


def _bound(name: str, values: Sequence[Label], likely: Matrix, said: Sequence[Label]) -> float:
    """The least probability at which no more than the allowed share of other messages is taken for the guarded one."""
    value, allowed = GUARDED.get(name, (None, 0.0))
    if value not in values:
        return 0.5
    others = np.sort(likely[[given != value for given in said], values.index(value)])[::-1]
    return float(others[int(allowed * len(others))]) + 1e-9
