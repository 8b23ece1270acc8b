"""A text made better by rules: corrected, shorter or kinder, without a language model.

The rules are lists that anybody can read (`polishing.toml`) and a few of punctuation. Numbers, prices, links, e-mail
addresses and variables are never touched: `kept` tells them, for whoever rewrites a text by other means too.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_FIXED = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\{[^{}\n]*\}|R\$ ?[\d.,]*\d"
    r"|(?<!\w)/\w+|[#@]\w+|[\w./:+-]*\d(?:[\w.,/:%°ºª+-]*[\w%°ºª])?"
)
"""What stays letter by letter."""
_SLOT = re.compile("\ue000(\\d+)\ue001")
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_MARK = re.compile(r"[ \t]+([,.;:!?])")
_AFTER_MARK = re.compile(r"([,;!?]|(?<!\.)\.(?!\.))(?=[^\W\d_\ue000])")
_SHOUTED = re.compile(r"([!?])\1+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_BEGINNING = re.compile(r"(^|[.!?…]\s+|\n\s*)([^\W\d_])")
_LOOSE_COMMA = re.compile(r"(^|[.!?\n]\s*),\s*|,(\s*[,.!?])")
_ASKED_WHY = re.compile(r"(?i)\bpq\b(?=[^.!?\n]*\?)")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*\s*")
_END = re.compile(r"[.!?…:;,)\]*_~\"'”’]$")


class How(StrEnum):
    """What is wanted of a text. `formal` and `translate` need a language model."""

    CORRECT = "correct"
    SHORTER = "shorter"
    KINDER = "kinder"
    FORMAL = "formal"
    TRANSLATE = "translate"


@dataclass(frozen=True, slots=True)
class Polished:
    """`rules` names what was done, in order: spelling, punctuation, capitals, shortened, repeated, softened, greeting,
    closing."""

    text: str
    rules: tuple[str, ...]


def corrected(text: str) -> Polished:
    """Spelling, punctuation and capitals; the words stay."""
    return _apply(text, {"spelling": _spelled, "punctuation": _punctuated, "capitals": _capitalised})


def shorter(text: str) -> Polished:
    """Corrected, without what says nothing and without sentences that were said before."""
    steps = {"shortened": _shortened, "repeated": _said_once}
    return _apply(text, {"spelling": _spelled, **steps, "punctuation": _punctuated, "capitals": _capitalised})


def kinder(text: str, first_name: str = "") -> Polished:
    """Corrected, with a greeting and a closing where there is none, and hard words softened."""
    steps = {
        "softened": _softened,
        "greeting": lambda said: _greeted(said, first_name),
        "closing": _closed,
    }
    return _apply(text, {"spelling": _spelled, **steps, "punctuation": _punctuated, "capitals": _capitalised})


def kept(text: str) -> frozenset[str]:
    """The numbers, prices, links, addresses and variables of a text, which no rewriting may lose or add to."""
    return frozenset(found.rstrip(".,;:!?)") for found in _FIXED.findall(text))


def _apply(text: str, steps: Mapping[str, Callable[[str], str]]) -> Polished:
    fixed: list[str] = []

    def hide(found: re.Match[str]) -> str:
        if found[0] not in fixed:
            fixed.append(found[0])
        return f"\ue000{fixed.index(found[0])}\ue001"

    said = _FIXED.sub(hide, text.strip())
    done: list[str] = []
    for name, step in steps.items():
        after = step(said)
        if after != said:
            done.append(name)
        said = after
    return Polished(_SLOT.sub(lambda found: fixed[int(found[1])], said), tuple(done))


def _spelled(text: str) -> str:
    return _replaced(_ASKED_WHY.sub("por que", _REPEATED.sub(r"\1", text)), "spelling")


def _shortened(text: str) -> str:
    return _LOOSE_COMMA.sub(r"\1\2", _SPACES.sub(" ", _replaced(text, "shorter"))).strip()


def _softened(text: str) -> str:
    return _replaced(text, "kinder")


def _said_once(text: str) -> str:
    """A sentence that is said again goes."""
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        plain = re.sub(r"\W+", " ", found[0]).strip().casefold()
        again = plain in seen
        seen.add(plain)
        return "" if plain and again else found[0]

    return _SENTENCE.sub(once, text).strip()


def _greeted(text: str, first_name: str) -> str:
    if _begins_with_greeting(text):
        return text
    hello = f"Olá, {first_name}!" if first_name else "Olá!"
    return f"{hello} {text}"


def _begins_with_greeting(text: str) -> bool:
    start = text.casefold().lstrip(" *_\n")
    return any(re.match(rf"{re.escape(word)}\b", start) for word in _words("greetings"))


def _closed(text: str) -> str:
    """A question waits for its answer and needs no closing."""
    plain = text.casefold()
    if text.rstrip().endswith("?") or any(word in plain for word in _words("closings")):
        return text
    end = "" if _END.search(text.rstrip()) else "."
    return f"{text.rstrip()}{end} Qualquer dúvida, estou à disposição."


def _punctuated(text: str) -> str:
    text = _SPACES.sub(" ", _SHOUTED.sub(r"\1", _BEFORE_MARK.sub(r"\1", text)))
    text = _AFTER_MARK.sub(r"\1 ", text).strip()
    return text if not text or _END.search(text) or not text[-1].isalnum() else f"{text}."


def _capitalised(text: str) -> str:
    return _BEGINNING.sub(lambda found: found[1] + found[2].upper(), text)


def _replaced(text: str, table: str) -> str:
    pairs = _tables()[table]
    pattern = _patterns(table)
    return pattern.sub(lambda found: _cased(found[0], pairs[found[0].casefold()]), text)


def _cased(before: str, after: str) -> str:
    return after[:1].upper() + after[1:] if before[:1].isupper() and not before.isupper() else after


@cache
def _patterns(table: str) -> re.Pattern[str]:
    longest_first = sorted(_tables()[table], key=len, reverse=True)
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


@cache
def _tables() -> dict[str, dict[str, str]]:
    return {name: pairs for name, pairs in _file().items() if name not in ("greetings", "closings")}


@cache
def _words(list_: str) -> tuple[str, ...]:
    return tuple(_file()[list_]["words"])


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("prosa.desk") / "polishing.toml").read_text(encoding="utf-8"))
