"""The small files are what they claim to be."""

import filetype
import pytest

from prosa.testing import files


@pytest.mark.parametrize(
    ("data", "mime_type"),
    [
        (files.png(), "image/png"),
        (files.jpeg(), "image/jpeg"),
        (files.pdf(), "application/pdf"),
        (files.webp(), "image/webp"),
        (files.voice_note(), "audio/ogg"),
    ],
)
def test_the_bytes_show_the_type(data: bytes, mime_type: str) -> None:
    assert filetype.guess_mime(data) == mime_type


def test_a_voice_note_has_the_length_asked_for() -> None:
    long, short = files.voice_note(3.0), files.voice_note(1.0)
    assert long.count(b"OggS") == 5
    assert short.count(b"OggS") == 3
