"""Arrays and what describes them in one piece of bytes, which can be used as it lies on the disk."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from prosa.core.storage import Bytes

MAGIC = b"prosa-arrays-1\n"
_STEP = 64
"""Bytes at whose multiples arrays begin, as the processor likes it."""

Arrays = Mapping[str, NDArray[Any]]


class Damaged(Exception):
    """These bytes are not what was written."""


def pack(told: Mapping[str, Any], arrays: Arrays) -> bytes:
    """`told` is plain JSON."""
    places, body = {}, bytearray()
    for name, array in arrays.items():
        places[name] = (array.dtype.str, array.shape, len(body))
        body += np.ascontiguousarray(array).tobytes()
        body += bytes(-len(body) % _STEP)
    head = orjson.dumps({"told": told, "places": places})
    start = MAGIC + len(head).to_bytes(8, "little") + head
    return start + bytes(-len(start) % _STEP) + body


def unpack(data: Bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was packed. The arrays are views of the bytes, not copies. Raises `Damaged`."""
    begin = len(MAGIC) + 8
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise Damaged("another format")
    end = begin + int.from_bytes(data[len(MAGIC) : begin], "little")
    try:
        head = orjson.loads(data[begin:end])
        body = end + -end % _STEP
        return head["told"], {name: _array(data, body, *place) for name, place in head["places"].items()}
    except (ValueError, KeyError, TypeError) as problem:
        raise Damaged(str(problem)) from problem


def _array(data: Bytes, body: int, kind: str, shape: list[int], place: int) -> NDArray[Any]:
    return np.frombuffer(data, kind, int(np.prod(shape)), body + place).reshape(shape)
