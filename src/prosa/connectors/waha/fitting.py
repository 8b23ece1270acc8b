"""A message as WAHA takes it, within what WhatsApp Web shows.

Buttons do not arrive on WhatsApp Web's protocol and lists only in some engines, so choices are always numbered text.
Files of a kind that WhatsApp would not show are sent as documents. What still does not fit is refused: nothing is
cut off silently.
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prosa.channels.fitting import Unfit, essence, linked, numbered, within
from prosa.channels.port import Outgoing
from prosa.connectors.waha.chats import chat_of, own_key
from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import obj

TEXT = 4096
CAPTION = 1024
_MB = 1024 * 1024
LARGEST = 36 * _MB
"""WAHA takes a body of 50 MB, in which a file stands as base64."""

_SHOWN: dict[MessageType, tuple[int, str, frozenset[str]]] = {
    MessageType.IMAGE: (16 * _MB, "sendImage", frozenset({"image/jpeg", "image/png"})),
    MessageType.VIDEO: (LARGEST, "sendVideo", frozenset({"video/mp4", "video/3gpp", "video/quicktime", "video/webm"})),
    MessageType.AUDIO: (
        16 * _MB,
        "sendVoice",
        frozenset(
            {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr", "audio/wav", "audio/x-wav", "audio/webm"}
        ),
    ),
}
_FILE_TYPES = (*_SHOWN, MessageType.DOCUMENT, MessageType.STICKER)


@dataclass(frozen=True, slots=True)
class Request:
    """One call. A file is not in `body` yet: it belongs under `file.data`."""

    path: str
    body: dict[str, Any]
    method: str = "POST"


def request(session: str, message: Outgoing) -> Request:
    """Raises `Unfit`. A quoted or reacted-to message is still named by its bare id."""
    chat = chat_of(message.to)
    if message.media is not None:
        path, content = _file(message, message.media)
    elif message.type in _FILE_TYPES:
        raise Unfit("no_file", "the file of this message is not there")
    else:
        path, content = _content(message)
    if message.type is MessageType.REACTION:
        return Request(path, {"session": session, **content}, "PUT")
    quote = {"reply_to": message.reply_to} if message.reply_to else {}
    return Request(path, {"session": session, "chatId": chat, **content, **quote})


def _content(message: Outgoing) -> tuple[str, dict[str, Any]]:
    once = {"id": own_key(message.message_id)}
    match message.type:
        case MessageType.TEXT | MessageType.INTERACTIVE:
            return "sendText", {"text": within(_written(message), TEXT, "text"), "linkPreview": True, **once}
        case MessageType.REACTION:
            return "reaction", _reaction(message)
        case MessageType.LOCATION:
            return "sendLocation", {**_location(message.payload), **once}
        case MessageType.CONTACTS:
            return "sendContactVcard", {"contacts": _contacts(message.payload), **once}
        case _:
            raise Unfit("type_not_sendable", f"a message of type {message.type} cannot be sent here")


def _written(message: Outgoing) -> str:
    """With its choices and the address that elsewhere would be a button."""
    text = numbered(message.text, message.options) if message.options else message.text
    link = obj(message.payload.get("link"))
    url = link.get("url")
    return (linked(text, str(link.get("title") or ""), str(url)) if url else text) or ""


def _reaction(message: Outgoing) -> dict[str, Any]:
    """No text removes the reaction."""
    if not message.reply_to:
        raise Unfit("no_target", "a reaction needs the message it is for")
    return {"messageId": message.reply_to, "reaction": message.text or ""}


def _location(payload: Mapping[str, Any]) -> dict[str, Any]:
    if payload.get("latitude") is None or payload.get("longitude") is None:
        raise Unfit("no_place", "a location needs latitude and longitude")
    title = ", ".join(str(payload[key]) for key in ("name", "address") if payload.get(key))
    return {"latitude": payload["latitude"], "longitude": payload["longitude"], "title": title}


def _contacts(payload: Mapping[str, Any]) -> list[dict[str, str]]:
    cards = [{"vcard": _card(card)} for card in payload.get("contacts", ())]
    if not cards:
        raise Unfit("no_contacts", "there is no contact to share")
    return cards


def _card(card: Mapping[str, Any]) -> str:
    """`waid` is what makes the person's chat one tap away."""
    name = _escaped(str(card.get("name") or "?"))
    numbers = [str(phone["phone"]) for phone in card.get("phones", ()) if _digits(str(phone.get("phone") or ""))]
    phones = [f"TEL;type=CELL;waid={_digits(number)}:{_escaped(number)}" for number in numbers]
    return "\n".join(("BEGIN:VCARD", "VERSION:3.0", f"N:;{name};;;", f"FN:{name}", *phones, "END:VCARD"))


def _escaped(value: str) -> str:
    for sign in ("\\", ",", ";"):
        value = value.replace(sign, f"\\{sign}")
    return " ".join(value.splitlines())


def _digits(value: str) -> str:
    return "".join(sign for sign in value if sign in "0123456789")


def _file(message: Outgoing, media: Media) -> tuple[str, dict[str, Any]]:
    if message.file is None:
        raise Unfit("no_file", "the file of this message is not there")
    if (media.size or 0) > LARGEST:
        raise Unfit("file_too_large", f"the file has {media.size} bytes, {LARGEST} are possible")
    caption = _written(message)
    path = _path(message.type, media, captioned=bool(caption))
    content: dict[str, Any] = {"file": {"mimetype": media.mime_type, "filename": _filename(media)}}
    if caption:
        content["caption"] = within(caption, CAPTION, "caption")
    if path == "sendVoice":
        content["convert"] = essence(media) != "audio/ogg"
    if path == "sendVideo":
        content["convert"] = essence(media) not in ("video/mp4", "video/3gpp")
    return path, content


def _path(type_: MessageType, media: Media, *, captioned: bool) -> str:
    """A voice note shows no words, so sound that has some is a document; a sticker has no call of its own."""
    largest, path, types = _SHOWN.get(type_, (0, "", frozenset()))
    shown = essence(media) in types and (media.size or 0) <= largest
    return path if shown and not (captioned and path == "sendVoice") else "sendFile"


def _filename(media: Media) -> str:
    return media.filename or f"file{mimetypes.guess_extension(essence(media)) or ''}"
