"""A conversation whose agent hears, with the speech service of the test."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from prosa import agents
from prosa.accounts.schemas import system
from prosa.agents.engine import Engine, Speaker
from prosa.agents.schemas import NewVersion
from prosa.app.compose import TOOLS
from prosa.conversations import Media, MessageType, attachments
from prosa.conversations.views import AttachmentLine
from prosa.core.clock import now
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.speech import VoiceReplies, listening, service
from prosa.speech.port import Recording, Transcriber, Transcript, Voice
from prosa.speech.schemas import SpeechChange
from prosa.testing import files
from tests.factories import a_channel, a_contact, an_operator
from tests.turns.conftest import Desk, Mind

ADMIN = system("test")
NOTE = files.voice_note(1.0)


class EarSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    api_key: SecretStr = SecretStr("secret")
    voice: str = "nova"


@dataclass
class Ear:
    """A speech service: `answers` are given in turn, exceptions raised, then `text` is what everybody says."""

    text: str = "qual o prazo?"
    doubts: tuple[str, ...] = ()
    answers: list[Transcript | Exception] = field(default_factory=list)
    heard: list[Recording] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    aloud: Callable[[], bytes] = lambda: NOTE

    async def transcribe(
        self, settings: BaseModel, http: httpx.AsyncClient, recording: Recording, language: str
    ) -> Transcript:
        self.heard.append(recording)
        answer = self.answers.pop(0) if self.answers else Transcript(self.text, 0.9, self.doubts)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def speak(
        self, settings: BaseModel, http: httpx.AsyncClient, text: str, language: str
    ) -> AsyncIterator[bytes]:
        if self.answers and isinstance(self.answers[0], Exception):
            raise self.answers.pop(0)  # type: ignore[misc]
        self.said.append(text)
        yield self.aloud()


@dataclass
class HearingDesk(Desk):
    ear: Ear = field(default_factory=Ear)

    async def uses(self, **change: Any) -> None:
        """An admin chooses services: `transcriber=True`, `voice=True`, `replies="always"`."""
        chosen = {"connector": "ear", "settings": {}}
        new: dict[str, Any] = {kind: chosen for kind in ("transcriber", "voice") if change.get(kind)}
        if "replies" in change:
            new["channels"] = [{"channel_id": self.channel_id, "replies": change["replies"]}]
        async with self.runtime.db.transaction() as session:
            await service.change(session, self.runtime, ADMIN, SpeechChange.model_validate(new))

    async def speaks(self, data: bytes = NOTE, **more: Any) -> UUID:
        """The contact sends a voice note that is here at once; returns the file's id."""
        key = await self.runtime.storage.put(data)
        media = Media("audio/ogg; codecs=opus", voice=True, key=key, size=len(data))
        await self.says(None, type=MessageType.AUDIO, media=media, **more)  # type: ignore[arg-type]
        return await self.last_file()

    async def last_file(self) -> UUID:
        found = (await self.messages("in"))[-1].attachment_id
        assert found is not None
        return found

    async def is_heard(self) -> AttachmentLine:
        """What the job does with the last voice note."""
        file = await self.last_file()
        await listening.listen(self.runtime, file)
        return await self.file(file)

    async def file(self, attachment_id: UUID) -> AttachmentLine:
        async with self.runtime.db.transaction() as session:
            return await attachments.item(session, attachment_id)

    async def waits(self) -> float:
        """Seconds until the agent looks."""
        due = (await self.row()).answer_due_at
        assert due is not None
        return (due - now()).total_seconds()


@pytest.fixture
async def desk(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> HearingDesk:
    monkeypatch.setattr(listening, "PAUSES", (0.0, 0.0))
    mind, ear = Mind(), Ear()
    runtime.registry.add(Engine, mind.name, mind)
    runtime.registry.add(Connector, "ear", Connector("ear", "Ear", EarSettings, {Transcriber: ear, Voice: ear}))
    for tool in TOOLS:
        runtime.registry.add(Tool, tool.name, tool)
    runtime.registry.add(Speaker, "speech", VoiceReplies(runtime))
    async with runtime.db.transaction() as session:
        await agents.create_agent(session, ADMIN, "Lia", NewVersion(), engine=mind.name)
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session), await an_operator(session, "Diego")]
    return HearingDesk(runtime, channel_id, contact_id, operators, mind=mind, ear=ear)
