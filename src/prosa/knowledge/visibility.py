"""Whom an article may be told, and when."""

from dataclasses import dataclass
from datetime import date

from prosa.knowledge.schemas import ArticleKind, Audience


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a contact is told what is for all, an operator also what is for operators.

    Without `today` the days of articles do not count, without `kinds` every kind will do.
    """

    audience: Audience = Audience.OPERATORS
    today: date | None = None
    kinds: tuple[ArticleKind, ...] = ()


INSIDER = Asker()
"""Sees all there is."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """To whom and on which days an article may be told; both days are included."""

    kind: ArticleKind
    audience: Audience = Audience.ALL
    valid_from: date | None = None
    valid_until: date | None = None

    def includes(self, asker: Asker) -> bool:
        if self.audience is Audience.OPERATORS and asker.audience is not Audience.OPERATORS:
            return False
        return (not asker.kinds or self.kind in asker.kinds) and self._holds(asker.today)

    def _holds(self, today: date | None) -> bool:
        if today is None:
            return True
        return (self.valid_from or today) <= today <= (self.valid_until or today)
