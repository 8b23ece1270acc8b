"""What a text states that can be compared: amounts, dates, times, deadlines, addresses, codes and counts.

A fact asks for keys when it is claimed and gives keys when it is a source, so that `1.299,90` meets `R$ 1299.9`,
`dois dias` meets `2 dias úteis`, and `30 dias` does not meet `R$ 30`.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from prosa.core import language
from prosa.turns.guards.keys import Keys
from prosa.turns.guards.patterns import readers, signs

LONGEST = 20_000
"""Characters of one text that are read."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`asks`: any of these in the sources bears it out; `gives`: what it bears out as a source."""

    kind: str
    text: str
    asks: Keys
    gives: Keys
    start: int


@lru_cache(maxsize=1024)
def flat(text: str) -> str:
    """Lower case without accents, each sign in its place."""
    return language.flat(text[:LONGEST])


@lru_cache(maxsize=1024)
def facts(text: str, today: date) -> tuple[Fact, ...]:
    """In the order of the text; no two share a character."""
    left, found = flat(text), []
    for kind, pattern, reader in readers(signs(left)):
        for match in list(pattern.finditer(left)):
            keys = reader(match, today)
            if keys is None:
                continue
            start, end = match.span()
            found.append(Fact(kind, text[start:end].strip(), *keys, start))
            left = left[:start] + "\x00" * (end - start) + left[end:]
    return tuple(sorted(found, key=lambda fact: fact.start))
