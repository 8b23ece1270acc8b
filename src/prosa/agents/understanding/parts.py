"""Which words of a message name a product, an amount, a size and so on: told by what `marking` has learned.

Every word is judged by itself and its neighbours (logistic regression), and the best sequence of tags is chosen by
how tags follow each other in the examples.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from prosa.agents.understanding.closed import flat, numbers, words
from prosa.agents.understanding.logistic import Logistic, Matrix, log_softmax
from prosa.core.language import abbreviations

OUTSIDE = "-"
NEW = "?"
_WORD = re.compile(r"r\$|#?\w+(?:[.,:/-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign of a message in flat form, and its place."""

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Words that belong together, and how sure that is."""

    type: str
    start: int
    end: int
    confidence: float


def split(text: str) -> list[Word]:
    """Words with their places in the text, which is expected composed."""
    return [Word(match[0], *match.span()) for match in _WORD.finditer(flat(text))]


@dataclass(frozen=True, slots=True)
class Parts:
    """What `marking` has learned. `common` are words of the language and not of one trade: a word of one trade is only
    a new word, so that what is sold elsewhere, which no example names, is found as well."""

    common: frozenset[str]
    tags: Sequence[str]
    follow: Matrix
    columns: Mapping[str, int]
    model: Logistic | None

    def __call__(self, text: str, intent: str) -> list[Part]:
        """The parts of a composed text that name something, in their order."""
        said = split(text)
        if not said or self.model is None:
            return []
        likely = log_softmax(self._scores(rows(said, intent, self.common), self.model))
        return _parts(said, [self.tags[index] for index in _best(likely, self.follow)], np.exp(likely.max(axis=1)))

    def _scores(self, found: Sequence[Mapping[str, float]], model: Logistic) -> Matrix:
        """Every word shows something that is known, if only that it is one."""
        known = [[(self.columns[name], value) for name, value in row.items() if name in self.columns] for row in found]
        starts = np.cumsum([0, *map(len, known[:-1])])
        columns = [column for row in known for column, _ in row]
        values = np.array([[value] for row in known for _, value in row])
        scores: Matrix = np.add.reduceat(model.weights[columns] * values, starts) + model.offsets
        return scores


def meant(word: Word) -> str:
    return abbreviations().get(word.said, word.said)


def _best(likely: Matrix, follow: Matrix) -> list[int]:
    """The most likely sequence of tags (Viterbi)."""
    score, back = likely[0], []
    for row in likely[1:]:
        ways = score[:, None] + follow
        back.append(ways.argmax(axis=0))
        score = ways.max(axis=0) + row
    path = [int(score.argmax())]
    for choices in reversed(back):
        path.append(int(choices[path[-1]]))
    return path[::-1]


def _parts(said: Sequence[Word], tags: Sequence[str], sure: Sequence[float]) -> list[Part]:
    found: list[Part] = []
    for n, (word, tag) in enumerate(zip(said, tags, strict=True)):
        if tag == OUTSIDE:
            continue
        begins, kind = tag.startswith("B-"), tag[2:]
        joined = found and not begins and found[-1].type == kind and tags[n - 1] != OUTSIDE
        if joined:
            found[-1] = Part(kind, found[-1].start, word.end, min(found[-1].confidence, float(sure[n])))
        else:
            found.append(Part(kind, word.start, word.end, float(sure[n])))
    return found


def rows(said: Sequence[Word], intent: str, common: Collection[str]) -> list[dict[str, float]]:
    """What the words look like, each with two neighbours on both sides."""
    told = [meant(word) for word in said]
    kinds = [_kind(word) for word in told]
    told = [word if word in common or kind != "word" else NEW for word, kind in zip(told, kinds, strict=True)]
    padded = ["<<", "<", *told, ">", ">>"]
    padded_kinds = ["<", "<", *kinds, ">", ">"]
    found: list[dict[str, float]] = []
    for n, word in enumerate(told):
        row: dict[str, Any] = {
            "one": 1.0,
            f"kind={kinds[n]}": 1.0,
            f"end={said[n].said[-3:]}": 0.4,
            f"word={word}": 0.7,
        }
        for shift in (-2, -1, 1, 2):
            row[f"{shift}={padded[n + 2 + shift]}"] = 1.0 if abs(shift) == 1 else 0.6
            row[f"{shift}kind={padded_kinds[n + 2 + shift]}"] = 1.0 if abs(shift) == 1 else 0.6
        row[f"kinds={padded_kinds[n + 1]},{kinds[n]},{padded_kinds[n + 3]}"] = 1.0
        row[f"before={padded[n]} {padded[n + 1]}"] = 0.7
        row[f"intent={intent},{kinds[n]}"] = 1.0
        row[f"intent={intent},{padded[n + 1]}"] = 0.5
        row[f"intent={intent}"] = 0.5
        found.append(row)
    return found


def _kind(word: str) -> str:
    """The closed set a word is of, or its form."""
    if word[0].isdigit() or word[0] == "#":
        return _figure(word)
    for name, chosen in _KINDS.items():
        if word in chosen:
            return name
    if not word[0].isalnum():
        return f"sign{word[0]}"
    return "word"


def _figure(word: str) -> str:
    if word.startswith("#"):
        return "order"
    digits = sum(sign.isdigit() for sign in word)
    if digits == len(word):
        return f"figure{min(digits, 5)}" + ("size" if digits == 2 and word[0] in "3456" and int(word) % 2 == 0 else "")
    return "unit" if re.fullmatch(r"\d+(?:[.,]\d+)?[a-z]{1,4}\d?", word) else "mixed"


_KINDS: Mapping[str, frozenset[str]] = {
    "number": frozenset(word for word in numbers() if " " not in word),
    "color": words("color"),
    "shade": words("shade"),
    "size": words("size"),
    "said": words("size_said"),
    "unit": words("size_unit"),
    "not": words("not_pieces"),
    "small": words("small"),
}
