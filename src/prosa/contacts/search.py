"""The words a contact is found by: name, username, e-mail and the ways people quote a phone number.

Cut in Python and kept as an array, so that the same cut serves writing and asking, without accents, and the
index needs no extension and no parser.
"""

import re
import unicodedata
from collections.abc import Iterable

from prosa.contacts.identity import Key, spellings
from prosa.contacts.schemas import IdentityKind

LONGEST_WORD = 60
PHONE_ENDINGS = (15, 11, 10, 9, 8, 4)
"""Digits people quote: all of them, with area code, without it, without the ninth, the last four."""

_ONLY_DIGITS = re.compile(r"[0-9+() .-]*")
_SHORTEST_NUMBER = 4


def words_of(name: str, username: str | None, keys: Iterable[Key]) -> list[str]:
    """What the index holds for a contact."""
    found = set(words(f"{name} {username or ''}"))
    for kind, key in keys:
        if kind is IdentityKind.EMAIL:
            found.update(words(key))
        elif kind is IdentityKind.PHONE:
            found.update(digits[-length:] for digits in spellings(key) for length in PHONE_ENDINGS)
    return sorted(found)


def words(text: str) -> list[str]:
    """Letters and digits only, small, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", plain)]


def query_of(q: str) -> str | None:
    """`q` as a tsquery in which every word is the beginning of one of the contact's; None when it has none.

    A number may be written with blanks and signs, with or without country and area code.
    """
    digits = re.sub(r"[^0-9]", "", q)
    if len(digits) >= _SHORTEST_NUMBER and _ONLY_DIGITS.fullmatch(q):
        return f"'{digits}':*"
    return " & ".join(f"'{word}':*" for word in words(q)) or None
