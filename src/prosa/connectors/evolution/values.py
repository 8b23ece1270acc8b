"""Numbers, times and bytes as Evolution's JSON has them: long integers in halves, bytes as numbered objects."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prosa.core.wire import number, obj, text

NO_TIME = datetime.fromtimestamp(0, UTC)
"""Stands for a time that is missing or unreadable."""

_MILLISECONDS = 1e11
"""Unix times from here on are in milliseconds (as seconds they would be in the year 5138)."""

_BYTE = range(256)
_MOST_BYTES = 100
"""Of what is read from such an object: check sums."""


def integer(value: Any) -> int | None:
    """Also one written as text, or in two halves of 32 bits: `{low, high, unsigned}`, each signed."""
    halves = obj(value)
    low, high = number(halves.get("low")), number(halves.get("high"))
    if low is not None:
        return (int(high or 0) << 32) + (int(low) & 0xFFFFFFFF)
    whole = number(value)
    return None if whole is None else int(whole)


def moment(value: Any, otherwise: datetime = NO_TIME) -> datetime:
    """Unix seconds or milliseconds."""
    found = integer(value)
    if found is None or found <= 0:
        return otherwise
    try:
        return datetime.fromtimestamp(found / 1000 if found >= _MILLISECONDS else found, UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise


def written(value: Any) -> datetime:
    """A time as text. Evolution writes the server's local time and calls it UTC, so it may be some hours off."""
    try:
        found = datetime.fromisoformat(text(value) or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return NO_TIME


def checksum(value: Any) -> str | None:
    """Base64 of the bytes, which come as `{"0": 97, "1": 98}`, as a list, inside `{type, data}`, or as Base64."""
    if isinstance(value, str):
        return value or None
    inner = value.get("data", value) if isinstance(value, Mapping) else value
    numbers = list(inner.values()) if isinstance(inner, Mapping) else inner
    if not isinstance(numbers, list) or not 0 < len(numbers) <= _MOST_BYTES:
        return None
    if not all(isinstance(item, int) and item in _BYTE for item in numbers):
        return None
    return base64.b64encode(bytes(numbers)).decode()
