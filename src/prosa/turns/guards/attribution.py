"""Whether a source says a thing of what the reply says it of: `R$ 380` of the basic service is not of the complete one.

Words are compared by their beginnings. Only what the sources themselves tell apart can be told apart here.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from prosa.turns.guards.facts import Fact, flat
from prosa.turns.guards.keys import Keys
from prosa.turns.guards.sources import Unit, stems

Words = frozenset[str]

_VERB = re.compile(
    r"\b(?:e|eh|sao|sera|seria|cust\w+|sai|saem|fica|ficam|leva|levam|demora\w*|tem|temos|vai|vao|pode\w*|cheg\w+|esta\w*|"
    r"foi|foram|acontece\w*|funciona\w*|atend\w+|abr\w+|fech\w+|comeca\w*|venc\w+|inclui\w*|is|are|costs?|takes?|has|was)\b"
)
_DIGITS = re.compile(r"\d+")
_CLAUSE = re.compile(r",(?!\d)|;| e | mas | ja | mais (?=r\$)|\(|\)| enquanto ")
_ROW = re.compile(r"[^:;]+: [^;]*(?:; [^:;]+: [^;]*)+")
"""A row of a table as it is read: `size: small; bath: R$ 55,00; bath and trim: R$ 95,00`."""
_GENERIC = stems(
    "valor preco prazo total taxa custo tempo horario desconto plano produto servico pedido previsao limite parcela "
    "opcao resposta sistema mensalidade anuidade diaria entrega compra atendimento price fee total time order"
)


def subject(sentence: str) -> Words:
    """What a sentence speaks of: its weighty words before the verb."""
    plain = flat(sentence)
    verb = _VERB.search(plain)
    return stems(plain[: verb.start()]) - _GENERIC if verb else frozenset()


def misplaced(fact: Fact, sentence: str, whole: Words, firm: Sequence[Unit]) -> bool:
    """Whether the sources state the fact of something else than `sentence` (a clause) does; `whole` are the words of
    all that is said with it."""
    whole -= frozenset(_DIGITS.findall(fact.text)) | (stems(fact.text) if fact.kind == "weekday" else frozenset())
    own: list[Words] = []
    others: list[Words] = []
    for words, given in _statements(firm, fact.kind):
        (own if fact.asks & given else others).append(words)
    return bool(own) and (of_another(subject(sentence), own, firm) or _closer(whole, own, others))


def of_another(about: Words, own: Iterable[Words], firm: Sequence[Unit]) -> bool:
    """Whether the sources know what is spoken of, and none that bears it out does."""
    return bool(about) and not any(about & words for words in own) and any(about & unit.words for unit in firm)


def _closer(about: Words, own: Sequence[Words], others: Sequence[Words]) -> bool:
    """Whether what states another figure shares more words with the reply than anything that states this one."""
    best = max((about & words for words in own), key=len)
    return any(best < about & words for words in others)


def _statements(firm: Sequence[Unit], kind: str) -> Iterator[tuple[Words, Keys]]:
    """What gives figures of a kind; a sentence with several is cut, each with the words beside it."""
    for unit in firm:
        same = [fact for fact in unit.facts if _alike(fact.kind, kind)]
        if len(same) == 1 or (same and kind == "weekday"):
            yield unit.words, unit.gives
        elif same:
            yield from _cut(unit, same)
        yield from ((words, keys) for words, keys in unit.fields if any(key.startswith(f"{kind}:") for key in keys))


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} == {"time", "hours"}


def _cut(unit: Unit, same: Sequence[Fact]) -> Iterator[tuple[Words, Keys]]:
    """Each figure with the words since the clause of the one before; in a row, with its column and the row's name."""
    if _ROW.fullmatch(unit.plain):
        yield from _cells(unit, same)
        return
    borders = [*(match.start() for match in _CLAUSE.finditer(unit.plain)), len(unit.plain)]
    head = unit.plain.find(":")
    shared = unit.topic | (stems(unit.plain[:head]) if 0 < head < same[0].start else frozenset())
    start = end = 0
    for fact in same:
        border = next(border for border in borders if border > fact.start)
        start, end = (end, border) if border != end else (start, end)
        yield shared | stems(unit.plain[start:end]), fact.gives


def _cells(unit: Unit, same: Sequence[Fact]) -> Iterator[tuple[Words, Keys]]:
    cells = unit.plain.split("; ")
    ends = list(accumulate(len(cell) + 2 for cell in cells))
    places = [bisect_right(ends, fact.start) for fact in same]
    names = stems("; ".join(cell for place, cell in enumerate(cells) if place not in places))
    columns = [stems(cells[place]) for place in places]
    apart = frozenset().union(*columns) - frozenset.intersection(*columns)
    for fact, column in zip(same, columns, strict=True):
        yield (unit.topic - apart) | names | column, fact.gives


def clauses(sentence: str) -> list[str]:
    cuts = [match.span() for match in _CLAUSE.finditer(flat(sentence))]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True)]
