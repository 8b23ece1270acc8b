"""Whether to answer, to ask which article is meant, or to admit that the base has nothing.

The bounds were chosen on twenty small bases of different trades and hold for scores of
`index`, which do not depend on the size of the base.
"""

from collections.abc import Sequence

from prosa.knowledge.index import Hit, Result
from prosa.knowledge.schemas import ClueLine, Reason, Why

MENU_FROM = 0.49
"""Below this score nothing is offered."""
ANSWER_FROM = 0.52
CLEAR = 0.9
"""An answer needs the next article to score at most this share of the best one."""
OFFERED = 3
WORTH_OFFERING = 0.6
"""A title is offered when it scores at least this share of the best one."""


def judge(hits: Sequence[Hit]) -> Reason:
    """Why the best passages of a question, best first and one of each article, come to what they come to."""
    if not hits:
        return Reason.NOTHING
    best, second = hits[0].score, hits[1].score if len(hits) > 1 else 0.0
    if best < MENU_FROM:
        return Reason.TOO_WEAK
    if second > CLEAR * best:
        return Reason.SEVERAL
    return Reason.CLEAR if best >= ANSWER_FROM else Reason.UNSURE


def offered(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The articles of a menu: at most three, none far behind the best."""
    return [hit for hit in hits[:OFFERED] if hit.score >= WORTH_OFFERING * hits[0].score]


def explain(reason: Reason, result: Result) -> Why:
    """The decision with what led to it."""
    scores = [hit.score for hit in result.hits[:2]]
    return Why(
        reason=reason,
        best=scores[0] if scores else 0.0,
        next=scores[1] if len(scores) > 1 else 0.0,
        menu_from=MENU_FROM,
        answer_from=ANSWER_FROM,
        clear=CLEAR,
        clues=[
            ClueLine(
                word=clue.word,
                weight=clue.weight,
                gained=clue.gained,
                ideas=[key[1:] for key in clue.through if key[0] == "#"],
                known=bool(clue.through),
                is_topic=clue.is_topic,
            )
            for clue in result.clues
        ],
    )
