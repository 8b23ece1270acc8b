"""Agents and their versions as others see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Prose = Annotated[str, Field(max_length=20_000)]
Variant = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Variants = Annotated[list[Variant], Field(max_length=10)]


class OnFile(StrEnum):
    """What is done about a picture or document that the engine cannot read: the contact is asked for words, or a
    person takes over."""

    ASK = "ask"
    HAND_OVER = "hand_over"


class AgentHours(StrEnum):
    """When the agent answers: round the clock, or only while the company is open."""

    ALWAYS = "always"
    COMPANY = "company"


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Micros = Annotated[int, Field(ge=0, le=10**15)]
Limits = Annotated[dict[Key, Annotated[int, Field(ge=0, le=10**15)]], Field(max_length=20)]
EngineName = Literal["offline", "llm"]


class Rules(BaseModel):
    """A part of a version. It never changes, and what nobody set keeps its default."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Budgets(Rules):
    """Most that may be spent, in millionths of the account's currency; None: no limit. Past one the agent goes on
    without a language model."""

    conversation_micros: Micros | None = None
    day_micros: Micros | None = None
    month_micros: Micros | None = None


class ModelPlan(Rules):
    """Which model connections answer: the first of `chain` that can; `small` is asked for easy turns."""

    chain: Annotated[tuple[UUID, ...], Field(max_length=5)] = ()
    small: UUID | None = None
    temperature: float | None = Field(0.3, ge=0, le=2)
    max_tokens: int | None = Field(1_000, ge=16, le=32_000)
    budgets: Budgets = Budgets()


class ToolRule(Rules):
    """`approval`: a person must agree each time. `limits` are the tool's own by name."""

    enabled: bool = True
    approval: bool = False
    limits: Limits = Field(default_factory=dict)


class KnowledgeRule(Rules):
    """`kinds` of articles the agent may use (none named: all). `cite`: contacts are told the source."""

    kinds: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    cite: bool = False


class Prompts(Rules):
    """What a language model is told in each situation; an empty one is as shipped. `{{name}}` is filled in."""

    classification: Prose = ""
    answer: Prose = ""
    escalation: Prose = ""
    follow_up: Prose = ""


class FollowUpRule(Rules):
    """When the agent writes again, once, to a contact who has left its answer without a word: after so many minutes;
    None: never."""

    minutes: int | None = Field(None, ge=5, le=20 * 60)


class EscalationRule(Rules):
    """When a person is called; `params` are the rule's own by name."""

    kind: Key
    enabled: bool = True
    params: Annotated[dict[Key, Any], Field(max_length=20)] = Field(default_factory=dict)


class GoalRule(Rules):
    """What a company changes of a goal: whether it is used, and its texts by name."""

    enabled: bool = True
    texts: dict[Key, Variants] = Field(default_factory=dict)


Tools = Annotated[dict[Key, ToolRule], Field(max_length=200)]
Escalation = Annotated[tuple[EscalationRule, ...], Field(max_length=50)]
Goals = Annotated[dict[Key, GoalRule], Field(max_length=100)]


class NewAgent(BaseModel):
    """`name` is what contacts are told."""

    name: Name
    engine: EngineName = "offline"


class AgentChange(BaseModel):
    """What is absent stays. `channels`: those it alone answers on; none: wherever no other does."""

    name: Name | None = None
    engine: EngineName | None = None
    channels: Annotated[list[UUID], Field(max_length=200)] | None = None
    active: bool | None = None


class NewVersion(BaseModel):
    """Instructions to save. `texts` maps keys of phrases to variants; what is absent stays as shipped.

    `language` is what the agent speaks unless the contact writes in another one it knows.
    """

    persona: Prose = ""
    tone: Prose = ""
    rules: Prose = ""
    language: str = Field("pt-BR", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    texts: dict[str, Variants] = Field(default_factory=dict)
    files: OnFile = OnFile.ASK
    model: ModelPlan = ModelPlan()
    tools: Tools = Field(default_factory=dict)
    knowledge: KnowledgeRule = KnowledgeRule()
    prompts: Prompts = Prompts()
    escalation: Escalation = ()
    goals: Goals = Field(default_factory=dict)
    hours: AgentHours = AgentHours.ALWAYS
    follow_up: FollowUpRule = FollowUpRule()


class AgentItem(BaseModel):
    id: UUID
    name: str
    engine: str
    published_version: int
    channels: list[UUID]
    active: bool


class AgentList(BaseModel):
    items: list[AgentItem]


class AgentVersion(NewVersion):
    """`texts` are the company's own phrases; the others are the shipped ones."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    version: int
    at: datetime
    author: str
    published: bool


class AgentDetail(AgentItem):
    """`versions` newest first; `default_texts` are the shipped phrases by key, `default_prompts` the shipped prompts,
    `prompt_variables` what may stand in them between `{{` and `}}`, `default_goals` the texts of each goal by name."""

    versions: list[AgentVersion]
    default_texts: dict[str, list[str]]
    default_prompts: Prompts
    prompt_variables: list[str]
    default_goals: dict[str, dict[str, list[str]]]


class Difference(BaseModel):
    """One thing that two versions say differently, as text; None where it is absent. `key` within a `part` that has
    several (texts, tools, prompts...)."""

    part: str
    key: str | None
    before: str | None
    after: str | None


class VersionDiff(BaseModel):
    before: int
    after: int
    items: list[Difference]
