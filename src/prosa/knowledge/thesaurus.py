"""Words of customers and the formal words that articles use: the shipped lines, and a company's own over them.

One line is one idea. A company's line replaces the shipped one of its name; without words it takes it away.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from prosa.core.language import words
from prosa.knowledge.stems import LANGUAGES, stem

HINT = 0.5
"""How much a word says about an idea it only hints at (`~` in the thesaurus); a full member says 1."""

Lines = Mapping[str, tuple[str, ...]]
"""Members by the name of their line. A member of several words has them joined by `_`."""

Ideas = tuple[tuple[str, float], ...]
"""Names of thesaurus lines, as `#name`, with how strongly a word stands for each, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Thesaurus:
    """Single words and phrases by their stems. Phrases are listed under their first stem, longest first."""

    words: dict[str, Ideas]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Ideas], ...]]
    spelled: frozenset[str]
    """The single words as written, to mend typos of customer words that no article uses."""


@cache
def shipped_lines() -> Lines:
    """The lines that come with Prosa, without their sections."""
    sections = tomllib.loads(files(__package__).joinpath("thesaurus.toml").read_text("utf-8"))
    return {name: tuple(members.split()) for section in sections.values() for name, members in section.items()}


@cache
def thesaurus() -> Thesaurus:
    """The shipped thesaurus, put together once."""
    return put_together(shipped_lines())


def overlaid(own: Lines) -> Thesaurus:
    """The shipped thesaurus with a company's lines over it."""
    return put_together({**shipped_lines(), **own}) if own else thesaurus()


def put_together(lines: Lines) -> Thesaurus:
    single: dict[str, dict[str, float]] = defaultdict(dict)
    phrases: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    spelled: set[str] = set()
    for name, members in lines.items():
        for member, strength in _members(members):
            parts = words(member)
            if len(parts) == 1:
                spelled.add(parts[0])
            for stems in {tuple(stem(part, language) for part in parts) for language in LANGUAGES if parts}:
                ideas = single[stems[0]] if len(stems) == 1 else phrases[stems]
                ideas[f"#{name}"] = max(strength, ideas.get(f"#{name}", 0.0))
    return Thesaurus(
        {root: tuple(ideas.items()) for root, ideas in single.items()}, _by_first(phrases), frozenset(spelled)
    )


def _members(members: Iterable[str]) -> Iterable[tuple[str, float]]:
    for member in members:
        yield member.rstrip("~").replace("_", " "), HINT if member.endswith("~") else 1.0


def _by_first(
    phrases: Mapping[tuple[str, ...], Mapping[str, float]],
) -> dict[str, tuple[tuple[tuple[str, ...], Ideas], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], Ideas]]] = defaultdict(list)
    for stems, ideas in sorted(phrases.items(), key=lambda item: -len(item[0])):
        found[stems[0]].append((stems, tuple(ideas.items())))
    return {first: tuple(listed) for first, listed in found.items()}
