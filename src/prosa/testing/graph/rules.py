"""What the fake refuses: the limits of `POST /{phone-number-id}/messages` that matter to a sender."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from prosa.core.wire import obj, objects, text

TYPES = frozenset(
    {
        "text",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "interactive",
        "reaction",
        "template",
    }
)
FILES = frozenset({"image", "audio", "video", "document", "sticker"})

INVALID, MISSING, VALUE, MEDIA = 100, 131008, 131009, 131053


def problem(body: Mapping[str, Any], media: Collection[str]) -> tuple[int, str] | None:
    """Meta's code for what is wrong with a message, and where; `media` are the ids that were uploaded."""
    return next(_problems(body, media), None)


def _problems(body: Mapping[str, Any], media: Collection[str]) -> Iterator[tuple[int, str]]:
    type_ = text(body.get("type")) or ""
    if body.get("messaging_product") != "whatsapp":
        yield INVALID, "messaging_product must be whatsapp"
    if not text(body.get("to")) and not text(body.get("recipient")):
        yield INVALID, "to or recipient is required"
    if type_ not in TYPES:
        yield INVALID, f"type {type_!r} is unknown"
    elif not body.get(type_):
        yield MISSING, f"{type_} is required"
    if len(text(body.get("biz_opaque_callback_data")) or "") > 512:
        yield INVALID, "biz_opaque_callback_data is too long"
    content = obj(body.get(type_))
    if type_ == "text":
        yield from _length("text.body", content.get("body"), 4096)
    elif type_ == "interactive":
        yield from _interactive(content)
    elif type_ in FILES:
        yield from _file(type_, content, media)


def _length(where: str, value: Any, longest: int) -> Iterator[tuple[int, str]]:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        yield INVALID, f"{where} must have 1 to {longest} characters"


def _file(type_: str, content: Mapping[str, Any], media: Collection[str]) -> Iterator[tuple[int, str]]:
    if "link" not in content and content.get("id") not in media:
        yield MEDIA, f"{type_}.id names no uploaded file"
    if "caption" in content:
        yield from _length(f"{type_}.caption", content["caption"], 1024)


def _interactive(content: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    yield from _length("interactive.body", obj(content.get("body")).get("text"), 1024)
    action = obj(content.get("action"))
    if content.get("type") == "button":
        replies = [obj(button.get("reply")) for button in objects(action.get("buttons"))]
        yield from _choices("button", replies, most=3, id_=256, title=20)
    elif content.get("type") == "list":
        rows = [row for section in objects(action.get("sections")) for row in objects(section.get("rows"))]
        yield from _length("list.button", action.get("button"), 20)
        yield from _choices("row", rows, most=10, id_=200, title=24)


def _choices(what: str, choices: list[dict[str, Any]], *, most: int, id_: int, title: int) -> Iterator[tuple[int, str]]:
    if not 0 < len(choices) <= most:
        yield VALUE, f"1 to {most} {what}s are possible"
    ids = [choice.get("id") for choice in choices]
    if len(set(map(str, ids))) != len(ids):
        yield VALUE, f"{what} ids must differ"
    for choice in choices:
        yield from _length(f"{what}.id", choice.get("id"), id_)
        yield from _length(f"{what}.title", choice.get("title"), title)
