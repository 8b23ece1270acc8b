"""What meaning adds to words. Pure.

It is asked only where the words leave a question open, for there it helps; a clear answer it could only spoil (rank
fusion with a weak model lowers what words reach alone). It may settle a choice that the words had made already, and
offer what they did not find. It never states anything by itself.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from prosa.knowledge.decision import MENU_FROM, OFFERED
from prosa.knowledge.index import Entry, Hit
from prosa.knowledge.meaning import STANDS_OUT, Near
from prosa.knowledge.schemas import Reason

SETTLES = 0.5
"""How far the closest article must be ahead of the next one, in standard deviations, to settle a choice."""
OPEN = frozenset({Reason.SEVERAL, Reason.UNSURE, Reason.TOO_WEAK, Reason.NOTHING})
"""Reasons that leave a question open."""


def fuse(
    reason: Reason, hits: Sequence[Hit], near: Sequence[Near], entries: Sequence[Entry], seen: Callable[[Entry], bool]
) -> tuple[Reason, list[Hit]]:
    """The decision on an open question with the passages that are close in meaning, and the passages for it."""
    close = _one_each(near, entries, seen)
    if not close or close[0][1] < STANDS_OUT:
        return reason, list(hits)
    best = close[0][0].article
    lead = close[0][1] - (close[1][1] if len(close) > 1 else 0.0)
    if hits and hits[0].entry.article == best and hits[0].score >= MENU_FROM and lead >= SETTLES:
        return Reason.AGREED, list(hits)
    return Reason.MEANT, _offer(hits, [entry for entry, closeness in close if closeness >= STANDS_OUT])


def _one_each(
    near: Sequence[Near], entries: Sequence[Entry], seen: Callable[[Entry], bool]
) -> list[tuple[Entry, float]]:
    found: dict[UUID, tuple[Entry, float]] = {}
    for one in near:
        entry = entries[one.position]
        if seen(entry):
            found.setdefault(entry.article, (entry, one.closeness))
    return list(found.values())


def _offer(hits: Sequence[Hit], close: Sequence[Entry]) -> list[Hit]:
    """Articles for a menu, those first that stand high in both rankings."""
    ranks: dict[UUID, float] = {}
    chosen: dict[UUID, Hit] = {}
    worded = [hit for hit in hits if hit.score >= MENU_FROM]
    for place, hit in enumerate(worded):
        ranks[hit.entry.article] = 1 / (place + 2)
        chosen[hit.entry.article] = hit
    scores = {hit.entry.article: hit.score for hit in hits}
    for place, entry in enumerate(close):
        ranks[entry.article] = ranks.get(entry.article, 0.0) + 1 / (place + 1)
        chosen.setdefault(entry.article, Hit(entry, max(scores.get(entry.article, 0.0), MENU_FROM), ()))
    order = sorted(ranks, key=lambda article: (-ranks[article], str(article)))
    return [chosen[article] for article in order[:OFFERED]]
