"""Files the pretend phone can send, drawn here so that nothing has to be shipped or fetched."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

SAMPLE = "sample"
"""The only handle that leads to a file; any other is one that has gone."""


@dataclass(frozen=True, slots=True)
class Sample:
    mime_type: str
    filename: str
    draw: Callable[[], bytes]


def _png() -> bytes:
    """A 240 x 160 picture: a green field under a pale sky."""
    width, height = 240, 160
    rows = bytearray()
    for y in range(height):
        pixel = bytes((221, 240, 232)) if y < height * 0.6 else bytes((15, 107, 80))
        rows += b"\x00" + pixel * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _wav() -> bytes:
    """One second of silence, 8 kHz mono."""
    samples = b"\x80" * 8000
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVE" + layout + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _pdf() -> bytes:
    """The shortest page a reader opens."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


SAMPLES = {
    "image": Sample("image/png", "foto.png", _png),
    "audio": Sample("audio/wav", "audio.wav", _wav),
    "document": Sample("application/pdf", "documento.pdf", _pdf),
}
