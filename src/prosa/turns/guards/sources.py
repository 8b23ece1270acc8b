"""What a reply may rest on: results of this turn's tools and the company's rules, and less firmly what was said.

A figure that only the contact named bears out an echo of it, never an offer: see `evidence`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from prosa.agents.engine import Turn
from prosa.conversations import Author, MessageView
from prosa.core.language import word_list
from prosa.turns.guards.facts import Fact, facts, flat
from prosa.turns.guards.keys import Keys, amount_keys
from prosa.turns.guards.quotations import spoken
from prosa.turns.schemas import ToolCall

_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+|\s[·|]\s")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
_WORD = re.compile(r"[a-z]{4,}|(?<![\w.,])\d{1,3}(?= [a-z])")
_CLOSED = re.compile(
    r"\b(?:fechad|nao (?:abr|atend|funcion|ha |temos )|exceto|closed|sem (?:atendimento|expediente))\w*"
)
_WRAPPED = re.compile(r"(?<=[^\n.!?:;|…])\n(?=[a-zà-ÿ0-9(]|R\$)(?!\d+[.)] )")
"""The end of a line in the middle of a sentence, as in text that was set to a width."""
_ANY_WORD = re.compile(r"\w+")
_GENERAL = ("knowledge.", "company.")
_CODE = re.compile(r"#?[A-Za-z]{0,6}-?\d[\w-]*")
_LONG = 80
_SMALL_OBJECT = 10
"""Leaves up to which an object of a result is read as one statement."""
_SAID_KEYS = frozenset({"summary", "said", "note", "notes", "complaint"})
"""Fields that hold what a contact said: no firmer than when it was said."""
_SILENT_KEYS = frozenset({"score", "confidence", "matched", "ref", "id", "decision", "version"})
_UNITS = (
    (re.compile(r"_?(?:business_days|working_days|dias_uteis)$"), "workdays", 1),
    (re.compile(r"(?:^|_)(?:days|dias|nights|noites|diarias)$"), "days", 1),
    (re.compile(r"(?:^|_)(?:hours|horas)$"), "minutes", 60),
    (re.compile(r"(?:^|_)(?:minutes|minutos)$"), "minutes", 1),
    (re.compile(r"(?:^|_)(?:months|meses)$"), "months", 1),
    (re.compile(r"percent|pct|(?:^|_)(?:discount|desconto)$"), "percent", 1),
    (re.compile(r"instal|parcela"), "times", 1),
    (
        re.compile(r"price|amount|total|cost|fee|freight|shipping|balance|preco|valor|custo|taxa|frete|saldo"),
        "money",
        1,
    ),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One statement: a sentence, a row of a table, a small object of a result."""

    plain: str
    facts: tuple[Fact, ...]
    gives: Keys
    words: frozenset[str]
    pairs: frozenset[tuple[int, str]]
    """Days of the week with the times that belong to them."""
    topic: frozenset[str]
    """What the whole of it is about: its title and heading."""
    fields: tuple[tuple[frozenset[str], Keys], ...] = ()
    """Of an object: what each field with a number is about, and what it gives."""


@dataclass(frozen=True, slots=True)
class Sources:
    firm: tuple[Unit, ...]
    said: tuple[Unit, ...]
    gives: Keys
    """Of `firm`."""
    heard: Keys
    """Of `said`."""
    records: tuple[Unit, ...]
    """Of `firm`, what tools say of the contact's own matters; not articles, which say how things are in general."""
    words: str
    """All firm text, flat and without signs: where quotes are looked for."""
    told: str
    """The contact's own words in the same form, those that were written down before among them."""
    done: tuple[ToolCall, ...]
    """Writes that succeeded in this turn."""
    refs: frozenset[str] = field(default=frozenset())


def gather(turn: Turn, calls: Sequence[ToolCall], writes: Collection[str]) -> Sources:
    """`writes` names the tools that change something."""
    today = turn.now.date()
    firm: list[Unit] = []
    records: list[Unit] = []
    said: list[Unit] = []
    for call in calls:
        found = list(_of_call(call, today, wrote=call.name in writes and call.error is None))
        told = [unit for unit, of_contact in found if not of_contact]
        said += [unit for unit, of_contact in found if of_contact]
        firm += told
        records += [] if call.name.startswith(_GENERAL) else told
    instructions = turn.instructions
    firm += units_of("\n".join((instructions.name, instructions.persona, instructions.rules)), today)
    firm += [unit for line in turn.history if line.author is Author.OPERATOR for unit in _of_line(line, today)]
    said += [unit for line in _of_the_talk(turn) for unit in _of_line(line, today)]
    said += units_of(f"{turn.contact_name}\n{today.isoformat()}", today)
    return Sources(
        firm=tuple(firm),
        said=tuple(said),
        gives=_union(firm),
        heard=_union(said),
        records=tuple(records),
        words=f" {' '.join(_spoken(unit.plain) for unit in firm)} ",
        told=spoken(_told(turn, calls)),
        done=tuple(call for call in calls if call.error is None and call.name in writes),
        refs=frozenset(_refs(calls)),
    )


