"""What the fake refuses: bodies that do not fit the description of Evolution's requests, in its words."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
SCHEMAS: Mapping[str, Any] = {
    name: schema
    for file in ("requests.schema.json", "more.schema.json")
    for name, schema in json.loads((_HERE / file).read_text("utf-8"))["requests"].items()
}
"""By method and path, such as `POST /message/sendText/{instance}`."""

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def problems(operation: str, body: Any) -> list[str]:
    """What is wrong with the body of an operation; empty when nothing is, or nobody described it."""
    return list(_of(SCHEMAS.get(operation, {}), body, "instance"))


def _of(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """The part of JSON Schema that these descriptions use."""
    wanted = schema.get("type")
    if wanted and not _is(value, wanted):
        yield f"{where} is not of a type(s) {wanted}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is not one of enum values: {','.join(schema['enum'])}"
    for kind, read in _PARTS.items():
        if isinstance(value, kind):
            yield from read(schema, value, where)


def _is(value: Any, wanted: str) -> bool:
    return isinstance(value, _TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))


def _object(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f'{where} requires property "{name}"'
    for name, item in value.items():
        if name in known:
            yield from _of(known[name], item, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f'{where} is not allowed to have the additional property "{name}"'


def _array(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{where} does not meet minimum length of {schema['minItems']}"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{where} does not meet maximum length of {schema['maxItems']}"
    if schema.get("uniqueItems") and len(set(map(json.dumps, value))) < len(value):
        yield f"{where} contains duplicate item"
    for place, item in enumerate(value):
        yield from _of(schema.get("items", {}), item, f"{where}[{place}]")


def _string(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{where} does not meet minimum length of {schema['minLength']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} does not match pattern {schema['pattern']}"


_PARTS: Mapping[type, Callable[[Mapping[str, Any], Any, str], Iterator[str]]] = {
    dict: _object,
    list: _array,
    str: _string,
}
