"""What one reply leaves for the next turn."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from prosa.agents.offline.choice import Offer


class OfferState(BaseModel):
    id: str
    title: str


class Memory(BaseModel):
    """`offers` are the articles offered to choose from for `question`; `topic` is the question answered last;
    `failures` counts the turns in a row in which nothing was found; `heard` is what was said in voice notes, until
    the numbers in it are confirmed."""

    offers: list[OfferState] = []
    question: str = ""
    topic: str = ""
    failures: int = 0
    heard: str = ""

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Memory":
        """What was left; a state of another engine or version counts as none."""
        try:
            return cls.model_validate(dict(state))
        except ValidationError:
            return cls()

    def offered(self) -> list[Offer]:
        return [Offer(offer.id, offer.title) for offer in self.offers]

    def state(self) -> dict[str, Any]:
        """JSON without what is empty."""
        return self.model_dump(exclude_defaults=True)
