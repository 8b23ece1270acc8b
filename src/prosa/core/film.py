"""Films that strangers sent: their size and length, and their first picture. Blocks, like `sound`."""

from dataclasses import dataclass
from typing import Any, BinaryIO

import av
from PIL import Image

from prosa.core import pictures, sound

MOST_PIXELS = 4096 * 2304


@dataclass(frozen=True, slots=True)
class Film:
    """Size in points, length, and a small copy of the first picture (None when it could not be read)."""

    width: int
    height: int
    duration_ms: int | None
    small: bytes | None


def look(file: BinaryIO, mime_type: str) -> Film | None:
    """None for what is no film of a known type, or a broken one."""
    reader = sound.READERS.get(mime_type)
    if reader is None:
        return None
    try:
        with av.open(file, "r", format=reader) as container:
            if not container.streams.video:
                return None
            stream = container.streams.video[0]
            length = container.duration
            duration_ms = length // 1000 if length else None
            width, height = stream.codec_context.width, stream.codec_context.height
            small = _first(container, stream) if 0 < width * height <= MOST_PIXELS else None
            return Film(width, height, duration_ms, small)
    except (*sound.BROKEN, *pictures.BROKEN):
        return None


def _first(container: Any, stream: Any) -> bytes | None:
    for frame in container.decode(stream):
        scale = min(1.0, pictures.EDGE / max(frame.width, frame.height))
        small = frame.reformat(max(1, int(frame.width * scale)), max(1, int(frame.height * scale)), "rgb24")
        plane = small.planes[0]
        image = Image.frombuffer("RGB", (small.width, small.height), bytes(plane), "raw", "RGB", plane.line_size, 1)
        return pictures.small(image)
    return None
