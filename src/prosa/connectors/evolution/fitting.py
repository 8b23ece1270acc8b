"""A message as Evolution takes it: which operation, and its body.

Choices go out as numbered text, because WhatsApp often hides buttons and lists that come this way; an admin may
decide otherwise. What the phone does not show as a picture, a video or a sticker goes as a document. What cannot be
sent is refused: nothing is cut off silently.
"""

import mimetypes
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prosa.channels.fitting import Unfit, essence, linked, numbered, within
from prosa.channels.port import Outgoing
from prosa.connectors.evolution import jids
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.wire import number, obj, objects, text

TEXT = 4096
CAPTION = 1024
BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE = 10, 24
TITLE = 60
"""Characters of a question that is still set in bold above its buttons."""
SHORTEST_PHONE = 10
"""Signs Evolution asks of a number on a card."""
DEFAULT_LABEL = "Ver opções"

_MB = 1024 * 1024
DOCUMENT = 100 * _MB
_SHOWN: dict[MessageType, tuple[int, frozenset[str]]] = {
    MessageType.IMAGE: (16 * _MB, frozenset({"image/jpeg", "image/png"})),
    MessageType.VIDEO: (16 * _MB, frozenset({"video/mp4", "video/3gpp"})),
    MessageType.AUDIO: (
        16 * _MB,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    ),
    MessageType.STICKER: (_MB, frozenset({"image/webp"})),
}
_WITHOUT_CAPTION = (MessageType.AUDIO, MessageType.STICKER)


@dataclass(frozen=True, slots=True)
class Request:
    """`POST /message/<operation>/<instance>`. With `file_in` the message's file stands in the body under this name,
    as Base64."""

    operation: str
    body: Mapping[str, Any]
    file_in: str | None = None


def request(message: Outgoing, *, native_choices: bool = False) -> Request:
    """Raises `Unfit`."""
    to = jids.address(message.to)
    if message.type is MessageType.REACTION:
        return _reaction(message, to)
    made = _content(message, native_choices)
    quoted = {"quoted": {"key": {"id": message.reply_to}}} if message.reply_to else {}
    quotable = {} if made.operation == "sendContact" else quoted
    return Request(made.operation, {"number": to, **made.body, **quotable}, made.file_in)


def _content(message: Outgoing, native_choices: bool) -> Request:
    if message.media is not None:
        return _file(message, message.media)
    if message.type in (*_SHOWN, MessageType.DOCUMENT):
        raise Unfit("no_file", "the file of this message is not there")
    make = _MAKERS.get(message.type)
    if make is not None:
        return make(message.payload)
    if message.type not in (MessageType.TEXT, MessageType.INTERACTIVE):
        raise Unfit("type_not_sendable", f"a message of type {message.type} cannot be sent here")
    return _choices(message) if native_choices and _native(message.options) else _text(message)


def _text(message: Outgoing) -> Request:
    return Request("sendText", {"text": within(words(message), TEXT, "text")})


def words(message: Outgoing) -> str:
    """All of a message that is said in words: its text, the address of its link, its choices."""
    said = message.text
    link = obj(message.payload.get("link"))
    if link:
        said = linked(said, text(link.get("title")) or "", text(link.get("url")) or "")
    return (numbered(said, message.options) if message.options else said) or ""


def _native(options: Sequence[Option]) -> bool:
    ids, titles = {option.id.strip() for option in options}, {option.title.strip() for option in options}
    differ = len(ids) == len(titles) == len(options) and "" not in ids | titles
    longest = max((len(title) for title in titles), default=0)
    return 0 < len(options) <= ROWS and differ and longest <= ROW_TITLE


