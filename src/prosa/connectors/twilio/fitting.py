"""A message as the fields of Twilio's form, within its limits. What does not fit is refused: nothing is cut off."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from prosa.channels.fitting import Unfit, essence, linked, numbered, within
from prosa.channels.port import Outgoing
from prosa.connectors.twilio.numbering import numbering_of
from prosa.connectors.twilio.parse import OUR_ID
from prosa.connectors.twilio.settings import TwilioSettings, sid
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import number, obj

TEXT = 1600
FILE = 16 * 1024 * 1024
RETRIES = "#rc=5&rp=all"
"""Makes Twilio deliver again, five times, whatever goes wrong; by itself it would not."""

_FILES = (MessageType.IMAGE, MessageType.VIDEO, MessageType.AUDIO, MessageType.DOCUMENT, MessageType.STICKER)
_CONTENT = sid("HX")
_SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+")
_PHONE = re.compile(r"[1-9][0-9]{6,14}")

Fields = dict[str, str]


def request_form(settings: TwilioSettings, message: Outgoing) -> Fields:
    """Fields of `POST …/Messages.json`. Our id travels in the address for statuses. Raises `Unfit`."""
    fields = {"To": address(message.to), "From": settings.sender, **_content(settings, message)}
    if settings.messaging_service_sid:
        fields["MessagingServiceSid"] = settings.messaging_service_sid
    if settings.status_callback:
        fields["StatusCallback"] = f"{settings.status_callback}?{OUR_ID}={message.message_id}{RETRIES}"
    return fields


def address(to: Sequence[Identity]) -> str:
    """Where Twilio reaches the person. Raises `Unfit`."""
    by_kind = {identity.kind: identity.value for identity in reversed(to)}
    phone = re.sub(r"\D", "", by_kind.get(IdentityKind.PHONE, ""))
    if _PHONE.fullmatch(phone):
        return f"whatsapp:+{phone}"
    scoped = by_kind.get(IdentityKind.BSUID) or by_kind.get(IdentityKind.PARENT_BSUID) or ""
    if _SCOPED.fullmatch(scoped):
        return f"whatsapp:{scoped}"
    raise Unfit("no_address", "the contact has neither a phone nor a business-scoped id")


def _content(settings: TwilioSettings, message: Outgoing) -> Fields:
    if message.media is not None:
        return _file(message, message.media, settings.reachable(message.file_url))
    match message.type:
        case MessageType.TEXT | MessageType.INTERACTIVE:
            return {"Body": within(written(message), TEXT, "text")}
        case MessageType.LOCATION:
            return _place(message.payload)
        case MessageType.TEMPLATE:
            return _template(message.payload)
        case type_ if type_ in _FILES:
            raise Unfit("no_file", "the file of this message is not there")
        case _:
            raise Unfit("type_not_sendable", f"a message of type {message.type} cannot be sent here")


def written(message: Outgoing) -> str | None:
    """The text with its choices and its link, none of which Twilio shows as buttons outside a template."""
    text = numbered(message.text, message.options) if message.options else message.text
    link = obj(message.payload.get("link"))
    return linked(text, str(link.get("title") or ""), str(link["url"])) if link.get("url") else text


def has_file(message: Outgoing) -> bool:
    return message.media is not None or message.type in _FILES


def shown_text(message: Outgoing) -> str | None:
    """What Twilio's list shows of it; None for a template, of which it shows what it likes. Raises `Unfit`."""
    match message.type:
        case MessageType.TEMPLATE:
            return None
        case MessageType.LOCATION:
            return _place(message.payload)["Body"]
        case _:
            return written(message) or ""


def _file(message: Outgoing, media: Media, url: str | None) -> Fields:
    """Twilio fetches it from us. Sound and stickers are shown without a text."""
    if (media.size or 0) > FILE:
        raise Unfit("file_too_large", f"the file has {media.size} bytes, {FILE} are possible")
    if message.file is None:
        raise Unfit("no_file", "the file of this message is not there")
    if url is None:
        raise Unfit("no_public_address", "Twilio fetches files from us: set the public address of this installation")
    caption = written(message)
    if not caption:
        return {"MediaUrl": url}
    if message.type in (MessageType.AUDIO, MessageType.STICKER) or essence(media).startswith("audio/"):
        raise Unfit("no_caption", "sound and stickers are sent without a text")
    return {"MediaUrl": url, "Body": within(caption, TEXT, "caption")}


def _place(payload: Mapping[str, Any]) -> Fields:
    latitude, longitude = number(payload.get("latitude")), number(payload.get("longitude"))
    if latitude is None or longitude is None:
        raise Unfit("no_place", "a location needs latitude and longitude")
    position = f"{_degrees(latitude)},{_degrees(longitude)}"
    name, address = str(payload.get("name") or ""), str(payload.get("address") or "")
    label = (address or name).replace("|", " ")
    action = f"geo:{position}|{label}" if label else f"geo:{position}"
    return {"PersistentAction": action, "Body": within(name or address or position, TEXT, "name")}


def _degrees(value: float) -> str:
    """To the centimetre, and never with an exponent."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def _template(payload: Mapping[str, Any]) -> Fields:
    """`ref` is the content's id, with the numbers of its variables where they are not as we number them."""
    content, numbering = numbering_of(str(payload.get("ref") or ""))
    if not _CONTENT.fullmatch(content):
        raise Unfit("no_template", "a template needs the id Twilio gave it")
    buttons = obj(payload.get("button_variables"))
    values = numbering.values(
        [str(value) for value in payload.get("variables") or ()],
        payload.get("header_variable"),
        {int(index): str(value) for index, value in buttons.items() if str(index).isdecimal()},
    )
    return {"ContentSid": content, **({"ContentVariables": json.dumps(values)} if values else {})}
