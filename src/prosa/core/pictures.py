"""Pictures that strangers sent: their size, and a small copy that is safe to show.

Only four common formats are opened, only the first frame is read, and a picture that would take too much memory
is not read at all. Everything here blocks: call it in a thread.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
MOST_PIXELS = 50_000_000
"""A phone's largest picture; 150 MB while it is being read."""
EDGE = 480
"""Points of the longer side of a small copy."""
SMALL = "image/webp"
"""The type of every small copy."""
_TURNED = frozenset({5, 6, 7, 8})
"""EXIF orientations of a picture that lies on its side."""
_ORIENTATION = 0x0112

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What the reading of a picture that is none may raise."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Size in points as it is shown, and the small copy; None of a picture that is too large to be read."""

    width: int
    height: int
    small: bytes | None


def look(file: BinaryIO, mime_type: str) -> Picture | None:
    """None for what is no picture of a known type, or a broken one."""
    kind = TYPES.get(mime_type)
    if kind is None:
        return None
    try:
        with Image.open(file, formats=[kind]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                return Picture(width, height, None)
            if image.getexif().get(_ORIENTATION) in _TURNED:
                width, height = height, width
            return Picture(width, height, small(image))
    except BROKEN:
        return None


def small(image: Image.Image) -> bytes:
    """At most `EDGE` points on its longer side, upright, without what was written about the picture."""
    image.draft("RGB", (EDGE, EDGE))  # a JPEG is read at the size that is needed, not at its own
    image.thumbnail((EDGE, EDGE))
    upright = ImageOps.exif_transpose(image)
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    written = BytesIO()
    upright.convert("RGBA" if clear else "RGB").save(written, "WEBP", quality=75, exif=b"")
    return written.getvalue()
