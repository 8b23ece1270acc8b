"""Logistic regression over several classes, as it is read with; `fitting` learns it."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` has a column for each class."""

    weights: Matrix
    offsets: Matrix

    def log_likely(self, rows: Matrix) -> Matrix:
        """The logarithm of each class's probability, a line for each row."""
        return log_softmax(rows @ self.weights + self.offsets)


def log_softmax(scores: Matrix) -> Matrix:
    high = scores.max(axis=1, keepdims=True)
    shifted = scores - high
    found: Matrix = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found
