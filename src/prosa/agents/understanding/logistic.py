"""Logistic regression over several classes, as small as what it is needed for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Matrix = NDArray[np.float64]
Rows: TypeAlias = Matrix | csr_matrix[Any]

MOST_STEPS = 300
FLAT = 1e-4
"""Slope at which the search ends."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` has a column for each class."""

    weights: Matrix
    offsets: Matrix

    def log_likely(self, rows: Rows) -> Matrix:
        """The logarithm of each class's probability, a line for each row."""
        return _log_softmax(rows @ self.weights + self.offsets)


def fit(
    rows: Rows, said: Sequence[int], classes: int, strength: float, weights: Sequence[float] | None = None
) -> Logistic:
    """Learns which of the classes a row is of. `strength` is how much the rows count against small weights, and
    `weights` how much each row counts. The same rows make the same model."""
    count, width = rows.shape
    counts = np.ones(count) if weights is None else np.asarray(weights, np.float64)
    wanted = np.zeros((count, classes))
    wanted[np.arange(count), np.asarray(said)] = counts
    scale = 1 / (strength * counts.sum())

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        table = flat.reshape(width + 1, classes)
        logs = _log_softmax(rows @ table[:-1] + table[-1])
        wrong = np.exp(logs) * counts[:, None] - wanted
        slope = np.vstack([strength * (rows.T @ wrong) + table[:-1], strength * wrong.sum(axis=0)])
        value = 0.5 * np.square(table[:-1]).sum() - strength * (wanted * logs).sum()
        return float(value * scale), slope.ravel() * scale

    start = np.zeros((width + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS, "gtol": FLAT})
    table = found.x.reshape(width + 1, classes)
    return Logistic(table[:-1], table[-1])


def _log_softmax(scores: Matrix) -> Matrix:
    high = scores.max(axis=1, keepdims=True)
    shifted = scores - high
    found: Matrix = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found
