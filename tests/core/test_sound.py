"""Recordings: how long, how loud, and as voice notes; whatever is no recording does no harm."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.core import sound
from prosa.core.sound import BARS, NotSound, bars, is_voice_note, measure, voice_note
from prosa.testing import files
from tests import sounds


def test_a_voice_note_has_its_length_and_silence_is_flat() -> None:
    found = measure(BytesIO(files.voice_note(2.5)), "audio/ogg; codecs=opus")
    assert found is not None
    assert (found.duration_ms, found.waveform) == (2500, (0,) * BARS)


def test_the_waveform_shows_when_somebody_speaks() -> None:
    found = measure(BytesIO(sounds.tone(4.0, silent_until=2.0)), "audio/wav")
    assert found is not None
    assert found.duration_ms == 4000
    assert max(found.waveform[: BARS // 2 - 1]) == 0
    assert min(found.waveform[BARS // 2 + 1 :]) > 90


@pytest.mark.parametrize(
    ("mime_type", "codec", "container"),
    [
        ("video/webm", "libopus", "webm"),
        ("audio/ogg", "libopus", "ogg"),
        ("audio/mpeg", "mp3", "mp3"),
        ("audio/wav", "pcm_s16le", "wav"),
        ("video/mp4", "aac", "ipod"),
    ],
)
def test_what_a_browser_records_becomes_a_voice_note(mime_type: str, codec: str, container: str) -> None:
    recorded = sounds.recording(codec, container)
    target = BytesIO()
    voice_note(BytesIO(recorded), mime_type, target)
    made = target.getvalue()
    assert is_voice_note("audio/ogg", made[:8192])
    found = measure(BytesIO(made), sound.VOICE_NOTE)
    assert found is not None
    assert found.duration_ms == pytest.approx(1000, abs=60)
    assert max(found.waveform) == 100


def test_a_stereo_recording_is_no_voice_note_yet() -> None:
    assert is_voice_note("audio/ogg", files.voice_note()[:8192])
    assert not is_voice_note("audio/ogg", sounds.recording("libopus", "ogg")[:8192])
    assert not is_voice_note("audio/mpeg", files.voice_note()[:8192])


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"not a recording",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        files.png(),
        files.voice_note()[:200],
    ],
)
@pytest.mark.parametrize("mime_type", ["audio/ogg", "audio/mpeg", "video/mp4", "video/webm", "audio/x-mpegurl"])
def test_what_is_no_recording_is_told_apart(junk: bytes, mime_type: str) -> None:
    assert measure(BytesIO(junk), mime_type) is None
    with pytest.raises(NotSound):
        voice_note(BytesIO(junk), mime_type, BytesIO())


def test_a_recording_that_was_cut_off_counts_as_far_as_it_goes() -> None:
    whole = files.voice_note(4.0)
    found = measure(BytesIO(whole[: len(whole) // 2]), "audio/ogg")
    assert found is not None
    assert 500 < found.duration_ms < 4000


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    for mime_type in ("audio/ogg", "audio/mpeg", "audio/wav", "video/mp4"):
        measure(BytesIO(files.voice_note(0.1) + data), mime_type)


@given(st.lists(st.integers(0, 32768), max_size=300))
def test_a_waveform_always_has_its_bars_within_bounds(peaks: list[int]) -> None:
    found = bars(peaks)
    assert len(found) == BARS
    assert all(0 <= bar <= 100 for bar in found)
    assert (max(found) == 100) == any(peaks)


def test_nobody_hears_silence() -> None:
    found = measure(BytesIO(sound.silence(1.0)), "audio/wav")
    assert found is not None
    assert set(found.waveform) == {0}
