"""Agents and their versions as others see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Prose = Annotated[str, Field(max_length=20_000)]
Variant = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Variants = Annotated[list[Variant], Field(max_length=10)]


class OnFile(StrEnum):
    """What is done about a picture or document that the engine cannot read: the contact is asked for words, or a
    person takes over."""

    ASK = "ask"
    HAND_OVER = "hand_over"


class NewAgent(BaseModel):
    """`name` is what contacts are told."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


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


class AgentItem(BaseModel):
    id: UUID
    name: str
    engine: str
    published_version: int


class AgentList(BaseModel):
    items: list[AgentItem]


class AgentVersion(BaseModel):
    """`texts` are the company's own phrases; the others are the shipped ones."""

    version: int
    at: datetime
    author: str
    persona: str
    tone: str
    rules: str
    language: str
    texts: dict[str, list[str]]
    files: OnFile
    published: bool


class AgentDetail(AgentItem):
    """`versions` newest first; `default_texts` are the shipped phrases by key."""

    versions: list[AgentVersion]
    default_texts: dict[str, list[str]]
