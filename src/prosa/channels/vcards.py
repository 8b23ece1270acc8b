"""Contact cards as phones pass them on (vCard, RFC 6350 and its elders), in the neutral form of a CONTACTS payload."""

import re
from collections.abc import Iterator
from typing import Any

TYPES = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
LARGEST = 100_000
"""Characters of a card that are read; pictures inside make it long and say nothing here."""

_LINE = re.compile(r"(?:item\d+\.)?([A-Za-z-]+)((?:;[^:\n]*)?):(.*)")
_FOLDED = re.compile(r"\r?\n[ \t]")
_WA_ID = re.compile(r"waid=(\d+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\,;nN])")


def read_vcard(card: str, name: str | None = None) -> dict[str, Any]:
    """One card; `name` is what it is called beside it. Never raises: what is not understood is left out."""
    lines = list(_lines(card))
    organization = next((value.rstrip(";") for kind, _, value in lines if kind == "ORG" and value), None)
    return {
        "name": name or next((value for kind, _, value in lines if kind == "FN" and value), None),
        "phones": [{"phone": value, "wa_id": _wa_id(more)} for kind, more, value in lines if kind == "TEL" and value],
        "emails": [value for kind, _, value in lines if kind == "EMAIL" and value],
        "organization": organization,
    }


def read_vcards(file: str) -> list[dict[str, Any]]:
    """The cards of a file, one after the other."""
    return [read_vcard(card) for card in file[:LARGEST].split("END:VCARD")[:-1]]


def _lines(card: str) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and value of each line."""
    for line in _FOLDED.sub("", card[:LARGEST]).splitlines():
        found = _LINE.fullmatch(line.strip())
        if found:
            yield found[1].upper(), found[2], _ESCAPED.sub(_unescaped, found[3]).strip()


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def _wa_id(parameters: str) -> str | None:
    found = _WA_ID.search(parameters)
    return found[1] if found else None
