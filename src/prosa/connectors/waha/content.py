"""The content of one message in neutral terms.

WAHA tells no type: it is read from the file, the place, the cards, and from what the engine gives of WhatsApp's own
message (`_data`), which is another object in each engine and may be missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from prosa.channels.fitting import numbered
from prosa.channels.vcards import read_vcard
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.wire import number, obj, objects, text

Raw = Mapping[str, Any]

FILES = "/api/files/"
"""Where WAHA serves what it has fetched; the rest of its API is no file."""

_UNKNOWN_FILE = "application/octet-stream"
_WRAPPERS = (
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "deviceSentMessage",
)
_ONCE = _WRAPPERS[1:4]
_FILES = {
    "imageMessage": MessageType.IMAGE,
    "videoMessage": MessageType.VIDEO,
    "ptvMessage": MessageType.VIDEO,
    "audioMessage": MessageType.AUDIO,
    "documentMessage": MessageType.DOCUMENT,
    "stickerMessage": MessageType.STICKER,
}
_WORDS = {
    "image": MessageType.IMAGE,
    "video": MessageType.VIDEO,
    "ptv": MessageType.VIDEO,
    "audio": MessageType.AUDIO,
    "ptt": MessageType.AUDIO,
    "document": MessageType.DOCUMENT,
    "sticker": MessageType.STICKER,
}
_NOTICES = frozenset(
    {
        "broadcast_notification",
        "call_log",
        "ciphertext",
        "debug",
        "e2e_notification",
        "gp2",
        "newsletter_notification",
        "notification",
        "notification_template",
        "protocol",
        "revoked",
    }
)
"""What browsers list as messages and nobody said, or (ciphertext) what cannot be read yet and comes again under the
same id once it can."""
_POLLS = ("pollCreationMessage", "pollCreationMessageV2", "pollCreationMessageV3")


@dataclass(frozen=True, slots=True)
class Content:
    """`payload` holds what is neither text nor file, under keys that other channels use too."""

    type: MessageType
    text: str | None = None
    button_id: str | None = None
    media: Media | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inner:
    """WhatsApp's own message as the engine shows it: `parts` by WhatsApp's names (NOWEB, GOWS), `word` the type as
    browsers name it (WEBJS, WPP), `data` the whole."""

    data: Raw
    parts: Raw
    word: str
    once: bool

    def part(self, *names: str) -> Raw:
        """The first of these parts that is there."""
        return next((found for name in names if (found := obj(self.parts.get(name)))), {})

    @property
    def context(self) -> Raw:
        """What surrounds the message: quote, forwarding, advertisement."""
        found = (obj(obj(part).get("contextInfo")) for part in self.parts.values())
        return next(filter(None, found), {})


def inner_of(message: Raw) -> Inner:
    data = obj(message.get("_data"))
    parts, once = obj(data.get("message")) or obj(data.get("Message")), data.get("isViewOnce") is True
    for _ in _WRAPPERS:
        wrapper = next((name for name in _WRAPPERS if obj(parts.get(name))), None)
        if wrapper is None:
            break
        once = once or wrapper in _ONCE
        parts = obj(obj(parts.get(wrapper)).get("message"))
    return Inner(data, parts, text(data.get("type")) or "", once)


def is_notice(message: Raw) -> bool:
    """Whether it is a line WhatsApp itself puts into the chat: a new security code, somebody who joined."""
    inner = inner_of(message)
    stub = text(inner.data.get("messageStubType"))
    return inner.word in _NOTICES or (stub is not None and not inner.parts)


def content_of(message: Raw, reference: str) -> Content:
    """`reference` is the message's id as WAHA wrote it, under which it can fetch a file anew."""
    inner = inner_of(message)
    for read in _READERS:
        found = read(message, inner)
        if found is not None:
            return found
    file = _file(message, inner, reference)
    if file is not None:
        return file
    said = text(message.get("body"))
    if said:
        return Content(MessageType.TEXT, said)
    return Content(MessageType.UNSUPPORTED, payload={"type": _kind(inner)})


