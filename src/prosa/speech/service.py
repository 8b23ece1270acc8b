"""Who transcribes and who speaks, as admins keep it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from prosa.accounts import record_action, services
from prosa.accounts.schemas import Principal
from prosa.accounts.services import Service
from prosa.core import driver, sound
from prosa.core.db import Database, Session
from prosa.core.errors import Invalid, NotFound, ProsaError
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from prosa.speech.models import VoiceRuleRow
from prosa.speech.port import Recording, Step, Transcriber, Voice
from prosa.speech.schemas import (
    ChannelReplies,
    Kind,
    Replies,
    ServiceChoice,
    SpeechChange,
    SpeechConnector,
    SpeechSettings,
    SpeechTrial,
)

PORTS: dict[Kind, Any] = {Kind.TRANSCRIBER: Transcriber, Kind.VOICE: Voice}
LANGUAGE = "pt"
_REPLIES = "SELECT replies FROM voice_rule WHERE channel_id = %(channel)s"
TRIAL = "Olá! Este é um teste."
PATIENCE = 30.0
"""Seconds a trial may take."""


async def settings(session: Session, runtime: Runtime) -> SpeechSettings:
    return SpeechSettings(
        connectors=connectors(runtime.registry),
        transcriber=await services.shown(session, Kind.TRANSCRIBER),
        voice=await services.shown(session, Kind.VOICE),
        channels=await list_voice_rules(session),
    )


async def list_voice_rules(session: Session) -> list[ChannelReplies]:
    """The channels on which the agent answers aloud."""
    rows = await session.scalars(select(VoiceRuleRow).order_by(VoiceRuleRow.channel_id))
    return [ChannelReplies(channel_id=row.channel_id, replies=Replies(row.replies)) for row in rows]


def connectors(registry: Registry) -> list[SpeechConnector]:
    """The installed connectors that can hear or speak."""
    return [
        SpeechConnector(
            name=each.name,
            label=each.label,
            settings_schema=each.settings.model_json_schema(),
            abilities=[kind for kind in Kind if PORTS[kind] in each.provides],
        )
        for each in registry.all(Connector).values()
        if any(port in each.provides for port in PORTS.values())
    ]


async def change(session: Session, runtime: Runtime, actor: Principal, new: SpeechChange) -> None:
    """Changes what is given. Raises `NotFound` (connector, channel) and `Invalid` (settings, or a
    connector that cannot)."""
    for kind in Kind:
        if kind in new.model_fields_set:
            await _choose(session, runtime, actor, kind, getattr(new, kind))
    if new.channels is not None:
        await _rule(session, new.channels)
        record_action(session, actor, "speech.changed", channels=len(new.channels))
        publish(session, "services")


async def _rule(session: Session, channels: Sequence[ChannelReplies]) -> None:
    """Raises `NotFound` for a channel that does not exist."""
    await session.execute(delete(VoiceRuleRow))
    spoken = {line.channel_id: line.replies for line in channels if line.replies is not Replies.OFF}
    session.add_all(VoiceRuleRow(channel_id=channel, replies=replies) for channel, replies in spoken.items())
    try:
        await session.flush()
    except IntegrityError:
        raise NotFound("there is no such channel") from None


async def _choose(
    session: Session, runtime: Runtime, actor: Principal, kind: Kind, choice: ServiceChoice | None
) -> None:
    if choice is None:
        await services.give_up(session, actor, kind)
        return
    _check_ability(runtime, kind, choice.connector)
    await services.choose(session, runtime, actor, kind, choice.connector, choice.settings)


def _check_ability(runtime: Runtime, kind: Kind, connector: str) -> None:
    if PORTS[kind] not in runtime.registry.get(Connector, connector).provides:
        raise Invalid(f"{connector} is no {kind}")


async def replies_on(db: Database, channel_id: UUID | None) -> Replies:
    """When the agent answers aloud on a channel."""
    async with db.autocommit() as connection:
        rows = await driver.look_up(connection, _REPLIES, {"channel": channel_id})
    return Replies(rows[0].replies) if rows else Replies.OFF


async def attempt(runtime: Runtime, trial: SpeechTrial) -> list[Step]:
    """Tries a service with these settings; nothing is kept. Raises `NotFound` (connector) and `Invalid`."""
    _check_ability(runtime, trial.kind, trial.connector)
    async with runtime.db.transaction() as session:
        service = await services.candidate(session, runtime, trial.kind, trial.connector, trial.settings)
    try:
        async with asyncio.timeout(PATIENCE):
            await _use(runtime, trial.kind, service)
    except ProsaError as problem:
        return [Step(problem.code, ok=False, detail=problem.detail)]
    except TimeoutError:
        return [Step("unavailable", ok=False, detail=f"no answer within {PATIENCE:.0f} s")]
    return [Step(f"{trial.kind}_works", ok=True)]


async def _use(runtime: Runtime, kind: Kind, service: Service) -> None:
    """A second of silence is transcribed, or a sentence spoken."""
    if kind is Kind.TRANSCRIBER:
        transcriber: Transcriber = service.connector.provides[Transcriber]
        silence = sound.silence(1.0)
        recording = Recording("audio/wav", len(silence), partial(_once, silence))
        await transcriber.transcribe(service.settings, runtime.http, recording, LANGUAGE)
        return
    voice: Voice = service.connector.provides[Voice]
    async for _ in voice.speak(service.settings, runtime.http, TRIAL, LANGUAGE):
        pass


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
