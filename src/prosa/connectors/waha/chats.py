"""WhatsApp Web's ids: whom a chat id means, and which message an id means.

A message is known by its bare id (`3EB0…`), the one part that everything which speaks of it has in common: a
delivery of `message` or of `message.any`, an ack and a reaction write it as `<fromMe>_<chat>_<bare>[_<participant>]`,
with a chat that may be the phone once and the hidden id (LID) the other time; a quote, a revocation and an edit give
the bare id alone.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prosa.channels.fitting import Unfit
from prosa.channels.port import Sender
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.wire import obj, text

PERSON, LID, GROUP = "@c.us", "@lid", "@g.us"

_WRITTEN = re.compile(r"(true|false)_([^_@]+@[^_@]+)_([^_]+)(?:_(.+))?")
_CHAT = re.compile(r"([^@:]+)(?::[0-9]+)?@(.+)")
_OUR_KIND = re.compile(r"3EB0[0-9A-F]{16,18}")


@dataclass(frozen=True, slots=True)
class MessageId:
    """An id as WAHA writes it, taken apart; of a bare one only `key` is known."""

    key: str
    from_me: bool | None = None
    chat: str | None = None
    participant: str | None = None


def written_id(value: Any) -> str | None:
    """An id as text; browsers' engines wrap some in an object."""
    return text(value) or text(obj(value).get("_serialized"))


def read_id(written: str) -> MessageId:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return MessageId(written)
    return MessageId(found[3], found[1] == "true", chat_id(found[2]), chat_id(found[4]) if found[4] else None)


def chat_id(value: str) -> str:
    """Without the mark of one device (`:12`), and with the outer name of a person's server."""
    found = _CHAT.fullmatch(value)
    if found is None:
        return value
    return f"{found[1]}@{'c.us' if found[2] == 's.whatsapp.net' else found[2]}"


def person(*ids: str | None) -> Sender:
    """The one person all these chat ids mean; ids of groups and the like say nothing."""
    chats = [chat_id(id_) for id_ in ids if id_]
    phone = next((chat.removesuffix(PERSON) for chat in chats if chat.endswith(PERSON)), None)
    return Sender(phone=phone, lid=next((chat for chat in chats if chat.endswith(LID)), None))


def address(chat: str) -> Identity | None:
    """The address a chat id means; None when it is nobody's."""
    found = person(chat)
    if found.phone:
        return Identity(IdentityKind.PHONE, found.phone)
    return Identity(IdentityKind.LID, found.lid) if found.lid else None


def chat_of(to: Sequence[Identity]) -> str:
    """The chat to write to: the group, the phone in the form confirmed last, or else the hidden id. Raises `Unfit`."""
    by_kind = {identity.kind: identity.value for identity in reversed(to)}
    group = by_kind.get(IdentityKind.GROUP)
    if group:
        return group if group.endswith(GROUP) else f"{group}{GROUP}"
    phone = re.sub(r"\D", "", by_kind.get(IdentityKind.PHONE, ""))
    if phone:
        return f"{phone}{PERSON}"
    lid = by_kind.get(IdentityKind.LID)
    if lid:
        return f"{lid.removesuffix(LID)}{LID}"
    raise Unfit("no_address", "the contact has neither a phone nor a hidden id of WhatsApp")


def own_key(message_id: UUID) -> str:
    """The id under which a message of ours goes out, in the form a linked device gives its own.

    It is made from our id rather than fetched from WAHA's generator (`new-message-id`): the same for every try,
    with nothing to be stored between asking for it and sending, and without a second call that may fail.
    """
    return f"3EB0{hashlib.sha256(message_id.bytes).digest()[:9].hex().upper()}"


def from_linked_device(key: str) -> bool:
    """Whether a linked device, such as WAHA itself, made this id; telephones make other ones."""
    return _OUR_KIND.fullmatch(key) is not None
