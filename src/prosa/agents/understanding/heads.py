"""What tells the labels of a message apart: ridge regression on its features, and logistic regression on the scores.

The first layer is linear, so it trains in well under a second. What it says of a trade that it has not seen follows
from the same solution, without training again (leave-one-group-out in closed form). On those honest scores of all
labels together, and on whether the closed forms find the wish for a person (the last column of the features), the
second layer learns what they are worth: the priority profits from the category, and the probabilities are calibrated
for messages of an unknown company.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix

from prosa.agents.understanding.examples import LABELS, Example, Task
from prosa.agents.understanding.fitting import fit
from prosa.agents.understanding.logistic import Matrix
from prosa.agents.understanding.reading import GUARDED
from prosa.agents.understanding.verdicts import Heads, Label, Second

Narrow = NDArray[np.float32]

RIDGE = 1.0
"""How strongly the weights are held small, where a message's features have a length of about 1.5."""
FEWEST_GROUPS = 4
FALSE_ALARMS: Mapping[str, float] = {"priority": 0.007, "wants_human": 0.011}
"""The share of the other messages that may be taken for the guarded value of a head."""
BLOCK = 256
"""Examples whose likeness to all others is reckoned at a time."""


def learn(task: Task, rows: csr_matrix[Any], examples: Sequence[Example]) -> Heads:
    """All labels of one task. Deterministic: the same examples in the same order make the same model."""
    solver = _Solver(rows, examples)
    firsts, honest = [], []
    for name, values in LABELS[task].items():
        weights, scores = _first(name, values, rows, solver, examples)
        firsts.append(weights)
        honest.append(scores)
    together: Matrix = np.hstack([*honest, rows[:, [-1]].toarray()]).astype(np.float64)
    seconds = {name: _second(name, together, examples) for name in LABELS[task]}
    return Heads(np.hstack(firsts).astype(np.float16), seconds)


class _Solver:
    """The inverses of the regression, one for each choice of examples: mostly one for all labels."""

    def __init__(self, rows: csr_matrix[Any], examples: Sequence[Example]) -> None:
        self._rows = rows
        self._held = RIDGE / np.array([example.weight for example in examples], np.float32)
        self._inverses: dict[bytes, Narrow] = {}

    def inverse(self, known: NDArray[np.bool_]) -> Narrow:
        key = known.tobytes()
        if key not in self._inverses:
            self._inverses[key] = _inverse(_likeness(self._rows[known]), self._held[known])
        return self._inverses[key]


def _likeness(rows: csr_matrix[Any]) -> Narrow:
    """How alike any two rows are, each pair reckoned once, in blocks so that little more than the result is held."""
    count = rows.shape[0]
    found = np.empty((count, count), np.float32)
    for start in range(0, count, BLOCK):
        end = min(start + BLOCK, count)
        block = (rows[start:end] @ rows[:end].T).toarray()
        found[start:end, :end] = block
        found[:start, start:end] = block[:, :start].T
    return found


def _inverse(alike: Narrow, held: Narrow) -> Narrow:
    """Of a symmetric matrix with `held` added to its diagonal. The matrix is overwritten."""
    np.fill_diagonal(alike, alike.diagonal() + held)
    half, _ = lapack.spotri(lapack.spotrf(alike.T, overwrite_a=1)[0], overwrite_c=1)
    whole: Narrow = half + half.T
    np.fill_diagonal(whole, half.diagonal())
    return whole


def _first(
    name: str, values: Sequence[Label], rows: csr_matrix[Any], solver: _Solver, examples: Sequence[Example]
) -> tuple[Narrow, Narrow]:
    """The weights of one label, and for every example the scores of a model that has not seen its group."""
    known = np.array([name in example.labels for example in examples])
    taught = [example for example in examples if name in example.labels]
    right = [[1.0 if example.labels[name] == value else -1.0 for value in values] for example in taught]
    targets = np.array(right, np.float32)
    inverse = solver.inverse(known)
    duals = inverse @ targets
    weights = rows[known].T @ duals
    scores = rows @ weights
    scores[known] = targets - _residuals(inverse, duals, _groups(taught))
    return weights, scores


def _residuals(inverse: Narrow, duals: Narrow, groups: Sequence[int]) -> Narrow:
    """What a model without the group would be wrong by."""
    found = np.empty_like(duals)
    of = np.array(groups)
    for group in sorted(set(groups)):
        inside = np.flatnonzero(of == group)
        found[inside] = np.linalg.solve(inverse[np.ix_(inside, inside)], duals[inside])
    return found


def _groups(examples: Sequence[Example]) -> list[int]:
    """The trade each example is of, as a number; with few trades, every fifth example makes a group."""
    trades = sorted({example.trade for example in examples})
    if len(trades) < FEWEST_GROUPS:
        return [index % 5 for index in range(len(examples))]
    numbers = {trade: number for number, trade in enumerate(trades)}
    return [numbers[example.trade] for example in examples]


def _second(name: str, scores: Matrix, examples: Sequence[Example]) -> Second:
    """Few labels are held smaller than many: so what is claimed comes nearest to what is right in an unseen trade."""
    known = [index for index, example in enumerate(examples) if name in example.labels]
    said = [examples[index].labels[name] for index in known]
    values = tuple(sorted(set(said)))
    weights = [examples[index].weight for index in known]
    model = fit(scores[known], [values.index(value) for value in said], len(values), len(values) / 2, weights)
    return Second(values, model, _bound(name, values, np.exp(model.log_likely(scores[known])), said))


def _bound(name: str, values: Sequence[Label], likely: Matrix, said: Sequence[Label]) -> float:
    """The least probability at which no more than the allowed share of other messages is taken for the guarded one."""
    if name not in GUARDED or GUARDED[name] not in values:
        return 0.5
    guarded = GUARDED[name]
    others = np.sort(likely[[given != guarded for given in said], values.index(guarded)])[::-1]
    return float(others[int(FALSE_ALARMS[name] * len(others))]) + 1e-9
