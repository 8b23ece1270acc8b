"""A message as the Cloud API takes it, within its limits.

Choices that do not fit buttons become a list, those that do not fit a list become numbered text; files of a
kind the API does not show become documents. What still does not fit is refused: nothing is cut off silently.
"""

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from prosa.channels.fitting import Unfit, essence, linked, numbered, within
from prosa.channels.port import Outgoing
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType, Option

TEXT = 4096
CAPTION = 1024
INTERACTIVE_BODY = 1024
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
ROWS, ROW_TITLE, ROW_ID, ROW_DESCRIPTION = 10, 24, 200, 72
LIST_LABEL = 20
LINK_TITLE = 20
DEFAULT_LIST_LABEL = "Ver opções"

_MB = 1024 * 1024
_FILES: dict[MessageType, tuple[int, frozenset[str]]] = {
    MessageType.IMAGE: (5 * _MB, frozenset({"image/jpeg", "image/png"})),
    MessageType.AUDIO: (
        16 * _MB,
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    ),
    MessageType.VIDEO: (16 * _MB, frozenset({"video/mp4", "video/3gpp"})),
    MessageType.STICKER: (100 * 1024, frozenset({"image/webp"})),
}
_ANIMATED_STICKER = 500 * 1024
_DOCUMENT = 100 * _MB
_FILE_TYPES = (*_FILES, MessageType.DOCUMENT)
_WITHOUT_CAPTION = (MessageType.AUDIO, MessageType.STICKER)


def request_body(message: Outgoing, media_id: str | None = None) -> dict[str, Any]:
    """Body of `POST /{phone-number-id}/messages`. Our id travels as `biz_opaque_callback_data` and comes back
    with every status, which is how a send of unknown outcome is settled. Raises `Unfit`."""
    type_, content = _content(message, media_id)
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(message.to),
        "type": type_,
        type_: content,
        "biz_opaque_callback_data": str(message.message_id),
    }
    if message.reply_to and type_ != "reaction":
        body["context"] = {"message_id": message.reply_to}
    return body


def _address(to: Sequence[Identity]) -> dict[str, str]:
    """The phone when there is one: with both, Meta uses it anyway."""
    by_kind = {identity.kind: identity.value for identity in reversed(to)}
    phone = re.sub(r"\D", "", by_kind.get(IdentityKind.PHONE, ""))
    if phone:
        return {"to": phone}
    scoped = by_kind.get(IdentityKind.BSUID) or by_kind.get(IdentityKind.PARENT_BSUID)
    if scoped:
        return {"recipient": scoped}
    raise Unfit("no_address", "the contact has neither a phone nor a business-scoped id")


def _content(message: Outgoing, media_id: str | None) -> tuple[str, Any]:
    if message.media is not None:
        return _file(message, message.media, media_id)
    if message.type in _FILE_TYPES:
        raise Unfit("no_file", "the file of this message is not there")
    match message.type:
        case MessageType.TEXT | MessageType.INTERACTIVE:
            return _words(message)
        case MessageType.REACTION:
            return "reaction", _reaction(message)
        case MessageType.LOCATION:
            return "location", _location(message.payload)
        case MessageType.CONTACTS:
            return "contacts", _contacts(message.payload)
        case MessageType.TEMPLATE:
            return "template", _template(message.payload)
        case _:
            raise Unfit("type_not_sendable", f"a message of type {message.type} cannot be sent here")


def _words(message: Outgoing) -> tuple[str, dict[str, Any]]:
    link = message.payload.get("link")
    if not isinstance(link, Mapping):
        return _choice(message) if message.options else ("text", _text(message.text))
    title, url = str(link.get("title") or "").strip(), str(link.get("url") or "")
    if message.options or not _opens(title, url) or len(message.text or "") > INTERACTIVE_BODY:
        return _words(replace(message, text=linked(message.text, title, url), payload={}))
    action = {"name": "cta_url", "parameters": {"display_text": title, "url": url}}
    return "interactive", {"type": "cta_url", "body": {"text": message.text or title}, "action": action}


def _opens(title: str, url: str) -> bool:
    """Whether Meta makes a button of it."""
    return 0 < len(title) <= LINK_TITLE and url.startswith(("https://", "http://"))


def _text(text: str | None) -> dict[str, Any]:
    return {"body": within(text, TEXT, "text")}


def _choice(message: Outgoing) -> tuple[str, dict[str, Any]]:
    label = str(message.payload.get("list_label") or DEFAULT_LIST_LABEL)[:LIST_LABEL]
    body = message.text or label
    shown = _buttons(message.options) or _list(message.options, label)
    if shown is None or len(body) > INTERACTIVE_BODY:
        return "text", _text(numbered(message.text, message.options))
    type_, action = shown
    return "interactive", {"type": type_, "body": {"text": body}, "action": action}