def circumstances(message: Raw) -> dict[str, Any]:
    """What may accompany any type: forwarding, the advertisement it started from, that it may be seen once."""
    inner = inner_of(message)
    context = inner.context
    score = number(_any(context, "forwardingScore")) or number(_any(inner.data, "forwardingScore")) or 0
    often = score >= 4
    found: dict[str, Any] = {
        "forwarded": often or context.get("isForwarded") is True or inner.data.get("isForwarded") is True,
        "frequently_forwarded": often,
        "referral": _referral(obj(context.get("externalAdReply")) or obj(inner.data.get("ctwaContext"))),
        "view_once": inner.once,
    }
    return {key: value for key, value in found.items() if value}


def quoted(message: Raw) -> str | None:
    """The id of the message that this one answers, as it is written."""
    inner = inner_of(message)
    given = text(obj(message.get("replyTo")).get("id"))
    return given or text(_any(inner.context, "stanzaId", "stanzaID")) or text(inner.data.get("quotedStanzaID"))


def _any(found: Raw, *names: str) -> Any:
    """GOWS writes some names in other cases than NOWEB."""
    return next((found[name] for name in names if found.get(name) is not None), None)


def _referral(ad: Raw) -> dict[str, Any]:
    found = {
        "headline": text(ad.get("title")),
        "body": text(ad.get("body")) or text(ad.get("description")),
        "source_url": text(_any(ad, "sourceUrl", "sourceURL")),
        "source_id": text(_any(ad, "sourceId", "sourceID")),
        "source_type": text(ad.get("sourceType")),
        "ctwa_clid": text(ad.get("ctwaClid")),
    }
    return {key: value for key, value in found.items() if value}


def _kind(inner: Inner) -> str | None:
    """The provider's word for what nobody here knows."""
    return next((name for name in inner.parts if name != "messageContextInfo"), inner.word or None)


def _choice(message: Raw, inner: Inner) -> Content | None:
    """A button or a row somebody pressed, which only messages of other senders of this number can have shown."""
    row = inner.part("listResponseMessage") or obj(inner.data.get("listResponse"))
    picked = obj(row.get("singleSelectReply"))
    button = inner.part("buttonsResponseMessage", "templateButtonReplyMessage")
    id_ = (
        text(_any(picked, "selectedRowId", "selectedRowID"))
        or text(_any(button, "selectedButtonId", "selectedButtonID", "selectedId", "selectedID"))
        or text(inner.data.get("selectedButtonId"))
    )
    if id_ is None:
        return None
    title = text(row.get("title")) or text(button.get("selectedDisplayText")) or text(message.get("body"))
    return Content(MessageType.INTERACTIVE, title, button_id=id_)


def _place(message: Raw, inner: Inner) -> Content | None:
    raw = inner.part("locationMessage", "liveLocationMessage")
    told = obj(message.get("location"))
    latitude = number(_any(told, "latitude")) if told else number(raw.get("degreesLatitude"))
    longitude = number(_any(told, "longitude")) if told else number(raw.get("degreesLongitude"))
    if latitude is None or longitude is None:
        return None
    words = {
        "name": text(told.get("name")) or text(raw.get("name")) or text(told.get("description")),
        "address": text(told.get("address")) or text(raw.get("address")),
        "url": text(told.get("url")) or text(raw.get("url")),
    }
    payload = {"latitude": latitude, "longitude": longitude, **{key: word for key, word in words.items() if word}}
    return Content(MessageType.LOCATION, payload=payload)


def _contacts(message: Raw, inner: Inner) -> Content | None:
    several = objects(inner.part("contactsArrayMessage").get("contacts"))
    given = message.get("vCards")
    written = given if isinstance(given, list) and given else [inner.part("contactMessage").get("vcard")]
    if not any(written):
        written = [card.get("vcard") for card in several] or [_card_in(message)]
    cards = [read_vcard(card) for card in written if isinstance(card, str) and card]
    return Content(MessageType.CONTACTS, payload={"contacts": cards}) if cards else None


