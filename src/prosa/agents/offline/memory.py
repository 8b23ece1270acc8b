"""What one reply leaves for the next turn."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from prosa.agents.offline.choice import Offer


class OfferState(BaseModel):
    id: str
    title: str


class Progress(BaseModel):
    """How far a goal has come. `slots` holds what is known, `asked` the slot that was asked for or `confirm`, and
    `offers` what there was to pick from; `failures` counts answers in a row that were none."""

    name: str
    slots: dict[str, str] = {}
    asked: str = ""
    offers: list[OfferState] = []
    failures: int = 0

    def offered(self) -> list[Offer]:
        return [Offer(offer.id, offer.title) for offer in self.offers]


class Memory(BaseModel):
    """`offers` are the articles (or `goal:<name>`) offered to choose from for `question`; `topic` is the question
    answered last; `failures` counts the turns in a row in which nothing was found; `heard` is what was said in voice
    notes, until the numbers in it are confirmed; `goals` are those under way, the one spoken of last."""

    offers: list[OfferState] = []
    question: str = ""
    topic: str = ""
    failures: int = 0
    heard: str = ""
    goals: list[Progress] = []

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Memory":
        """What was left; a state of another engine or version counts as none."""
        try:
            return cls.model_validate(dict(state))
        except ValidationError:
            return cls()

    def among(self, goals: Collection[str]) -> "Memory":
        """Without goals that this agent does not pursue any more."""
        return self.model_copy(update={"goals": [goal for goal in self.goals if goal.name in goals]})

    def offered(self) -> list[Offer]:
        return [Offer(offer.id, offer.title) for offer in self.offers]

    def state(self) -> dict[str, Any]:
        """JSON without what is empty."""
        return self.model_dump(exclude_defaults=True)
