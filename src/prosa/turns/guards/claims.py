"""What a reply says without a figure of what the company has: named by a source of this turn, or not said at all.

`O pacote inclui seguro` needs a source that speaks of insurance, and one that does not leave it out; `mesmo sem a
carteira` needs one that does without it; `por noite` needs the rate that the source gives with the amount.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from prosa.turns.guards.facts import Fact, facts
from prosa.turns.guards.sources import Sources, Unit, stems
from prosa.turns.guards.statements import CLAUSE, denied, stated, without_figures
from prosa.turns.guards.words import is_english, pattern, word_stems

Words = frozenset[str]

_RATE = re.compile(
    r" ?(?:reais )?(?:por|/|ao|a|cada|pela?) ?(?P<each>mes|noite|diaria|dia|pessoa|hora|ano|semana|estadia|quilo|kg|"
    r"metro|unidade|sessao|aula|caixa|casal|quarto|viagem|visita|animal|aluno|carro|peca|par|item|painel|placa|vaga|"
    r"pacote|folha|prato|ingresso|convidado|crianca|adulto|km|litro|m2)\b"
)
_SAME_RATE = {"diaria": "dia", "noite": "dia", "quilo": "kg"}
_NAMED_RATE = {"mes": "mensa", "ano": "anua", "semana": "seman", "dia": "diari", "noite": "diari", "hora": "hora"}
"""How a source may name a rate elsewhere than beside the amount."""


def unnamed(text: str, sources: Sources, today: date) -> Iterator[str]:
    """What is stated of a matter that no source and not even the contact speaks of."""
    known = _known(sources)
    for sentence, plain in _stated(text, sources):
        if is_english(sentence) or pattern("manner", "courtesy").search(plain):
            continue
        for clause in CLAUSE.split(plain):
            said = pattern("claims", "has").search(clause)
            told = clause[said.start() :] if said else clause
            if not said and (len(clause.split()) < _FEWEST_WORDS or facts(clause, today)):
                continue  # a figure tells what it is about, and its own guard whether it is so
            if any(_is_new(thing, known) for thing in _things(without_figures(told, today))):
                yield f"“{clause.strip()}”: no source of this turn speaks of that"


def _is_new(thing: str, known: Words) -> bool:
    """Not even in another form of the word."""
    return thing not in known and not any(word.startswith(thing[:_SAME]) for word in (*known, *_SPOKEN))


_SPOKEN = word_stems("claims", "spoken")
"""What is done in every talk, whatever its form."""
_FEWEST_WORDS = 3
_SAME = 4
"""Letters that the forms of a word share."""


def taken_on(text: str, sources: Sources, today: date) -> Iterator[str]:
    """A yes to what only the contact named: `atendemos Sorocaba, sim`, where no source speaks of Sorocaba."""
    firm = frozenset().union(*(unit.words for unit in sources.firm))
    heard = frozenset().union(*(unit.words for unit in sources.said)) - firm
    for sentence, plain in _stated(text, sources):
        for clause in CLAUSE.split(plain):
            said = pattern("claims", "has").search(clause)
            if said is None or denied(clause, said) or is_english(sentence):
                continue
            things = _things(without_figures(clause[said.start() :], today))
            if any(thing in heard and _is_new(thing, firm) for thing in things):
                yield f"“{clause.strip()}”: only the contact speaks of that"


def included(text: str, sources: Sources) -> Iterator[str]:
    """What is said to be in the price, and no source says so of anything of the kind."""
    for _, plain in _stated(text, sources):
        for clause in CLAUSE.split(plain):
            said = _IN_THE_PRICE.search(clause)
            things = _things(clause) if said and not denied(clause, said) else frozenset()
            if things and not any(_includes(unit, things) for unit in sources.firm):
                yield f"“{clause.strip()}”: no source includes it"


_IN_THE_PRICE = re.compile(
    r"\b(?:inclui\w*|incluid[oa]s?|inclus[oa]s?|(?:vem|vai|vao) (?:junto|no pacote|no preco|no valor)|"
    r"(?:ja )?(?:esta|vem|estao) n[oa] (?:preco|valor|pacote|mensalidade|diaria))\b"
)
_TOGETHER = re.compile(
    r"\b(?:inclu\w+|acompanha\w*|com|mais (?=[a-z])|d(?:a|ao) direito|vem junto|fazem? parte|contem|gratuit\w+|gratis|"
    r"sem custo|n[oa] (?:preco|valor)|abatid\w+|descontad\w+|nao (?:e|sao) cobrad\w+|nao cobr\w+)\b"
)
_APART = re.compile(
    r"\b(?:a parte|por fora|separad\w+|opciona\w+|adiciona\w+|(?:nao|nem) (?:esta\w* |estao |e |sao )?inclu\w+)\b"
)


def _includes(unit: Unit, things: Words) -> bool:
    return bool(things & unit.words) and any(
        _TOGETHER.search(clause) and not _APART.search(clause) and things & (stems(clause) | unit.topic)
        for clause in _SENTENCES.split(unit.plain)
    )


_SENTENCES = re.compile(r"[.;](?: |$)| mas ")


def left_out(text: str, sources: Sources) -> Iterator[str]:
    """What is said to be included, and every source that speaks of including it denies it."""
    for _, plain in _stated(text, sources):
        for clause in CLAUSE.split(plain):
            said = _INCLUDED.search(clause)
            if said is None or denied(clause, said):
                continue
            things = _things(clause)
            if any(_excludes(unit, things) for unit in sources.firm):
                yield f"“{clause.strip()}”: a source leaves it out"


_INCLUDED = re.compile(r"\binclu\w+")


def _excludes(unit: Unit, things: Words) -> bool:
    said = _INCLUDED.search(unit.plain)
    return said is not None and denied(unit.plain, said) and bool(things & stems(unit.plain[said.end() :]))


def done_without(text: str, sources: Sources) -> Iterator[str]:
    """`sem carteira`, where the sources know of one and none does without it."""
    for _, plain in _stated(text, sources):
        for said in _WITHOUT.finditer(plain):
            thing = stems(said["thing"])
            if _is_told_so(plain, said, sources):
                continue
            if thing & _known(sources) and not any(_does_without(unit, thing) for unit in sources.firm):
                yield f"“{said[0]}”: no source of this turn does without it"


def _is_told_so(plain: str, said: re.Match[str], sources: Sources) -> bool:
    """Whether it is how something came to the contact, who said so: `a mochila chegou sem a capa`."""
    return _CAME.search(plain[: said.start()]) is not None and any(
        said[0].strip() in unit.plain and "?" not in unit.plain for unit in sources.said
    )


_CAME = re.compile(
    r"\b(?:(?:veio|vieram|vindo|chegou|chegaram|chegad[oa]s?|receb\w+) (?:\w+ ){0,2}|"
    r"(?:esteja\w*|ficou|ficaram|ficad[oa]) )$"
)
_WITHOUT = re.compile(r"\b(?:mesmo )?sem (?:a |o |as |os |apresentar |ter |nenhum\w? )*(?P<thing>[a-z]{4,})")
_NONE = re.compile(r"\b(?:sem|nao|nem|dispens\w+|isent\w+|livre)\b")


def _does_without(unit: Unit, thing: Words) -> bool:
    return bool(thing & unit.words) and bool(_NONE.search(unit.plain))


def wrong_rate(text: str, sources: Sources, today: date) -> Iterator[str]:
    """An amount per night that a source gives per stay."""
    for sentence, plain in _stated(text, sources):
        for fact, each in _rates(plain, facts(sentence, today)):
            bearing = [unit for unit in sources.firm if fact.asks & unit.gives]
            if bearing and not any(_is_rate_of(unit, fact, each) for unit in bearing):
                yield f"“{fact.text}” is not per {each}"


def _is_rate_of(unit: Unit, fact: Fact, each: str) -> bool:
    given = [rate for known, rate in _rates(unit.plain, unit.facts) if fact.asks & known.gives]
    if given:
        return each in given
    return any(
        word.startswith((each[:4], _NAMED_RATE.get(each, each[:4]))) for word in _ANY_WORD.findall(unit.plain)
    ) or bool(unit.topic & {each[:5], _NAMED_RATE.get(each, each)[:5]})


_ANY_WORD = re.compile(r"[a-z0-9]+")


def _rates(plain: str, found: Sequence[Fact]) -> Iterator[tuple[Fact, str]]:
    for fact in found:
        rate = _RATE.match(plain, fact.start + len(fact.text)) if fact.kind == "money" else None
        if rate:
            yield fact, _SAME_RATE.get(rate["each"], rate["each"])


def _stated(text: str, sources: Sources) -> Iterator[tuple[str, str]]:
    """Sentences that claim something, as written and flat."""
    for sentence, plain in stated(text, sources):
        if not pattern("manner", "unsure").search(plain):
            yield sentence, plain


def _known(sources: Sources) -> Words:
    return frozenset().union(*(unit.words for unit in (*sources.firm, *sources.said)))


def _things(clause: str) -> Words:
    """The weighty words that are not of every trade."""
    found = stems(clause) - word_stems("claims", "plain")
    return frozenset(word for word in found if not word.isdigit())
