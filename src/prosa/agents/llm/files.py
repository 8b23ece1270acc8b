"""Pictures and recordings of a burst, and which model takes which of them."""

from collections.abc import Mapping, Sequence

from prosa.agents.connections import Connection
from prosa.agents.engine import File, Turn
from prosa.agents.model_schemas import Provider

LARGEST = 5 * 1024 * 1024
"""Bytes of a file that goes along: the least that any of the providers takes."""
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_CHAT = frozenset({"audio/wav", "audio/x-wav", "audio/mpeg", "audio/mp3"})
_GEMINI = _CHAT | {"audio/ogg", "audio/aac", "audio/aiff", "audio/flac", "audio/mp4", "audio/opus"}
RECORDINGS: Mapping[Provider, frozenset[str]] = {
    Provider.OPENAI: _CHAT,
    Provider.COMPATIBLE: _CHAT,
    Provider.GEMINI: _GEMINI,
    Provider.ANTHROPIC: frozenset(),
}
"""The kinds of recordings each protocol has a place for; its library refuses others before anything is sent."""


def takes(connection: Connection, mime_type: str) -> bool:
    """Whether this model reads pictures, or hears recordings, of that type."""
    profile, plain = connection.profile, mime_type.partition(";")[0].strip().lower()
    seen = profile.vision and plain in PICTURES
    return seen or (profile.audio and plain in RECORDINGS[connection.provider])


def readable(turn: Turn, chain: Sequence[Connection]) -> list[File]:
    """The files of the burst that some model of the chain takes."""
    return [
        file
        for file in _wordless(turn)
        if file.size <= LARGEST and any(takes(connection, file.mime_type) for connection in chain)
    ]


def unopened(turn: Turn, taken: Sequence[File]) -> int:
    """How many files of the burst stay unread."""
    return len(_wordless(turn)) - len(taken)


def _wordless(turn: Turn) -> list[File]:
    """All but recordings that somebody has written down."""
    written = {line.id for line in turn.said if line.text}
    return [file for file in turn.files if not (file.mime_type.startswith("audio/") and file.message_id in written)]


def without_words(turn: Turn) -> bool:
    """Whether there are files and not a word."""
    return bool(turn.files) and not any(line.text for line in turn.said)


async def read(file: File) -> bytes:
    return b"".join([chunk async for chunk in file.open()])
