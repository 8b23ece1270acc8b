"""Messages as rows of numbers: words and pairs of words, and runs of two to five letters, which forgive typing."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from prosa.agents.understanding.normal import marks, plain
from prosa.agents.understanding.people import wants_person
from prosa.core.language import normalise

_WEIGHTS = (1.0, 1.0, 0.5)
"""Of words, of letters and of signs; each block of a message has length one."""
PERSON = 1.0
"""What the last column holds when the closed forms of `people` find the wish for a person."""


def _words(text: str) -> list[str]:
    words = plain(text).split()
    bounded = ["^", *words, "$"]
    return [*words, *(f"{one} {next_}" for one, next_ in pairwise(bounded))]


def _letters(text: str) -> list[str]:
    """Runs inside words, their ends marked by spaces."""
    found = []
    for word in plain(text).split():
        padded = f" {word} "
        for size in (2, 3, 4, 5):
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


def _signs(text: str) -> list[str]:
    found = marks(text)
    length = len(text.split())
    found.append("short" if length <= 2 else "phrase" if length <= 6 else "long" if length <= 20 else "story")
    return found


class Features:
    """Fitted on the texts of the examples; a message with nothing known in it is a row of zeros."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._blocks = [
            TfidfVectorizer(analyzer=analyser, sublinear_tf=True, dtype=np.float64).fit(texts)
            for analyser in (_words, _letters, _signs)
        ]

    def __call__(self, texts: Sequence[str]) -> csr_matrix[Any]:
        blocks = [block.transform(texts) * weight for block, weight in zip(self._blocks, _WEIGHTS, strict=True)]
        person = [[PERSON if wants_person(normalise(text)) else 0.0] for text in texts]
        return csr_matrix(hstack([*blocks, csr_matrix(person)]))
