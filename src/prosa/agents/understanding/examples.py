"""Labelled messages: the shipped ones, plain YAML by trade, and a company's own corrections.

A file has `trade`, `language` and any of three lists: `tickets` (category, priority, sentiment, wants_human),
`commerce` (intent, entities) and `funnel` (signal); every entry has the message as `text`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml

from prosa.agents.understanding import labels
from prosa.core.errors import Invalid

Task = Literal["tickets", "commerce", "funnel"]

LABELS: Mapping[Task, Mapping[str, Sequence[str | bool]]] = {
    "tickets": {
        "category": labels.CATEGORIES,
        "priority": labels.PRIORITIES,
        "sentiment": labels.SENTIMENTS,
        "wants_human": (False, True),
    },
    "commerce": {"intent": labels.INTENTS},
    "funnel": {"signal": labels.SIGNALS},
}
"""What every entry of a list must say, and the values it may have."""

AMOUNTS = ("quantity", "price_max", "price_min")
"""Entities whose value is a number."""


class BadExamples(Invalid):
    """A file of examples is not in the format; the message names the file and the entry."""

    code = "bad_examples"


@dataclass(frozen=True, slots=True)
class Marked:
    """A part of a message that names something; `value` is a number for amounts."""

    type: str
    text: str
    value: str | float


@dataclass(frozen=True, slots=True)
class Example:
    """A message with what it is. A label that is missing teaches nothing about its kind: a correction of the category
    leaves the sentiment open. `weight` is 1 for what is shipped."""

    text: str
    task: Task
    labels: Mapping[str, str | bool]
    entities: tuple[Marked, ...] = field(default=())
    trade: str = ""
    language: str = "pt"
    weight: float = 1.0


@cache
def shipped() -> tuple[Example, ...]:
    """All examples of the package. Raises `BadExamples`."""
    folder = files(__package__).joinpath("examples")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return tuple(example for file in found for example in load(file))


def load(file: Traversable) -> tuple[Example, ...]:
    """The examples of one file. Raises `BadExamples`."""
    try:
        data = yaml.load(file.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  (both are safe loaders)
    except yaml.YAMLError as problem:
        raise BadExamples(f"{file.name}: {problem}") from None
    return tuple(_file(data, file.name))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _file(data: Any, name: str) -> Iterable[Example]:
    if not isinstance(data, dict) or not isinstance(data.get("trade"), str) or data.get("language") not in ("pt", "en"):
        raise BadExamples(f"{name}: needs `trade` and `language` (pt or en)")
    unknown = set(data) - {"trade", "language", *LABELS}
    if unknown:
        raise BadExamples(f"{name}: does not know {', '.join(sorted(map(str, unknown)))}")
    for task in LABELS:
        entries = data[task] if data.get(task) is not None else []
        if not isinstance(entries, list):
            raise BadExamples(f"{name}: `{task}` is not a list")
        for number, entry in enumerate(entries, 1):
            yield _example(task, entry, data, f"{name}, {task} {number}")


def _example(task: Task, entry: Any, data: Mapping[str, Any], where: str) -> Example:
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry["text"].strip():
        raise BadExamples(f"{where}: needs a `text` in quotes")
    where = f"{where} ({entry['text']})"
    wanted = LABELS[task]
    allowed = {"text", *wanted} | ({"entities"} if task == "commerce" else set())
    if unknown := set(entry) - allowed:
        raise BadExamples(f"{where}: does not know {', '.join(sorted(map(str, unknown)))}")
    for label, values in wanted.items():
        if not any(entry.get(label) is value or entry.get(label) == value for value in values):
            raise BadExamples(f"{where}: `{label}` is {entry.get(label)!r}, not one of {', '.join(map(str, values))}")
    marked = tuple(_marked(given, entry["text"], where) for given in entry.get("entities") or ())
    said = {label: entry[label] for label in wanted}
    return Example(entry["text"], task, said, marked, data["trade"], data["language"])


def _marked(given: Any, text: str, where: str) -> Marked:
    if not isinstance(given, dict) or set(given) != {"type", "text", "value"}:
        raise BadExamples(f"{where}: an entity has type, text and value, not {given!r}")
    if given["type"] not in labels.ENTITIES:
        raise BadExamples(f"{where}: there is no entity {given['type']!r}")
    part = str(given["text"])
    if part not in text:
        raise BadExamples(f"{where}: {part!r} is not in the text")
    if given["type"] not in AMOUNTS:
        return Marked(given["type"], part, str(given["value"]))
    if isinstance(given["value"], bool) or not isinstance(given["value"], int | float):
        raise BadExamples(f"{where}: the value of {given['type']} is a number, not {given['value']!r}")
    return Marked(given["type"], part, float(given["value"]))
