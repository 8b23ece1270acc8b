"""Small files that are what they claim to be, made here so that nothing has to be shipped or fetched."""

import base64
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from prosa.conversations.schemas import Media
from prosa.core.bodies import Stream

_CHUNK = 64 * 1024
_OGG_POLYNOMIAL = 0x04C11DB7
_OPUS_SILENCE = b"\xf8\xff\xfe"
"""One packet of 20 ms in which nothing sounds."""


def of(data: bytes) -> Stream:
    """These bytes as a message carries them."""

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]

    return stream


def attached(media: Media, data: bytes) -> dict[str, Any]:
    """The fields with which a message carries this file."""
    url = "https://prosa.example/webhooks/files/link"
    return {"media": replace(media, size=len(data)), "file": of(data), "file_url": url}


def png(width: int = 8, height: int = 8, colour: tuple[int, int, int] = (15, 107, 80)) -> bytes:
    """A picture of one colour."""
    row = b"\0" + bytes(colour) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def jpeg() -> bytes:
    """A grey picture of 8 by 8 points: one block whose only value is the middle of the scale."""
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            _segment(0xDB, b"\0" + b"\x01" * 64),
            _segment(0xC0, struct.pack(">BHHB", 8, 8, 8, 1) + b"\x01\x11\0"),
            _segment(0xC4, b"\0\x01" + b"\0" * 15 + b"\0"),
            _segment(0xC4, b"\x10\x01" + b"\0" * 15 + b"\0"),
            _segment(0xDA, b"\x01\x01\0\0\x3f\0"),
            b"\x3f\xff\xd9",
        )
    )


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def pdf() -> bytes:
    """One empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def webp() -> bytes:
    """A sticker of one point."""
    return base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")


def voice_note(seconds: float = 1.0) -> bytes:
    """Silence as WhatsApp records it: Opus in Ogg, one channel."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I5sI", 5, b"prosa", 0)
    packets = max(1, round(seconds * 50))
    pages = [_page(0, 0x02, 0, [head]), _page(1, 0x00, 0, [tags])]
    for number, start in enumerate(range(0, packets, 50), start=2):
        count = min(50, packets - start)
        last = 0x04 if start + count == packets else 0x00
        pages.append(_page(number, last, (start + count) * 960, [_OPUS_SILENCE] * count))
    return b"".join(pages)


def _page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 1, number, 0)
    page = head + bytes([len(sizes)]) + sizes + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    """CRC-32 as Ogg has it: not reflected, starting from zero."""
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) ^ (_OGG_POLYNOMIAL if crc & 0x80000000 else 0)
        crc &= 0xFFFFFFFF
    return crc
