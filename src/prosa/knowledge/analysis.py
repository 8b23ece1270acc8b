"""How the text of articles and of questions is read: stems, ideas of the thesaurus and character n-grams.

Pure: no database, no clock. The same reading serves both sides, so what a customer writes meets what an article says.
"""

import re
import threading
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer  # type: ignore[import-not-found]

from prosa.core.language import Language, detect, fold, short_verbs, word_list, words

HINT = 0.5
"""How much a word says about an idea it only hints at (`~` in the thesaurus); a full member says 1."""
WEAK = 0.25
"""Weight of a word that occurs in any question ("loja", "mandar"), against 1 for one that carries the subject."""
SHORTEST_STEM = 4
"""Letters; what a stemmer leaves of shorter words says too little (`mesa`, `mês`)."""
NUMBER = 0.3
ASKED = 0.6
"""Weight of a phrase that says what is asked ("quanto tempo", "que horas"): an answer need not repeat it."""
_ASKING = frozenset({"quanto", "quantos", "quantas", "quando", "onde", "que", "qual", "como", "how", "what", "where"})

_PT_ENDINGS = (
    ("coes", "ções"), ("cao", "ção"), ("soes", "sões"), ("sao", "são"), ("oes", "ões"), ("encia", "ência"),
    ("ancia", "ância"),
    ("avel", "ável"), ("aveis", "áveis"), ("ivel", "ível"), ("iveis", "íveis"), ("orio", "ório"), ("orios", "órios"),
    ("ario", "ário"), ("arios", "ários"), ("ogico", "ógico"), ("ogica", "ógica"), ("oria", "ória"),
)  # fmt: skip
_PLURALS = (
    *(("oes", "ao"), ("aes", "ao"), ("ns", "m"), ("res", "r"), ("zes", "z"), ("ses", "s")),
    *(("ais", "al"), ("eis", "el"), ("ois", "ol")),
)
_NO_PLURAL = frozenset(
    {"dois", "tres", "mais", "menos", "depois", "antes", "atras", "gratis", "simples", "onibus", "oculos", "ferias"}
    | {"reais", "seis", "pois", "jamais"}
)
_DIMINUTIVE = re.compile(r"(\w{3,}?)z?inh([oa])")
_NO_DIMINUTIVE = frozenset(
    {"sozinho", "sozinha", "caminho", "vizinho", "vizinha", "vizinhanca", "carinho", "espinho", "espinha", "farinha"}
    | {"galinha", "cozinha", "marinha", "rainha", "sobrinho", "sobrinha", "padrinho", "madrinha", "campainha"}
    | {"carrinho", "sardinha", "golfinho", "pergaminho", "moinho", "cominho"}
)
_LEFT_OVER = re.compile(r"(?<=....)(?:[aei]r|[aeo])$")
_RESPELT = re.compile(r"(.*[aeioulnr])(gu|qu)(?:e|ei|em|es|emos)")
"""Verb forms that are spelled otherwise before `e`: paguei, troquei."""
_LANGUAGES: dict[Language, str] = {"pt": "portuguese", "en": "english"}
_local = threading.local()

