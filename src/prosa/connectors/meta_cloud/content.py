"""The content of one message, by its type, in neutral terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from prosa.channels.vcards import read_vcard
from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import number, obj, objects, scalars, text

_UNKNOWN_FILE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Content:
    """`payload` holds what is neither text nor file, under keys that other channels use too."""

    type: MessageType
    text: str | None = None
    button_id: str | None = None
    media: Media | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def content_of(message: Mapping[str, Any]) -> Content | None:
    """None when the type is unknown or lacks what makes it that type."""
    read = _READERS.get(text(message.get("type")) or "")
    return read(message) if read else None


def circumstances(message: Mapping[str, Any]) -> dict[str, Any]:
    """What may accompany any type: forwarding, the advertisement or product it started from, errors."""
    context = obj(message.get("context"))
    found: dict[str, Any] = {
        "forwarded": context.get("forwarded") is True or context.get("frequently_forwarded") is True,
        "frequently_forwarded": context.get("frequently_forwarded") is True,
        "referral": scalars(message.get("referral")),
        "product": scalars(context.get("referred_product")),
        "errors": errors_of(message),
    }
    return {key: value for key, value in found.items() if value}


def errors_of(carrier: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Meta's `errors` as code, title and detail."""
    return [
        {
            "code": text(error.get("code")),
            "title": text(error.get("title")) or text(error.get("message")),
            "detail": text(obj(error.get("error_data")).get("details")),
        }
        for error in objects(carrier.get("errors"))
    ]


def _text(message: Mapping[str, Any]) -> Content | None:
    body = obj(message.get("text")).get("body")
    return Content(MessageType.TEXT, body) if isinstance(body, str) else None


def _file(type_: MessageType) -> Callable[[Mapping[str, Any]], Content | None]:
    def read(message: Mapping[str, Any]) -> Content | None:
        file = obj(message.get(type_.value))
        return Content(type_, text(file.get("caption")), media=_media(file)) if file else None

    return read


def _media(file: Mapping[str, Any]) -> Media:
    size = file.get("file_size")
    return Media(
        mime_type=text(file.get("mime_type")) or _UNKNOWN_FILE,
        ref=text(file.get("id")),
        filename=text(file.get("filename")),
        sha256=text(file.get("sha256")),
        size=size if isinstance(size, int) else None,
        voice=file.get("voice") is True,
        animated=file.get("animated") is True,
    )


def _location(message: Mapping[str, Any]) -> Content | None:
    place = obj(message.get("location"))
    latitude, longitude = number(place.get("latitude")), number(place.get("longitude"))
    if latitude is None or longitude is None:
        return None
    words = {key: text(place.get(key)) for key in ("name", "address", "url")}
    payload = {"latitude": latitude, "longitude": longitude, **{k: v for k, v in words.items() if v}}
    return Content(MessageType.LOCATION, payload=payload)


def _contacts(message: Mapping[str, Any]) -> Content | None:
    cards = [_card(card) for card in objects(message.get("contacts"))]
    return Content(MessageType.CONTACTS, payload={"contacts": cards}) if cards else None


def _card(card: Mapping[str, Any]) -> dict[str, Any]:
    name, written = text(obj(card.get("name")).get("formatted_name")), text(card.get("vcard"))
    if written and not objects(card.get("phones")):
        return read_vcard(written, name)
    return {
        "name": name,
        "phones": [
            {"phone": text(phone.get("phone")), "wa_id": text(phone.get("wa_id"))}
            for phone in objects(card.get("phones"))
        ],
        "emails": [text(email.get("email")) for email in objects(card.get("emails"))],
        "organization": text(obj(card.get("org")).get("company")),
    }


def _interactive(message: Mapping[str, Any]) -> Content | None:
    interactive = obj(message.get("interactive"))
    kind = text(interactive.get("type")) or ""
    answer = obj(interactive.get(kind))
    if not answer:
        return None
    if kind in ("button_reply", "list_reply"):
        return _choice(text(answer.get("id")), text(answer.get("title")), text(answer.get("description")))
    if kind == "nfm_reply":
        return Content(MessageType.INTERACTIVE, text(answer.get("body")), payload={"form": _form(answer)})
    if kind == "call_permission_reply":
        return Content(MessageType.INTERACTIVE, payload={"call_permission": scalars(answer)})
    return None


def _template_button(message: Mapping[str, Any]) -> Content | None:
    button = obj(message.get("button"))
    return _choice(text(button.get("payload")), text(button.get("text")), None) if button else None


def _choice(id_: str | None, title: str | None, description: str | None) -> Content | None:
    if not id_ and not title:
        return None
    payload = {"description": description} if description else {}
    return Content(MessageType.INTERACTIVE, title, button_id=id_, payload=payload)


def _form(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A filled-in form. Its values come as JSON in a string, which may be broken or missing: then raw."""
    raw = text(answer.get("response_json"))
    try:
        values = orjson.loads(raw or "null")
    except orjson.JSONDecodeError:
        values = None
    return {
        "name": text(answer.get("name")),
        "values": scalars(values),
        "raw": None if isinstance(values, dict) else raw,
    }


def _order(message: Mapping[str, Any]) -> Content | None:
    order = obj(message.get("order"))
    if not order:
        return None
    items = [_item(item) for item in objects(order.get("product_items"))]
    payload = {"catalog_id": text(order.get("catalog_id")), "items": items}
    return Content(MessageType.ORDER, text(order.get("text")), payload=payload)


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    price, quantity = number(item.get("item_price")), number(item.get("quantity"))
    return {
        "product_id": text(item.get("product_retailer_id")),
        "quantity": None if quantity is None else round(quantity),
        "price_cents": None if price is None else round(price * 100),
        "currency": text(item.get("currency")),
    }


_READERS: dict[str, Callable[[Mapping[str, Any]], Content | None]] = {
    "text": _text,
    "image": _file(MessageType.IMAGE),
    "video": _file(MessageType.VIDEO),
    "audio": _file(MessageType.AUDIO),
    "document": _file(MessageType.DOCUMENT),
    "sticker": _file(MessageType.STICKER),
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _template_button,
    "order": _order,
}
