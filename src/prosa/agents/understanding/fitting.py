"""Logistic regression is learned here. Importing this takes a second and fifty megabytes: see `training`."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from prosa.agents.understanding.logistic import Logistic, Matrix, log_softmax

Rows: TypeAlias = Matrix | csr_matrix[Any]

MOST_STEPS = 300
FLAT = 1e-4
"""Slope at which the search ends."""


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
        logs = log_softmax(rows @ table[:-1] + table[-1])
        wrong = np.exp(logs) * counts[:, None] - wanted
        slope = np.vstack([strength * (rows.T @ wrong) + table[:-1], strength * wrong.sum(axis=0)])
        value = 0.5 * np.square(table[:-1]).sum() - strength * (wanted * logs).sum()
        return float(value * scale), slope.ravel() * scale

    start = np.zeros((width + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS, "gtol": FLAT})
    table = found.x.reshape(width + 1, classes)
    return Logistic(table[:-1], table[-1])
