"""Deliveries with something wrong in them, the same ones for the same seed."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5e300,
    2**70,
    "",
    "\0",
    "a\0b",
    "\ud83d",
    "x" * 5000,
    "não é isto",
    [],
    {},
    [[]],
    [None, 1, "x"],
    {"id": {"id": []}},
)
"""What stands where something else was expected."""


def mutations(body: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """`count` spoilt copies of a body: of JSON with one to three parts replaced or left out, of any with bytes
    changed."""
    rng = Random(seed)  # noqa: S311  (a seeded run must be repeatable)
    for number in range(count):
        yield _spoilt_json(body, rng) if number % 4 else _spoilt_bytes(body, rng)


def _spoilt_bytes(body: bytes, rng: Random) -> bytes:
    spoilt = bytearray(body or b" ")
    for _ in range(rng.randint(1, 4)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt[: rng.randint(1, len(spoilt))]) if rng.random() < 0.3 else bytes(spoilt)


def _spoilt_json(body: bytes, rng: Random) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return _spoilt_bytes(body, rng)
    for _ in range(rng.randint(1, 3)):
        spots = list(_spots(value))
        if spots:
            _spoil(*rng.choice(spots), rng)
    return json.dumps(value).encode()


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container inside with each of its keys."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(inner):
        yield value, key
        yield from _spots(item)


def _spoil(container: Any, key: Any, rng: Random) -> None:
    if rng.random() < 0.2:
        del container[key]
    else:
        container[key] = rng.choice(ODD)


def with_nul(body: bytes) -> bytes:
    """A JSON body with a NUL at the end of every text in it; names stay."""
    return json.dumps(_with_nul(json.loads(body))).encode()


def _with_nul(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_nul(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_nul(item) for item in value]
    return f"{value}\0" if isinstance(value, str) else value
