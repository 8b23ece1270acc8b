"""What figures are compared by: `money:1299.9`, `days:2`, `date:2026-11-20`."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

Keys = frozenset[str]
Reader = Callable[[re.Match[str], date], tuple[Keys, Keys] | None]


def amount_keys(kind: str, value: Decimal) -> Keys:
    """The keys of a number whose kind is known from elsewhere, such as a tool's field."""
    return frozenset({f"{kind}:{short(value)}"})


def short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def both(*keys: str) -> tuple[Keys, Keys]:
    found = frozenset(keys)
    return found, found


def counted(key: str, value: Decimal) -> tuple[Keys, Keys]:
    """What is counted in a unit also bears out the bare number."""
    return frozenset({key}), frozenset({key, f"number:{short(value)}", f"bare:{short(value)}"})
