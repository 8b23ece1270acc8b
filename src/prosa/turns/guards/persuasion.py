"""Selling honestly: techniques as data (`persuasion.toml`), and what a reply claims with them checked by code.

Scarcity and popularity only with the number a tool returned, one suggestion a turn, none in a complaint, to a child or
after a no; pressure, tied sales, threats and posing as a person never.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from prosa.agents.engine import Turn
from prosa.conversations import Author
from prosa.turns.guards.facts import Fact, facts, flat
from prosa.turns.guards.sources import Sources, Unit
from prosa.turns.guards.statements import denied, is_quoted
from prosa.turns.guards.words import any_of

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Technique:
    """`how` tells an engine to use it, by language."""

    name: str
    how: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that sells and must be true: `fields` of results bear it out, a count up to `most`."""

    name: str
    said: re.Pattern[str]
    fields: Sequence[str]
    most: int | None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("persuasion.toml").read_text("utf-8"))


@cache
def techniques() -> Sequence[Technique]:
    rows = _data()["techniques"].items()
    return [Technique(name, {"pt": row["pt"], "en": row["en"]}) for name, row in rows]


@cache
def _claims() -> Sequence[Claim]:
    return [Claim(name, any_of(row["said"]), row["fields"], row.get("most")) for name, row in _data()["claims"].items()]


@cache
def _wording(section: str, name: str) -> re.Pattern[str]:
    return any_of(_data()[section][name])


def mood(turn: Turn) -> str:
    """What may be suggested at all: `complaint`, `minor`, `refused` or `open`."""
    heard = flat("\n".join(line.text or "" for line in turn.said))
    before = "\n".join(flat(line.text or "") for line in turn.history if line.author is Author.CONTACT)
    if _wording("suggesting", "minor").search(f"{before}\n{heard}"):
        return "minor"
    if _complains(turn, heard):
        return "complaint"
    return "refused" if _wording("suggesting", "refused").search(heard) else "open"


def _complains(turn: Turn, heard: str) -> bool:
    reading = turn.reading
    if reading and reading.category.value == "reclamacao" and reading.category.confidence > 0.5:
        return True
    return bool(_wording("suggesting", "complaint").search(heard))


def advised(turn: Turn) -> Turn:
    """The turn with what an engine may be told of selling: only where buying is spoken of and may be."""
    reading = turn.reading
    if reading is None or reading.category.value != "comercial" or mood(turn) != "open":
        return turn
    spoken = "en" if reading.language == "en" else "pt"
    return replace(turn, advice=tuple(technique.how[spoken] for technique in techniques()))


def violations(text: str, turn: Turn, sources: Sources) -> Iterator[str]:
    """What in a reply is no honest selling; `text` is without the company's own phrases."""
    sentences = [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]
    for sentence in sentences:
        plain = flat(sentence)
        for name in _data()["never"]:
            if said := _wording("never", name).search(plain):
                yield f"“{sentence[said.start() : said.end()]}” ({name})"
        for claim in _claims():
            said = claim.said.search(plain)
            if said and not denied(plain, said) and not _true(claim, sentence, turn, sources):
                yield f"“{sentence[said.start() : said.end()]}” without the number of a tool ({claim.name})"
    suggestions = sum(bool(_wording("suggesting", "said").search(flat(sentence))) for sentence in sentences)
    now = mood(turn)
    if suggestions and now != "open":
        yield f"suggests something to buy ({now})"
    elif suggestions > 1:
        yield "suggests more than one thing"


def _true(claim: Claim, sentence: str, turn: Turn, sources: Sources) -> bool:
    """Whether a result has the field, with every number that is said; or an article says it in these words."""
    if is_quoted(sentence, sources):
        return True
    said = [fact for fact in facts(sentence, turn.now.date()) if fact.kind in ("number", "money", "percent", "times")]
    return any(_shows(unit, claim, said) for unit in sources.firm)


def _shows(unit: Unit, claim: Claim, said: Sequence[Fact]) -> bool:
    if not any(re.search(rf"\b{field.replace('_', ' ')}\w*:", unit.plain) for field in claim.fields):
        return False
    if not all(fact.asks & unit.gives for fact in said):
        return False
    counts = [int(key[7:]) for key in unit.gives if re.fullmatch(r"number:\d{1,9}", key)]
    return claim.most is None or any(count <= claim.most for count in counts)
