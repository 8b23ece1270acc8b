"""The shipped examples are in the format, and what is not is named."""

import re
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import pytest

from prosa.agents.understanding import BadExamples, golden, load_examples, shipped_examples
from prosa.core.language import normalise

FOLDER = files("prosa.agents.understanding").joinpath("examples")
FILES = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".yaml"))


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_examples_is_in_the_format(name: str) -> None:
    assert load_examples(FOLDER.joinpath(name))


def test_no_message_of_the_shipped_examples_is_labelled_twice_and_differently() -> None:
    seen: dict[tuple[str, str], tuple[str, object]] = {}
    for name in FILES:
        for example in load_examples(FOLDER.joinpath(name)):
            key = (example.task, example.text.lower())
            where, known = seen.setdefault(key, (name, example.labels))
            assert known == example.labels, f"{example.text!r} in {where} and {name}"


SAMPLE = Path(__file__).parent / "data" / "sample.txt"
"""The words of each message of the public sample, as digests: its texts are for measuring alone."""
LIKE, FEWEST = 0.75, 4
"""Share of the words of two messages that they have in common, and words a message needs to be anybody's own."""


def digests(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", normalise(text))
    return frozenset(blake2b(word.encode(), digest_size=3).hexdigest() for word in words)


def test_no_message_that_is_learned_or_frozen_comes_near_one_of_the_public_sample() -> None:
    sample = [frozenset(line.split()) for line in SAMPLE.read_text("utf-8").splitlines()]
    sample = [words for words in sample if len(words) >= FEWEST]
    said = {example.text: digests(example.text) for example in (*shipped_examples(), *golden())}
    near = [
        text for text, words in said.items() if any(len(words & known) >= LIKE * len(words | known) for known in sample)
    ]
    assert not near


HEAD = "trade: loja\nlanguage: pt\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- a", "needs `trade`"),
        ("trade: loja", "language"),
        (HEAD + "ticket: []", "ticket"),
        (HEAD + "tickets: {}", "not a list"),
        (HEAD + "tickets:\n  - {text: ''}", "tickets 1"),
        (HEAD + "tickets:\n  - {text: oi, category: x, priority: baixa, sentiment: neutro, wants_human: no}", "'x'"),
        (HEAD + "funnel:\n  - {text: oi, signal: cold}\n  - {text: oi, signal: warm}", "funnel 2"),
        (HEAD + "funnel:\n  - {text: oi, signal: cold, mood: x}", "mood"),
        (HEAD + "commerce:\n  - {text: oi, intent: greeting, entities: [{type: product, text: x, value: x}]}", "'x'"),
        (HEAD + "commerce:\n  - {text: oi, intent: greeting, entities: [{type: thing, text: oi, value: x}]}", "thing"),
        (
            HEAD + "commerce:\n  - {text: um, intent: other, entities: [{type: quantity, text: um, value: um}]}",
            "number",
        ),
        (HEAD + "tickets: [", "expected"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "loja.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadExamples) as raised:
        load_examples(file)
    assert named in raised.value.detail
    assert "loja.yaml" in raised.value.detail
