"""Messages as rows of numbers: words and pairs of words, and runs of two to five letters, which forgive typing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log, sqrt
from threading import local
from typing import Any

import numpy as np
import Stemmer  # type: ignore[import-not-found]
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prosa.agents.understanding.normal import marks, plain
from prosa.agents.understanding.people import wants_person
from prosa.core.language import normalise

_WEIGHTS = (1.0, 1.0, 0.5)
"""Of words, of letters and of signs; each block of a message has length one."""
FEWEST = 2
"""Weight of the examples that must say something for it to count: what a single one of ours says tells nothing of
others, and what a company says of itself does."""
PERSON = 1.0
"""What the last column holds when the closed forms of `people` find the wish for a person."""

Term = tuple[int, str]
"""The number of a block, and what stands in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Which columns of a message are not zero, and what they hold; `person` is the last column."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    person: float


class Features:
    """What is known of words, letters and signs. In a message with nothing known only the last column may be set."""

    def __init__(self, columns: Mapping[Term, int], rarity: Sequence[float]) -> None:
        self._columns = columns
        self._rarity = rarity

    @classmethod
    def learn(cls, texts: Sequence[str], weights: Sequence[float]) -> tuple["Features", csr_matrix[Any]]:
        """From the texts of examples, with their rows. Terms are held once, for most of them are in many texts."""
        once: dict[str, str] = {}
        said = [tuple([once.setdefault(term, term) for term in block] for block in _terms(text)) for text in texts]
        found: Counter[Term] = Counter()
        weighed: Counter[Term] = Counter()
        for blocks, weight in zip(said, weights, strict=True):
            keys = {(number, term) for number, block in enumerate(blocks) for term in block}
            found.update(keys)
            weighed.update(dict.fromkeys(keys, ceil(weight)))
        known = {key: number for key, number in found.items() if weighed[key] >= FEWEST}
        columns = {key: column for column, key in enumerate(known)}
        rarity = [log((1 + len(texts)) / (1 + number)) + 1 for number in known.values()]
        features = cls(columns, rarity)
        return features, _matrix([features._row(*each) for each in zip(texts, said, strict=True)], len(known) + 1)

    def row(self, text: str) -> Row:
        return self._row(text, _terms(text))

    def _row(self, text: str, terms: Sequence[Sequence[str]]) -> Row:
        columns: list[int] = []
        values: list[float] = []
        for block, said in enumerate(terms):
            weighed = [
                (column, (1 + log(number)) * self._rarity[column])
                for term, number in Counter(said).items()
                if (column := self._columns.get((block, term))) is not None
            ]
            length = sqrt(sum(value * value for _, value in weighed))
            columns += [column for column, _ in weighed]
            values += [value * _WEIGHTS[block] / length for _, value in weighed]
        person = PERSON if wants_person(normalise(text)) else 0.0
        columns.append(len(self._columns))
        values.append(person)
        return Row(np.array(columns, np.int32), np.array(values, np.float32), person)


def _matrix(rows: Sequence[Row], width: int) -> csr_matrix[Any]:
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    values = np.concatenate([row.values for row in rows])
    return csr_matrix((values, columns, ends), shape=(len(rows), width))


def _terms(text: str) -> tuple[list[str], list[str], list[str]]:
    words = plain(text).split()
    return _words(words), _letters(words), _signs(text)


def _words(words: Sequence[str]) -> list[str]:
    """As they are, their stems where these differ, and pairs of stems."""
    stems = _stemmer().stemWords(list(words))
    differing = (f"{stem}~" for stem, word in zip(stems, words, strict=True) if stem != word)
    return [*words, *differing, *(f"{one} {next_}" for one, next_ in pairwise(("^", *stems, "$")))]


def _stemmer() -> Stemmer.Stemmer:
    """One for each thread, as it remembers words."""
    if not hasattr(_mine, "stemmer"):
        _mine.stemmer = Stemmer.Stemmer("portuguese")
    found: Stemmer.Stemmer = _mine.stemmer
    return found


_mine = local()


def _letters(words: Iterable[str]) -> list[str]:
    """Runs inside words, their ends marked by spaces."""
    found = []
    for word in words:
        padded = f" {word} "
        for size in (2, 3, 4, 5):
            found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return found


def _signs(text: str) -> list[str]:
    found = marks(text)
    length = len(text.split())
    found.append("short" if length <= 2 else "phrase" if length <= 6 else "long" if length <= 20 else "story")
    return found
