"""Text as people type it, in Portuguese first and English: one normal form for whoever has to read it.

Pure and deterministic. It knows words of the language and none of the business.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["pt", "en"]

_WORD = re.compile(r"[a-z0-9]+(?:[.,:][0-9]+)*")
_MONEY = re.compile(r"\br\$")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_DOUBLE = re.compile(r"(?<=[aeiou])([rs])\1{2,}(?=[aeiou])")
_MARKS = re.compile("[\u0300-\u036f\ufe0f]+")
_SIGNS = str.maketrans({"ª": "a", "º": "o", "’": "'", "`": "'", "\x00": None})
_ENOUGH, _TELLING = 400, 60
"""Characters and words that tell a language."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@cache
def word_list(kind: Literal["stop", "weak", "language"], language: Language) -> frozenset[str]:
    """One of the shipped lists, folded: words without meaning of their own, of little weight, or telling a language."""
    return frozenset(fold(_data()[kind][language]).split())


@cache
def abbreviations() -> dict[str, str]:
    """Typed short forms and common misspellings, folded, with what they stand for."""
    return {fold(short): meaning for short, meaning in _data()["abbreviations"].items()}


_ENDINGS = {
    "ar": "o a as am amos ar ei ou aram ando ado ada ados adas ava avam e em asse armos",
    "er": "o e em emos er i eu eram endo ido ida idos idas ia iam esse",
    "ir": "o e em imos ir i iu iram indo ido ida idos idas ia iam isse",
}


@cache
def short_verbs() -> dict[str, str]:
    """Forms of verbs with a very short root, folded, with their infinitive (`paguei`: `pagar`)."""
    lists = _data()["short_verbs"]
    exceptions = frozenset(lists["not"].split())
    found: dict[str, str] = {}
    for ending, endings in _ENDINGS.items():
        for root in lists[ending].split():
            forms = {_spelled(root, tail) for tail in endings.split()}
            found.update(dict.fromkeys(forms - exceptions, root + ending))
    return found


def _spelled(root: str, tail: str) -> str:
    """`pag` + `ei` is written paguei, `sac` + `ei` saquei."""
    if tail[0] in "ei" and root[-1] == "g":
        return f"{root}u{tail}"
    return f"{root[:-1]}qu{tail}" if tail[0] in "ei" and root[-1] == "c" else root + tail


def fold(text: str) -> str:
    """Lower case without accents and without NUL; emojis, signs and line breaks stay."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_SIGNS).lower()))


class _FlatSigns(dict[int, str]):
    """Filled as signs are met; those met after that many are looked up each time."""

    MOST = 4096

    def __missing__(self, code: int) -> str:
        found = (fold(chr(code)) or " ")[0]
        if len(self) < self.MOST:
            self[code] = found
        return found


_FLAT = _FlatSigns()


def flat(text: str) -> str:
    """Lower case without accents and as long as the text, so that places in it are places in the text, which is
    expected composed (NFC)."""
    return text.translate(_FLAT)


def squeeze(folded: str) -> str:
    """Takes back letters repeated for effect ("muitoooo", "issssso") and writes out the sign of the real; expects
    folded text."""
    return _MONEY.sub(" reais ", _REPEATED.sub(r"\1", _DOUBLE.sub(r"\1\1", folded)))


def words(text: str) -> list[str]:
    """The words of a message in normal form: folded, squeezed, no signs or emojis; Portuguese short forms written
    out.

    Numbers keep their inner point, comma or colon (`1.290`, `9:30`).
    """
    plain = _WORD.findall(squeeze(fold(text)))
    if _language_of(plain) == "en":
        return plain
    short = abbreviations()
    found: list[str] = []
    for word in plain:
        found.extend(short[word].split() if word in short else (word,))
    return found


def normalise(text: str) -> str:
    """The words of a message, joined by single spaces: what rules over whole phrases match against."""
    return " ".join(words(text))


def detect(text: str) -> Language:
    """Portuguese unless the words are clearly English: a short message without a sign of either is Portuguese."""
    return _language_of(_WORD.findall(fold(text[:_ENOUGH])))


def _language_of(found: Sequence[str]) -> Language:
    found = found[:_TELLING]
    english, portuguese = word_list("language", "en"), word_list("language", "pt")
    in_english = sum(map(english.__contains__, found))
    in_portuguese = sum(map(portuguese.__contains__, found))
    return "en" if in_english > in_portuguese and in_english * 4 >= len(found) else "pt"