def _card_in(message: Raw) -> str | None:
    said = text(message.get("body")) or ""
    return said if said.startswith("BEGIN:VCARD") else None


def _order(message: Raw, inner: Inner) -> Content | None:
    raw = inner.part("orderMessage") or (inner.data if inner.word == "order" else {})
    if not raw:
        return None
    total = number(raw.get("totalAmount1000"))
    payload: dict[str, Any] = {
        "order_id": text(_any(raw, "orderId", "orderID")),
        "items": [],
        "item_count": raw.get("itemCount"),
        "total_cents": None if total is None else round(total / 10),
        "currency": text(raw.get("totalCurrencyCode")),
    }
    return Content(MessageType.ORDER, text(raw.get("message")) or text(raw.get("orderTitle")), payload=payload)


def _poll(message: Raw, inner: Inner) -> Content | None:
    """A question somebody asks in a poll; an answer to a poll is an event of its own."""
    raw = inner.part(*_POLLS)
    name = text(raw.get("name")) or (text(inner.data.get("pollName")) if inner.word == "poll_creation" else None)
    if name is None:
        return None
    listed = objects(raw.get("options")) or objects(inner.data.get("pollOptions"))
    titles = [title for option in listed if (title := text(_any(option, "optionName", "name")))]
    options = [Option(title, title) for title in titles]
    return Content(MessageType.TEXT, numbered(name, options), payload={"poll": {"name": name, "options": titles}})


def _file(message: Raw, inner: Inner, reference: str) -> Content | None:
    told = obj(message.get("media"))
    name = next((name for name in _FILES if obj(inner.parts.get(name))), "")
    raw = inner.part(name) or (inner.data if inner.word in _WORDS else {})
    if not told and message.get("hasMedia") is not True and not raw:
        return None
    mime_type = text(told.get("mimetype")) or text(raw.get("mimetype")) or _UNKNOWN_FILE
    type_ = _FILES.get(name) or _WORDS.get(inner.word) or _by_mime_type(mime_type)
    filename = text(told.get("filename")) or text(_any(raw, "fileName", "filename"))
    size = number(_any(raw, "fileLength", "size"))
    media = Media(
        mime_type=mime_type,
        ref=reference_of(text(told.get("url")), reference),
        filename=filename,
        size=None if size is None else round(size),
        voice=type_ is MessageType.AUDIO and _is_voice(raw, inner, mime_type),
        animated=raw.get("isAnimated") is True,
    )
    caption = text(message.get("body")) or text(raw.get("caption"))
    return Content(type_, None if caption == filename else caption, media=media)


def reference_of(url: str | None, message_id: str) -> str | None:
    """Where to fetch the file: the path of its address, and the message it can be fetched anew from, for WAHA keeps
    files for minutes only. Host and prefix are what WAHA believes its own address to be."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        path = ""
    path = path[max(path.find(FILES), 0) :]
    return f"{path}#{message_id}" if path or message_id else None


def _by_mime_type(mime_type: str) -> MessageType:
    """What WhatsApp sends as webp is a sticker: its pictures are jpeg."""
    if mime_type.startswith("image/webp"):
        return MessageType.STICKER
    kind = mime_type.partition("/")[0]
    known = {"image": MessageType.IMAGE, "video": MessageType.VIDEO, "audio": MessageType.AUDIO}
    return known.get(kind, MessageType.DOCUMENT)


def _is_voice(raw: Raw, inner: Inner, mime_type: str) -> bool:
    said = _any(raw, "ptt", "PTT")
    if isinstance(said, bool):
        return said
    if inner.word in _WORDS:
        return inner.word == "ptt"
    return mime_type.startswith("audio/ogg")


_READERS: tuple[Callable[[Raw, Inner], Content | None], ...] = (_choice, _place, _contacts, _order, _poll)
