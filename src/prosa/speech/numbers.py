"""Numbers in what was heard: an order, a CPF or a price that was misheard is worse than none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CERTAIN = 0.85
"""Likelihood from which on a number counts as heard."""
FEWEST = 3
"""Digits from which on a number is worth a question, where the service says how sure it is."""
FEWEST_UNSURE = 4
"""The same where it does not."""

_NUMBER = re.compile(r"(?:R\$ ?)?\d(?:[\d.,/-]| (?=\d))*\d|\d")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a transcript and how likely it is, 0 to 1."""

    text: str
    likelihood: float


def unvouched(text: str) -> tuple[str, ...]:
    """Numbers to ask about when nobody says how sure they are."""
    return tuple(dict.fromkeys(found[0] for found in _NUMBER.finditer(text) if _digits(found[0]) >= FEWEST_UNSURE))


def doubtful(text: str, pieces: Sequence[Piece], certain: float = CERTAIN) -> tuple[str, ...]:
    """Numbers of which a part is less likely than `certain`. Pieces that do not make up the text vouch for nothing."""
    whole = "".join(piece.text for piece in pieces)
    at = whole.find(text.strip())
    if at < 0:
        return unvouched(text)
    start = at
    found = []
    for number in _NUMBER.finditer(text.strip()):
        least = _least(pieces, start + number.start(), start + number.end())
        if _digits(number[0]) >= FEWEST and least < certain:
            found.append(number[0])
    return tuple(dict.fromkeys(found))


def _least(pieces: Sequence[Piece], start: int, end: int) -> float:
    """The likelihood of the least likely piece between two places."""
    least, at = 1.0, 0
    for piece in pieces:
        after = at + len(piece.text)
        if at < end and after > start:
            least = min(least, piece.likelihood)
        at = after
    return least


def _digits(number: str) -> int:
    return sum(character.isdigit() for character in number)
