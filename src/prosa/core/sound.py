"""Recordings that strangers sent: how long they are, how they look as a waveform, and as voice notes.

A file is read as what its first bytes say and as nothing else, so that no playlist in disguise makes us open other
files or addresses. Everything here blocks: call it in a thread.
"""

import wave
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from prosa.core.errors import Invalid

VOICE_NOTE = "audio/ogg; codecs=opus"
"""What WhatsApp plays as a voice note, together with one channel."""
READERS = {
    "audio/ogg": "ogg",
    "audio/webm": "matroska",
    "video/webm": "matroska",
    "audio/mp4": "mov",
    "audio/m4a": "mov",
    "audio/x-m4a": "mov",
    "video/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
}
BARS = 64
LONGEST = 2 * 60 * 60
"""Seconds that are read of a recording: 16 MB of coded silence would be more than a day."""
_RATE = 8000
_STEP = _RATE // 100
_LOUDEST = 32768
_OPUS_RATE = 48000
_BITS = 32000
_SPEECH_RATE = 16000

BROKEN = (FFmpegError, ValueError, LookupError, ArithmeticError, MemoryError)
"""What the reading of a recording that is none may raise."""


class NotSound(Invalid):
    """These bytes are no recording that can be read."""

    code = "not_sound"


@dataclass(frozen=True, slots=True)
class Sound:
    """`waveform`: `BARS` values from 0 to 100, the loudest moment being 100 unless all is silent."""

    duration_ms: int
    waveform: tuple[int, ...]


def measure(file: BinaryIO, mime_type: str) -> Sound | None:
    """None for what is no recording of a known type, or a broken one."""
    reader = READERS.get(_plain(mime_type))
    if reader is None:
        return None
    peaks: list[int] = []
    samples = 0
    try:
        for frame in _frames(file, reader, _RATE):
            peaks += _peaks(frame)
            samples += frame.samples
    except BROKEN:
        if not samples:
            return None  # else it was cut off, and what can be heard of it counts
    return Sound(samples * 1000 // _RATE, bars(peaks)) if samples else None


def voice_note(source: BinaryIO, mime_type: str, target: BinaryIO) -> None:
    """Writes a recording as Opus in Ogg with one channel. Raises `NotSound`."""
    reader = READERS.get(_plain(mime_type))
    if reader is None:
        raise NotSound("this is no recording")
    try:
        with av.open(target, "w", format="ogg") as written:
            stream = written.add_stream("libopus", rate=_OPUS_RATE, layout="mono", bit_rate=_BITS)
            stream.options = {"application": "voip"}
            heard = False
            for frame in _frames(source, reader, _OPUS_RATE):
                heard = True
                written.mux(stream.encode(frame))
            if not heard:
                raise NotSound("there is no sound in it")
            written.mux(stream.encode(None))
    except BROKEN as problem:
        raise NotSound("this recording cannot be read") from problem


def silence(seconds: float) -> bytes:
    """A WAV file in which nothing is heard."""
    return wav(bytes(2 * round(seconds * _SPEECH_RATE)), _SPEECH_RATE)


def wav(samples: bytes, rate: int) -> bytes:
    """Samples of 16 bits and one channel as a file."""
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return written.getvalue()


def is_voice_note(mime_type: str, head: bytes) -> bool:
    """Whether the file is what WhatsApp plays as a voice note already: Opus in Ogg with one channel."""
    at = head.find(b"OpusHead")
    return _plain(mime_type) == "audio/ogg" and at >= 0 and head[at + 9 : at + 10] == b"\x01"


def bars(peaks: Sequence[int]) -> tuple[int, ...]:
    """The loudest of each of `BARS` equal pieces, as a share of the loudest of all."""
    top = max(peaks, default=0)
    if top == 0:
        return (0,) * BARS
    edges = [number * len(peaks) // BARS for number in range(BARS + 1)]
    pieces = (peaks[start : max(end, start + 1)] for start, end in pairwise(edges))
    return tuple(round(max(piece) * 100 / top) for piece in pieces)


def _plain(mime_type: str) -> str:
    return mime_type.split(";")[0].strip().lower()


def _frames(file: BinaryIO, reader: str, rate: int) -> Iterator[AudioFrame]:
    """The recording's sound with one channel, `LONGEST` seconds at most."""
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    left = LONGEST * rate
    with av.open(file, "r", format=reader) as container:
        if not container.streams.audio:
            return
        for decoded in container.decode(container.streams.audio[0]):
            for frame in resampler.resample(decoded):
                yield frame
                left -= frame.samples
            if left <= 0:
                return
        yield from resampler.resample(None)


def _peaks(frame: AudioFrame) -> Iterator[int]:
    plane: Any = frame.planes[0]
    samples = array("h", bytes(plane)[: frame.samples * 2])
    for start in range(0, len(samples), _STEP):
        piece = samples[start : start + _STEP]
        yield min(max(max(piece), -min(piece)), _LOUDEST)
