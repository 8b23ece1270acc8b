"""Passages by their meaning: vectors of a model, compared with that of the question. Pure.

Cosines of one model mean nothing to another, so a closeness is how far a passage stands out of the whole base.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from prosa.knowledge.index import Entry

if TYPE_CHECKING:
    pass

Key = tuple[UUID, int, int]
"""Article, version and number of a passage."""

FEWEST = 8
"""Passages of which it can be said that one stands out."""
STANDS_OUT = 2.0
"""Least closeness, in standard deviations over the base's mean, of a passage that is offered for its meaning alone."""


@dataclass(frozen=True, slots=True)
class Near:
    """A passage close in meaning, at its position in the index."""

    position: int
    closeness: float


class Meaning:
    """The vectors of a base at one revision, of the passages that have one; immutable once built."""

    def __init__(self, entries: Sequence[Entry], vectors: Mapping[Key, bytes]) -> None:
        # Takes long to import, and most companies never need it.
        import numpy as np  # noqa: PLC0415

        keys = [(entry.article, entry.version, entry.number) for entry in entries]
        self._positions = [position for position, key in enumerate(keys) if key in vectors]
        rows = [np.frombuffer(vectors[keys[position]], dtype="<f2") for position in self._positions]
        self._matrix: np.ndarray[Any, Any] = np.stack(rows).astype("float32") if rows else np.empty((0, 0), "float32")

    def closest(self, vector: Sequence[float], limit: int) -> list[Near]:
        """The passages closest to a question, the closest first; none where too few have a vector, or another model
        made them."""
        import numpy as np  # noqa: PLC0415

        if len(self._positions) < FEWEST or len(vector) != self._matrix.shape[1]:
            return []
        cosines = self._matrix @ np.asarray(unit(vector), dtype="float32")
        spread = float(cosines.std()) or 1.0
        best = np.argsort(-cosines, kind="stable")[:limit]
        mean = float(cosines.mean())
        return [Near(self._positions[row], (float(cosines[row]) - mean) / spread) for row in best]


def unit(vector: Sequence[float]) -> list[float]:
    """The vector with length one. One without length stays as it is."""
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else list(vector)


def packed(vector: Sequence[float]) -> bytes:
    """A vector as it is stored: half as exact as it came, which no ranking notices."""
    import numpy as np  # noqa: PLC0415

    return np.asarray(unit(vector), dtype="<f2").tobytes()
