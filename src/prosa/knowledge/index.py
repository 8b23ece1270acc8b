"""The search index: an inverted file in memory, scored so that a threshold means the same on any base.

Scoring is BM25 with two fields (title and heading, text) over stems and ideas, divided by what the question could
score at best: 1 would be every weighty word of the question, each rare and often repeated in the passage. A word that
the base does not know is looked for by character n-grams, and if nothing is like it, it counts against the passage.
"""

import math
import re
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from types import MappingProxyType
from uuid import UUID

from prosa.core.language import detect
from prosa.knowledge.analysis import Term, analyse, grams, keys, likeness
from prosa.knowledge.sayings import Resemblance, resembled
from prosa.knowledge.stems import stem
from prosa.knowledge.thesaurus import Thesaurus, thesaurus
from prosa.knowledge.visibility import INSIDER, Asker, Visibility

K1 = 1.5
"""How soon repeating a word stops helping."""
B = 0.4
"""How much long passages are held back."""
TITLE = 3.0
"""A word of the title or heading counts as this many in the text."""
IDEA = 0.9
"""A synonym counts this much of the word itself."""
ALIKE = 0.65
"""Least likeness of two spellings, see `analysis.likeness`."""
BACKGROUND = 25
"""Passages of a base that one imagines beside the real ones, so that rarity means something in a small base."""
UNKNOWN = 1.2
"""Weight of a word that neither the base nor the thesaurus knows."""
DOUBT = 0.3
"""Added to what a question could score at best: little evidence is weaker than its share suggests."""
TOPIC = 1.0
"""Weight of what a question resembles, against 1 for a word that carries its subject."""
TOPIC_WORDS = 3
"""So many of a topic's words make an article be on it."""
TOPIC_SHARE = 1.5
"""Part of a topic's weight that counts as expected of the right article."""
FORGIVEN = 0.4
"""How far an unknown word is excused that belongs to a familiar saying."""
SHORTEST_TYPO = 4

