"""Recordings and films as browsers and phones make them."""

import math
from array import array
from io import BytesIO

import av
from PIL import Image

from prosa.core import sound


def tone(seconds: float = 1.0, rate: int = 16000, silent_until: float = 0.0) -> bytes:
    """A WAV file: silence, then a clear tone."""
    start = int(silent_until * rate)
    samples = (int(12000 * math.sin(i / 8)) if i >= start else 0 for i in range(int(seconds * rate)))
    return sound.wav(array("h", samples).tobytes(), rate)


def recording(codec: str, container: str, seconds: float = 1.0, layout: str = "stereo") -> bytes:
    """A tone as a browser (opus in webm, aac in mp4) or a phone (mp3) records it."""
    written = BytesIO()
    with (
        av.open(BytesIO(tone(seconds, 48000)), "r", format="wav") as source,
        av.open(written, "w", format=container) as target,
    ):
        stream = target.add_stream(codec, rate=48000, layout=layout)
        for frame in source.decode(audio=0):
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return written.getvalue()


def film(width: int = 320, height: int = 180, frames: int = 12) -> bytes:
    """A second of MP4 that is all green."""
    written = BytesIO()
    with av.open(written, "w", format="mp4") as target:
        stream = target.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        picture = Image.new("RGB", (width, height), (20, 160, 80))
        for _ in range(frames):
            target.mux(stream.encode(av.VideoFrame.from_image(picture)))
        target.mux(stream.encode(None))
    return written.getvalue()
