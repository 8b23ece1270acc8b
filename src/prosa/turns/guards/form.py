"""How a reply looks, whatever it says: its language, its length, and what must not leave the house."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from prosa.agents.engine import Turn
from prosa.core.language import detect, word_list
from prosa.core.redaction import Redaction
from prosa.turns.guards.facts import flat
from prosa.turns.guards.words import pattern

LONGEST = 3_500
"""Characters of a reply; a channel's own limit is met by cutting it into messages."""
_FEW_WORDS = 6
_COPIED = 9
"""Words in a row of the instructions that count as reciting them."""
_WORD = re.compile(r"[a-z]+")
_REF = re.compile(r"\bknowledge:[\w-]+@\d+|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
_JSON = re.compile(r"[{\[]\s*\"[\w ]+\"\s*:|\"\w+\":\s*[\"\d{\[]")
_MARKUP = re.compile(r"</?(?:div|span|script|p|br|a|b|i|table|ul|li|html|think|reply|answer|result)\b[^>]*>")
_SECRET = re.compile(r"<SECRET_\d+>")
_TELLING: Mapping[str, frozenset[str]] = {
    "es": frozenset(
        [
            "el",
            "los",
            "las",
            "y",
            "con",
            "para",
            "usted",
            "ustedes",
            "gracias",
            "hola",
            "pero",
            "tambien",
            "muy",
            "su",
            "sus",
            "puede",
            "puedo",
            "esta",
            "del",
            "una",
            "por",
            "favor",
            "nuestro",
            "nuestra",
            "pedido",
            "hoy",
            "manana",
            "lo",
            "le",
            "les",
            "si",
            "donde",
            "cuando",
            "tiene",
            "tenemos",
            "hacer",
            "estamos",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "et",
            "est",
            "vous",
            "nous",
            "pour",
            "avec",
            "votre",
            "notre",
            "bonjour",
            "merci",
            "dans",
            "une",
            "des",
            "sur",
            "pas",
            "je",
            "il",
            "que",
            "ce",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "sie",
            "wir",
            "nicht",
            "mit",
            "ein",
            "eine",
            "ihre",
            "fur",
            "auf",
            "haben",
            "kann",
            "von",
            "zu",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "gli",
            "e",
            "per",
            "con",
            "che",
            "non",
            "una",
            "suo",
            "sua",
            "grazie",
            "ciao",
            "della",
            "sono",
            "questo",
            "puo",
            "anche",
            "nostro",
        ]
    ),
}
_MIN_SHARE = 0.28


def wrong_language(text: str, turn: Turn) -> Iterator[str]:
    """Neither the company's language nor the contact's."""
    letters = [sign for sign in text if sign.isalpha()]
    foreign = sum(not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    if letters and foreign * 4 > len(letters):
        yield "it is written in another script"
        return
    written = _language(text)
    heard = detect(" ".join(line.text or "" for line in turn.said))
    if written not in (None, turn.instructions.language[:2].lower() or "pt", heard):
        yield f"it is written in another language ({written})"


def _language(text: str) -> str | None:
    """None for a text too short to tell."""
    words = _WORD.findall(flat(text))
    if len(words) < _FEW_WORDS:
        return None
    counts = {name: sum(word in telling for word in words) for name, telling in _TELLING.items()}
    counts["pt"] = sum(word in word_list("language", "pt") or word in word_list("stop", "pt") for word in words)
    counts["en"] = sum(word in word_list("language", "en") for word in words)
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > counts["pt"] and counts[best] >= _MIN_SHARE * len(words) else "pt"


def leaked(text: str, turn: Turn, tools: Sequence[str]) -> Iterator[str]:
    """Instructions, orders found in data, blanks that were not filled in, and inner names; `tools` are theirs."""
    plain = flat(text)
    for name, what in (("inner", "speaks of its instructions"), ("orders", "repeats an order found in data")):
        if said := pattern("leaks", name).search(plain):
            yield f"“{text[said.start() : said.end()]}” {what}"
    if blank := pattern("leaks", "unfilled").search(plain):
        yield f"“{text[blank.start() : blank.end()]}” was not filled in"
    if _recites(plain, turn):
        yield "it recites the instructions"
    if any(found.search(text) for found in (_REF, _JSON, _MARKUP)) or any(tool in text for tool in tools):
        yield "it shows inner names"
    if _SECRET.search(Redaction().hide(text)):
        yield "it holds a key or password"


def _recites(plain: str, turn: Turn) -> bool:
    """Nine words in a row of what only the agent is told."""
    instructions = turn.instructions
    prompts = instructions.prompts
    told = (instructions.persona, instructions.tone, instructions.rules, prompts.answer, prompts.escalation)
    known = f" {' '.join(_WORD.findall(flat(' '.join(told))))} "
    words = _WORD.findall(plain)
    runs = (words[place : place + _COPIED] for place in range(len(words) - _COPIED + 1))
    return any(f" {' '.join(run)} " in known for run in runs)


def cut(text: str) -> str:
    """The text up to the last whole sentence that fits."""
    head = text[:LONGEST]
    end = max(head.rfind(sign) for sign in (". ", "! ", "? ", "\n"))
    return head[: end + 1].rstrip() if end > 0 else head
