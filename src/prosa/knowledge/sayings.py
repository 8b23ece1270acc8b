"""What a question resembles: a bank of customers' sayings by topic, matched by words and pairs of words.

A saying that shares no word with an article may still be put like a hundred others on its topic ("era pra ter vindo
ontem"); the topic's formal words then help to find it.
"""

import math
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from prosa.core.language import word_list, words
from prosa.knowledge.stems import stem

LEAST = 0.25
"""Least resemblance, 0 to 1, for a topic to count."""
MOST_TOPICS = 2
SEVERAL = 3
"""Words without weight that must be shared, when none has any."""
PAIR = 0.5
"""Weight of a pair of words against a single one: it overlaps with its words."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A topic that a question is put like: what to look up for it, how much alike (0 to 1), and the stems that the
    question shares with the saying."""

    about: str
    likeness: float
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Bank:
    """`about` by topic; `topic_of`, `features` (stems and pairs of them) and `norms` by saying."""

    about: tuple[str, ...]
    topic_of: tuple[int, ...]
    features: tuple[frozenset[str], ...]
    norms: tuple[float, ...]
    postings: dict[str, tuple[int, ...]]
    rarity: dict[str, float]


def resembled(question: str) -> list[Resemblance]:
    """The topics that a question is put like, the closest first."""
    bank = _bank()
    asked = _features(question)
    best: dict[int, tuple[float, int]] = {}
    for saying, likeness in _likenesses(bank, asked).items():
        topic = bank.topic_of[saying]
        if likeness >= LEAST and _telling(asked & bank.features[saying]):
            best[topic] = max(best.get(topic, (0.0, 0)), (likeness, saying))
    close = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:MOST_TOPICS]
    return [
        Resemblance(bank.about[topic], likeness, asked & bank.features[saying]) for topic, (likeness, saying) in close
    ]


def _likenesses(bank: _Bank, asked: frozenset[str]) -> dict[int, float]:
    """Cosine of rarities with every saying that shares anything."""
    shared: dict[int, float] = defaultdict(float)
    for feature in asked:
        for saying in bank.postings.get(feature, ()):
            shared[saying] += bank.rarity[feature] ** 2
    unheard = max(bank.rarity.values())
    norm = math.sqrt(sum(bank.rarity.get(feature, unheard) ** 2 for feature in asked)) or 1.0
    return {saying: overlap / (norm * bank.norms[saying]) for saying, overlap in shared.items()}


def _telling(shared: frozenset[str]) -> bool:
    """Whether what is shared says anything: a word with a meaning of its own, or several of the others."""
    single = {feature for feature in shared if " " not in feature}
    return len(single) >= SEVERAL or not single <= _meaningless()


@cache
def _meaningless() -> frozenset[str]:
    return frozenset(stem(word) for word in word_list("stop", "pt") | word_list("weak", "pt"))


def _features(text: str) -> frozenset[str]:
    stems = [stem(word) for word in words(text)]
    return frozenset(stems) | {f"{first} {second}" for first, second in pairwise(stems)}


@cache
def _bank() -> _Bank:
    topics = tomllib.loads(files(__package__).joinpath("sayings.toml").read_text("utf-8"))["topic"]
    sayings = [(number, line) for number, topic in enumerate(topics) for line in topic["said"].split("\n") if line]
    features = tuple(_features(line) for _, line in sayings)
    postings: dict[str, list[int]] = defaultdict(list)
    for number, of_saying in enumerate(features):
        for feature in of_saying:
            postings[feature].append(number)
    rarity = {feature: _rarity(feature, len(at), len(sayings)) for feature, at in postings.items()}
    return _Bank(
        about=tuple(topic["about"] for topic in topics),
        topic_of=tuple(number for number, _ in sayings),
        features=features,
        norms=tuple(math.sqrt(sum(rarity[feature] ** 2 for feature in of_saying)) for of_saying in features),
        postings={feature: tuple(at) for feature, at in postings.items()},
        rarity=rarity,
    )


def _rarity(feature: str, sayings: int, total: int) -> float:
    return math.log(total / sayings + 1) * (PAIR if " " in feature else 1.0)
