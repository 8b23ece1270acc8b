"""What speech asks of outside services. Stateless: settings and the HTTP client come with each call."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import httpx
from pydantic import BaseModel

from prosa.core.bodies import Stream
from prosa.core.errors import ProsaError


class SpeechRefused(ProsaError):
    """The service will never do this (a wrong key, a recording it cannot read); `detail` says what it said."""

    status = 422
    code = "speech_refused"


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice note of `size` bytes."""

    mime_type: str
    size: int
    open: Stream


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `confidence` is 0 to 1, None when the service does not tell; `doubts` are numbers in the text
    that may have been misheard."""

    text: str
    confidence: float | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trial, shown as done or as what to mend. `code` is a text key."""

    code: str
    ok: bool
    detail: str = ""


class Transcriber(Protocol):
    """Turns voice notes into text."""

    async def transcribe(
        self, settings: BaseModel, http: httpx.AsyncClient, recording: Recording, language: str
    ) -> Transcript:
        """`language` as in `pt`. Raises `Unavailable` when it may work later and `SpeechRefused` when it will not."""
        ...


class Voice(Protocol):
    """Says a text aloud."""

    def speak(self, settings: BaseModel, http: httpx.AsyncClient, text: str, language: str) -> AsyncIterator[bytes]:
        """A recording in any common format. Raises `Unavailable` and `SpeechRefused`."""
        ...
