"""Transcribing with `POST /audio/transcriptions`.

How sure the service is comes by token from the gpt-4o models (`include[]=logprobs`), by segment from Whisper
(`verbose_json`), and from some servers not at all.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.connectors.openai_speech.settings import own
from prosa.core import wire
from prosa.core.bodies import multipart
from prosa.speech.calling import asked
from prosa.speech.numbers import Piece, doubtful, unvouched
from prosa.speech.port import Recording, Transcript

CERTAIN_SEGMENT = 0.7
"""Likelihood from which on a whole segment counts as heard: its mean is lower than that of its clear words."""
_SILENT, _GUESSED = 0.6, -1.0
"""A segment that is probably silence and was guessed: Whisper fills silence with phrases of its training."""
_WITH_TOKENS = {"response_format": "json", "include[]": "logprobs"}
_WITH_SEGMENTS = {"response_format": "verbose_json"}
_ENDINGS = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/webm": "webm",
    "video/webm": "webm",
    "video/mp4": "mp4",
    "audio/flac": "flac",
}


class OpenAiTranscriber:
    """Implements `speech.port.Transcriber`."""

    async def transcribe(
        self, settings: BaseModel, http: httpx.AsyncClient, recording: Recording, language: str
    ) -> Transcript:
        mine = own(settings)
        mime_type = recording.mime_type.split(";")[0]
        by_token = mine.model.startswith("gpt-4o") and "diarize" not in mine.model
        fields = {"model": mine.model, "language": language, "temperature": "0"}
        fields |= (
            {"response_format": "json", "include[]": "logprobs"} if by_token else {"response_format": "verbose_json"}
        )
        name = f"audio.{_ENDINGS.get(mime_type, 'ogg')}"  # the service goes by the name's ending
        body = multipart(fields, name, mime_type, recording.size, recording.open)
        answer = await asked(http, f"{mine.base_url}/audio/transcriptions", body, mine.authorization())
        return read(answer)


def read(answer: Mapping[str, Any]) -> Transcript:
    """What the service understood, in any of its three shapes."""
    text = wire.text(answer.get("text")) or ""
    if isinstance(answer.get("logprobs"), list):
        return _by_tokens(text, wire.objects(answer["logprobs"]))
    if isinstance(answer.get("segments"), list):
        return _by_segments(wire.objects(answer["segments"]))
    return Transcript(text, None, unvouched(text))


def _by_tokens(text: str, tokens: Sequence[Mapping[str, Any]]) -> Transcript:
    pieces = [Piece(wire.text(token.get("token")) or "", _likelihood(token.get("logprob"))) for token in tokens]
    return Transcript(text, _mean(pieces), doubtful(text, pieces))


def _by_segments(segments: Sequence[Mapping[str, Any]]) -> Transcript:
    kept = [segment for segment in segments if not _is_silence(segment)]
    pieces = [Piece(wire.text(segment.get("text")) or "", _likelihood(segment.get("avg_logprob"))) for segment in kept]
    text = "".join(piece.text for piece in pieces).strip()
    return Transcript(text, _mean(pieces), doubtful(text, pieces, CERTAIN_SEGMENT))


def _is_silence(segment: Mapping[str, Any]) -> bool:
    silence, mean = wire.number(segment.get("no_speech_prob")), wire.number(segment.get("avg_logprob"))
    return (silence or 0.0) > _SILENT and (mean or 0.0) < _GUESSED


def _likelihood(logprob: object) -> float:
    found = wire.number(logprob)
    return 0.0 if found is None else math.exp(min(0.0, found))


def _mean(pieces: Sequence[Piece]) -> float | None:
    length = sum(len(piece.text) for piece in pieces)
    return sum(len(piece.text) * piece.likelihood for piece in pieces) / length if length else None
