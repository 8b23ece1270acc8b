"""Speaking with `generateContent`: the answer holds bare samples, which become a WAV file."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.connectors.gemini_speech.answer import parts_of
from prosa.connectors.gemini_speech.settings import own
from prosa.core import sound, wire
from prosa.core.bodies import plain_json
from prosa.core.errors import Unavailable
from prosa.speech.calling import asked

_RATE = re.compile(r"rate=(\d{4,6})")
_USUAL_RATE = 24000


class GeminiVoice:
    """Implements `speech.port.Voice`. The language is that of the text."""

    async def speak(
        self, settings: BaseModel, http: httpx.AsyncClient, text: str, language: str
    ) -> AsyncIterator[bytes]:
        mine = own(settings)
        speech = {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": mine.voice}}}
        wanted = {
            "contents": [{"role": "user", "parts": [{"text": text}]}],
            "generationConfig": {"responseModalities": ["AUDIO"], "speechConfig": speech},
        }
        yield read(await asked(http, mine.url(mine.voice_model), plain_json(wanted), mine.authorization()))


def read(answer: Mapping[str, Any]) -> bytes:
    """The recording as a file. Raises `SpeechRefused` and `Unavailable`."""
    _, parts = parts_of(answer)
    samples, rate = b"", _USUAL_RATE
    for part in parts:
        inline = wire.obj(part.get("inlineData"))
        try:
            samples += base64.b64decode(wire.text(inline.get("data")) or "", validate=True)
        except binascii.Error:
            raise Unavailable("the service answered with a broken recording") from None
        found = _RATE.search(str(inline.get("mimeType")))
        rate = int(found[1]) if found else rate
    if not samples:
        raise Unavailable("the service answered without a recording")
    return sound.wav(samples[: len(samples) // 2 * 2], rate)
