"""What the widget and the server say to each other."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from prosa.connectors.webchat.wire import ClientId
from prosa.conversations.schemas import Author

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class WebchatConfig(BaseModel):
    """The channel's looks and limits."""

    title: str
    greeting: str
    colour: str
    text_limit: int
    attachments: bool
    attachment_mb: int


class VisitorSession(BaseModel):
    """`token` goes with every other call, as `Authorization: Bearer`."""

    token: str


class VisitorMessage(BaseModel):
    """`id` is chosen by the browser and makes sending again harmless. `option` is the id of a tapped option,
    `file` what an upload returned. At least `text` or `file`."""

    id: ClientId
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4096)] | None = None
    option: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    file: Annotated[str, StringConstraints(max_length=4096)] | None = None
    name: Line | None = None
    page: Annotated[str, StringConstraints(max_length=500)] | None = None


class VisitorSeen(BaseModel):
    up_to: int = Field(ge=0)


class VisitorRating(BaseModel):
    """What the visitor thinks of a message of the agent; None: no longer anything."""

    message_id: UUID
    thumb: Literal["👍", "👎"] | None


class Taken(BaseModel):
    """The message is stored and will appear among the updates under this id of the browser's."""

    id: str


class Upload(BaseModel):
    """`id` may be sent as `file` of one message within an hour."""

    id: str


class SeenOption(BaseModel):
    id: str
    title: str
    description: str | None


class SeenAttachment(BaseModel):
    id: UUID
    mime_type: str
    filename: str | None


class SeenLine(BaseModel):
    """A message as the visitor sees it. `client_id` is the browser's own id of it."""

    id: UUID
    seq: int
    mine: bool
    author: Author
    author_name: str | None
    text: str | None
    options: list[SeenOption]
    attachment: SeenAttachment | None
    at: datetime
    client_id: str | None


class SeenDraft(BaseModel):
    """What the agent is writing. The message that comes of it has the same id; without one it has come to nothing."""

    id: UUID
    text: str


class Update(BaseModel):
    """What changed since a cursor, to be merged by id. `waiting`: a person will answer."""

    items: list[SeenLine]
    cursor: int
    typing: bool
    waiting: bool
    draft: SeenDraft | None
