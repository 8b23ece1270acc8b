"""Chat as people type it, in one form for the models: normal words, and signs that say as much as words."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from prosa.core.language import fold, normalise

LONGEST = 1200
"""Characters of a message that are read; what follows repeats what was said, or is no chat."""

_LAUGHTER = re.compile(r"\b(?:k{2,}|(?:rs){1,}r?|(?:ha|he|hua|hau|ah|ks|hi){2,}h?|huehue\w*|lol|lmao|kakak\w*)\b")
_PERSONAL = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]{1,190}")
_MONEY = re.compile(r"r\$ ?[\d.,]+")
_LONG_NUMBER = re.compile(r"\b\d[\d./-]{3,}\b")
_CLOCK = re.compile(r"\b\d{1,2}(?::\d{2}|h\d{0,2}(?:min)?)\b")
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b")
_SHOUTED = 0.7
"""Share of capitals from which on a message is shouted."""


@cache
def _emojis() -> dict[str, str]:
    data = tomllib.loads(files(__package__).joinpath("marks.toml").read_text("utf-8"))
    return {sign: mood for mood, signs in data["emoji"].items() for sign in signs}


def plain(text: str) -> str:
    """Normal words in the order they were said; laughter, amounts, numbers, dates and links by their kind."""
    folded = fold(text[:LONGEST])
    for pattern, kind in _KINDS:
        folded = pattern.sub(kind, folded)
    return normalise(folded)


_KINDS = (
    (_PERSONAL, " umlink "),
    (_LAUGHTER, " risada "),
    (_MONEY, " umvalor "),
    (_CLOCK, " umahora "),
    (_DATE, " umadata "),
    (_LONG_NUMBER, " numerolongo "),
)


def marks(text: str) -> list[str]:
    """What is said without words: moods of emojis, questions, exclamations, shouting."""
    found = [_emojis()[sign] for sign in text[:LONGEST] if sign in _emojis()]
    if "?" in text:
        found.append("asks")
    if "!" in text:
        found.append("exclaims")
    if "!!" in text or "?!" in text or "??" in text:
        found.append("insists")
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) > 7 and sum(sign.isupper() for sign in letters) > _SHOUTED * len(letters):
        found.append("shouts")
    if not letters:
        found.append("wordless")
    return found
