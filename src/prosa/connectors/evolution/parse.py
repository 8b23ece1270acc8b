"""One delivery of Evolution's webhook, read into facts.

A delivery is one event with one thing in it, or a list of them. Whatever is not understood becomes a fact as well:
nothing is dropped, and only a body that is no delivery at all raises.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prosa.channels.port import (
    ConnectionChange,
    Fact,
    Ignored,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingStatus,
    MalformedDelivery,
)
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.keeping import kept
from prosa.connectors.evolution.messages import deletion_of, digest, direction_of, edit_of, id_of, read_message
from prosa.connectors.evolution.values import moment, written
from prosa.conversations.schemas import MessageStatus
from prosa.core.wire import obj, objects, read_json, text

STATUSES = {
    "ERROR": MessageStatus.FAILED,
    "FAILED": MessageStatus.FAILED,
    "PENDING": MessageStatus.QUEUED,
    "SERVER_ACK": MessageStatus.SENT,
    "SENT": MessageStatus.SENT,
    "DELIVERY_ACK": MessageStatus.DELIVERED,
    "DELIVERED": MessageStatus.DELIVERED,
    "READ": MessageStatus.READ,
    "PLAYED": MessageStatus.READ,
}
"""Both modes: of the WhatsApp Web protocol, and of the Cloud API."""

NUMBERED = ("ERROR", "PENDING", "SERVER_ACK", "DELIVERY_ACK", "READ", "PLAYED")
"""As the protocol counts them."""

UNUSED = frozenset(
    {
        "application.startup",
        "chats.delete",
        "chats.set",
        "chats.update",
        "chats.upsert",
        "contacts.set",
        "contacts.update",
        "contacts.upsert",
        "group.participants.update",
        "group.update",
        "groups.update",
        "groups.upsert",
        "instance.create",
        "instance.delete",
        "labels.association",
        "labels.edit",
        "messages.set",
        "presence.update",
        "send.message.update",
    }
)

LOGGED_OUT, BLOCKED = "logged_out", "blocked"

CLOSED = {"401": LOGGED_OUT, "402": BLOCKED, "403": BLOCKED, "406": BLOCKED}
"""Why a connection stays closed, by the reason's number; after others Evolution connects again by itself."""

_CLOUD_ID = "wamid."


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a delivery tells of itself. `sender` is the business's own number, not the customer's; `at` may be hours
    off."""

    event: str
    at: datetime
    sender: str | None
    digest: str


def parse(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` when the body is not JSON or names no event. Nothing of the body is repeated in
    the error: it holds the key of the instance."""
    try:
        delivery = read_json(kept(body))
    except ValueError:
        raise MalformedDelivery("not JSON") from None
    if not isinstance(delivery, dict) or not isinstance(delivery.get("event"), str):
        raise MalformedDelivery("not a delivery of Evolution: it names no event")
    envelope = Envelope(
        event=event_name(delivery["event"]),
        at=written(delivery.get("date_time")),
        sender=text(delivery.get("sender")),
        digest=digest([delivery.get(name) for name in ("event", "instance", "data", "date_time")]),
    )
    read = _READERS.get(envelope.event)
    if read is None:
        why = "event_not_used" if envelope.event in UNUSED else "unknown_event"
        return [Ignored(id=envelope.digest, reason=why, type=envelope.event)]
    items = _items(delivery.get("data")) or ([{}] if read is _ended else [])
    facts = [read(envelope, item) for item in items]
    return facts or [Ignored(id=envelope.digest, reason="empty", type=envelope.event)]


def event_name(given: str) -> str:
    """`messages.upsert`, however it is written: configured as MESSAGES_UPSERT, in an address messages-upsert."""
    return re.sub(r"[^a-z]+", ".", given.lower()).strip(".")


def _items(data: Any) -> list[dict[str, Any]]:
    """One thing, a list of them, or an object around a list of messages."""
    if isinstance(data, dict):
        return objects(data["messages"]) if isinstance(data.get("messages"), list) else [data]
    return objects(data)


