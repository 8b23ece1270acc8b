"""The agent's phrases: the shipped ones, a company's changes over them, and how they are filled in."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from prosa.core.errors import Invalid

Texts = Mapping[str, tuple[str, ...]]

PLACES = frozenset({"agent", "name", "question", "week", "closes", "next_opening", "numbers", "title", "protocol"})
"""What a phrase may leave open, in braces."""

_PLACE = re.compile(r"\{(\w*)\}")
_NAMELESS = re.compile(r",? ?\{name\}")


class UnknownText(Invalid):
    """A key or a placeholder that no phrase has; `params` name it."""

    code = "unknown_text"


@cache
def shipped() -> Texts:
    """The phrases that come with Prosa, by key."""
    found = tomllib.loads(files(__package__).joinpath("texts.toml").read_text("utf-8"))
    return {key: tuple(variants) for key, variants in found.items()}


def overlaid(changes: Mapping[str, list[str]]) -> Texts:
    """The shipped phrases with a company's own in their place; keys that Prosa no longer has are left out."""
    own = {key: tuple(variants) for key, variants in changes.items() if key in shipped() and variants}
    return {**shipped(), **own}


def check(changes: Mapping[str, list[str]]) -> None:
    """Raises `UnknownText` for a key that does not exist or a placeholder that would stay empty."""
    for key, variants in changes.items():
        if key not in shipped():
            raise UnknownText(f"there is no text called {key!r}", key=key)
        for place in (place for variant in variants for place in _PLACE.findall(variant)):
            if place not in PLACES:
                raise UnknownText(f"{{{place}}} in {key!r} means nothing", key=key, placeholder=place)


def fill(phrase: str, values: Mapping[str, str]) -> str:
    """The phrase with its placeholders replaced. Without a name, its comma goes too."""
    if not values.get("name"):
        phrase = _NAMELESS.sub("", phrase)
    return _PLACE.sub(lambda place: values.get(place[1], ""), phrase)
