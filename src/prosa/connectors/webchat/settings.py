"""What an admin sets for a web chat channel."""

import re
import secrets
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

ANY_ORIGIN = "*"
LIMIT: dict[str, Any] = {"advanced": True}
"""Marks what the form hides until it is asked for."""
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?")


class WebchatSettings(BaseModel):
    """`secret` signs visitor tokens and our own deliveries; it is made once and never typed.

    An empty `allowed_origins` lets only pages of this installation show the chat; `*` lets any site.
    """

    model_config = ConfigDict(extra="forbid")

    title: str = Field(
        "Fale com a gente", title="Title", description="On top of the chat window.", min_length=1, max_length=60
    )
    greeting: str = Field(
        "Oi! Como podemos ajudar?",
        title="Greeting",
        description="The first bubble, before anything was said. Empty: none.",
        max_length=300,
        json_schema_extra={"multiline": True},
    )
    colour: str = Field(
        "#0f6b50",
        title="Colour",
        description="Of the launcher, the head and the visitor's own bubbles; the text on it becomes black or white.",
        pattern=r"^#[0-9a-fA-F]{6}$",
        json_schema_extra={"format": "color"},
    )
    allowed_origins: list[str] = Field(
        default_factory=list,
        title="Allowed sites",
        description="Sites that show the chat, such as https://loja.example. Empty: only this installation; *: any.",
        max_length=50,
    )
    text_limit: int = Field(
        2000,
        title="Longest message",
        description="In characters; longer ones are refused and stay in the visitor's box.",
        ge=100,
        le=4096,
        json_schema_extra=LIMIT,
    )
    messages_per_minute: int = Field(
        20,
        title="Messages per minute of one visitor",
        description="Beyond, the visitor is asked to wait.",
        ge=1,
        le=600,
        json_schema_extra=LIMIT,
    )
    messages_per_minute_address: int = Field(
        120,
        title="Messages per minute of one network address",
        description="All visitors of one network address together.",
        ge=1,
        le=10_000,
        json_schema_extra=LIMIT,
    )
    attachments: bool = Field(
        True,
        title="Accept files",
        description="Pictures, sound, video, PDF, Word and Excel files, known by their bytes.",
        json_schema_extra=LIMIT,
    )
    attachment_mb: int = Field(10, title="Largest file", description="In MB.", ge=1, le=50, json_schema_extra=LIMIT)
    secret: SecretStr = Field(
        default_factory=lambda: SecretStr(secrets.token_urlsafe(32)), json_schema_extra={"generated": True}
    )

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, values: list[str]) -> list[str]:
        return [_origin(value) for value in values if value.strip()]

    def allows(self, origin: str) -> bool:
        """Whether pages of another site at `origin` (scheme://host[:port], lower case) may show the chat."""
        return ANY_ORIGIN in self.allowed_origins or origin in self.allowed_origins


def _origin(value: str) -> str:
    origin = value.strip().lower().rstrip("/")
    if origin != ANY_ORIGIN and not _ORIGIN.fullmatch(origin):
        raise ValueError(f"{value!r} is not a site address such as https://loja.example")
    return origin
