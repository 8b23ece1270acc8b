"""Replies said aloud: made once for a text, kept in the storage, sent as WhatsApp's own voice notes."""

import asyncio
import hashlib
import tempfile

import filetype
import structlog
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import services
from prosa.accounts.services import Service
from prosa.agents.engine import Reply, Spoken, Turn
from prosa.conversations.schemas import MessageType
from prosa.core import sound
from prosa.core.errors import ProsaError, Unavailable
from prosa.core.runtime import Runtime
from prosa.core.serving import chunks_of
from prosa.core.storage import HEAD
from prosa.speech.models import SpokenRow
from prosa.speech.port import SpeechRefused, Voice
from prosa.speech.schemas import Kind, Replies
from prosa.speech.service import LANGUAGE, replies_on

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds after which the reply goes out in writing."""
LONGEST = 600
"""Characters; nobody listens to more."""
LARGEST = 10 * 1024 * 1024


class VoiceReplies:
    """Implements `agents.engine.Speaker`: says what is fit to be heard, where that is wished."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def speak(self, turn: Turn, reply: Reply) -> Spoken | None:
        if not _fit(reply):
            return None
        replies = await replies_on(self._runtime.db, turn.channel_id)
        if replies is Replies.OFF or (replies is Replies.WHEN_SPOKEN and not _was_spoken_to(turn)):
            return None
        try:
            async with self._runtime.db.transaction() as session:
                service = await services.chosen(session, self._runtime, Kind.VOICE)
        except ProsaError as problem:
            log.warning("voice_unusable", reason=problem.code)
            return None
        return await self._said(service, reply.text) if service else None

    async def _said(self, service: Service, text: str) -> Spoken | None:
        try:
            async with asyncio.timeout(PATIENCE):
                spoken = await say(self._runtime, service, text)
        except (Unavailable, SpeechRefused, sound.NotSound, TimeoutError) as problem:
            trouble = problem.detail if isinstance(problem, ProsaError) else "no answer in time"
            log.warning("not_spoken", connector=service.connector.name, reason=trouble)
            await self._note(trouble)
            return None
        await self._note(None)
        return spoken

    async def _note(self, trouble: str | None) -> None:
        async with self._runtime.db.transaction() as session:
            await services.note(session, Kind.VOICE, trouble)


def _fit(reply: Reply) -> bool:
    """Choices, addresses and long texts are read; what is short and plain can be heard."""
    return not reply.options and 0 < len(reply.text) <= LONGEST and "://" not in reply.text and "www." not in reply.text


def _was_spoken_to(turn: Turn) -> bool:
    return turn.said[-1].type is MessageType.AUDIO


async def say(runtime: Runtime, service: Service, text: str) -> Spoken:
    """The voice note of a text, made when there is none yet. Raises `Unavailable`, `SpeechRefused`, `NotSound`."""
    plain = text.replace("*", "").replace("_", " ")
    digest = _digest(service, plain)
    async with runtime.db.transaction() as session:
        known = await session.get(SpokenRow, digest)
        found = Spoken(known.key, sound.VOICE_NOTE, known.size) if known else None
    if found is not None and await runtime.storage.has(found.key):
        return found
    made = await _make(runtime, service, plain)
    values = {"key": made.key, "size": made.size}
    keep = insert(SpokenRow).values(digest=digest, **values)
    async with runtime.db.transaction() as session:
        await session.execute(keep.on_conflict_do_update(index_elements=[SpokenRow.digest], set_=values))
    return made


def _digest(service: Service, text: str) -> str:
    """Names the text in this voice; keys and addresses of the service are no part of it."""
    voice = service.settings.model_dump_json(exclude={"api_key", "base_url"})
    return hashlib.sha256("\0".join((service.connector.name, voice, LANGUAGE, text)).encode()).hexdigest()


async def _make(runtime: Runtime, service: Service, text: str) -> Spoken:
    voice: Voice = service.connector.provides[Voice]
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        async for chunk in voice.speak(service.settings, runtime.http, text, LANGUAGE):
            source.write(chunk)
            if source.tell() > LARGEST:
                raise SpeechRefused("the service made too long a recording")
        source.seek(0)
        head = source.read(HEAD)
        source.seek(0)
        found = filetype.guess(head)
        mime_type = str(found.mime) if found else ""
        ready = sound.is_voice_note(mime_type, head)
        if not ready:
            await asyncio.to_thread(sound.voice_note, source, mime_type, target)
        stored = await runtime.storage.take(chunks_of(source if ready else target))
    return Spoken(stored.key, sound.VOICE_NOTE, stored.size)
