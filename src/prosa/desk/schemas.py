"""What the desk takes and shows."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

LONGEST_REPLY = 4096
"""Characters; the longest text WhatsApp takes."""
LONGEST_DRAFT = 20_000

_SHORTCUT = re.compile(r"[\w-]{1,40}")


def _plain_shortcut(value: str) -> str:
    """Small, without the `/` people type before it."""
    shortcut = unicodedata.normalize("NFC", value.strip().removeprefix("/").casefold())
    if not _SHORTCUT.fullmatch(shortcut):
        raise ValueError("a shortcut has up to 40 letters, digits, - or _")
    return shortcut


Shortcut = Annotated[str, AfterValidator(_plain_shortcut)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
ReplyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REPLY)]


class CannedReply(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    shortcut: str
    title: str
    text: str


class CannedReplyList(BaseModel):
    items: list[CannedReply]


class NewCannedReply(BaseModel):
    shortcut: Shortcut
    title: Title
    text: ReplyText


class CannedReplyChange(BaseModel):
    """What is absent or null stays as it is."""

    shortcut: Shortcut | None = None
    title: Title | None = None
    text: ReplyText | None = None


class DraftMode(StrEnum):
    """Whether the composer stood on a reply or on an internal note."""

    REPLY = "reply"
    NOTE = "note"


class NewDraft(BaseModel):
    text: Annotated[str, Field(max_length=LONGEST_DRAFT)]
    mode: DraftMode


class Draft(BaseModel):
    """`updated_at` is null when nothing is kept."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    mode: DraftMode
    updated_at: datetime | None