def _choices(message: Outgoing) -> Request:
    label = text(message.payload.get("list_label")) or DEFAULT_LABEL
    asked = within(message.text or label, TEXT, "text")
    bold = len(asked) <= TITLE and "\n" not in asked
    head = {"title": asked} if bold else {"title": label, "description": asked}
    plain = all(len(option.title.strip()) <= BUTTON_TITLE and not option.description for option in message.options)
    if len(message.options) <= BUTTONS and plain:
        buttons = [{"type": "reply", "displayText": o.title.strip(), "id": o.id.strip()} for o in message.options]
        return Request("sendButtons", {**head, "buttons": buttons})
    section = {"title": label, "rows": [_row(option) for option in message.options]}
    return Request("sendList", {**head, "footerText": label, "buttonText": label, "sections": [section]})


def _row(option: Option) -> dict[str, str]:
    """Evolution wants a description that is not empty, or none."""
    row = {"title": option.title.strip(), "rowId": option.id.strip()}
    return {**row, "description": option.description} if option.description else row


def _file(message: Outgoing, media: Media) -> Request:
    if message.file is None:
        raise Unfit("no_file", "the file of this message is not there")
    caption = words(message)
    kind = file_kind(message.type, media, captioned=bool(caption))
    if kind is MessageType.STICKER:
        return Request("sendSticker", {}, "sticker")
    if kind is MessageType.AUDIO and media.voice:
        return Request("sendWhatsAppAudio", {"encoding": essence(media) != "audio/ogg"}, "audio")
    body = {"mediatype": kind.value, "mimetype": essence(media), "fileName": _name(media)}
    if caption:
        body["caption"] = within(caption, CAPTION, "caption")
    return Request("sendMedia", body, "media")


def file_kind(type_: MessageType, media: Media, *, captioned: bool) -> MessageType:
    """How WhatsApp will show the file. What it cannot show, or not with words, goes as a document. Raises `Unfit`
    when it is too large even for that."""
    size = media.size or 0
    if size > DOCUMENT:
        raise Unfit("file_too_large", f"the file has {size} bytes, {DOCUMENT} are possible")
    largest, types = _SHOWN.get(type_, (0, frozenset()))
    shown = essence(media) in types and size <= largest and not (captioned and type_ in _WITHOUT_CAPTION)
    return type_ if shown else MessageType.DOCUMENT


def _name(media: Media) -> str:
    return media.filename or f"file{mimetypes.guess_extension(essence(media)) or ''}"


def _reaction(message: Outgoing, to: str) -> Request:
    """No text takes it away. WhatsApp finds what is reacted to only when it is told whose it is."""
    if not message.reply_to:
        raise Unfit("no_target", "a reaction needs the message it is for")
    key = {"id": message.reply_to, "remoteJid": to, "fromMe": message.payload.get("own") is True}
    return Request("sendReaction", {"key": key, "reaction": message.text or ""})


def _location(payload: Mapping[str, Any]) -> Request:
    """Evolution wants name and address; a place without them is called by its coordinates."""
    latitude, longitude = number(payload.get("latitude")), number(payload.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise Unfit("no_place", "a location needs latitude and longitude")
    name, street = text(payload.get("name")), text(payload.get("address"))
    written = f"{latitude:.6g}, {longitude:.6g}"
    body = {"latitude": latitude, "longitude": longitude, "name": name or street or written}
    return Request("sendLocation", {**body, "address": street or written})


def _contacts(payload: Mapping[str, Any]) -> Request:
    """A card holds one number: who has several gets several cards."""
    cards = [
        {"fullName": text(card.get("name")) or phone, "phoneNumber": phone, "wuid": digits}
        for card in objects(payload.get("contacts"))
        for phone, digits in _phones(card)
    ]
    if not cards:
        raise Unfit("no_contacts", "there is no contact with a number to share")
    return Request("sendContact", {"contact": cards})


def _phones(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    written = [text(entry.get("phone")) or text(entry.get("wa_id")) or "" for entry in objects(card.get("phones"))]
    pairs = [(phone, re.sub(r"\D", "", phone)) for phone in written]
    return [(phone, digits) for phone, digits in pairs if len(digits) >= SHORTEST_PHONE]


_MAKERS: dict[MessageType, Callable[[Mapping[str, Any]], Request]] = {
    MessageType.LOCATION: _location,
    MessageType.CONTACTS: _contacts,
}
