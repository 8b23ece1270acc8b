"""One message of Evolution, as deliveries and its history have it, read into a fact."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from prosa.channels.port import Fact, Ignored, IncomingDeletion, IncomingEdit, IncomingMessage, IncomingReaction, Sender
from prosa.connectors.evolution import content, jids
from prosa.connectors.evolution.content import Content, circumstances, content_of, context_of, unwrapped
from prosa.connectors.evolution.values import integer, moment
from prosa.conversations.schemas import Direction, MessageType
from prosa.core.wire import obj, text

LONGEST_ID = 512

SILENT = frozenset(
    {"albumMessage", "encReactionMessage", "keepInChatMessage", "pinInChatMessage", "placeholderMessage"}
)
"""Parts that say nothing to a person: an album is followed by its pictures."""

_REVOKED = ("0", "REVOKE")
_EDITED = ("14", "MESSAGE_EDIT")

Raw = Mapping[str, Any]


def read_message(raw: Raw, at: datetime, own: str | None = None) -> Fact:
    """`at` stands in for a missing time; `own` is the business's number, where it is told."""
    key = obj(raw.get("key"))
    id_, chat = id_of(raw), text(key.get("remoteJid")) or ""
    nobody = next((why for end, why in jids.NOBODY.items() if chat.endswith(end)), None)
    if nobody is not None:
        return Ignored(id=id_, reason=nobody, type=text(raw.get("messageType")))
    person = jids.person(raw, own)
    message = unwrapped(obj(raw.get("message")))
    when = moment(raw.get("messageTimestamp"), at)
    fact = _amendment(raw, message, person, when) or _said(raw, message, person, when)
    if person.identities() or (isinstance(fact, IncomingMessage) and _is_own_in_group(fact)):
        return fact
    return Ignored(id=id_, reason="no_sender", type=text(raw.get("messageType")))


def _is_own_in_group(fact: IncomingMessage) -> bool:
    """Who of the business spoke is not always told, and the group is whom it was said to."""
    return fact.group_id is not None and fact.direction is Direction.OUT


def direction_of(key: Raw) -> Direction:
    """OUT for what the business typed on its own phone."""
    return Direction.OUT if key.get("fromMe") is True else Direction.IN


def id_of(raw: Raw) -> str:
    """WhatsApp's id. One that is missing or absurd is replaced by a digest, the same at each delivery."""
    given = text(obj(raw.get("key")).get("id"))
    return given if given and len(given) <= LONGEST_ID else digest(raw)


def digest(value: Any) -> str:
    return "sha256." + hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def edit_of(part: Raw, person: Sender, way: Direction, at: datetime) -> IncomingEdit | None:
    """`part` names a message and its new content. WhatsApp tells of an edit twice, as an event and as a message;
    the id is the same for both. None when it does not say what is new."""
    target = text(obj(part.get("key")).get("id"))
    new = content_of(unwrapped(obj(part.get("editedMessage"))), target or "")
    if target is None or new is None:
        return None
    when = moment(part.get("timestampMs"), at)
    id_ = f"{target[:400]}.edit.{integer(part.get('timestampMs')) or digest(new.text)[:16]}"
    return IncomingEdit(id=id_, sender=person, target=target, text=new.text, timestamp=when, direction=way)


def deletion_of(target: str, person: Sender, way: Direction, at: datetime) -> IncomingDeletion:
    """Told twice like an edit."""
    id_ = f"{target[:400]}.delete"
    return IncomingDeletion(id=id_, sender=person, target=target, timestamp=at, direction=way)


def _amendment(raw: Raw, message: Raw, person: Sender, at: datetime) -> Fact | None:
    """A reaction, edit or deletion, or news between devices; None when it is none, or does not say of what."""
    way = direction_of(obj(raw.get("key")))
    if "reactionMessage" in message:
        return _reaction(raw, obj(message["reactionMessage"]), person, at)
    if "protocolMessage" not in message:
        return None
    part = obj(message["protocolMessage"])
    kind = (text(part.get("type")) or "0").upper()
    target = text(obj(part.get("key")).get("id"))
    if kind in _EDITED:
        return edit_of(part, person, way, at)
    if kind in _REVOKED and target:
        return deletion_of(target, person, way, at)
    return Ignored(id=id_of(raw), reason="protocol", type=kind)


def _reaction(raw: Raw, part: Raw, person: Sender, at: datetime) -> Fact | None:
    """No text takes the reaction away."""
    target = text(obj(part.get("key")).get("id"))
    if target is None:
        return None
    way = direction_of(obj(raw.get("key")))
    emoji = text(part.get("text"))
    return IncomingReaction(id=id_of(raw), sender=person, target=target, emoji=emoji, timestamp=at, direction=way)


def _said(raw: Raw, message: Raw, person: Sender, at: datetime) -> Fact:
    kind = content.kind_of(message) or (None if message else text(raw.get("messageType")))
    if kind is None or kind in SILENT or raw.get("messageStubType"):
        return Ignored(id=id_of(raw), reason="no_content", type=kind or text(raw.get("messageType")))
    found = content_of(message, id_of(raw)) or Content(MessageType.UNSUPPORTED, payload={"type": kind})
    key, context = obj(raw.get("key")), context_of(raw, message)
    chat = text(key.get("remoteJid")) or ""
    return IncomingMessage(
        id=id_of(raw),
        sender=person,
        type=found.type,
        timestamp=at,
        direction=direction_of(key),
        text=found.text,
        reply_to=found.reply_to or text(context.get("stanzaId")),
        button_id=found.button_id,
        media=found.media,
        group_id=chat if chat.endswith(jids.GROUP) else None,
        payload={**circumstances(context), **found.payload},
    )
