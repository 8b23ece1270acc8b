"""The search over a set of documents outside the database: to measure it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from prosa.knowledge.base import Text, read_article
from prosa.knowledge.decision import judge
from prosa.knowledge.index import Index
from prosa.knowledge.schemas import Decision


@dataclass(frozen=True, slots=True)
class Document:
    """An article under a name of its own; `body` is Markdown."""

    name: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """What came of one question: names of documents, best first, how sure that is, and what would be done."""

    ranking: tuple[str, ...]
    confidence: float
    decision: Decision


def rank(documents: Iterable[Document], questions: Sequence[str], limit: int = 10) -> list[Ranked]:
    """Asks every question of a base that holds just these documents."""
    names = {uuid5(NAMESPACE_URL, document.name): document for document in documents}
    texts = [Text(key, 1, document.title, document.body) for key, document in names.items()]
    index = Index([passage for text in texts for passage in read_article(text)])
    ranked = []
    for question in questions:
        hits = index.search(question, limit).hits
        ranking = tuple(names[hit.entry.article].name for hit in hits)
        ranked.append(Ranked(ranking, hits[0].score if hits else 0.0, judge(hits).decision))
    return ranked
