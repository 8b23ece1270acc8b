"""What the desk takes and shows."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from prosa.accounts.schemas import Role

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
    """`queue_id`: it is for this team only."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    shortcut: str
    title: str
    text: str
    queue_id: UUID | None


class CannedReplyList(BaseModel):
    items: list[CannedReply]


class NewCannedReply(BaseModel):
    shortcut: Shortcut
    title: Title
    text: ReplyText
    queue_id: UUID | None = None


class CannedReplyChange(BaseModel):
    """What is absent stays as it is; so does what is null, but for `queue_id`, which gives it to everybody."""

    shortcut: Shortcut | None = None
    title: Title | None = None
    text: ReplyText | None = None
    queue_id: UUID | None = None

    def given(self) -> dict[str, Any]:
        told = self.model_dump(exclude_unset=True)
        return {name: value for name, value in told.items() if value is not None or name == "queue_id"}


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


class Colleague(BaseModel):
    id: UUID
    name: str
    role: Role


class ColleagueList(BaseModel):
    items: list[Colleague]
