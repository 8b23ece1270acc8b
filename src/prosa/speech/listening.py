"""Voice notes become text before the agent looks at them; whoever cannot be understood is asked to write."""

import asyncio
from functools import partial
from uuid import UUID

import structlog

from prosa.accounts import services
from prosa.accounts.services import Service
from prosa.conversations import hearing
from prosa.conversations.schemas import TranscriptState
from prosa.core.db import Session
from prosa.core.errors import NotFound, ProsaError, Unavailable
from prosa.core.runtime import Runtime
from prosa.speech.port import Recording, SpeechRefused, Transcriber, Transcript
from prosa.speech.schemas import Kind
from prosa.speech.service import LANGUAGE

log = structlog.get_logger(__name__)

LARGEST = 24 * 1024 * 1024
"""Bytes; services take 25 MB with what is around the file. It is hours of a voice note."""
PATIENCE = 60.0
"""Seconds one try may take."""
PAUSES = (1.0, 4.0, 15.0)
"""Seconds before a try is repeated."""


async def listen(runtime: Runtime, attachment_id: UUID) -> None:
    """Writes down what a voice note says, or that nobody knows; either way the agent is told."""
    async with runtime.db.transaction() as session:
        wanted = await hearing.wanted(session, attachment_id)
        service = await _transcriber(runtime, session) if wanted else None
    if wanted is None:
        return
    if service is None:
        await _conclude(runtime, wanted, TranscriptState.UNAVAILABLE)
        return
    key = wanted.file.key
    if key is None:
        return  # it is not here yet: its coming wakes us again
    size = wanted.file.size or 0
    if size > LARGEST:
        await _conclude(runtime, wanted, TranscriptState.FAILED)
        return
    recording = Recording(wanted.file.mime_type, size, partial(runtime.storage.open, key))
    outcome = await _transcribe(runtime, service, recording)
    await _conclude(runtime, wanted, outcome)


async def give_up(runtime: Runtime, attachment_id: UUID) -> None:
    """The recording never came, or its words are long overdue."""
    async with runtime.db.transaction() as session:
        wanted = await hearing.wanted(session, attachment_id)
    if wanted is not None:
        await _conclude(runtime, wanted, TranscriptState.FAILED)


async def _transcriber(runtime: Runtime, session: Session) -> Service | None:
    try:
        return await services.chosen(session, runtime, Kind.TRANSCRIBER)
    except ProsaError as problem:
        log.warning("transcriber_unusable", reason=problem.code)
        return None


async def _transcribe(runtime: Runtime, service: Service, recording: Recording) -> Transcript | TranscriptState:
    """Tries a few times while the service is only away."""
    transcriber: Transcriber = service.connector.provides[Transcriber]
    trouble = ""
    for pause in (0.0, *PAUSES):
        await asyncio.sleep(pause)
        try:
            async with asyncio.timeout(PATIENCE):
                return await transcriber.transcribe(service.settings, runtime.http, recording, LANGUAGE)
        except (Unavailable, TimeoutError) as problem:
            trouble = getattr(problem, "detail", "no answer in time")
        except (SpeechRefused, NotFound) as problem:
            trouble = problem.detail
            break
    log.warning("not_transcribed", connector=service.connector.name, reason=trouble)
    async with runtime.db.transaction() as session:
        await services.note(session, Kind.TRANSCRIBER, trouble)
    return TranscriptState.FAILED


async def _conclude(runtime: Runtime, wanted: hearing.Recording, outcome: Transcript | TranscriptState) -> None:
    """Words without any content (noise, silence) count as not understood."""
    wait = runtime.settings.burst_wait * 0.6
    async with runtime.db.transaction() as session:
        if isinstance(outcome, TranscriptState):
            await hearing.unheard(session, wanted, outcome, wait)
            return
        await services.note(session, Kind.TRANSCRIBER, None)
        text = outcome.text.replace("\0", "").strip()
        if text:
            await hearing.heard(session, wanted, text, outcome.confidence, outcome.doubts, wait)
        else:
            await hearing.unheard(session, wanted, TranscriptState.FAILED, wait)