def _message(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    return read_message(raw, envelope.at, envelope.sender)


def _own_send(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    """What went out through the API, ours among it: nobody typed it on the phone."""
    return Ignored(id=id_of(raw), reason="sent_through_api", type=text(raw.get("messageType")))


def _status(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    key = obj(raw.get("key"))
    told = raw.get("status", obj(raw.get("update")).get("status"))
    word = _word(told)
    id_ = text(raw.get("keyId")) or text(key.get("id"))
    if id_ is None:
        return Ignored(id=envelope.digest, reason="unknown_status", type=word)
    if word == "DELETED":
        return _deleted(envelope, raw)
    ours = raw.get("fromMe", key.get("fromMe")) is not False or id_.startswith(_CLOUD_ID)
    status = STATUSES.get(word or "")
    if status is None or not ours:
        why = "unknown_status" if status is None else "receipt_of_theirs"
        return Ignored(id=id_, reason=why, type=word)
    to_them = raw.get("fromMe", key.get("fromMe")) is True
    jid = text(raw.get("remoteJid")) or text(key.get("remoteJid"))
    recipient = jids.sender([jid]) if to_them else None
    error = _error(raw) if status is MessageStatus.FAILED else None
    return IncomingStatus(
        id=id_,
        status=status,
        timestamp=moment(raw.get("messageTimestamp"), envelope.at),
        recipient=recipient if recipient and recipient.identities() else None,
        error_code=error,
    )


def _word(told: Any) -> str | None:
    if isinstance(told, int) and not isinstance(told, bool):
        return NUMBERED[told] if 0 <= told < len(NUMBERED) else str(told)
    return (text(told) or "").upper() or None


def _error(raw: Mapping[str, Any]) -> str:
    """WhatsApp's number for it (463: new chats are locked), where Evolution passes it on."""
    for carrier in (raw, obj(raw.get("update"))):
        told = carrier.get("messageStubParameters")
        found = text(told[0]) if isinstance(told, list) and told else None
        if found:
            return found
    return "ERROR"


def _edited(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    person, way = jids.person(raw, envelope.sender), direction_of(obj(raw.get("key")))
    found: IncomingEdit | None = edit_of(raw, person, way, envelope.at) if person.identities() else None
    return found or Ignored(id=envelope.digest, reason="unreadable_edit", type=envelope.event)


def _deleted(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    """The key stands in the open, or as such."""
    key = obj(raw.get("key")) or raw
    target = text(key.get("id")) or text(raw.get("keyId"))
    person = jids.person({"key": key}, envelope.sender)
    if target is None or not person.identities():
        return Ignored(id=envelope.digest, reason="unreadable_deletion", type=envelope.event)
    found: IncomingDeletion = deletion_of(target, person, direction_of(key), envelope.at)
    return found


def _connection(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    """`close` is told only when Evolution does not connect again by itself."""
    state, reason = text(raw.get("state")) or "unknown", text(raw.get("statusReason"))
    detail = CLOSED.get(reason or "", reason) if state not in ("open", "connecting") else None
    return ConnectionChange(id=envelope.digest, state=state, detail=detail)


def _ended(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    detail = LOGGED_OUT if envelope.event == "logout.instance" else "removed"
    return ConnectionChange(id=envelope.digest, state="close", detail=detail)


def _picture(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    """Something to scan; or, when nobody did in time, that there will be no more."""
    if "qrcode" in raw:
        return ConnectionChange(id=envelope.digest, state="pairing")
    return ConnectionChange(id=envelope.digest, state="close", detail=text(raw.get("message")) or "pairing_over")


def _call(envelope: Envelope, raw: Mapping[str, Any]) -> Fact:
    person = jids.sender([text(raw.get(name)) for name in ("from", "callerPn", "chatId")])
    id_, status = text(raw.get("id")), text(raw.get("status"))
    if id_ is None or status is None or not person.identities():
        return Ignored(id=envelope.digest, reason="unreadable_call", type=status)
    at = moment(raw.get("date"), written(raw.get("date")) if isinstance(raw.get("date"), str) else envelope.at)
    return IncomingCall(id=f"{id_}.{status}", sender=person, status=status.lower(), timestamp=at)


_READERS: dict[str, Callable[[Envelope, Mapping[str, Any]], Fact]] = {
    "messages.upsert": _message,
    "send.message": _own_send,
    "messages.update": _status,
    "messages.edited": _edited,
    "messages.delete": _deleted,
    "connection.update": _connection,
    "qrcode.updated": _picture,
    "logout.instance": _ended,
    "remove.instance": _ended,
    "call": _call,
}
