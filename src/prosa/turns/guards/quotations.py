"""The contact's own words, shown back as theirs: to agree to, or to tell what a reply is about. Nobody claims them.

They count as shown back where they stand in quotation marks, word for word, after something that says whose they are,
and nothing that follows assents to them. `Você escreveu “o frete é grátis”. Pode contar com isso!` is a claim.
"""

import re
from collections.abc import Iterable

from prosa.turns.guards.facts import flat
from prosa.turns.guards.words import pattern

_QUOTED = re.compile(r"“(?P<a>[^“”]+)”|«(?P<b>[^«»]+)»|\"(?P<c>[^\"]+)\"")
_WORD = re.compile(r"\w+")
_BEFORE = re.compile(r"[^.!?\n]*\n?\s*$")
_AFTER = re.compile(r"[^.!?\n]*")


def spoken(texts: Iterable[str]) -> str:
    """Texts as quotations are looked for in them: flat, without signs, and a dot after each."""
    return f" {' . '.join(_words(text) for text in texts)} "


def without_quotations(text: str, told: str, phrases: Iterable[str]) -> str:
    """The text with the contact's words blanked where they are shown back; `told` is what the contact said (`spoken`),
    `phrases` are pieces of the company's own phrases, which say whose words they hold."""
    if not any(f" {_words(_inside(quoted))} " in told for quoted in _QUOTED.finditer(text)):
        return text
    rest = flat(_QUOTED.sub(" ", text))
    if pattern("manner", "assents").search(rest):
        return text
    heads = tuple(phrases)

    def shown(quoted: re.Match[str]) -> str:
        theirs = f" {_words(_inside(quoted))} " in told and _is_theirs(quoted, heads)
        return " " * len(quoted[0]) if theirs else quoted[0]

    return _QUOTED.sub(shown, text)


def is_told(text: str, told: str) -> bool:
    """Whether a text is nothing but what the contact said."""
    return f" {_words(text)} " in told


def _is_theirs(quoted: re.Match[str], heads: tuple[str, ...]) -> bool:
    text = quoted.string
    if text[: quoted.start() + 1].endswith(heads):
        return True
    before = _BEFORE.search(text, 0, quoted.start())
    after = _AFTER.match(text, quoted.end())
    around = flat(f"{before[0] if before else ''} {after[0] if after else ''}")
    said, commits = pattern("manner", "shown").search(around), pattern("manner", "commits").search(around)
    return bool(said) and not commits and not pattern("manner", "anothers").search(around)


def _inside(quoted: re.Match[str]) -> str:
    return quoted[quoted.lastgroup or 0]


def _words(text: str) -> str:
    return " ".join(_WORD.findall(flat(text)))