Ideas = tuple[tuple[str, float], ...]
"""Names of thesaurus lines, as `#name`, with how strongly a word stands for each, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a text. `stem` is empty for a phrase, whose words follow as terms when they count."""

    word: str
    stem: str
    weight: float
    ideas: Ideas


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Single words and phrases by their stems. Phrases are listed under their first stem, longest first."""

    words: dict[str, Ideas]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Ideas], ...]]
    spelled: frozenset[str]
    """The single words as written, to mend typos of customer words that no article uses."""


def stem(word: str, language: Language = "pt") -> str:
    """The stem of a folded word; Portuguese forms that change spelling (`paguei`, `troquei`) meet their verb."""
    return _stem(word, language)


@lru_cache(maxsize=100_000)
def _stem(word: str, language: Language) -> str:
    if word[0].isdigit():
        return word
    if language == "pt":
        return short_verbs().get(word) or _portuguese(_plain_size(_singular(word)))
    return str(_stemmer(language).stemWord(word))


def _portuguese(word: str) -> str:
    if respelt := _RESPELT.fullmatch(word):
        word = respelt[1] + {"gu": "ga", "qu": "ca"}[respelt[2]]
    root = fold(_stemmer("pt").stemWord(_accented(word)))
    root = _LEFT_OVER.sub("", root) if len(root) > SHORTEST_STEM else root
    return root if len(root) >= SHORTEST_STEM else word


def _stemmer(language: Language) -> "Stemmer.Stemmer":
    stemmers: dict[Language, Stemmer.Stemmer] | None = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {code: Stemmer.Stemmer(name, 0) for code, name in _LANGUAGES.items()}
    return stemmers[language]


def _singular(word: str) -> str:
    """Without a plural ending, which the stemmer leaves on short words and on those that change (`cupons`)."""
    if len(word) <= SHORTEST_STEM - 1 or word in _NO_PLURAL or not word.endswith("s"):
        return word
    for plural, singular in _PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word[: -len(plural)] + singular
    return word[:-1] if word[-2] in "aeio" else word


def _plain_size(word: str) -> str:
    """Without a diminutive (`caixinha`, `pertinho`), where taking it off leaves a word."""
    found = _DIMINUTIVE.fullmatch(word)
    return found[1] + found[2] if found and word not in _NO_DIMINUTIVE else word


def _accented(word: str) -> str:
    """Puts back the accents of common endings: the stemmer knows `ção`, not `cao`."""
    for plain, accented in _PT_ENDINGS:
        if word.endswith(plain) and len(word) > len(plain) + 1:
            return word[: -len(plain)] + accented
    return word


@cache
def thesaurus() -> Thesaurus:
    """The shipped thesaurus, read once."""
    lines = tomllib.loads(files(__package__).joinpath("thesaurus.toml").read_text("utf-8"))
    single: dict[str, dict[str, float]] = defaultdict(dict)
    phrases: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    spelled: set[str] = set()
    for section in lines.values():
        for idea, members in section.items():
            for member in members.split():
                _enter(f"#{idea}", member, single, phrases, spelled)
    by_first: dict[str, list[tuple[tuple[str, ...], Ideas]]] = defaultdict(list)
    for stems, ideas in sorted(phrases.items(), key=lambda item: -len(item[0])):
        by_first[stems[0]].append((stems, tuple(ideas.items())))
    return Thesaurus(
        {root: tuple(ideas.items()) for root, ideas in single.items()},
        {first: tuple(found) for first, found in by_first.items()},
        frozenset(spelled),
    )


def _enter(
    idea: str,
    member: str,
    single: dict[str, dict[str, float]],
    phrases: dict[tuple[str, ...], dict[str, float]],
    spelled: set[str],
) -> None:
    strength = HINT if member.endswith("~") else 1.0
    parts = words(member.rstrip("~").replace("_", " "))
    if len(parts) == 1:
        spelled.add(parts[0])
    for language in _LANGUAGES:
        stems = tuple(stem(part, language) for part in parts)
        ideas = single[stems[0]] if len(stems) == 1 else phrases[stems]
        ideas[idea] = max(strength, ideas.get(idea, 0.0))


def analyse(text: str, language: Language | None = None) -> list[Term]:
    """The terms of a text, in order. Words without meaning are left out unless the thesaurus knows them."""
    language = language or detect(text)
    found = [_split_hour(word) for word in words(text)]
    stems = [stem(word, language) for word in found]
    known = thesaurus()
    terms: list[Term] = []
    covered = 0
    for position, (word, root) in enumerate(zip(found, stems, strict=True)):
        if position >= covered and (phrase := _phrase_at(stems, position, known)):
            length, ideas = phrase
            whole = found[position : position + length]
            terms.append(Term(" ".join(whole), "", ASKED if whole[0] in _ASKING else 1.0, ideas))
            covered = position + length
        term = _term(word, root, language, known, in_phrase=position < covered)
        if term:
            terms.append(term)
    return terms


def _split_hour(word: str) -> str:
    """`9h`, `18h30` are times of day."""
    head, sign, tail = word.partition("h")
    return "horas" if sign and head.isdigit() and (not tail or tail.isdigit()) else word


def _phrase_at(stems: Sequence[str], position: int, known: Thesaurus) -> tuple[int, Ideas] | None:
    listed = known.phrases.get(stems[position])
    if listed is None or position + 1 == len(stems):
        return None
    for phrase, ideas in listed:
        if stems[position + 1] == phrase[1] and tuple(stems[position : position + len(phrase)]) == phrase:
            return len(phrase), ideas
    return None


def _term(word: str, root: str, language: Language, known: Thesaurus, *, in_phrase: bool) -> Term | None:
    ideas = known.words.get(root, ())
    if word in word_list("stop", language):
        strong = not in_phrase and word in known.spelled
        return Term(word, "", WEAK, ideas) if strong and ideas else None
    weight = NUMBER if word[0].isdigit() else WEAK if in_phrase or word in word_list("weak", language) else 1.0
    return Term(word, root, weight, () if in_phrase else ideas)


def grams(word: str) -> set[str]:
    """Character 2- and 3-grams of a word with its borders, by which typos are recognised."""
    padded = f"^{word}$"
    return {padded[i : i + size] for size in (2, 3) for i in range(len(padded) - size + 1)}


def likeness(one: set[str], other: set[str]) -> float:
    """Dice coefficient of two sets of n-grams, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def keys(terms: Iterable[Term]) -> dict[str, float]:
    """What an article is found by: stems and `#ideas` with how often they occur; a hint in it counts a quarter."""
    counts: dict[str, float] = defaultdict(float)
    for term in terms:
        if term.stem:
            counts[term.stem] += 1.0
        for idea, strength in term.ideas:
            counts[idea] += strength * strength
    return counts
