"""The closed sets of `sets.toml`, and text with its places kept."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from prosa.core.language import flat

__all__ = ["amount", "composed", "flat", "numbers", "ordered", "words"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("sets.toml").read_text("utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(_data()["words"][name].split())


@cache
def ordered(name: str) -> tuple[str, ...]:
    """The words of a set whose order counts (months, days)."""
    return tuple(_data()["words"][name].split())


@cache
def numbers() -> Mapping[str, int]:
    """Words and phrases for amounts."""
    return dict(_data()["numbers"])


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_NUMERAL = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?")


def amount(said: str) -> float | None:
    """The number in a piece of flat text: `1.290,50`, `2,5 mil`, `vinte e cinco`, `meia duzia`; None without one."""
    if found := _NUMERAL.search(said):
        return _numeral(found[0]) * (1000 if re.match(r"\s?(?:mil|k)\b", said[found.end() :]) else 1)
    if said in numbers():
        return float(numbers()[said])
    total, found_one = 0, False
    for word in re.findall(r"[a-z]+", said):
        if word == "mil":
            total, found_one = max(total, 1) * 1000, True
        elif word in numbers():
            total, found_one = total + numbers()[word], True
    return float(total) if found_one else None


def _numeral(written: str) -> float:
    if "," in written:
        return float(written.replace(".", "").replace(",", "."))
    groups = written.split(".")
    thousands = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
    return float("".join(groups) if thousands else written)
