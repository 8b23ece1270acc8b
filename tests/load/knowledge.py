"""How long a search takes over a large base, and how long the reading of a long document."""

import random
import time
from string import ascii_lowercase
from uuid import uuid4

from prosa.core.documents import DocumentKind, Reader
from prosa.knowledge.index import Entry, Index, read
from tests.core.documents import papers
from tests.load.figures import Figure, at_most, middle, quantile
from tests.load.texts import QUESTIONS

SEARCH, READING = 20.0, 60.0
"""Milliseconds and seconds."""
PASSAGES, PAGES, LINES = 10_000, 200, 50


async def run(quick: bool) -> list[Figure]:
    began = time.perf_counter()
    index = large_base()
    built = time.perf_counter() - began
    times = [_milliseconds(index, question) for question in QUESTIONS for _ in range(1 if quick else 5)]
    note = f"({PASSAGES} passages)"
    return [
        Figure("building the index", built, "s", note=note),
        at_most("a search, median", middle(times), "ms", SEARCH, note=note),
        at_most("a search, 95 of 100", quantile(times, 0.95), "ms", SEARCH, note=note),
        at_most("reading a PDF", await _read(), "s", READING, note=f"({PAGES} pages)"),
    ]


def large_base() -> Index:
    """Passages of words that occur in questions, among many that do not."""
    chance = random.Random(7)
    common = " ".join(QUESTIONS).split()
    vocabulary = ["".join(chance.choices(ascii_lowercase, k=chance.randint(4, 9))) for _ in range(8_000)]
    texts = (
        (chance.choices(vocabulary, k=3), chance.choices(common, k=25) + chance.choices(vocabulary, k=15))
        for _ in range(PASSAGES)
    )
    return Index([read(Entry(uuid4(), 1, 1, " ".join(title), "", " ".join(text))) for title, text in texts])


def _milliseconds(index: Index, question: str) -> float:
    began = time.perf_counter()
    index.search(question)
    return (time.perf_counter() - began) * 1000


async def _read() -> float:
    line = "Uma linha de um manual, com algum texto em cada uma."
    page = [(line, 50.0, 780 - number * 14.0, 11.0, False) for number in range(LINES)]
    document = papers.pdf([page] * PAGES)
    began = time.perf_counter()
    async with Reader() as reader:
        await reader.read(DocumentKind.PDF, document)
    return time.perf_counter() - began
