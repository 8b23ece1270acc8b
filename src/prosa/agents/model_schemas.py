"""Language models as an admin keeps them, and what they cost."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints, model_validator

from prosa.agents.engine import ModelCall


class Provider(StrEnum):
    OPENAI = "openai"
    GEMINI = "gemini"
    ANTHROPIC = "anthropic"
    COMPATIBLE = "compatible"
    """Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, LiteLLM …"""


def _base_url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
        raise ValueError("must look like https://api.example.com/v1")
    if url.username or url.password:
        raise ValueError("must not contain credentials")
    return value.rstrip("/")


def _sendable(value: SecretStr) -> SecretStr:
    plain = value.get_secret_value()
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ValueError("contains a character that no such key has")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
ModelName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\w./:@+-]{1,120}$")]
BaseUrl = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_base_url)]
ApiKey = Annotated[SecretStr, AfterValidator(_sendable), Field(max_length=1000)]
Seconds = Annotated[float, Field(ge=1, le=60)]
Temperature = Annotated[float, Field(ge=0, le=2)]
Tokens = Annotated[int, Field(ge=16, le=32_000)]
Micros = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Profile(BaseModel):
    """What an endpoint can do. "OpenAI-compatible" is not one dialect: the trial finds out, and it is kept.

    `json_schema`: answers in a given form; `tools`: calls functions; `max_completion_tokens`: heeds that name of the
    limit (else `max_tokens`); `vision` and `audio`: reads pictures, hears recordings.
    """

    json_schema: bool = True
    tools: bool = True
    max_completion_tokens: bool = True
    vision: bool = False
    audio: bool = False


SHIPPED_PROFILES = {
    Provider.OPENAI: Profile(vision=True),
    Provider.GEMINI: Profile(vision=True, audio=True),
    Provider.ANTHROPIC: Profile(vision=True),
    Provider.COMPATIBLE: Profile(json_schema=False, max_completion_tokens=False),
}
"""Until a trial has found out more."""


class Prices(BaseModel):
    """Micros a million tokens; `cached` of those the provider had in its cache."""

    input: Micros
    output: Micros
    cached: Micros


class Key(BaseModel):
    """The secret of a connection, as `accounts.connections` keeps it."""

    api_key: ApiKey | None = None


class NewModel(BaseModel):
    """`profile` absent: what such models usually can. `prices` absent: the known ones, in US dollars."""

    name: Line
    provider: Provider
    model: ModelName
    base_url: BaseUrl | None = None
    api_key: ApiKey | None = None
    profile: Profile | None = None
    prices: Prices | None = None
    timeout_seconds: Seconds = 8.0
    temperature: Temperature | None = None
    max_tokens: Tokens | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.provider is Provider.COMPATIBLE and self.base_url is None:
            raise ValueError("a compatible server needs its address")
        return self


class ModelChange(BaseModel):
    """What is given is changed; a masked key stays, null takes it away."""

    name: Line | None = None
    model: ModelName | None = None
    base_url: BaseUrl | None = None
    api_key: ApiKey | None = None
    profile: Profile | None = None
    prices: Prices | None = None
    timeout_seconds: Seconds | None = None
    temperature: Temperature | None = None
    max_tokens: Tokens | None = None
    enabled: bool | None = None


class ModelItem(BaseModel):
    """`has_key` instead of the key, which never leaves. `priced`: whether anybody knows what it costs, the company or
    Prosa; limits of cost hold back only such models."""

    id: UUID
    name: str
    provider: Provider
    model: str
    base_url: str | None
    has_key: bool
    profile: Profile
    prices: Prices | None
    priced: bool
    timeout_seconds: float
    temperature: float | None
    max_tokens: int | None
    enabled: bool
    created_at: datetime


class ModelList(BaseModel):
    """`installed`: whether the libraries for language models are (`pip install prosa[llm]`)."""

    items: list[ModelItem]
    installed: bool


class ProbeStep(BaseModel):
    """One step of a trial, done or to be mended. `code` is a text key."""

    code: str
    ok: bool
    detail: str


class Probe(BaseModel):
    """What a trial found; `profile` is kept with the connection when the model answered at all."""

    steps: list[ProbeStep]
    profile: Profile


class CostBy(StrEnum):
    DAY = "day"
    MODEL = "model"
    AGENT = "agent"
    CONVERSATION = "conversation"


class CostLine(BaseModel):
    """`key`: a date, the name of a model, or the id of an agent or conversation (none: no longer there)."""

    key: str | None
    calls: int
    failed: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    micros: int


class Costs(BaseModel):
    """`micros` is the sum over all lines of the span."""

    items: list[CostLine]
    micros: int


class ModelHealth(BaseModel):
    """Whether a model answers now; `error` is a code."""

    id: UUID
    name: str
    model: str
    ok: bool
    ms: int
    error: str | None


class ModelsHealth(BaseModel):
    """`ok`: at least one answers, or none is wanted."""

    ok: bool
    items: list[ModelHealth]


def cost_of(call: ModelCall, prices: Prices | None) -> int:
    """Micros of a request by these prices, rounded up; without prices, what the call says of itself."""
    if prices is None:
        return call.micros
    fresh = max(0, call.input_tokens - call.cached_tokens)
    total = fresh * prices.input + call.cached_tokens * prices.cached + call.output_tokens * prices.output
    return -(-total // 1_000_000)
