"""Messages as rows of numbers: words and pairs of words, and runs of two to five letters, which forgive typing.

A term is known by eight bytes of its digest, so that what is known is one sorted array, which processes share.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from threading import local
from typing import TypeAlias

import numpy as np
import Stemmer  # type: ignore[import-not-found]
from numpy.typing import NDArray

from prosa.agents.understanding.normal import marks, plain
from prosa.agents.understanding.people import wants_person
from prosa.core.language import normalise

_WEIGHTS = (1.0, 1.0, 0.5)
"""Of words, of letters and of signs; each block of a message has length one."""
PERSON = 1.0
"""What the last column holds when the closed forms of `people` find the wish for a person."""
REMEMBERED = 4096
"""Words whose letters need not be looked at again."""

Terms: TypeAlias = NDArray[np.uint64]
"""Digests of terms and of the block they stand in."""


@dataclass(frozen=True, slots=True)
class Row:
    """Which columns of a message are not zero, and what they hold; `person` is the last column."""

    columns: NDArray[np.intp]
    values: NDArray[np.float32]
    person: float


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of words, letters and signs: the terms in order, and how rare each is. In a message with nothing
    known only the last column may be set."""

    known: Terms
    rarity: NDArray[np.float32]

    def row(self, text: str) -> Row:
        return self.row_of(text, terms(text))

    def row_of(self, text: str, said: Sequence[Terms]) -> Row:
        """The row of a text whose terms are there."""
        blocks = [self._block(found, weight) for found, weight in zip(said, _WEIGHTS, strict=True)]
        person = PERSON if wants_person(normalise(text)) else 0.0
        columns = np.concatenate([*(columns for columns, _ in blocks), [len(self.known)]])
        values = np.concatenate([*(values for _, values in blocks), [person]]).astype(np.float32)
        return Row(columns, values, person)

    def _block(self, said: Terms, weight: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        found, times = np.unique(said, return_counts=True)
        places = np.searchsorted(self.known, found)
        held = self.known.take(places, mode="clip") == found
        columns = places[held]
        values = (1 + np.log(times[held])) * self.rarity[columns]
        return columns, values * (weight / (np.sqrt(values @ values) or 1.0))


def terms(text: str) -> tuple[Terms, Terms, Terms]:
    """Those of words, of letters and of signs, as often as they occur."""
    words = plain(text).split()
    letters = [_letters(word) for word in words]
    return _digests("w", _words(words)), np.concatenate([_NOTHING, *letters]), _digests("s", _signs(text))


_NOTHING: Terms = np.empty(0, np.uint64)


def _digests(block: str, said: Iterable[str]) -> Terms:
    found = b"".join(blake2b(f"{block}{term}".encode(), digest_size=8).digest() for term in said)
    return np.frombuffer(found, "<u8").astype(np.uint64, copy=False)


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


@lru_cache(REMEMBERED)
def _letters(word: str) -> Terms:
    """Runs inside a word, its ends marked by spaces."""
    padded = f" {word} "
    return _digests("l", (padded[at : at + size] for size in (2, 3, 4, 5) for at in range(len(padded) - size + 1)))


def _signs(text: str) -> list[str]:
    found = marks(text)
    length = len(text.split())
    found.append("short" if length <= 2 else "phrase" if length <= 6 else "long" if length <= 20 else "story")
    return found