def _told(turn: Turn, calls: Sequence[ToolCall]) -> Iterator[str]:
    """What the contact said, here or in what was written down of it; not what an engine wrote down as said."""
    lines = (*turn.history, *turn.said)
    yield from (line.text for line in lines if line.author is Author.CONTACT and line.text)
    for call in calls:
        if call.result is not None:
            echoed = _echoes(call.arguments)
            yield from (str(leaf) for key, leaf in _leaves(call.result) if key in _SAID_KEYS and leaf not in echoed)


def _of_call(call: ToolCall, today: date, *, wrote: bool) -> Iterator[tuple[Unit, bool]]:
    """What a tool returned, and what it was told where it did that; each with whether only the contact said so."""
    if call.result is None:
        return
    yield from _units_of_result(call.result, today, frozenset() if wrote else _echoes(call.arguments))
    if wrote:
        yield from _units_of_result(call.arguments, today, frozenset())


@lru_cache(maxsize=1024)
def _spoken(plain: str) -> str:
    return " ".join((*_ANY_WORD.findall(plain), "."))


def _of_the_talk(turn: Turn) -> Iterator[MessageView]:
    yield from turn.said
    yield from (line for line in turn.history if line.author in (Author.CONTACT, Author.AGENT))


def _of_line(line: MessageView, today: date) -> tuple[Unit, ...]:
    return units_of(line.text, today) if line.text else ()


def _union(units: Iterable[Unit]) -> Keys:
    return frozenset().union(*(unit.gives for unit in units))


def _refs(calls: Sequence[ToolCall]) -> Iterator[str]:
    for call in calls:
        if call.result is not None:
            yield call.name
            yield from (str(value) for key, value in _leaves(call.result) if key == "ref")


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, key)
    else:
        yield key, value


def _echoes(arguments: Mapping[str, Any]) -> frozenset[str]:
    """What a tool was asked is no answer of it."""
    return frozenset(str(value) for _, value in _leaves(arguments) if isinstance(value, str) and " " in value)


def _units_of_result(value: Any, today: date, echoed: frozenset[str], topic: str = "") -> Iterator[tuple[Unit, bool]]:
    """Each with whether it is only what the contact said."""
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _units_of_result(inner, today, echoed, topic)
        return
    if not isinstance(value, Mapping):
        yield from ((unit, False) for unit in units_of(str(value), today))
        return
    counts = [len(inner) for inner in value.values() if isinstance(inner, list | tuple) and inner]
    if counts:
        yield units_of("; ".join(map(str, counts)), today)[0], False
    topic = " ".join(str(value[name]) for name in ("title", "heading", "name") if value.get(name)) or topic
    leaves = [(key, leaf) for key, leaf in _leaves(value) if leaf is not None]
    if len(leaves) <= _SMALL_OBJECT and len(_short(leaves, echoed)) == len(leaves):
        yield _of_object(value, leaves, today), False
        return
    own = [(str(key), leaf) for key, leaf in value.items() if not _is_nested(leaf) and leaf is not None]
    yield _of_object(value, _short(own, echoed), today), False
    for key, leaf in own:
        if len(str(leaf)) > _LONG:
            yield from ((unit, key in _SAID_KEYS) for unit in units_of(str(leaf), today, topic))
    for key, leaf in value.items():
        if _is_nested(leaf):
            yield from _units_of_result(_listed(str(key), leaf), today, echoed, topic)


def _listed(key: str, leaf: Any) -> Any:
    """A list of plain things is one statement, of what its field is called: `includes: hotel, transfer`."""
    plain = isinstance(leaf, list | tuple) and leaf and not any(_is_nested(inner) for inner in leaf)
    return f"{key}: {', '.join(map(str, leaf))}" if plain else leaf


def _is_nested(leaf: Any) -> bool:
    return isinstance(leaf, Mapping | list | tuple)


def _short(leaves: Sequence[tuple[str, Any]], echoed: frozenset[str]) -> list[tuple[str, Any]]:
    """Without long texts, and without what the call itself had said."""
    return [(key, leaf) for key, leaf in leaves if len(str(leaf)) <= _LONG and str(leaf) not in echoed]


