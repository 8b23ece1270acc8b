"""Speaking with the program `espeak-ng`: the text goes in where no option can be read, a WAV file comes out."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import httpx
from pydantic import BaseModel

from prosa.connectors.espeak.settings import EspeakSettings
from prosa.core.errors import Unavailable
from prosa.speech.port import SpeechRefused

PROGRAMS = ("espeak-ng", "espeak")
PATIENCE = 15.0
"""Seconds; it speaks about a hundred times as fast as one listens."""


class EspeakVoice:
    """Implements `speech.port.Voice`. The voice of the settings decides about the language."""

    async def speak(
        self, settings: BaseModel, http: httpx.AsyncClient, text: str, language: str
    ) -> AsyncIterator[bytes]:
        if not isinstance(settings, EspeakSettings):
            raise TypeError(f"{type(settings).__name__} are not the settings of espeak")
        yield await _run(_program(), settings, text)


def _program() -> str:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise SpeechRefused("espeak-ng is not installed on this machine")
    return found


async def _run(program: str, settings: EspeakSettings, text: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        program,
        "-v",
        settings.voice,
        "-s",
        str(settings.speed),
        "--stdin",
        "--stdout",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            spoken, _ = await process.communicate(text.encode())
    except TimeoutError:
        raise Unavailable("espeak-ng did not finish") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not spoken:
        raise SpeechRefused("espeak-ng could not say it; is the voice installed?")
    return spoken
