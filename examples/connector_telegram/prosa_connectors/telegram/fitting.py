"""A message as a method of the Bot API with its parameters, within its limits. What does not fit is refused: nothing is
cut off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa_connectors.telegram import people

from prosa.channels.fitting import Unfit, essence, linked, numbered, within
from prosa.channels.port import Outgoing
from prosa.conversations.schemas import Media, MessageType, Option
from prosa.core.wire import number, obj, objects

TEXT = 4096
CAPTION = 1024
BUTTONS = 10
"""Telegram takes a hundred; more than these nobody reads under a message."""
BUTTON_TITLE = 40
"""Telegram sets no limit, but a phone shows about this much."""
_CALLBACK_BYTES = 64
FILE = 50 * 1024 * 1024
_PHOTO = 10 * 1024 * 1024
ATTACHED = "attach://file"
"""Stands for the file that travels in the same form under the name `file`."""

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_VOICES = frozenset({"audio/ogg", "application/ogg", "audio/opus"})
_MUSIC = frozenset({"audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/m4a"})
_STICKERS = frozenset({"image/webp", "video/webm", "application/x-tgsticker"})
_FILES = (MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT, MessageType.STICKER)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `POST …/<method>`. With `attached`, the message's file goes along."""

    method: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    attached: bool = False


def call_for(message: Outgoing) -> Call:
    """Raises `Unfit`."""
    chat = people.chat_of(message.to)
    if message.type is MessageType.REACTION:
        return _reaction(chat, message)
    call = _content(message)
    return Call(call.method, {"chat_id": chat, **call.parameters, **_reply(message)}, call.attached)


def _content(message: Outgoing) -> Call:
    if message.media is not None:
        return _file(message, message.media)
    match message.type:
        case MessageType.TEXT | MessageType.INTERACTIVE:
            text, keyboard = _words(message)
            return Call("sendMessage", {"text": within(text, TEXT, "text"), **keyboard})
        case MessageType.LOCATION:
            return _place(message.payload)
        case MessageType.CONTACTS:
            return _contacts(message.payload)
        case type_ if type_ in _FILES:
            raise Unfit("no_file", "the file of this message is not there")
        case _:
            raise Unfit("type_not_sendable", f"a message of type {message.type} cannot be sent here")


def _reply(message: Outgoing) -> dict[str, Any]:
    """An answer to something that was deleted meanwhile goes out as an ordinary message."""
    target = people.numbered(message.reply_to)
    if target is None:
        return {}
    return {"reply_parameters": {"message_id": target, "allow_sending_without_reply": True}}


def _reaction(chat: int, message: Outgoing) -> Call:
    """No text removes the reaction. A bot has one for each message, and Telegram says which emoji it may be."""
    target = people.numbered(message.reply_to)
    if target is None:
        raise Unfit("no_target", "a reaction needs the message it is for")
    shown = [{"type": "emoji", "emoji": message.text}] if message.text else []
    return Call("setMessageReaction", {"chat_id": chat, "message_id": target, "reaction": shown})


def _words(message: Outgoing) -> tuple[str, dict[str, Any]]:
    """The text and the keyboard beneath it. What has no place on a button stands in the text."""
    link = obj(message.payload.get("link"))
    title, url = str(link.get("title") or "").strip(), str(link.get("url") or "")
    if not url:
        return _choice(message.text, message.options)
    if message.options or not _opens(title, url):
        return _choice(linked(message.text, title, url), message.options)
    return message.text or title, _keyboard([{"text": title, "url": url}])


def _opens(title: str, url: str) -> bool:
    """Whether Telegram makes a button of it."""
    return 0 < len(title) <= BUTTON_TITLE and url.startswith(("https://", "http://"))


def _choice(text: str | None, options: Sequence[Option]) -> tuple[str, dict[str, Any]]:
    if not options:
        return text or "", {}
    written = numbered(text, options)
    if not _pressable(options):
        return written, {}
    whole = all(len(option.title.strip()) <= BUTTON_TITLE and not option.description for option in options)
    buttons = [{"text": _short(option.title.strip()), "callback_data": option.id} for option in options]
    return (text if whole and text and text.strip() else written), _keyboard(buttons)


def _pressable(options: Sequence[Option]) -> bool:
    """Whether each can be a button that comes back as itself."""
    ids = {option.id for option in options}
    fit = all(0 < len(option.id.encode()) <= _CALLBACK_BYTES and option.title.strip() for option in options)
    return fit and len(ids) == len(options) <= BUTTONS


def _short(title: str) -> str:
    return title if len(title) <= BUTTON_TITLE else f"{title[: BUTTON_TITLE - 1]}…"


def _keyboard(buttons: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"reply_markup": {"inline_keyboard": [[button] for button in buttons]}}


def _file(message: Outgoing, media: Media) -> Call:
    if message.file is None:
        raise Unfit("no_file", "the file of this message is not there")
    if (media.size or 0) > FILE:
        raise Unfit("file_too_large", f"the file has {media.size} bytes, {FILE} are possible")
    text, keyboard = _words(message)
    name = _shown_as(message, media, captioned=bool(text))
    caption = {"caption": within(text, CAPTION, "caption")} if text else {}
    return Call(f"send{name.capitalize()}", {name: ATTACHED, **caption, **keyboard}, attached=True)


def _shown_as(message: Outgoing, media: Media, *, captioned: bool) -> str:
    """The parameter's name. What Telegram cannot show, or not with this text, is sent as a document."""
    type_, kind = essence(media), message.type
    if kind is MessageType.IMAGE and type_ in _PICTURES and (media.size or 0) <= _PHOTO:
        return "photo"
    if kind is MessageType.VIDEO and type_ == "video/mp4":
        return "video"
    if kind is MessageType.AUDIO and (type_ in _VOICES or (media.voice and type_ in _MUSIC)):
        return "voice"
    if kind is MessageType.AUDIO and type_ in _MUSIC:
        return "audio"
    if kind is MessageType.STICKER and type_ in _STICKERS and not captioned:
        return "sticker"
    return "document"


def _place(payload: Mapping[str, Any]) -> Call:
    latitude, longitude = number(payload.get("latitude")), number(payload.get("longitude"))
    if latitude is None or longitude is None:
        raise Unfit("no_place", "a location needs latitude and longitude")
    where = {"latitude": latitude, "longitude": longitude}
    name, address = str(payload.get("name") or ""), str(payload.get("address") or "")
    if not name and not address:
        return Call("sendLocation", where)
    return Call("sendVenue", {**where, "title": name or address, "address": address or name})


def _contacts(payload: Mapping[str, Any]) -> Call:
    """A card takes one person with one phone; more than that is written out."""
    cards = objects(list(payload.get("contacts") or ()))
    shared = [(str(card.get("name") or "?"), _phones(card)) for card in cards]
    if not shared:
        raise Unfit("no_contacts", "there is no contact to share")
    (name, phones), *others = shared
    if not others and len(phones) == 1:
        return Call("sendContact", {"phone_number": phones[0], "first_name": name})
    lines = "\n".join(f"{each}: {', '.join(known)}" if known else each for each, known in shared)
    return Call("sendMessage", {"text": within(lines, TEXT, "text")})


def _phones(card: Mapping[str, Any]) -> list[str]:
    return [str(phone["phone"]) for phone in objects(list(card.get("phones") or ())) if phone.get("phone")]
