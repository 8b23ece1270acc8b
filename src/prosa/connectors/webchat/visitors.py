"""Who writes: the visitor of a call, how much they may write, and what they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prosa import accounts, contacts
from prosa.channels import Line, within
from prosa.channels.fitting import linked
from prosa.connectors.webchat import tokens
from prosa.connectors.webchat.channel import own
from prosa.connectors.webchat.schemas import SeenAttachment, SeenDraft, SeenLine, SeenOption, Update
from prosa.connectors.webchat.settings import WebchatSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations import other_side
from prosa.conversations.other_side import OtherSide, SeenMessage
from prosa.conversations.schemas import Author, ConversationStatus, MessageType
from prosa.core.db import Session
from prosa.core.errors import TooMany
from prosa.core.runtime import Runtime

MAP = "https://www.openstreetmap.org/"
NOTHING = Update(items=[], cursor=0, typing=False, waiting=False, draft=None)


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a valid token. `ip` is the network address of this call."""

    id: str
    line: Line
    ip: str | None

    @property
    def settings(self) -> WebchatSettings:
        return own(self.line.settings)


def identify(line: Line, token: str, ip: str | None) -> Visitor:
    """Raises `Unauthenticated`."""
    secret = own(line.settings).secret.get_secret_value()
    return Visitor(tokens.visitor_of(secret, line.id, token), line, ip)


async def count(runtime: Runtime, line: Line, ip: str | None, visitor: Visitor | None = None) -> None:
    """Counts one write of an address, and of a visitor. Raises `TooMany`, which says when to come again."""
    settings = own(line.settings)
    limits = [(f"webchat:{line.id}:{ip}", settings.messages_per_minute_address)] if ip else []
    if visitor is not None:
        limits.append((f"webchat:{line.id}:{visitor.id}", settings.messages_per_minute))
    async with runtime.db.transaction() as session:
        waits = [await within(session, key, per_minute) for key, per_minute in limits]
    if wait := max(waits, default=0):
        raise TooMany("too many messages in a short time", retry_after=wait)


async def contact_of(session: Session, visitor: Visitor) -> UUID | None:
    """None as long as the visitor has said nothing."""
    return await contacts.find(session, Identity(IdentityKind.VISITOR, visitor.id))


async def seen_by(session: Session, visitor: Visitor, since: int) -> OtherSide | None:
    contact_id = await contact_of(session, visitor)
    if contact_id is None:
        return None
    return await other_side.look(session, visitor.line.id, contact_id, since)


async def update_of(session: Session, visitor: Visitor, seen: OtherSide | None) -> Update:
    """What the visitor's screen needs to be up to date."""
    if seen is None:
        return NOTHING
    names = await _names(session, seen)
    return Update(
        items=[_line(message, visitor, names) for message in seen.messages],
        cursor=seen.cursor,
        typing=seen.thinking,
        waiting=seen.status is ConversationStatus.WAITING,
        draft=SeenDraft(id=seen.draft.id, text=seen.draft.text) if seen.draft else None,
    )


async def _names(session: Session, seen: OtherSide) -> dict[UUID, str]:
    """First names of the operators who wrote."""
    ids = {message.author_id for message in seen.messages if message.author_id and not message.mine}
    return {id_: (await accounts.get_user(session, id_)).name.split(" ")[0] for id_ in ids}


def _line(message: SeenMessage, visitor: Visitor, names: dict[UUID, str]) -> SeenLine:
    own_id = (message.provider_id or "").removeprefix(f"{visitor.id}:") if message.mine else None
    return SeenLine(
        id=message.id,
        seq=message.seq,
        mine=message.mine,
        author=Author.OPERATOR if message.author is Author.PHONE else message.author,
        author_name=names.get(message.author_id) if message.author_id else None,
        text=_words(message),
        options=[SeenOption(id=o.id, title=o.title, description=o.description) for o in message.options],
        attachment=_attachment(message),
        at=message.at,
        client_id=own_id,
    )


def _words(message: SeenMessage) -> str | None:
    """The text, and in it what the chat has no drawing for: links, places, contact cards."""
    told = {} if message.deleted else message.payload
    if link := told.get("link"):
        return linked(message.text, link.get("title") or "", link["url"])
    if message.type is MessageType.LOCATION and told:
        place = f"{MAP}?mlat={told['latitude']}&mlon={told['longitude']}"
        return "\n".join(filter(None, (told.get("name"), told.get("address"), place)))
    if message.type is MessageType.CONTACTS:
        return "\n".join(_card(card) for card in told.get("contacts", ())) or None
    return message.text


def _card(card: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (card.get("name"), ", ".join(phone["phone"] for phone in card.get("phones", ())))))


def _attachment(message: SeenMessage) -> SeenAttachment | None:
    if message.attachment_id is None or message.file is None or message.file.key is None:
        return None
    return SeenAttachment(id=message.attachment_id, mime_type=message.file.mime_type, filename=message.file.filename)
