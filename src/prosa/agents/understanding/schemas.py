"""What is taught and told of the understanding, over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints, model_validator
from pydantic_core import core_schema

from prosa.agents.understanding import labels
from prosa.agents.understanding.reading import HEADS

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


@dataclass(frozen=True)
class OneOf:
    """Marks a text that is one of these, told so in the description of the API."""

    values: Sequence[str]

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.literal_schema(list(self.values))


Intent = Annotated[str, OneOf(labels.INTENTS)]
Category = Annotated[str, OneOf(labels.CATEGORIES)]
Priority = Annotated[str, OneOf(labels.PRIORITIES)]
Sentiment = Annotated[str, OneOf(labels.SENTIMENTS)]
Signal = Annotated[str, OneOf(labels.SIGNALS)]
Kind = Annotated[str, OneOf(labels.ENTITIES)]
Head = Annotated[str, OneOf(HEADS)]


class Named(BaseModel):
    """A part of a message that names something; amounts (`quantity`, `price_max`, `price_min`) have a number."""

    model_config = ConfigDict(extra="forbid")

    type: Kind
    text: Line
    value: Line | float


class Correction(BaseModel):
    """What a message really means. What is absent is not judged, so it neither teaches nor counts as right."""

    model_config = ConfigDict(extra="forbid")

    intent: Intent | None = None
    category: Category | None = None
    priority: Priority | None = None
    sentiment: Sentiment | None = None
    wants_human: bool | None = None
    funnel: Signal | None = None
    entities: Annotated[list[Named], Field(max_length=40)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Correction":
        if not self.model_fields_set:
            raise ValueError("says nothing")
        if self.entities is not None and self.intent is None:
            raise ValueError("entities are taught together with the intent")
        return self


class ExampleItem(BaseModel):
    """One of the company's own examples. `source_id` is the turn; `agreed` whether what was decided without asking
    was right (null: it was not)."""

    id: UUID
    source: str
    source_id: UUID
    text: str
    labels: dict[str, str | bool]
    entities: list[Named]
    read: dict[str, Any]
    weight: float
    agreed: bool | None
    author: str
    at: datetime


class GoldenFigure(BaseModel):
    right: int
    of: int


class Candidate(BaseModel):
    """The newest trained model, where it was not let live because it reads the golden set worse."""

    revision: int
    corrections: int
    trained_at: datetime
    golden: dict[str, GoldenFigure]


class ModelFacts(BaseModel):
    """What reads now. `golden` by head; `waiting`: corrections that it has not learned yet."""

    revision: int
    examples: int
    corrections: int
    waiting: int
    trained_at: datetime | None
    golden: dict[str, GoldenFigure]
    candidate: Candidate | None


class BoundsChoice(BaseModel):
    """From `act` on a verdict is acted on, from `confirm` on it is asked about."""

    act: float = Field(ge=0, le=1)
    confirm: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> "BoundsChoice":
        if self.confirm > self.act:
            raise ValueError("what is asked about is less sure than what is acted on")
        return self


class UnderstandingSettings(BaseModel):
    """How the company uses what is read. `departments` by category; without a name nothing is said."""

    bounds: dict[Head, BoundsChoice]
    departments: dict[Category, Line]


class UnderstandingChange(BaseModel):
    """What is absent stays; `departments` replaces all of them."""

    bounds: dict[Head, BoundsChoice] | None = None
    departments: dict[Category, Line] | None = None


class Week(BaseModel):
    """Turns of a week, by its Monday. `decided` of them were read; `automatic` were sure enough to be acted on;
    `right` and `wrong` of those a person has judged."""

    week: date
    decided: int
    automatic: int
    right: int
    wrong: int


class Quality(BaseModel):
    model: ModelFacts
    weeks: list[Week]


class ExampleList(BaseModel):
    """The company's examples, newest first."""

    items: list[ExampleItem]
