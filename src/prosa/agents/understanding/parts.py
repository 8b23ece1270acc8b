"""Which words of a message name a product, an amount, a size and so on: learned from the marked examples.

Every word is judged by itself and its neighbours (logistic regression), and the best sequence of tags is chosen by
how tags follow each other in the examples.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prosa.agents.understanding.closed import composed, flat, numbers, words
from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.logistic import fit
from prosa.core.language import abbreviations

OUTSIDE = "-"
NEW = "?"
SHARED = 3
"""Trades from which on a word belongs to the language and not to a trade."""
_WORD = re.compile(r"r\$|#?\w+(?:[.,:/-]\w+)*|[^\w\s]")
FEWEST = 2
"""Words that must show something for it to count."""
FEWEST = 2
"""Words that must show something for it to count."""
STRENGTH = 8.0
"""How much the examples count against small weights."""
_RARE = 1e-3
"""Probability of a tag after another that no example shows."""


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


class Parts:
    """Trained on the examples of the shop; the others tell which words are common to all trades. A word of one trade
    is only a new word, so that what is sold elsewhere, which no example names, is found as well."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._common = _common(examples)
        texts = [(split(composed(example.text)), example) for example in examples if example.task == "commerce"]
        tagged = [(said, _tags(said, example), str(example.labels["intent"])) for said, example in texts if said]
        tags = [tag for _, found, _ in tagged for tag in found]
        self._tags = sorted(set(tags))
        self._follow = np.log(_follows(self._tags, [found for _, found, _ in tagged]))
        self._model = None
        if len(self._tags) < 2:
            return
        rows = [row for said, _, intent in tagged for row in self._rows(said, intent)]
        seen = Counter(name for row in rows for name in row)
        self._columns = {name: column for column, name in enumerate(n for n, times in seen.items() if times >= FEWEST)}
        self._model = fit(self._matrix(rows), [self._tags.index(tag) for tag in tags], len(self._tags), STRENGTH)

    def __call__(self, text: str, intent: str) -> list[Part]:
        """The parts of a composed text that name something, in their order."""
        said = split(text)
        if not said or self._model is None:
            return []
        likely = self._model.log_likely(self._matrix(self._rows(said, intent)))
        return _parts(said, [self._tags[index] for index in _best(likely, self._follow)], np.exp(likely.max(axis=1)))

    def _matrix(self, rows: Sequence[Mapping[str, float]]) -> csr_matrix[Any]:
        known = [[(self._columns[name], value) for name, value in row.items() if name in self._columns] for row in rows]
        ends = np.cumsum([0, *map(len, known)])
        columns = [column for row in known for column, _ in row]
        values = [value for row in known for _, value in row]
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self._columns)))

    def _rows(self, said: Sequence[Word], intent: str) -> list[dict[str, float]]:
        return _rows(said, intent, self._common)


def _common(examples: Sequence[Example]) -> frozenset[str]:
    """Words that several trades use."""
    trades: dict[str, set[str]] = {}
    for example in examples:
        for word in split(composed(example.text)):
            trades.setdefault(_meant(word), set()).add(example.trade)
    return frozenset(word for word, found in trades.items() if len(found) >= SHARED)


def _meant(word: Word) -> str:
    return abbreviations().get(word.said, word.said)


def _tags(said: Sequence[Word], example: Example) -> list[str]:
    """`B-` begins a part, `I-` goes on with it."""
    tags = [OUTSIDE] * len(said)
    plain, position = flat(composed(example.text)), 0
    for marked in example.entities:
        wanted = flat(composed(marked.text))
        start = plain.find(wanted, position)
        start = start if start >= 0 else plain.find(wanted)
        position = start + len(wanted) if start >= 0 else position
        inside = [n for n, word in enumerate(said) if word.start < start + len(wanted) and word.end > start >= 0]
        for n in inside:
            tags[n] = f"{'B' if n == inside[0] else 'I'}-{marked.type}"
    return tags


def _follows(tags: Sequence[str], sequences: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """How often one tag follows another, over how often it occurs at all."""
    count = np.full((len(tags), len(tags)), _RARE)
    for sequence in sequences:
        for one, following in pairwise(sequence):
            count[tags.index(one), tags.index(following)] += 1
    shares = count / count.sum(axis=1, keepdims=True)
    usual: NDArray[np.float64] = np.maximum(count.sum(axis=0) / count.sum(), _RARE)
    return np.asarray(shares / usual)


def _best(likely: NDArray[np.float64], follow: NDArray[np.float64]) -> list[int]:
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


def _rows(said: Sequence[Word], intent: str, common: Collection[str]) -> list[dict[str, float]]:
    """What the words look like, each with two neighbours on both sides."""
    meant = [_meant(word) for word in said]
    kinds = [_kind(word) for word in meant]
    meant = [word if word in common or kind != "word" else NEW for word, kind in zip(meant, kinds, strict=True)]
    padded = ["<<", "<", *meant, ">", ">>"]
    padded_kinds = ["<", "<", *kinds, ">", ">"]
    rows: list[dict[str, float]] = []
    for n, word in enumerate(meant):
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
        rows.append(row)
    return rows


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
