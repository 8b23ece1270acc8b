"""How long the offline understanding takes to train, and to read a message."""

import time
from collections.abc import Sequence

from prosa.agents.understanding import Example, shipped_examples, train
from tests.load.figures import Figure, at_most, middle, quantile

TRAINING, READING = 5.0, 20.0
"""Seconds and milliseconds."""


async def run(quick: bool) -> list[Figure]:
    """The first training of a process also imports the libraries for it; that is measured by itself."""
    examples = shipped_examples()
    first = _seconds(examples)
    again = middle([_seconds(examples) for _ in range(1 if quick else 3)])
    understanding = train(examples)
    times = []
    for example in examples[:: 30 if quick else 6]:
        began = time.perf_counter()
        understanding.read(example.text)
        times.append((time.perf_counter() - began) * 1000)
    note = f"({len(examples)} examples)"
    return [
        Figure("first training, with imports", first, "s", note=note),
        at_most("training", again, "s", TRAINING, note=note),
        at_most("reading a message, median", middle(times), "ms", READING),
        at_most("reading a message, 99 of 100", quantile(times, 0.99), "ms", READING),
    ]


def _seconds(examples: Sequence[Example]) -> float:
    began = time.perf_counter()
    train(examples)
    return time.perf_counter() - began
