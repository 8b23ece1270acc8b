"""The patterns of `words.toml`, compiled once."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from prosa.core.language import detect


@dataclass(frozen=True, slots=True)
class Deed:
    """Something said to be done: the write that does it, or how a source says that it is so."""

    name: str
    said: re.Pattern[str]
    by: re.Pattern[str]
    source: re.Pattern[str] | None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def pattern(section: str, name: str) -> re.Pattern[str]:
    return any_of(_data()[section][name])


@cache
def patterns(section: str) -> Mapping[str, re.Pattern[str]]:
    return {name: pattern(section, name) for name in _data()[section]}


@cache
def word_stems(section: str, name: str) -> frozenset[str]:
    """The beginnings of a list of words, as `sources.stems` has them."""
    return frozenset(word[:5] for word in _data()[section][name].split())


@cache
def deeds() -> Sequence[Deed]:
    return [
        Deed(row["name"], any_of(row["said"]), re.compile(row["by"]), any_of(row["source"]) if row["source"] else None)
        for row in _data()["deeds"]
    ]


def any_of(alternatives: Sequence[str]) -> re.Pattern[str]:
    """Wherever one of them begins a word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})")


_ENGLISH = frozenset("the for to per of and is are you your we at from up it our with can please in".split())  # noqa: SIM905


def is_english(text: str) -> bool:
    """A sentence may have too few words for `detect`, which reads whole messages."""
    return detect(text) == "en" or len(_ENGLISH & set(re.findall(r"[a-z]+", text.lower()))) > _ENOUGH


_ENOUGH = 2
