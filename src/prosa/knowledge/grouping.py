"""Whether two questions ask the same, however they are put: to group those that found no answer. Pure."""

import math
from collections.abc import Mapping

from prosa.knowledge.analysis import analyse, grams, likeness

SAME = 0.55
"""Least sameness, 0 to 1, of two questions on one subject."""
TYPO = 0.65
"""Least likeness of two spellings of one word."""

Traits = Mapping[str, float]
"""Stems and `#ideas` of a question with their weight."""


def traits(question: str) -> Traits:
    """What a question is about; empty when it has no word that says so."""
    found: dict[str, float] = {}
    for term in analyse(question):
        if term.stem:
            found[term.stem] = max(found.get(term.stem, 0.0), term.weight)
        for idea, strength in term.ideas:
            found[idea] = max(found.get(idea, 0.0), strength * term.weight)
    return found


def sameness(one: Traits, other: Traits) -> float:
    """Cosine of two questions, 0 to 1; words that are spelled alike count as shared."""
    if not one or not other:
        return 0.0
    shared = sum(weight * other[key] for key, weight in one.items() if key in other)
    shared += _misspelt(one, other)
    return min(shared / (_length(one) * _length(other)), 1.0)


def _misspelt(one: Traits, other: Traits) -> float:
    """What words bring that only the other one has under a like spelling."""
    missing = [key for key in one if key not in other and key[0] != "#"]
    extra = {key: grams(key) for key in other if key not in one and key[0] != "#"}
    total = 0.0
    for key in missing:
        wanted = grams(key)
        alike = max(((likeness(wanted, found), spelled) for spelled, found in extra.items()), default=(0.0, ""))
        if alike[0] >= TYPO:
            total += one[key] * other[alike[1]] * alike[0]
    return total


def _length(found: Traits) -> float:
    return math.sqrt(sum(weight * weight for weight in found.values()))
