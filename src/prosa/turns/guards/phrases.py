"""The company's own phrases in a reply: worded by people, so only what was filled into them is checked."""

import re
from functools import lru_cache

from prosa.agents import offline
from prosa.agents.engine import Instructions

_PLACE = re.compile(r",? ?\{\{?[\w.]*\}?\}")
_SHORTEST = 10
"""Letters of a piece of a phrase worth looking for."""
Pieces = tuple[tuple[str, ...], ...]


def pieces(instructions: Instructions) -> Pieces:
    """For each variant of each phrase what is fixed in it, the longest variants first."""
    return _pieces_of(tuple(offline.worded(instructions)))


@lru_cache(maxsize=64)
def before_quotations(phrases: Pieces) -> frozenset[str]:
    """The pieces that open a quotation."""
    return frozenset(piece for fixed in phrases for piece in fixed if piece.endswith(("“", '"', "«")))


def without_phrases(text: str, phrases: Pieces) -> str:
    """The text with the wording of phrases blanked; what fills their placeholders stays."""
    for fixed in phrases:
        if fixed[0] in text and all(piece in text for piece in fixed):
            for piece in fixed:
                text = text.replace(piece, " " * len(piece), 1)
    return text


@lru_cache(maxsize=64)
def _pieces_of(phrases: tuple[tuple[str, ...], ...]) -> Pieces:
    found = {
        tuple(piece for piece in _PLACE.split(variant) if len(piece.strip()) >= _SHORTEST)
        for variants in phrases
        for variant in variants
    }
    return tuple(sorted((pieces for pieces in found if pieces), key=lambda pieces: -sum(map(len, pieces))))
