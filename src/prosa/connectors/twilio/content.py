"""What a message holds, in neutral terms."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prosa.channels import vcards
from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import number, text

Form = Mapping[str, str]

_KINDS = {
    "text": MessageType.TEXT,
    "image": MessageType.IMAGE,
    "video": MessageType.VIDEO,
    "audio": MessageType.AUDIO,
    "voice": MessageType.AUDIO,
    "document": MessageType.DOCUMENT,
    "sticker": MessageType.STICKER,
    "contacts": MessageType.CONTACTS,
    "location": MessageType.LOCATION,
    "interactive": MessageType.INTERACTIVE,
    "button": MessageType.INTERACTIVE,
}
_FAMILIES = {"image": MessageType.IMAGE, "video": MessageType.VIDEO, "audio": MessageType.AUDIO}
_MOST_FILES = 10
_UPPER = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Content:
    """`payload` holds what is neither text nor file, under keys that other channels use too."""

    type: MessageType
    text: str | None = None
    button_id: str | None = None
    media: Media | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def contents_of(form: Form) -> list[Content]:
    """One message, or one for each file with the text beside the first. `MessageType` is missing in older accounts
    and may be a word nobody knows yet: then everything is kept as it came."""
    word = text(form.get("MessageType"))
    if word is not None and word not in _KINDS:
        return [_unsupported(form, word)]
    found = next((content for read in _READERS if (content := read(form))), None)
    return [found] if found else _files(form) or [_text(form) or _unsupported(form, word)]


def circumstances(form: Form) -> dict[str, Any]:
    """What may accompany any type: forwarding, the advertisement it started from, an error."""
    often = _true(form, "FrequentlyForwarded")
    code = text(form.get("ErrorCode"))
    found: dict[str, Any] = {
        "forwarded": often or _true(form, "Forwarded"),
        "frequently_forwarded": often,
        "referral": _referral(form),
        "errors": [{"code": code, "title": text(form.get("ErrorMessage")), "detail": None}] if code else None,
    }
    return {key: value for key, value in found.items() if value}


def _true(form: Form, name: str) -> bool:
    return form.get(name, "").lower() == "true"


def _referral(form: Form) -> dict[str, str]:
    """`ReferralSourceId` becomes `source_id`, and so on. The count of pictures is always there, also without one."""
    told = {name.removeprefix("Referral"): value for name, value in form.items() if name.startswith("Referral")}
    return {_UPPER.sub("_", name).lower(): value for name, value in told.items() if name != "NumMedia" and value}


def _choice(form: Form) -> Content | None:
    id_ = text(form.get("ButtonPayload")) or text(form.get("ListId"))
    title = text(form.get("ButtonText")) or text(form.get("ListTitle"))
    if not id_ and not title:
        return None
    description = text(form.get("ListDescription"))
    payload = {"description": description} if description else {}
    return Content(MessageType.INTERACTIVE, title or text(form.get("Body")), button_id=id_, payload=payload)


def _place(form: Form) -> Content | None:
    latitude, longitude = number(form.get("Latitude")), number(form.get("Longitude"))
    if latitude is None or longitude is None:
        return None
    words = {"name": text(form.get("Label")), "address": text(form.get("Address"))}
    payload = {"latitude": latitude, "longitude": longitude, **{k: v for k, v in words.items() if v}}
    return Content(MessageType.LOCATION, text(form.get("Body")), payload=payload)


_READERS: tuple[Callable[[Form], Content | None], ...] = (_choice, _place)


def _files(form: Form) -> list[Content]:
    word = text(form.get("MessageType"))
    found = [_media(form, place) for place in range(_MOST_FILES)]
    return [
        Content(_type(media, word), text(form.get("Body")) if place == 0 else None, media=media)
        for place, media in enumerate(media for media in found if media)
    ]


def _media(form: Form, place: int) -> Media | None:
    """WhatsApp records voice notes in Ogg, and nothing else arrives in it."""
    url = text(form.get(f"MediaUrl{place}"))
    type_ = text(form.get(f"MediaContentType{place}")) or "application/octet-stream"
    return Media(type_, ref=url, voice=type_.startswith("audio/ogg")) if url else None


def _type(media: Media, word: str | None) -> MessageType:
    type_ = media.mime_type.split(";")[0].strip().lower()
    if type_ in vcards.TYPES:
        return MessageType.CONTACTS
    if word in ("sticker", "document"):
        return _KINDS[word]
    return _FAMILIES.get(type_.partition("/")[0], MessageType.DOCUMENT)


def _text(form: Form) -> Content | None:
    """An answer to a form comes as interactive without an id."""
    body = text(form.get("Body"))
    type_ = _KINDS.get(form.get("MessageType", "text"))
    known = type_ in (MessageType.TEXT, MessageType.INTERACTIVE)
    return Content(type_, body) if body and type_ and known else None


def _unsupported(form: Form, word: str | None) -> Content:
    return Content(MessageType.UNSUPPORTED, text(form.get("Body")), media=_media(form, 0), payload={"type": word})