def _of_object(value: Mapping[str, Any], leaves: Sequence[tuple[str, Any]], today: date) -> Unit:
    left_out = _SILENT_KEYS | _SAID_KEYS
    told = [(key, leaf) for key, leaf in leaves if key not in left_out and not key.endswith("_id")]
    text = "; ".join(f"{key.replace('_', ' ')}: {leaf}" for key, leaf in told)
    closed = any(inner == [] for inner in value.values())
    unit = _unit(text, today, "", closed=closed)
    named = stems(" ".join(leaf for _, leaf in told if isinstance(leaf, str)))
    fields = tuple((named | _meaning(key), _by_field(key, leaf)) for key, leaf in told)
    gives = unit.gives.union(*(given for _, given in fields))
    times = {key for key in gives if key.startswith("time:")}
    days = {int(key[8:]) for key in gives if key.startswith("weekday:")}
    pairs = frozenset((day, time) for day in days for time in times)
    return Unit(unit.plain, unit.facts, gives, unit.words, pairs, unit.topic, fields)


_MEANINGS = {
    "rent": "aluguel", "condo": "condominio", "shipping": "frete entrega", "freight": "frete",
    "deposit": "caucao sinal",
    "deductible": "franquia", "tip": "gorjeta", "fine": "multa", "interest": "juros", "balance": "saldo",
}  # fmt: skip


def _meaning(key: str) -> frozenset[str]:
    """What a field is called when it is spoken of."""
    return stems(" ".join(_MEANINGS.get(part, part) for part in key.split("_")))


def _by_field(key: str, leaf: Any) -> Keys:
    """What a field's name says of a number: `price_cents: 12990` is R$ 129,90, `stock: 3` is a count."""
    if isinstance(leaf, bool):
        return frozenset()
    if isinstance(leaf, str):
        return frozenset({f"id:{re.sub(r'[^A-Za-z0-9]', '', leaf).upper()}"}) if _CODE.fullmatch(leaf) else frozenset()
    value = Decimal(str(leaf))
    if key.endswith("_cents"):
        return amount_keys("money", value / 100)
    if key.endswith("_micros"):
        return amount_keys("money", value / 1_000_000)
    for pattern, kind, each in _UNITS:
        if pattern.search(key):
            return amount_keys(kind, value * each) | ({f"days:{leaf}"} if kind == "workdays" else frozenset())
    return amount_keys("number", value) | amount_keys("bare", value) | {f"id:{leaf}"}


@lru_cache(maxsize=1024)
def units_of(text: str, today: date, topic: str = "") -> tuple[Unit, ...]:
    """The statements of a text; `topic` is what it is about, such as its heading."""
    return tuple(_unit(piece, today, topic) for piece in _pieces(text) if piece.strip())


def _pieces(text: str) -> Iterator[str]:
    head: list[str] = []
    for line in _WRAPPED.sub(" ", text).split("\n"):
        if not line.lstrip().startswith("|"):
            head = []
            yield from _SENTENCE.split(line)
        elif not _TABLE_RULE.match(line):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            yield "; ".join(_cell(name, cell) for name, cell in zip(head, cells, strict=False)) if head else line
            head = head or cells


_HEAD_UNIT = re.compile(r"r\$|%|\b(?:dias? uteis|dias?|horas?|minutos?|meses|semanas?)\b")


def _cell(name: str, cell: str) -> str:
    """`3 a 5` under "Prazo (dias úteis)" is `3 a 5 dias úteis`."""
    unit = _HEAD_UNIT.search(flat(name))
    if unit is None or not re.fullmatch(r"[\d.,]+(?: ?(?:a|-|até|ou) ?[\d.,]+)?", cell):
        return f"{name}: {cell}"
    return f"{name}: {unit[0]} {cell}" if unit[0] == "r$" else f"{name}: {cell} {unit[0]}"


def _unit(text: str, today: date, topic: str, *, closed: bool = False) -> Unit:
    plain, found = flat(text), facts(text, today)
    gives = frozenset().union(*(fact.gives for fact in found))
    if closed or _CLOSED.search(plain):
        gives = frozenset(key.replace("weekday:", "closed:") for key in gives)
    return Unit(plain, found, gives, stems(f"{topic} {text}"), pairs_of(found), stems(topic))


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """What a text is about: the beginnings of its weighty words."""
    stop = word_list("stop", "pt")
    return frozenset(word[:5] for word in _WORD.findall(flat(text)) if word not in stop)


def pairs_of(found: Sequence[Fact]) -> frozenset[tuple[int, str]]:
    """`segunda a sexta das 9h às 18h, sábado das 9h às 13h`: which times are of which days. What stands first, day or
    time, tells how the sentence goes."""
    order = [fact for fact in found if fact.kind in ("weekday", "time", "hours")]
    if order and order[0].kind != "weekday":
        order = order[::-1]
    pairs: set[tuple[int, str]] = set()
    days: set[int] = set()
    timed = False
    for fact in order:
        if fact.kind == "weekday":
            days = (set() if timed else days) | {int(key[8:]) for key in fact.gives if key.startswith("weekday:")}
            timed = False
        else:
            timed = True
            pairs |= {(day, key) for day in days for key in fact.gives if key.startswith("time:")}
    return frozenset(pairs)
