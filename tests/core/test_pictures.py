"""Pictures of strangers: measured, made small, and never allowed to eat the machine."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from prosa.core import film, pictures
from prosa.core.pictures import EDGE, look
from prosa.testing import files
from tests import sounds


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_a_small_copy_keeps_the_proportions_and_tells_the_real_size() -> None:
    found = look(BytesIO(files.png(1200, 600)), "image/png")
    assert found is not None
    assert found.small is not None
    assert (found.width, found.height) == (1200, 600)
    assert opened(found.small).size == (EDGE, EDGE // 2)
    assert opened(found.small).format == "WEBP"


def test_a_photo_taken_sideways_is_shown_upright_and_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "S", 2: (23.0, 33.0, 1.0)}
    written = BytesIO()
    Image.new("RGB", (400, 200), "red").save(written, "JPEG", exif=exif)
    found = look(BytesIO(written.getvalue()), "image/jpeg")
    assert found is not None
    assert found.small is not None
    assert (found.width, found.height) == (200, 400)
    assert opened(found.small).size == (200, 400)
    assert not opened(found.small).getexif()


def test_what_is_clear_stays_clear() -> None:
    written = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(written, "PNG")
    found = look(BytesIO(written.getvalue()), "image/png")
    assert found is not None
    assert found.small is not None
    assert opened(found.small).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_of_an_animation_the_first_picture_is_shown() -> None:
    frames = [Image.new("P", (50, 50), colour) for colour in range(20)]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    found = look(BytesIO(written.getvalue()), "image/gif")
    assert found is not None
    assert found.small is not None
    assert getattr(opened(found.small), "n_frames", 1) == 1


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is as large as that, and is."""
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(b"\0" * (width // 8 + 1)) for _ in range(height)) + rows.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


@pytest.mark.parametrize("size", [(8000, 8000), (30000, 30000)])
def test_a_decompression_bomb_is_not_opened(size: tuple[int, int]) -> None:
    data = bomb(*size) if size[0] < 10000 else _claims(*size)
    tracemalloc.start()
    found = look(BytesIO(data), "image/png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is None or found.small is None
    assert peak < 5 * 1024 * 1024


def _claims(width: int, height: int) -> bytes:
    data = files.png(8, 8)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return data[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header)) + data[33:]


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "image/tiff", "image/x-icon", "application/pdf", "text/html"])
def test_other_formats_are_not_opened(mime_type: str) -> None:
    assert look(BytesIO(files.png()), mime_type) is None


def test_a_picture_under_a_wrong_type_is_not_opened() -> None:
    assert look(BytesIO(files.png()), "image/jpeg") is None


@given(st.binary(max_size=500), st.integers(0, 80))
def test_no_bytes_break_the_looking(data: bytes, place: int) -> None:
    whole = files.png()
    for mime_type in pictures.TYPES:
        look(BytesIO(whole[:place] + data + whole[place:]), mime_type)


def test_a_film_has_a_size_a_length_and_a_first_picture() -> None:
    found = film.look(BytesIO(sounds.film()), "video/mp4")
    assert found is not None
    assert found.small is not None
    assert (found.width, found.height, found.duration_ms) == (320, 180, 1000)
    shown = opened(found.small).convert("RGB").getpixel((100, 100))
    assert isinstance(shown, tuple)
    assert shown[1] > shown[0]


@pytest.mark.parametrize("junk", [b"", b"junk" * 100, files.png(), sounds.film()[:500]])
def test_what_is_no_film_is_told_apart(junk: bytes) -> None:
    assert film.look(BytesIO(junk), "video/mp4") is None
    assert film.look(BytesIO(junk), "video/x-msvideo") is None
