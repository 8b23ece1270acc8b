"""The closed sets of `lexicon.toml` as patterns over text in normal form."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

_OPTIONAL = re.compile(r"\[( [^\]]+)\]")
_GAP = r" (?:[\w.,:]+ ){0,3}?"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


@cache
def kinds(section: str) -> tuple[str, ...]:
    """The names of a section, in the order of the file."""
    return tuple(_data()[section])


@cache
def vocabulary(section: str, name: str) -> frozenset[str]:
    """A plain list of words."""
    return frozenset(_data()[section][name].split())


@cache
def pattern(section: str, name: str) -> re.Pattern[str]:
    """Matches wherever one of the phrases occurs as whole words; the longest ones are tried first."""
    return any_of(_data()[section][name])


def any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """The phrases, written as in the file, as one pattern over text in normal form."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(compiled(phrase) for phrase in longest_first)})(?!\w)")


def compiled(phrase: str) -> str:
    """A phrase of the file as a regular expression."""
    phrase = phrase.replace("(", "(?:").replace("*", r"\w*")
    return _OPTIONAL.sub(r"(?:\1)?", phrase).replace(" .. ", _GAP)


def said(section: str, name: str, text: str) -> bool:
    return pattern(section, name).search(text) is not None


def says_only(section: str, name: str, text: str) -> bool:
    """Whether the whole text is one phrase of the set."""
    return pattern(section, name).fullmatch(text) is not None
