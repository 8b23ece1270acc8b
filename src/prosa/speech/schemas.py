"""Speech as others see it."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from prosa.accounts.services import ServiceLine


class Replies(StrEnum):
    """When the agent answers with a voice note: never, to a voice note, or whenever the reply is fit for it."""

    OFF = "off"
    WHEN_SPOKEN = "when_spoken"
    ALWAYS = "always"


class Kind(StrEnum):
    """What a service does here."""

    TRANSCRIBER = "transcriber"
    VOICE = "voice"


HEARING: dict[str, Any] = {"purpose": "transcriber"}
SPEAKING: dict[str, Any] = {"purpose": "voice"}
"""For `json_schema_extra` of a field that only one of the two purposes needs: the form of the other leaves it out."""


class SpeechConnector(BaseModel):
    """A connector that can be chosen. `settings_schema` is JSON Schema; fields of format `password` are secrets."""

    name: str
    label: str
    settings_schema: dict[str, Any]
    abilities: list[Kind]


class ChannelReplies(BaseModel):
    channel_id: UUID
    replies: Replies


class SpeechSettings(BaseModel):
    """`channels` names those where the agent answers aloud; on all others it writes."""

    connectors: list[SpeechConnector]
    transcriber: ServiceLine | None
    voice: ServiceLine | None
    channels: list[ChannelReplies]


class ServiceChoice(BaseModel):
    connector: str
    settings: dict[str, Any]


class SpeechChange(BaseModel):
    """Only what is given is changed; null for a service gives it up."""

    transcriber: ServiceChoice | None = None
    voice: ServiceChoice | None = None
    channels: list[ChannelReplies] | None = None


class SpeechTrial(BaseModel):
    kind: Kind
    connector: str
    settings: dict[str, Any]


class TrialStep(BaseModel):
    code: str
    ok: bool
    detail: str


class TrialResult(BaseModel):
    steps: list[TrialStep]
