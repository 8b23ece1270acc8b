"""Reading an answer against what was offered: a button, a number, an ordinal, a title, yes or none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from prosa.agents.offline.lexicon import says_only
from prosa.agents.offline.reading import Reading
from prosa.core.language import normalise, word_list

ALIKE = 78.0
"""Least likeness (0 to 100) of what was written to a title, to take it for the choice."""
CLEARER_BY = 8.0
LONGEST = 8
"""Words; a longer message is a new question, not a choice."""

_ORDINALS = ("first", "second", "third")


class Verdict(StrEnum):
    CHOSEN = "chosen"
    NONE_OF_THEM = "none_of_them"
    NO_CHOICE = "no_choice"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing the contact could choose."""

    id: str
    title: str


def choose(reading: Reading, offers: Sequence[Offer]) -> tuple[Verdict, Offer | None]:
    """What the contact chose, that it was none of them, or that the message is something else."""
    by_id = {offer.id: offer for offer in offers}
    for button in reading.buttons:
        if button in by_id:
            return Verdict.CHOSEN, by_id[button]
    if not offers or not reading.plain or len(reading.plain.split()) > LONGEST:
        return Verdict.NO_CHOICE, None
    if chosen := _by_place(reading.plain, offers) or _by_title(reading.plain, offers):
        return Verdict.CHOSEN, chosen
    if len(offers) == 1 and says_only("choice", "yes", reading.plain):
        return Verdict.CHOSEN, offers[0]
    if says_only("choice", "none", reading.plain):
        return Verdict.NONE_OF_THEM, None
    return Verdict.NO_CHOICE, None


def _by_place(plain: str, offers: Sequence[Offer]) -> Offer | None:
    bare = plain.removesuffix(" por favor").removeprefix("quero ").removeprefix("e ")
    if bare.isdecimal() and 0 < int(bare) <= len(offers):
        return offers[int(bare) - 1]
    return next(
        (offer for name, offer in zip(_ORDINALS, offers, strict=False) if says_only("choice", name, bare)), None
    )


def _by_title(plain: str, offers: Sequence[Offer]) -> Offer | None:
    """The title that the words are part of, if no other is nearly as close."""
    wanted = _weighty(plain)
    if not wanted:
        return None
    scored = sorted(((fuzz.token_set_ratio(wanted, _weighty(normalise(o.title))), o) for o in offers), key=_score)
    best, second = scored[-1], scored[-2][0] if len(scored) > 1 else 0.0
    return best[1] if best[0] >= ALIKE and best[0] - second >= CLEARER_BY else None


def _score(scored: tuple[float, Offer]) -> float:
    return scored[0]


def _weighty(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in word_list("stop", "pt"))
