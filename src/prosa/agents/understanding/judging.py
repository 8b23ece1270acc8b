"""How well a model reads the frozen golden messages, from which none learns."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from prosa.agents.understanding.examples import Example, load
from prosa.agents.understanding.reading import Understanding

Golden = Mapping[str, Mapping[str, int]]
"""By head how many messages were judged (`of`), and how many of these were `right`."""
MAY_LOSE, HEAD_MAY_LOSE = 0.01, 0.03
"""Shares of all golden judgements, and of those of one head, that the corrections may cost against the shipped examples
alone. A few messages lie so near the edge that any new example tips them; they must not silence a company's own
words."""
HEAD_NAMES = {"signal": "funnel"}
"""Heads that the examples call by another name."""


@cache
def golden() -> tuple[Example, ...]:
    """The frozen messages by which models are judged. No model learns from them."""
    return load(files(__package__).joinpath("golden.yaml"))


def judge(understanding: Understanding) -> Golden:
    """How many of the golden messages are read right, by head."""
    found: dict[str, dict[str, int]] = {}
    for example in golden():
        reading = understanding.read(example.text)
        for label, wanted in example.labels.items():
            head = HEAD_NAMES.get(label, label)
            count = found.setdefault(head, {"right": 0, "of": 0})
            count["of"] += 1
            count["right"] += getattr(reading, head).value == wanted
    return found


def loses(candidate: Golden, shipped: Golden) -> bool:
    """Whether a model with corrections reads the golden set worse than one of the shipped examples alone."""
    lost = {head: count["right"] - candidate[head]["right"] for head, count in shipped.items()}
    judged = sum(count["of"] for count in shipped.values())
    by_head = any(lost[head] > HEAD_MAY_LOSE * count["of"] for head, count in shipped.items())
    return by_head or sum(lost.values()) > MAY_LOSE * judged
