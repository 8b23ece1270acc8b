"""JSON from outside: read without trusting its shape.

The accessors never raise: a value of another type than expected reads as absent.
"""

import math
import re
from typing import Any

import orjson

DEEPEST = 100
"""Levels of nesting that are read. No provider comes near, and what lies deeper cannot be written back."""

_NUL_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
_LONE_HIGH = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_LONE_LOW = re.compile(rb"(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def read_json(body: bytes) -> Any:
    """The value without NUL and broken Unicode, which PostgreSQL would refuse. Raises `ValueError`."""
    body = body.replace(b"\0", b"")
    if rb"\u0000" in body:
        body = _NUL_ESCAPE.sub(rb"\1", body)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = orjson.loads(_mended(body))
    # Most bodies have too few brackets to be that deep.
    if body.count(b"{") + body.count(b"[") > DEEPEST and _deeper_than(value, DEEPEST):
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    return value


def _mended(body: bytes) -> bytes:
    """Halves of a surrogate pair (an emoji cut in two) and bytes that are not UTF-8 become U+FFFD."""
    body = body.decode("utf-8", "replace").encode()
    return _LONE_LOW.sub(rb"\\ufffd", _LONE_HIGH.sub(rb"\\ufffd", body))


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [child for child in inner if isinstance(child, dict | list)]


def obj(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; an element that is none counts as an empty one, so that it is not overlooked."""
    return [obj(item) for item in value] if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A string or whole number as text; None when it is empty or something else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def number(value: Any) -> float | None:
    """A number, also one written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def scalars(value: Any) -> dict[str, Any]:
    """The plain entries (text, numbers, truth values) of an object."""
    return {key: item for key, item in obj(value).items() if isinstance(item, str | int | float)}
