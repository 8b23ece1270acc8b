"""Whether to answer, to ask which article is meant, or to admit that the base has nothing.

The bounds were chosen on sixteen small bases of different trades and hold for scores of
`index`, which do not depend on the size of the base.
"""

from collections.abc import Sequence

from prosa.knowledge.index import Hit
from prosa.knowledge.schemas import Decision

MENU_FROM = 0.47
"""Below this score nothing is offered."""
ANSWER_FROM = 0.52
CLEAR = 0.9
"""An answer needs the next article to score at most this share of the best one."""
OFFERED = 3
WORTH_OFFERING = 0.6
"""A title is offered when it scores at least this share of the best one."""


def decide(hits: Sequence[Hit]) -> Decision:
    """What to do with the best passages of a question, best first and one for each article."""
    if not hits or hits[0].score < MENU_FROM:
        return Decision.ABSTAIN
    second = hits[1].score if len(hits) > 1 else 0.0
    if hits[0].score >= ANSWER_FROM and second <= CLEAR * hits[0].score:
        return Decision.ANSWER
    return Decision.MENU


def offered(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The articles of a menu: at most three, none far behind the best."""
    return [hit for hit in hits[:OFFERED] if hit.score >= WORTH_OFFERING * hits[0].score]
