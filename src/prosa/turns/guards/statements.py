"""What a reply says without figures: policies, things said to be done, promises."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from prosa.agents.engine import Reply, ReplyKind
from prosa.turns.guards.attribution import of_another, subject
from prosa.turns.guards.facts import facts, flat
from prosa.turns.guards.sources import Sources, stems
from prosa.turns.guards.words import Deed, deeds, pattern, patterns

SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n+")
CLAUSE = re.compile(r",(?!\d)|[;:–—]| mas | porem | e (?=nao\b)| but ")
_HANDING_TOOL = "handoff"


def sentences(text: str) -> list[str]:
    return [piece for piece in SENTENCE.split(text) if piece.strip()]


def own_sentences(text: str, sources: Sources) -> list[str]:
    return [sentence for sentence in sentences(text) if not is_quoted(sentence, sources)]


def is_quoted(sentence: str, sources: Sources) -> bool:
    """Whether a source says it in these words, and does not deny it right before."""
    words = " ".join(_WORD.findall(flat(sentence)))
    if len(words.split()) < _FEWEST_QUOTED:
        return False
    place = sources.words.find(f" {words} ")
    return place >= 0 and sources.words[:place].rpartition(" ")[2] not in _DENYING


_WORD = re.compile(r"\w+")
_FEWEST_QUOTED = 4
_DENYING = frozenset({"nao", "nem", "nunca", "not", "never"})
_CONDITION = re.compile(
    r"\b(?:quando|assim que|apos|depois|se|caso|enquanto|ate|antes|desde que|uma vez|sempre que|if|when|once|"
    r"after|until)\b"
)


def unsupported_policies(text: str, sources: Sources) -> Iterator[str]:
    """What is granted, and no source grants it."""
    for sentence, plain in stated(text, sources):
        for section in ("policies", "items"):
            for name, wording in patterns(section).items():
                for said in wording.finditer(plain):
                    if denied(plain, said) or _granted(wording, said, sources, itself=section == "items"):
                        continue
                    yield f"“{sentence[said.start() : said.end()].strip()}”: no source of this turn says so ({name})"


def asked(plain: str) -> bool:
    """A question that grants nothing by the way."""
    return plain.rstrip().endswith("?") and not pattern("manner", "commits").search(plain)


def denied(plain: str, said: re.Match[str]) -> bool:
    """Whether the clause denies it, before or after; the wording itself may hold a no."""
    start = max((cut.end() for cut in CLAUSE.finditer(plain[: said.start()])), default=0)
    after = CLAUSE.search(plain, said.end())
    around = plain[start : said.start()] + " " + plain[said.end() : after.start() if after else len(plain)]
    around = _IDLE.sub(" ", around)
    return bool(_DENIED.search(around)) or bool(pattern("manner", "unsure").search(plain[: said.start()]))


_DENIED = re.compile(r"\b(?:nao|nem|nunca|not|never|without|infelizmente)\b|n't\b")
_IDLE = re.compile(r"\bnao (?:se preocupe|tem problema|esquenta|esqueca|so)\b|\b(?:por que|porque) nao\b")


def stated(text: str, sources: Sources) -> Iterator[tuple[str, str]]:
    """Sentences that claim something, as written and flat: no source says them in these words, they ask nothing, and
    they are not what the contact said, given back without a word of assent anywhere."""
    assents = is_assent(flat(text))
    for sentence in own_sentences(text, sources):
        plain = flat(sentence)
        if not asked(plain) and (assents or not repeated(plain)):
            yield sentence, plain


def is_assent(plain: str) -> bool:
    return pattern("manner", "assents").search(plain) is not None


def repeated(plain: str) -> bool:
    return bool(pattern("manner", "echo").search(plain)) and not pattern("manner", "commits").search(plain)


def _granted(wording: re.Pattern[str], said: re.Match[str], sources: Sources, *, itself: bool) -> bool:
    """Whether a source says it too, of the same thing; `itself`: the very thing, not another of its kind."""
    bearing = [
        unit
        for unit in sources.firm
        for found in wording.finditer(unit.plain)
        if not denied(unit.plain, found) and (not itself or found[0][:4] == said[0][:4])
    ]
    about = subject(said.string[: said.end()])
    if bearing and (not about or any(about & unit.words for unit in bearing)):
        return True
    named = stems(" ".join((said[0], *said.string[said.end() :].split()[:1])))
    return len(named) > 1 and any(named <= unit.words and not _DENIED.search(unit.plain) for unit in sources.firm)


def turned_around(text: str, sources: Sources, today: date) -> Iterator[str]:
    """What says yes where the sources say no, or no where they say yes, in nearly the same words."""
    for _, plain in stated(text, sources):
        if pattern("manner", "unsure").search(plain) or _OTHERS.search(plain):
            continue
        plain = _NOTHING_TO_PAY.sub("sem custo", plain)
        for clause in CLAUSE.split(plain):
            about = stems(without_figures(clause, today))
            if _UNPAID.search(clause) and any(
                about <= unit.words and _FREE.search(unit.plain) for unit in sources.firm
            ):
                continue
            if len(about) >= _FEWEST_SHARED and _said_only_otherwise(about, bool(_DENIED.search(clause)), sources):
                yield f"“{clause.strip()}”: the sources say the opposite"


def without_figures(clause: str, today: date) -> str:
    """How much, how long and when is not what a clause is about."""
    for fact in facts(clause, today):
        clause = clause.replace(fact.text, " ", 1)
    return clause


_NOTHING_TO_PAY = re.compile(r"\bnao (?:tem|ha|cobr\w+|pag\w+) (?:nenhum |nenhuma )?(?:custo|taxa|multa|juros|nada)\b")
_FREE = re.compile(r"\b(?:gratis|gratuit\w+|sem (?:custo|taxa)|isent\w+|nao (?:e|sao) cobrad\w+|nao cobr\w+)\b")
_UNPAID = re.compile(r"\bnao (?:se )?(?:pag\w+|cobr\w+)\b")
_OTHERS = re.compile(r"\b(?:outr[oa]s|demais|restante|alem d\w+|fora d\w+)\b")
"""What is said of the others is the opposite of what is said of these."""
_FEWEST_SHARED = 2
_MOST_OF = 0.67


def _said_only_otherwise(about: frozenset[str], denied_here: bool, sources: Sources) -> bool:
    """Whether every clause of the sources that is nearest to these words has the other polarity."""
    near = [
        (len(about & (words | unit.topic)), denies) for unit in sources.firm for words, denies in _clauses(unit.plain)
    ]
    best = max((shared for shared, _ in near), default=0)
    if best < max(_FEWEST_SHARED, _MOST_OF * len(about)):
        return False
    return all(denied is not denied_here for shared, denied in near if shared == best)


@lru_cache(maxsize=1024)
def _clauses(plain: str) -> tuple[tuple[frozenset[str], bool], ...]:
    """What each is about, and whether it says no."""
    return tuple((stems(piece), bool(_DENIED.search(piece))) for piece in CLAUSE.split(plain))


def undone(text: str, reply: Reply, sources: Sources) -> Iterator[str]:
    """What is said to be done and was not, as far as anybody knows."""
    for sentence in own_sentences(text, sources):
        plain = flat(sentence)
        for deed in deeds():
            said = deed.said.search(plain)
            if said and not _supposed(plain, said) and not _was_done(deed, said, sources):
                yield f"“{sentence[said.start() : said.end()].strip()}”: nothing of the kind was done ({deed.name})"
        yield from _not_handed(sentence, plain, reply, sources)


def _supposed(plain: str, said: re.Match[str]) -> bool:
    """Denied, asked, or said of a case that may come."""
    return denied(plain, said) or asked(plain) or bool(_CONDITION.search(plain[: said.start()]))


def _was_done(deed: Deed, said: re.Match[str], sources: Sources) -> bool:
    if any(deed.by.search(call.name) for call in sources.done):
        return True
    if deed.source is None:
        return False
    bearing = [
        unit.words
        for unit in sources.records
        for found in deed.source.finditer(unit.plain)
        if not denied(unit.plain, found)
    ]
    return bool(bearing) and not of_another(subject(said.string), bearing, sources.firm)


def _not_handed(sentence: str, plain: str, reply: Reply, sources: Sources) -> Iterator[str]:
    called = reply.kind is ReplyKind.HANDOFF or any(call.name.startswith(_HANDING_TOOL) for call in sources.done)
    if not called and (said := pattern("handing", "said").search(plain)) and not denied(plain, said):
        yield f"“{sentence.strip()}”: nobody was called"


def promises(text: str, sources: Sources) -> Iterator[str]:
    """What an agent must not promise in its own words."""
    for sentence in own_sentences(text, sources):
        plain = flat(sentence)
        for name, wording in patterns("promises").items():
            said = wording.search(plain)
            if said and not _DENIED.search(CLAUSE.split(plain[: said.start()])[-1]):
                yield f"“{sentence[said.start() : said.end()].strip()}” promises what nobody can ({name})"
