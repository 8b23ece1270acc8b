"""What WAHA writes: messages and what became of them, with what each engine adds in `_data`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Content = Mapping[str, Any]
"""The part of a message that says something. Under `inner` WhatsApp's own name of it and its fields."""

ACKS = {-1: "ERROR", 0: "PENDING", 1: "SERVER", 2: "DEVICE", 3: "READ", 4: "PLAYED"}
_WORDS = {
    "conversation": "chat",
    "imageMessage": "image",
    "videoMessage": "video",
    "audioMessage": "ptt",
    "documentMessage": "document",
    "stickerMessage": "sticker",
    "locationMessage": "location",
    "contactMessage": "vcard",
    "pollCreationMessage": "poll_creation",
    "listResponseMessage": "list_response",
}


def text(body: str) -> Content:
    return {"body": body, "inner": {"conversation": body}}


def file(inner: str, url: str | None, mime_type: str, **more: Any) -> Content:
    """`inner` is WhatsApp's name (imageMessage …), `more` its caption, filename, ptt."""
    media = {"url": url, "mimetype": mime_type, "filename": more.get("filename"), "error": None}
    return {
        "body": more.get("caption", ""),
        "hasMedia": True,
        "media": media if url else None,
        "inner": {inner: {"mimetype": mime_type, **more}},
    }


def place(latitude: float, longitude: float, name: str = "") -> Content:
    inner = {"degreesLatitude": latitude, "degreesLongitude": longitude, "name": name}
    told = {"latitude": str(latitude), "longitude": str(longitude), "live": False, "name": name or None}
    return {"location": told, "inner": {"locationMessage": inner}}


def card(vcard: str) -> Content:
    return {"vCards": [vcard], "inner": {"contactMessage": {"vcard": vcard}}}


def row(id_: str, title: str) -> Content:
    """The choice made on a list."""
    inner = {"title": title, "singleSelectReply": {"selectedRowId": id_}}
    return {"body": title, "inner": {"listResponseMessage": inner}}


@dataclass(frozen=True, slots=True)
class Chat:
    """Whom a message is exchanged with: `id` the chat, `alt` the other id of the same person, `participant` who spoke
    in a group."""

    id: str
    alt: str | None = None
    participant: str | None = None
    name: str | None = None


def whole_id(chat: Chat, key: str, *, from_me: bool) -> str:
    spoke = f"_{chat.participant}" if chat.participant else ""
    return f"{'true' if from_me else 'false'}_{chat.id}_{key}{spoke}"


def message(
    engine: str,
    chat: Chat,
    key: str,
    content: Content,
    *,
    me: str,
    at: datetime,
    from_me: bool = False,
    source: str | None = None,
    reply_to: str | None = None,
) -> dict[str, Any]:
    """One message as a delivery or the store holds it."""
    told = {name: part for name, part in content.items() if name != "inner"}
    quote = {"id": reply_to, "participant": chat.id, "body": "", "hasMedia": False} if reply_to else None
    return {
        "id": whole_id(chat, key, from_me=from_me),
        "timestamp": int(at.timestamp()),
        **_ends(engine, chat, me, from_me=from_me),
        "fromMe": from_me,
        "source": source or "app",
        "participant": chat.participant,
        "body": "",
        "hasMedia": False,
        "media": None,
        "ack": 1,
        "ackName": "SERVER",
        "vCards": [],
        "location": None,
        **told,
        "replyTo": quote,
        "_data": _data(engine, chat, key, content, from_me=from_me, reply_to=reply_to),
    }


def _ends(engine: str, chat: Chat, me: str, *, from_me: bool) -> dict[str, str | None]:
    """WEBJS and WPP tell both ends; NOWEB and GOWS the chat, whoever spoke."""
    if engine in ("NOWEB", "GOWS"):
        return {"from": chat.id, "to": None}
    return {"from": me, "to": chat.id} if from_me else {"from": chat.id, "to": me}


def _data(
    engine: str, chat: Chat, key: str, content: Content, *, from_me: bool, reply_to: str | None
) -> dict[str, Any]:
    inner = {name: _part(part, engine, reply_to) for name, part in content.get("inner", {}).items()}
    if engine == "NOWEB":
        ids = {"remoteJid": _inner_id(chat.id), "fromMe": from_me, "id": key}
        other = {"participantAlt" if chat.participant else "remoteJidAlt": _inner_id(chat.alt)} if chat.alt else {}
        return {"key": {**ids, **other}, "pushName": None if from_me else chat.name, "message": inner}
    if engine == "GOWS":
        alt = "RecipientAlt" if from_me else "SenderAlt"
        info = {
            "Chat": _inner_id(chat.id),
            "Sender": _inner_id(chat.participant or chat.id),
            "IsFromMe": from_me,
            "IsGroup": chat.participant is not None,
            "ID": key,
            "PushName": "" if from_me else chat.name or "",
            alt: _inner_id(chat.alt) if chat.alt else "",
        }
        return {"Info": info, "Message": inner}
    word = next((_WORDS[name] for name in inner if name in _WORDS), "chat")
    return {"type": word, "notifyName": None if from_me else chat.name}


def _part(part: Any, engine: str, reply_to: str | None) -> Any:
    if not isinstance(part, dict) or reply_to is None:
        return part
    return {**part, "contextInfo": {"stanzaID" if engine == "GOWS" else "stanzaId": reply_to}}


def _inner_id(chat: str) -> str:
    return chat.replace("@c.us", "@s.whatsapp.net")


def ack(chat: Chat, key: str, level: int, *, me: str) -> dict[str, Any]:
    return {
        "id": whole_id(chat, key, from_me=True),
        "from": me,
        "to": chat.id,
        "participant": None,
        "fromMe": True,
        "ack": level,
        "ackName": ACKS[level],
    }


def reaction(
    chat: Chat, key: str, target: str, emoji: str, *, me: str, at: datetime, ours: bool = True
) -> dict[str, Any]:
    """To a message of `ours` or of the person's own. The time has a fraction here, and nowhere else."""
    return {
        "id": whole_id(chat, key, from_me=False),
        "timestamp": at.timestamp(),
        "from": chat.id,
        "fromMe": False,
        "source": "app",
        "to": me,
        "participant": chat.id,
        "reaction": {"text": emoji, "messageId": whole_id(chat, target, from_me=ours)},
    }
