"""What an operator writes over the API, and the message it becomes."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl, StringConstraints, model_validator
from sqlalchemy import select

from prosa.accounts.schemas import Principal
from prosa.conversations import access, attachments
from prosa.conversations.models import MessageRow
from prosa.conversations.schemas import Draft, Media, MessageType, Option
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound

LONGEST_TEXT = 20_000
"""Characters; what a line takes less of is sent in parts."""
MOST_OPTIONS = 10
MOST_CARDS = 20
LONGEST_EMOJI = 40
"""Characters hardly any emoji needs, families with skin tones included."""

ClientId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""One line: what goes into cards, buttons and headers of others."""
Emoji = Annotated[
    str, StringConstraints(max_length=LONGEST_EMOJI, pattern=r"^[^\p{L}\s\p{Cc}]*[^\x00-\x7f\p{L}\s][^\p{L}\s\p{Cc}]*$")
]
"""No letters and no blanks, and something that is not on every keyboard (`1️⃣` is one, `1` is none)."""


class Place(BaseModel):
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    name: Words | None = None
    address: Words | None = None


class CardPhone(BaseModel):
    phone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ().\-]{2,38}$")]


class Card(BaseModel):
    name: Words
    phones: Annotated[list[CardPhone], Field(min_length=1, max_length=10)]


class Choice(BaseModel):
    id: Words
    title: Words
    description: Words | None = None


class Link(BaseModel):
    title: Words
    url: HttpUrl


class NewMessage(BaseModel):
    """`client_id` is chosen by the caller; the same one again adds nothing.

    One of text (with or without options or a link), file, place or contact cards. `sticker`: the file, a WebP
    picture, goes out as a sticker.
    """

    client_id: ClientId
    text: Text | None = None
    reply_to_id: UUID | None = None
    attachment_id: UUID | None = None
    sticker: bool = False
    location: Place | None = None
    contacts: Annotated[list[Card], Field(min_length=1, max_length=MOST_CARDS)] | None = None
    options: Annotated[list[Choice], Field(min_length=1, max_length=MOST_OPTIONS)] | None = None
    link: Link | None = None

    @model_validator(mode="after")
    def _is_one_message(self) -> "NewMessage":
        things = [self.attachment_id, self.location, self.contacts]
        if sum(thing is not None for thing in things) > 1:
            raise ValueError("one message holds a file, a place or contact cards, not several of them")
        if (self.location or self.contacts) and self.text is not None:
            raise ValueError("a place and contact cards have no text of their own")
        if (self.options or self.link) and self.text is None:
            raise ValueError("options and links need a text")
        if self.options and len({choice.id for choice in self.options}) < len(self.options):
            raise ValueError("every option needs an id of its own")
        return self


async def check_named(session: Session, principal: Principal, conversation_id: UUID, new: NewMessage) -> None:
    """What a message answers is said in the same conversation, and its file is one the caller may see. Raises
    `NotFound`."""
    if new.reply_to_id is not None:
        same = (MessageRow.id == new.reply_to_id, MessageRow.conversation_id == conversation_id)
        if await session.scalar(select(MessageRow.id).where(*same)) is None:
            raise NotFound("the message that is answered does not exist")
    if new.attachment_id is not None:
        await access.check_file(session, principal, new.attachment_id)


async def draft_of(session: Session, new: NewMessage) -> Draft:
    """Raises `Invalid` when there is nothing to say, `NotFound` for a file that is not there."""
    if new.location is not None:
        return Draft(type=MessageType.LOCATION, payload=_told(new.location), reply_to_id=new.reply_to_id)
    if new.contacts is not None:
        cards = {"contacts": [_told(card) for card in new.contacts]}
        return Draft(type=MessageType.CONTACTS, payload=cards, reply_to_id=new.reply_to_id)
    if new.attachment_id is None and not (new.text or "").strip():
        raise Invalid("a message needs text or a file")
    return Draft(
        text=new.text,
        type=await _type_of(session, new),
        options=tuple(Option(choice.id, choice.title, choice.description) for choice in new.options or ()),
        attachment_id=new.attachment_id,
        reply_to_id=new.reply_to_id,
        payload={"link": {"title": new.link.title, "url": str(new.link.url)}} if new.link else {},
    )


def _told(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(exclude_none=True)


async def _type_of(session: Session, new: NewMessage) -> MessageType:
    if new.attachment_id is None:
        return MessageType.INTERACTIVE if new.options or new.link else MessageType.TEXT
    media = await attachments.media(session, new.attachment_id)
    return _sticker(media) if new.sticker else _kind(media)


def _sticker(media: Media) -> MessageType:
    if media.mime_type != "image/webp":
        raise Invalid("a sticker is a WebP picture", field="attachment_id")
    return MessageType.STICKER


def _kind(media: Media) -> MessageType:
    kinds = {"image": MessageType.IMAGE, "video": MessageType.VIDEO, "audio": MessageType.AUDIO}
    return kinds.get(media.mime_type.split("/", maxsplit=1)[0], MessageType.DOCUMENT)


class NewReaction(BaseModel):
    """`emoji` null takes the reaction back."""

    emoji: Emoji | None