_SHAPES = (
    ("telefone", re.compile(r"\(\d\d\) ?\d{4,5}-?\d{4}|\b0800[ \d-]{6,}|\+\d{2} ?\d{2}")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.\w+")),
    ("endereco", re.compile(r"\b(?:Rua|R\.|Avenida|Av\.|Alameda|Travessa|Rodovia|Praça)(?= [A-Z0-9])")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to be found: `ref` names it outside, `article` groups it."""

    article: UUID
    version: int
    number: int
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score and the words of the question that led to it."""

    entry: Entry
    score: float
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """A word of the question, or a topic that it resembles.

    `weight` is its part of what the question could score at best, `gained` its part of what the best passage got, both
    on the scale where the whole is 1. `through` are the stems and the `#ideas` by which the base knows it; without any
    the base does not.
    """

    word: str
    weight: float
    gained: float
    through: tuple[str, ...]
    is_topic: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The best passages, best first, and what the question consists of."""

    hits: tuple[Hit, ...]
    clues: tuple[Clue, ...]


NOTHING = Result((), ())


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as counted: what it is found by and how often, its length in terms and its words as written."""

    entry: Entry
    keys: tuple[str, ...]
    times: "array[float]"
    length: int
    spelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term of the question, or a topic that it resembles: the keys that satisfy it with their worth, and the most
    it can bring."""

    word: str
    keys: tuple[tuple[str, float], ...]
    most: float
    is_topic: bool = False


def read(entry: Entry, known: Thesaurus | None = None) -> Read:
    """Counts one passage; independent of the others, so it is kept while neither article nor thesaurus change."""
    language = detect(f"{entry.title} {entry.text}")
    head = analyse(f"{entry.title}\n{entry.heading}", language, known)
    body = analyse(f"{entry.text}\n{_unsaid(entry.text)}", language, known)
    counts = keys(body)
    for key, times in keys(head).items():
        counts[key] = counts.get(key, 0.0) + TITLE * times
    spelled = {sys.intern(term.word) for term in (*head, *body) if term.stem}
    return Read(entry, tuple(map(sys.intern, counts)), array("f", counts.values()), len(body), tuple(spelled))


def _unsaid(text: str) -> str:
    """What a text contains without calling it by its name: a telephone number, an address of mail."""
    return " ".join(name for name, pattern in _SHAPES if pattern.search(text))


class Index:
    """All passages of a base at one revision; immutable once built."""

    def __init__(
        self,
        passages: Sequence[Read],
        known: Thesaurus | None = None,
        visibility: Mapping[UUID, Visibility] = MappingProxyType({}),
    ) -> None:
        """`visibility`: which articles are not for everybody at any time."""
        self.entries = [passage.entry for passage in passages]
        self._known = known or thesaurus()
        self._visibility = visibility
        self._hidden = lru_cache(maxsize=16)(self._hide)
        self._postings = _postings(passages)
        self._rarity = {key: _rarity(len(ids), len(passages)) for key, (ids, _) in self._postings.items()}
        self._spelling = _Spelling(passages, self._known)
        self._of_article: dict[UUID, list[int]] = defaultdict(list)
        for position, entry in enumerate(self.entries):
            self._of_article[entry.article].append(position)

    def search(self, question: str, limit: int = 5, article: UUID | None = None, asker: Asker = INSIDER) -> Result:
        """The best passages that the asker may see, at most one of each article unless `article` asks for one only."""
        familiar = resembled(question)
        wanted = self._wanted(question, familiar)
        scores, most = self._scores(wanted), sum(want.most for want in wanted)
        if not most:
            return Result(tuple(self._first_of(article, limit, asker)), ())
        doubtful = 1 - max(scores.values(), default=0.0) / most
        for topic in self._topics(familiar, doubtful):
            wanted.append(topic)
            most += topic.most
            for position, worth in self._worth(topic).items():
                scores[position] += worth
        chosen = self._chosen(scores, limit, article, asker)
        hits = tuple(Hit(self.entries[n], _score(score, most), self._matched(n, wanted)) for n, score in chosen)
        return Result(hits, self._clues(wanted, most, chosen[0][0] if chosen else None))

    def _first_of(self, article: UUID | None, limit: int, asker: Asker) -> list[Hit]:
        positions = self._of_article.get(article, ()) if article is not None else ()
        return [Hit(self.entries[position], 0.0, ()) for position in positions[:limit] if self._seen(position, asker)]

    def _chosen(
        self, scores: Mapping[int, float], limit: int, article: UUID | None, asker: Asker
    ) -> list[tuple[int, float]]:
        if article is None:
            return self._one_each(scores, limit, asker)
        positions = [position for position in self._of_article.get(article, ()) if self._seen(position, asker)]
        return _best((position, scores.get(position, 0.0)) for position in positions)[:limit]

    def _one_each(self, scores: Mapping[int, float], limit: int, asker: Asker) -> list[tuple[int, float]]:
        """The best passage of each of the best articles."""
        best: dict[UUID, tuple[float, int]] = {}
        hidden, entries = self._hidden(asker), self.entries
        for position, score in scores.items():
            article = entries[position].article
            if article in hidden:
                continue
            known = best.get(article)
            if known is None or (score, -position) > known:
                best[article] = (score, -position)
        return [(-place, score) for score, place in nlargest(limit, best.values())]

    def _hide(self, asker: Asker) -> frozenset[UUID]:
        return frozenset(article for article, one in self._visibility.items() if not one.includes(asker))

    def shows(self, entry: Entry, asker: Asker) -> bool:
        """Whether the asker may see this passage."""
        return entry.article not in self._hidden(asker)

    def _seen(self, position: int, asker: Asker) -> bool:
        return self.shows(self.entries[position], asker)

    def _clues(self, wanted: Sequence[_Wanted], most: float, best: int | None) -> tuple[Clue, ...]:
        whole = most + DOUBT
        return tuple(
            Clue(
                word=want.word,
                weight=round(want.most / whole, 4),
                gained=round(self._worth_at(want, best) / whole, 4) if best is not None else 0.0,
                through=tuple(key for key, _ in want.keys),
                is_topic=want.is_topic,
            )
            for want in wanted
        )

    def _worth_at(self, want: _Wanted, position: int) -> float:
        """What one term brings to one passage."""
        found = [factor * self._weight(key, position) for key, factor in want.keys]
        return sum(found) if want.is_topic else max(found, default=0.0)

    def _weight(self, key: str, position: int) -> float:
        ids, weights = self._postings[key]
        at = bisect_left(ids, position)
        return weights[at] if at < len(ids) and ids[at] == position else 0.0

    def _scores(self, wanted: Sequence[_Wanted]) -> defaultdict[int, float]:
        total: defaultdict[int, float] = defaultdict(float)
        for want in wanted:
            if len(want.keys) == 1:
                ((key, factor),) = want.keys
                for position, weight in zip(*self._postings[key], strict=True):
                    total[position] += factor * weight
            else:
                for position, worth in self._worth(want).items():
                    total[position] += worth
        return total

    def _worth(self, want: _Wanted) -> dict[int, float]:
        """What one term brings to each passage: the best of the keys that satisfy it, or their sum for a topic."""
        best: dict[int, float] = {}
        for key, factor in want.keys:
            ids, weights = self._postings[key]
            if not best:
                best = {position: factor * weight for position, weight in zip(ids, weights, strict=True)}
            elif want.is_topic:
                for position, weight in zip(ids, weights, strict=True):
                    best[position] = best.get(position, 0.0) + factor * weight
            else:
                for position, weight in zip(ids, weights, strict=True):
                    worth = factor * weight
                    if worth > best.get(position, 0.0):
                        best[position] = worth
        return best

    def _matched(self, position: int, wanted: Sequence[_Wanted]) -> tuple[str, ...]:
        found = (want.word for want in wanted if not want.is_topic and self._worth_at(want, position))
        return tuple(dict.fromkeys(found))

    def _wanted(self, question: str, familiar: Sequence[Resemblance]) -> list[_Wanted]:
        terms = {term.stem or term.word: term for term in reversed(analyse(question, known=self._known))}
        return [self._want(term, familiar) for term in reversed(terms.values())]

    def _want(self, term: Term, familiar: Sequence[Resemblance]) -> _Wanted:
        satisfying = self._satisfying(term)
        if satisfying:
            known = tuple((key, term.weight * factor * self._rarity[key]) for key, factor in satisfying)
            return _Wanted(term.word, known, term.weight * max(self._rarity[key] for key, _ in satisfying))
        if term.word[0].isdigit():
            return _Wanted(term.word, (), 0.0)
        root = stem(term.word.partition(" ")[0])
        excuse = max((like.likeness for like in familiar if root in like.shared), default=0.0)
        return _Wanted(term.word, (), term.weight * (1 - FORGIVEN * excuse) * (1.0 if term.ideas else UNKNOWN))

    def _topics(self, familiar: Sequence[Resemblance], doubtful: float) -> Iterator[_Wanted]:
        """What articles on the resembled topics would contain. They count as far as the words of the question leave
        it in doubt what is meant, 0 to 1."""
        for like in familiar:
            found: dict[str, float] = {}
            for term in analyse(like.about, "pt", self._known):
                for key, factor in self._satisfying(term):
                    found[key] = max(found.get(key, 0.0), factor * self._rarity[key])
            enough = sum(sorted(found.values(), reverse=True)[:TOPIC_WORDS])
            weight = TOPIC * like.likeness * doubtful
            if enough and weight > 0:
                parts = tuple((key, weight * value / enough) for key, value in found.items())
                yield _Wanted(like.about, parts, weight * TOPIC_SHARE, is_topic=True)

    def _satisfying(self, term: Term) -> list[tuple[str, float]]:
        found = [(term.stem, 1.0)] if term.stem in self._postings else []
        found += [(idea, IDEA * strength) for idea, strength in term.ideas if idea in self._postings]
        if found or not term.stem or term.ideas or len(term.word) < SHORTEST_TYPO:
            return found
        return self._spelling.like(term.word, self._postings)


def _best(scores: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(scores, key=lambda item: (-item[1], item[0]))


def _score(got: float, most: float) -> float:
    """Share of the possible, on a scale where the middle is about where answers start to be right."""
    return round(math.sqrt(got / (most + DOUBT)), 4)


def _rarity(passages: int, total: int) -> float:
    """Inverse document frequency on a scale from 0 (everywhere) to 1 (nowhere), alike for small and large bases."""
    return math.log((total + BACKGROUND) / (passages + 0.5)) / math.log((total + BACKGROUND) / 0.5)


def _postings(passages: Sequence[Read]) -> dict[str, tuple["array[int]", "array[float]"]]:
    average = sum(passage.length for passage in passages) / max(len(passages), 1) or 1.0
    postings: dict[str, tuple[array[int], array[float]]] = {}
    for position, passage in enumerate(passages):
        hold = K1 * (1 - B + B * passage.length / average)
        for key, times in zip(passage.keys, passage.times, strict=True):
            ids, weights = postings.get(key) or postings.setdefault(key, (array("I"), array("f")))
            ids.append(position)
            weights.append(times / (times + hold))
    return postings


class _Spelling:
    """Finds the known words that an unknown one may be a misspelling or a relative of."""

    def __init__(self, passages: Sequence[Read], known: Thesaurus) -> None:
        self._known = known
        spelled = {word for passage in passages for word in passage.spelled}
        self._words = [word for word in sorted(spelled | known.spelled) if len(word) >= SHORTEST_TYPO]
        self._by_gram: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, word in enumerate(self._words):
            for gram in grams(word):
                self._by_gram[gram].append(number)
        self._closest = lru_cache(maxsize=2_000)(self._find)

    def like(self, word: str, listed: Mapping[str, object]) -> list[tuple[str, float]]:
        """Keys of the words most like `word` with their likeness, which is never quite 1."""
        found: dict[str, float] = {}
        for other, alike in self._closest(word):
            root = stem(other)
            satisfying = [(root, 1.0)] + [(idea, IDEA * s) for idea, s in self._known.words.get(root, ())]
            for key, factor in satisfying:
                if key in listed:
                    found[key] = max(found.get(key, 0.0), alike * factor)
        return list(found.items())

    def _find(self, word: str) -> list[tuple[str, float]]:
        wanted = grams(word)
        shared: dict[int, int] = defaultdict(int)
        for gram in wanted:
            for number in self._by_gram.get(gram, ()):
                shared[number] += 1
        alike = [
            (self._words[number], likeness(wanted, grams(self._words[number])))
            for number, count in shared.items()
            if count * 2 >= len(wanted) * ALIKE
        ]
        return sorted(((w, a) for w, a in alike if a >= ALIKE), key=lambda pair: (-pair[1], pair[0]))[:5]