def _buttons(options: Sequence[Option]) -> tuple[str, dict[str, Any]] | None:
    """Titles must differ. A description has no place on a button, so such options go to a list."""
    titles = {option.title.strip() for option in options}
    fits = (
        len(options) <= BUTTONS
        and len(titles) == len(options)
        and all(0 < len(title) <= BUTTON_TITLE for title in titles)
        and not any(option.description for option in options)
        and _ids_fit(options, BUTTON_ID)
    )
    if not fits:
        return None
    replies = [{"id": option.id, "title": option.title.strip()} for option in options]
    return "button", {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}


def _list(options: Sequence[Option], label: str) -> tuple[str, dict[str, Any]] | None:
    """A title that is too long is shown whole in the row's description."""
    rows = [_row(option) for option in options]
    fits = (
        len(rows) <= ROWS
        and all(row["title"] and len(row.get("description", "")) <= ROW_DESCRIPTION for row in rows)
        and _ids_fit(options, ROW_ID)
    )
    return ("list", {"button": label, "sections": [{"rows": rows}]}) if fits else None


def _row(option: Option) -> dict[str, str]:
    title = option.title.strip()
    long = len(title) > ROW_TITLE
    description = " · ".join(filter(None, (title if long else None, option.description)))
    row = {"id": option.id, "title": f"{title[: ROW_TITLE - 1]}…" if long else title}
    return {**row, "description": description} if description else row


def _ids_fit(options: Sequence[Option], longest: int) -> bool:
    ids = [option.id for option in options]
    return len(set(ids)) == len(ids) and all(id_ == id_.strip() and 0 < len(id_) <= longest for id_ in ids)


def _file(message: Outgoing, media: Media, media_id: str | None) -> tuple[str, dict[str, Any]]:
    kind = file_kind(message, media)
    content = _source(media, media_id)
    caption = numbered(message.text, message.options) if message.options else message.text
    if caption:
        content["caption"] = within(caption, CAPTION, "caption")
    if kind is MessageType.DOCUMENT:
        content["filename"] = media.filename or f"file{mimetypes.guess_extension(essence(media)) or ''}"
    if kind is MessageType.AUDIO and media.voice and essence(media) == "audio/ogg":
        content["voice"] = True
    return kind.value, content


def _source(media: Media, media_id: str | None) -> dict[str, Any]:
    handle = media_id or media.ref
    if handle is None:
        raise Unfit("no_file", "the file of this message is not there")
    return {"link": handle} if handle.startswith(("https://", "http://")) else {"id": handle}


def file_kind(message: Outgoing, media: Media) -> MessageType:
    """How WhatsApp will show the file. What it cannot show, or not with this text, is sent as a document.
    Raises `Unfit` when it is too large even for that."""
    size = media.size or 0
    if size > _DOCUMENT:
        raise Unfit("file_too_large", f"the file has {size} bytes, {_DOCUMENT} are possible")
    largest, types = _FILES.get(message.type, (0, frozenset()))
    if message.type is MessageType.STICKER and media.animated:
        largest = _ANIMATED_STICKER
    captioned = bool(message.text or message.options) and message.type in _WITHOUT_CAPTION
    shown = essence(media) in types and size <= largest and not captioned
    return message.type if shown else MessageType.DOCUMENT


def _reaction(message: Outgoing) -> dict[str, Any]:
    """No text removes the reaction."""
    if not message.reply_to:
        raise Unfit("no_target", "a reaction needs the message it is for")
    return {"message_id": message.reply_to, "emoji": message.text or ""}


def _location(payload: Mapping[str, Any]) -> dict[str, Any]:
    if payload.get("latitude") is None or payload.get("longitude") is None:
        raise Unfit("no_place", "a location needs latitude and longitude")
    named = {key: payload[key] for key in ("name", "address") if payload.get(key)}
    return {"latitude": payload["latitude"], "longitude": payload["longitude"], **named}


def _contacts(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    cards = [_card(card) for card in payload.get("contacts", ())]
    if not cards:
        raise Unfit("no_contacts", "there is no contact to share")
    return cards


def _card(card: Mapping[str, Any]) -> dict[str, Any]:
    """Meta wants one part of the name beside the whole."""
    name = str(card.get("name") or "?")
    phones = [{"phone": phone["phone"]} for phone in card.get("phones", ()) if phone.get("phone")]
    return {"name": {"formatted_name": name, "first_name": name}, "phones": phones}


def _template(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Variables without a value leave no component: Meta says how many it wants."""
    name, language = payload.get("name"), payload.get("language")
    if not name or not language:
        raise Unfit("no_template", "a template needs name and language")
    header, body = payload.get("header_variable"), payload.get("variables") or ()
    components = [
        *([{"type": "header", "parameters": _parameters([header])}] if header else ()),
        *([{"type": "body", "parameters": _parameters(body)}] if body else ()),
        *(_address_ending(index, ending) for index, ending in (payload.get("button_variables") or {}).items()),
    ]
    template = {"name": name, "language": {"code": language}}
    return {**template, "components": components} if components else template


def _parameters(values: Sequence[Any]) -> list[dict[str, str]]:
    return [{"type": "text", "text": str(value)} for value in values]


def _address_ending(index: str, ending: Any) -> dict[str, Any]:
    return {"type": "button", "sub_type": "url", "index": str(index), "parameters": _parameters([ending])}
