"""A model is made of examples here. Importing this takes a second and fifty megabytes: see `training`."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from prosa.agents.understanding import heads, marking
from prosa.agents.understanding.examples import LABELS, Example
from prosa.agents.understanding.features import Features, Row, Terms, terms
from prosa.agents.understanding.model import Trained

FEWEST = 2
"""Weight of the examples that must say something for it to count: what a single one of ours says tells nothing of
others, and what a company says of itself does."""


def learn(examples: Sequence[Example]) -> Trained:
    texts = [example.text for example in examples]
    said = [terms(text) for text in texts]
    features = _features(said, [example.weight for example in examples])
    rows = _matrix([features.row_of(*each) for each in zip(texts, said, strict=True)], len(features.known) + 1)
    found = []
    for task in LABELS:
        inside = [index for index, example in enumerate(examples) if example.task == task]
        found.append(heads.learn(task, rows[inside], [examples[index] for index in inside]))
    return Trained(features, found, marking.learn(examples))


def _features(said: Sequence[Sequence[Terms]], weights: Sequence[float]) -> Features:
    each = [np.unique(np.concatenate(blocks)) for blocks in said]
    counted = np.repeat([ceil(weight) for weight in weights], [len(found) for found in each])
    known, places = np.unique(np.concatenate(each), return_inverse=True)
    enough = np.bincount(places, counted) >= FEWEST
    rarity = np.log((1 + len(said)) / (1 + np.bincount(places)[enough])) + 1
    return Features(known[enough], rarity.astype(np.float32))


def _matrix(rows: Sequence[Row], width: int) -> csr_matrix[Any]:
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    values = np.concatenate([row.values for row in rows])
    return csr_matrix((values, columns, ends), shape=(len(rows), width))
