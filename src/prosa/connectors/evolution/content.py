"""The content of one message, by the name of its part, in neutral terms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from prosa.channels.vcards import read_vcard
from prosa.connectors.evolution.values import checksum, integer
from prosa.conversations.schemas import Media, MessageType
from prosa.core.wire import number, obj, objects, scalars, text

_UNKNOWN_FILE = "application/octet-stream"
_OFTEN = 5
"""Forwarding score from which WhatsApp says "forwarded many times"."""

WRAPPERS = frozenset(
    {
        "botInvokeMessage",
        "deviceSentMessage",
        "documentWithCaptionMessage",
        "editedMessage",
        "ephemeralMessage",
        "groupMentionedMessage",
        "lottieStickerMessage",
        "viewOnceMessage",
        "viewOnceMessageV2",
        "viewOnceMessageV2Extension",
    }
)
"""Parts that hold another message: one that vanishes, may be seen once, was changed."""

ASIDE = frozenset({"base64", "mediaUrl", "messageContextInfo", "senderKeyDistributionMessage", "speechToText"})
"""What stands beside the content, sometimes before it."""

Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """`payload` holds what is neither text nor file, under keys that other channels use too. `reply_to` is what the
    part itself refers to."""

    type: MessageType
    text: str | None = None
    button_id: str | None = None
    media: Media | None = None
    reply_to: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


def unwrapped(message: Part) -> dict[str, Any]:
    """The innermost message. What it is wrapped in may be the only key, or stand beside others."""
    found = dict(message)
    while inner := _inner(found):
        found = inner
    return found


def _inner(message: Part) -> dict[str, Any]:
    held = (obj(obj(part).get("message")) for kind, part in message.items() if kind in WRAPPERS)
    return next((inner for inner in held if inner), {})


def content_of(message: Part, ref: str) -> Content | None:
    """Of an unwrapped message; `ref` is the id its file is asked for by. None when no part is known."""
    for kind, part in message.items():
        read = _READERS.get(kind)
        content = read(part, ref) if read else None
        if content is not None:
            return content
    return None


def kind_of(message: Part) -> str | None:
    """The name of the part that says what it is; None when there is only what stands beside."""
    return next((kind for kind in message if kind not in ASIDE), None)


def context_of(raw: Part, message: Part) -> dict[str, Any]:
    """What the message refers to: told beside the message, or inside its part."""
    inside = (obj(obj(part).get("contextInfo")) for part in message.values())
    return obj(raw.get("contextInfo")) or next((found for found in inside if found), {})


def circumstances(context: Part) -> dict[str, Any]:
    """What may accompany any type: forwarding, and the advertisement it started from."""
    score = integer(context.get("forwardingScore")) or 0
    found: dict[str, Any] = {
        "forwarded": context.get("isForwarded") is True or score > 0,
        "frequently_forwarded": score >= _OFTEN,
        "referral": _referral(context),
    }
    return {key: value for key, value in found.items() if value}


_AD = {
    "sourceId": "source_id",
    "sourceUrl": "source_url",
    "sourceType": "source_type",
    "title": "headline",
    "body": "body",
    "mediaType": "media_type",
    "mediaUrl": "media_url",
    "thumbnailUrl": "image_url",
    "ctwaClid": "ctwa_clid",
    "ref": "ref",
}


def _referral(context: Part) -> dict[str, Any]:
    told = scalars(context.get("externalAdReply"))
    return {name: told[key] for key, name in _AD.items() if told.get(key) not in (None, "")}


def _text(part: Any, _: str) -> Content | None:
    said = text(part) or text(obj(part).get("text"))
    return Content(MessageType.TEXT, said) if said else None


def _file(type_: MessageType) -> Callable[[Any, str], Content | None]:
    def read(part: Any, ref: str) -> Content | None:
        file = obj(part)
        return Content(type_, text(file.get("caption")), media=_media(file, ref)) if file else None

    return read


def _media(file: Part, ref: str) -> Media:
    return Media(
        mime_type=text(file.get("mimetype")) or _UNKNOWN_FILE,
        ref=ref,
        filename=text(file.get("fileName")) or text(file.get("title")),
        sha256=checksum(file.get("fileSha256")),
        size=integer(file.get("fileLength")),
        voice=file.get("ptt") is True,
        animated=file.get("isAnimated") is True or file.get("gifPlayback") is True,
    )


def _location(part: Any, _: str) -> Content | None:
    place = obj(part)
    latitude, longitude = number(place.get("degreesLatitude")), number(place.get("degreesLongitude"))
    if latitude is None or longitude is None:
        return None
    words = {key: text(place.get(key)) for key in ("name", "address", "url")}
    payload = {"latitude": latitude, "longitude": longitude, **{k: v for k, v in words.items() if v}}
    return Content(MessageType.LOCATION, text(place.get("caption")), payload=payload)


def _contact(part: Any, _: str) -> Content | None:
    return _cards([obj(part)])


def _contacts(part: Any, _: str) -> Content | None:
    return _cards(objects(obj(part).get("contacts")))


def _cards(found: list[dict[str, Any]]) -> Content | None:
    cards = [read_vcard(text(card.get("vcard")) or "", text(card.get("displayName"))) for card in found if card]
    return Content(MessageType.CONTACTS, payload={"contacts": cards}) if cards else None


def _button(part: Any, _: str) -> Content | None:
    answer = obj(part)
    title = text(answer.get("selectedDisplayText")) or text(obj(answer.get("response")).get("selectedDisplayText"))
    return _choice(text(answer.get("selectedButtonId")) or text(answer.get("selectedId")), title, None)


def _row(part: Any, _: str) -> Content | None:
    answer = obj(part)
    id_ = text(obj(answer.get("singleSelectReply")).get("selectedRowId"))
    return _choice(id_, text(answer.get("title")), text(answer.get("description")))


def _choice(id_: str | None, title: str | None, description: str | None) -> Content | None:
    if not id_ and not title:
        return None
    payload = {"description": description} if description else {}
    return Content(MessageType.INTERACTIVE, title, button_id=id_, payload=payload)


def _interactive(part: Any, _: str) -> Content | None:
    """What was chosen comes as JSON in a text, which may be broken or missing; without an id it is a form."""
    answer = obj(part)
    flow = obj(answer.get("nativeFlowResponseMessage"))
    raw = text(flow.get("paramsJson"))
    values = _read(raw)
    title = text(obj(answer.get("body")).get("text")) or text(values.get("display_text")) or text(values.get("title"))
    id_ = text(values.get("id"))
    if id_ or not raw:
        return _choice(id_, title, text(values.get("description")))
    form = {"name": text(flow.get("name")), "values": scalars(values), "raw": None if values else raw}
    return Content(MessageType.INTERACTIVE, title, payload={"form": form})


def _read(raw: str | None) -> dict[str, Any]:
    try:
        return obj(orjson.loads(raw or "null"))
    except orjson.JSONDecodeError:
        return {}


def _order(part: Any, _: str) -> Content | None:
    """It names the sum and how many things it is for, but not which."""
    order = obj(part)
    if not order:
        return None
    thousandths = integer(order.get("totalAmount1000"))
    item = {
        "product_id": text(order.get("orderId")),
        "name": text(order.get("orderTitle")),
        "quantity": 1,
        "price_cents": None if thousandths is None else round(thousandths / 10),
        "currency": text(order.get("totalCurrencyCode")),
    }
    payload = {"order_id": text(order.get("orderId")), "item_count": integer(order.get("itemCount")), "items": [item]}
    return Content(MessageType.ORDER, text(order.get("message")), payload=payload)


def _poll(part: Any, _: str) -> Content | None:
    """A question with answers to vote on, as text: votes come encrypted."""
    poll = obj(part)
    name = text(poll.get("name"))
    options = [text(option.get("optionName")) or "" for option in objects(poll.get("options"))]
    if not name:
        return None
    lines = [name, *(f"{place}. {option}" for place, option in enumerate(options, start=1))]
    return Content(MessageType.TEXT, "\n".join(lines), payload={"poll": {"name": name, "options": options}})


def _vote(part: Any, _: str) -> Content:
    """What was voted for, where Evolution could read it."""
    vote = obj(part)
    chosen = [found for found in _names(obj(vote.get("vote")).get("selectedOptions")) if found]
    poll = text(obj(vote.get("pollCreationMessageKey")).get("id"))
    if chosen:
        return Content(MessageType.INTERACTIVE, ", ".join(chosen), reply_to=poll)
    return Content(MessageType.UNSUPPORTED, reply_to=poll, payload={"type": "pollUpdateMessage"})


def _names(options: Any) -> Iterator[str | None]:
    for option in options if isinstance(options, list) else ():
        yield text(option) or text(obj(option).get("name"))


def _offer(*paths: tuple[str, ...]) -> Callable[[Any, str], Content | None]:
    """Buttons or a list that somebody sent: its words are at one of these places."""

    def read(part: Any, _: str) -> Content | None:
        said = next((found for path in paths if (found := _at(part, path))), None)
        return Content(MessageType.TEXT, said) if said else None

    return read


def _at(part: Any, path: tuple[str, ...]) -> str | None:
    for key in path[:-1]:
        part = obj(part).get(key)
    return text(obj(part).get(path[-1]))


_READERS: dict[str, Callable[[Any, str], Content | None]] = {
    "conversation": _text,
    "extendedTextMessage": _text,
    "imageMessage": _file(MessageType.IMAGE),
    "videoMessage": _file(MessageType.VIDEO),
    "ptvMessage": _file(MessageType.VIDEO),
    "audioMessage": _file(MessageType.AUDIO),
    "documentMessage": _file(MessageType.DOCUMENT),
    "stickerMessage": _file(MessageType.STICKER),
    "locationMessage": _location,
    "liveLocationMessage": _location,
    "contactMessage": _contact,
    "contactsArrayMessage": _contacts,
    "buttonsResponseMessage": _button,
    "templateButtonReplyMessage": _button,
    "listResponseMessage": _row,
    "interactiveResponseMessage": _interactive,
    "orderMessage": _order,
    "pollCreationMessage": _poll,
    "pollCreationMessageV2": _poll,
    "pollCreationMessageV3": _poll,
    "pollUpdateMessage": _vote,
    "buttonsMessage": _offer(("contentText",), ("text",)),
    "listMessage": _offer(("description",), ("title",)),
    "interactiveMessage": _offer(("body", "text"), ("header", "title")),
    "templateMessage": _offer(
        ("hydratedTemplate", "hydratedContentText"),
        ("hydratedFourRowTemplate", "hydratedContentText"),
        ("interactiveMessageTemplate", "body", "text"),
    ),
}
