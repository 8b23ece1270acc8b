"""Whether a message asks for a person: somebody to talk to, a call, an employee by name or by office.

A wish, not a mention: "falei com o atendente" and "como cadastro um atendente?" ask for nobody. `people.toml` holds
the ways of asking; the texts are in normal form (see `core.language.normalise`).
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

_TYPOS = (
    ("atendente", 2),
    ("atendimento", 2),
    ("supervisor", 2),
    ("responsavel", 2),
    ("humano", 1),
    ("gerente", 1),
    ("falar", 1),
    ("pessoa", 1),
    ("alguem", 1),
)
"""Words worth mending, with the most letters that may be wrong."""
_RIGHT = frozenset(
    {"human", "humans", "humana", "humanos", "pessoal", "pessoas", "gerentes", "algum"}
    | {"atende", "atendem", "atender", "atendida", "atendido"}
    | {"fala", "falam", "falta", "faltar", "faltam", "falhar", "calar", "lugar", "altar", "filar"}
)
"""Words that look like them and are right as they are."""
_SHORTEST = 4
_PART = re.compile(r"<(\w+)>")


def wants_person(text: str) -> bool:
    """`text` is one message."""
    mended = " ".join(_mended(word) for word in text.split())
    asked = _telling().sub(" ", mended)
    return any(pattern.search(asked) for pattern in _asking())


def _mended(word: str) -> str:
    """A misspelt key word in its right form, anything else as it is."""
    if len(word) < _SHORTEST or word in _RIGHT or not word.isalpha():
        return word
    for right, wrong in _TYPOS:
        if OSA.distance(word, right, score_cutoff=wrong) <= wrong:
            return right
    return word


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))


@cache
def _asking() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_whole(pattern)) for pattern in _data()["patterns"]["asking"])


@cache
def _telling() -> re.Pattern[str]:
    return re.compile("|".join(_whole(pattern) for pattern in _data()["patterns"]["telling"]))


def _whole(pattern: str) -> str:
    return _PART.sub(lambda part: _part(part[1]), pattern)


@cache
def _part(name: str) -> str:
    words = _data()["words"].get(name)
    return _any(words.split()) if words else str(_data()["parts"][name])


def _any(words: Sequence[str]) -> str:
    """Alternatives, the longest first, so that none hides a longer one."""
    return "|".join(sorted((word.replace("_", " ") for word in words), key=len, reverse=True))
