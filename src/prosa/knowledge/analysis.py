"""How the text of articles and of questions is read: stems, ideas of the thesaurus and character n-grams.

Pure: no database, no clock. The same reading serves both sides, so what a customer writes meets what an article says.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prosa.core.language import Language, detect, word_list, words
from prosa.knowledge.stems import stem
from prosa.knowledge.thesaurus import Ideas, Thesaurus, thesaurus

WEAK = 0.25
"""Weight of a word that occurs in any question ("loja", "mandar"), against 1 for one that carries the subject."""
NUMBER = 0.3
ASKED = 0.6
"""Weight of a phrase that says what is asked ("quanto tempo", "que horas"): an answer need not repeat it."""
_ASKING = frozenset({"quanto", "quantos", "quantas", "quando", "onde", "que", "qual", "como", "how", "what", "where"})


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a text. `stem` is empty for a phrase, whose words follow as terms when they count."""

    word: str
    stem: str
    weight: float
    ideas: Ideas


def analyse(text: str, language: Language | None = None, known: Thesaurus | None = None) -> list[Term]:
    """The terms of a text, in order. Words without meaning are left out unless the thesaurus knows them."""
    language = language or detect(text)
    found = [_split_hour(word) for word in words(text)]
    stems = [stem(word, language) for word in found]
    known = known or thesaurus()
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
