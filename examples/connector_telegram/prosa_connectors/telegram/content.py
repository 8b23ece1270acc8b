"""The content of one message, in neutral terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import number, obj, objects, text

_UNKNOWN_FILE = "application/octet-stream"
_CIRCUMSTANCES = frozenset(
    {
        "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
        "sender_business_bot", "sender_tag", "date", "business_connection_id", "chat", "forward_origin",
        "is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
        "via_bot", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id",
        "author_signature", "entities", "link_preview_options", "effect_id", "caption", "caption_entities",
        "show_caption_above_media", "has_media_spoiler", "reply_markup",
    }
)  # fmt: skip
"""What may stand beside any content."""


@dataclass(frozen=True, slots=True)
class Content:
    """`payload` holds what is neither text nor file, under keys that other channels use too."""

    type: MessageType
    text: str | None = None
    media: Media | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def content_of(message: Mapping[str, Any]) -> Content:
    """What is not known becomes UNSUPPORTED, with Telegram's word for it."""
    for name, read in _READERS.items():
        content = read(message) if name in message else None
        if content is not None:
            return content
    return Content(MessageType.UNSUPPORTED, payload={"type": unknown_kind(message)})


def unknown_kind(message: Mapping[str, Any]) -> str | None:
    """The field that must be the content, of several the first by name."""
    return min((name for name in message if name not in _CIRCUMSTANCES), default=None)


def circumstances(message: Mapping[str, Any]) -> dict[str, Any]:
    """What may accompany any content."""
    return {"forwarded": True} if obj(message.get("forward_origin")) else {}


def words(message: Mapping[str, Any]) -> str | None:
    """The text, or what is written under a file."""
    return text(message.get("text")) or text(message.get("caption"))


def _text(message: Mapping[str, Any]) -> Content | None:
    written = text(message.get("text"))
    return Content(MessageType.TEXT, written) if written else None


def _photo(message: Mapping[str, Any]) -> Content | None:
    """Telegram offers several sizes of one picture."""
    sizes = [size for size in objects(message.get("photo")) if text(size.get("file_id"))]
    if not sizes:
        return None
    largest = max(sizes, key=lambda size: (number(size.get("width")) or 0) * (number(size.get("height")) or 0))
    return Content(MessageType.IMAGE, words(message), _media(largest, "image/jpeg"))


def _file(name: str, type_: MessageType, usual: str) -> Callable[[Mapping[str, Any]], Content | None]:
    """A reader of files under this name; `usual` is the media type where Telegram tells none."""

    def read(message: Mapping[str, Any]) -> Content | None:
        file = obj(message.get(name))
        if not text(file.get("file_id")):
            return None
        return Content(type_, words(message), _media(file, usual, voice=name == "voice"))

    return read


def _media(file: Mapping[str, Any], usual: str, *, voice: bool = False, animated: bool = False) -> Media:
    size = file.get("file_size")
    return Media(
        mime_type=text(file.get("mime_type")) or usual,
        ref=text(file.get("file_id")),
        filename=text(file.get("file_name")),
        size=size if isinstance(size, int) and 0 <= size < 2**53 else None,
        voice=voice,
        animated=animated,
    )


def _sticker(message: Mapping[str, Any]) -> Content | None:
    sticker = obj(message.get("sticker"))
    if not text(sticker.get("file_id")):
        return None
    moving, video = sticker.get("is_animated") is True, sticker.get("is_video") is True
    usual = "application/x-tgsticker" if moving else "video/webm" if video else "image/webp"
    emoji = text(sticker.get("emoji"))
    media = _media(sticker, usual, animated=moving or video)
    return Content(MessageType.STICKER, media=media, payload={"emoji": emoji} if emoji else {})


def _location(message: Mapping[str, Any]) -> Content | None:
    return _place(obj(message.get("location")), {})


def _venue(message: Mapping[str, Any]) -> Content | None:
    venue = obj(message.get("venue"))
    named = {"name": text(venue.get("title")), "address": text(venue.get("address"))}
    return _place(obj(venue.get("location")), {key: value for key, value in named.items() if value})


def _place(location: Mapping[str, Any], named: Mapping[str, str]) -> Content | None:
    latitude, longitude = number(location.get("latitude")), number(location.get("longitude"))
    if latitude is None or longitude is None:
        return None
    return Content(MessageType.LOCATION, payload={"latitude": latitude, "longitude": longitude, **named})


def _contact(message: Mapping[str, Any]) -> Content | None:
    card = obj(message.get("contact"))
    phone = text(card.get("phone_number"))
    if not phone:
        return None
    name = " ".join(filter(None, (text(card.get("first_name")), text(card.get("last_name")))))
    shown = {"name": name or phone, "phones": [{"phone": phone, "wa_id": None}], "emails": [], "organization": None}
    return Content(MessageType.CONTACTS, payload={"contacts": [shown]})


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Content | None]] = {
    "text": _text,
    "photo": _photo,
    "voice": _file("voice", MessageType.AUDIO, "audio/ogg"),
    "audio": _file("audio", MessageType.AUDIO, "audio/mpeg"),
    "video": _file("video", MessageType.VIDEO, "video/mp4"),
    "video_note": _file("video_note", MessageType.VIDEO, "video/mp4"),
    "animation": _file("animation", MessageType.VIDEO, "video/mp4"),
    "document": _file("document", MessageType.DOCUMENT, _UNKNOWN_FILE),
    "sticker": _sticker,
    "venue": _venue,
    "location": _location,
    "contact": _contact,
}
"""In this order: Telegram repeats an animation as a document and a venue as a location, for older programs."""
