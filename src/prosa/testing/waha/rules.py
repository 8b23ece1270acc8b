"""What the fake refuses: a body that does not fit WAHA's own description of the call.

The words of JSON Schema that this description uses, and no others.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SENDS: Mapping[str, str] = {
    "sendText": "MessageTextRequest",
    "sendImage": "MessageImageRequest",
    "sendFile": "MessageFileRequest",
    "sendVoice": "MessageVoiceRequest",
    "sendVideo": "MessageVideoRequest",
    "sendLocation": "MessageLocationRequest",
    "sendContactVcard": "MessageContactVcardRequest",
    "sendPoll": "MessagePollRequest",
}
CALLS: Mapping[str, str] = {
    **SENDS,
    "reaction": "MessageReactionRequest",
    "sendSeen": "SendSeenRequest",
    "startTyping": "ChatRequest",
    "stopTyping": "ChatRequest",
    "create session": "SessionCreateRequest",
    "change session": "SessionUpdateRequest",
    "request-code": "RequestCodeRequest",
    "create group": "CreateGroupRequest",
}
"""Which schema describes the body of a call."""

_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
}
_Schema = Mapping[str, Any]


@cache
def _schemas() -> Mapping[str, _Schema]:
    read: dict[str, Any] = json.loads((Path(__file__).parent / "schemas.json").read_text("utf-8"))
    schemas: Mapping[str, _Schema] = read["components"]["schemas"]
    return schemas


def problems(call: str, body: Any) -> list[str]:
    """What is wrong with the body of a call; empty when nothing."""
    return list(_problems(_schemas()[CALLS[call]], body, "body"))


def _problems(schema: _Schema, value: Any, where: str) -> Iterator[str]:
    if "$ref" in schema:
        yield from _problems(_schemas()[schema["$ref"].rpartition("/")[2]], value, where)
    if not _is_of(schema.get("type"), value):
        yield f"{where} must be {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} must be one of {schema['enum']}"
    yield from _combined(schema, value, where)
    yield from _inside(schema, value, where)


def _is_of(type_: str | list[str] | None, value: Any) -> bool:
    names = [type_] if isinstance(type_, str) else type_ or []
    return not names or any(_TYPES[name](value) for name in names)


def _combined(schema: _Schema, value: Any, where: str) -> Iterator[str]:
    for part in schema.get("allOf", ()):
        yield from _problems(part, value, where)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            fits = sum(not list(_problems(part, value, where)) for part in schema[word])
            if fits == 0 or (word == "oneOf" and fits > 1):
                yield f"{where} must fit one of {len(schema[word])} descriptions, not {fits}"


def _inside(schema: _Schema, value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{where}.{name} should not be empty"
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from _problems(part, value[name], f"{where}.{name}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _problems(schema.get("items", {}), item, f"{where}.{number}")
