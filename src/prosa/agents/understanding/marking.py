"""Which words of the marked examples name something, learned for `parts`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from prosa.agents.understanding.closed import composed, flat
from prosa.agents.understanding.examples import Example
from prosa.agents.understanding.fitting import fit
from prosa.agents.understanding.logistic import Logistic, Matrix
from prosa.agents.understanding.parts import OUTSIDE, Parts, Word, meant, rows, split

SHARED = 3
"""Trades from which on a word belongs to the language and not to a trade."""
FEWEST = 2
"""Words that must show something for it to count."""
STRENGTH = 8.0
"""How much the examples count against small weights."""
_RARE = 1e-3
"""Probability of a tag after another that no example shows."""


def learn(examples: Sequence[Example]) -> Parts:
    """From the examples of the shop; the others tell which words are common to all trades."""
    common = _common(examples)
    texts = [(split(composed(example.text)), example) for example in examples if example.task == "commerce"]
    tagged = [(said, _tags(said, example), str(example.labels["intent"])) for said, example in texts if said]
    found = [tag for _, tags, _ in tagged for tag in tags]
    tags = sorted(set(found))
    follow = np.log(_follows(tags, [each for _, each, _ in tagged]))
    if len(tags) < 2:
        return Parts(common, tags, follow, {}, None)
    shown = [row for said, _, intent in tagged for row in rows(said, intent, common)]
    seen = Counter(name for row in shown for name in row)
    columns = {name: column for column, name in enumerate(n for n, times in seen.items() if times >= FEWEST)}
    model = fit(_matrix(shown, columns), [tags.index(tag) for tag in found], len(tags), STRENGTH)
    return Parts(common, tags, follow, columns, Logistic(model.weights.astype(np.float32), model.offsets))


def _matrix(shown: Sequence[Mapping[str, float]], columns: Mapping[str, int]) -> csr_matrix[Any]:
    known = [[(columns[name], value) for name, value in row.items() if name in columns] for row in shown]
    ends = np.cumsum([0, *map(len, known)])
    places = [column for row in known for column, _ in row]
    values = [value for row in known for _, value in row]
    return csr_matrix((values, places, ends), shape=(len(shown), len(columns)))


def _common(examples: Sequence[Example]) -> frozenset[str]:
    """Words that several trades use."""
    trades: dict[str, set[str]] = {}
    for example in examples:
        for word in split(composed(example.text)):
            trades.setdefault(meant(word), set()).add(example.trade)
    return frozenset(word for word, found in trades.items() if len(found) >= SHARED)


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


def _follows(tags: Sequence[str], sequences: Sequence[Sequence[str]]) -> Matrix:
    """How often one tag follows another, over how often it occurs at all."""
    count = np.full((len(tags), len(tags)), _RARE)
    for sequence in sequences:
        for one, following in pairwise(sequence):
            count[tags.index(one), tags.index(following)] += 1
    shares = count / count.sum(axis=1, keepdims=True)
    usual: Matrix = np.maximum(count.sum(axis=0) / count.sum(), _RARE)
    return np.asarray(shares / usual)
