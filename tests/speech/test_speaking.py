"""Replies said aloud where that is wished, made once, and in writing whenever that does not work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from prosa.agents.engine import Reply, ReplyKind
from prosa.conversations import MessageType, attachments
from prosa.conversations.models import AttachmentRow, ConversationRow, MessageRow
from prosa.conversations.schemas import Media, Option
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.tools import Tool, ToolContext
from prosa.speech import speaking
from tests import sounds
from tests.speech.conftest import HearingDesk
from tests.turns.conftest import LIBRARY, REF, Nothing, Passage


async def terms(context: ToolContext, _: Nothing) -> Passage:
    return Passage(ref=REF, title="Trocas", text="Troque em 7 dias. Veja em https://example.com/prazos.")


def answers(desk: HearingDesk, text: str) -> None:
    """The agent answers so, from the passage on exchanges that it looks up."""
    desk.mind.looks_up = True
    desk.runtime.registry.add(Tool, LIBRARY.name, replace(LIBRARY, run=terms))
    desk.mind.says(Reply(ReplyKind.ANSWER, text))


async def reply_to(desk: HearingDesk, *, spoken: bool = False) -> MessageRow:
    """What the agent answers to a text or a voice note."""
    if spoken:
        await desk.speaks()
        await desk.is_heard()
    else:
        await desk.says("qual o prazo de troca?")
    await desk.is_looked_at()
    return (await desk.messages("out"))[-1]


async def media(desk: HearingDesk, message: MessageRow) -> Media:
    assert message.attachment_id is not None
    async with desk.runtime.db.transaction() as session:
        return await attachments.media(session, message.attachment_id)


async def test_a_reply_becomes_a_voice_note_and_its_words_are_known(desk: HearingDesk) -> None:
    await desk.uses(voice=True, replies="always")
    answers(desk, "Você tem *7 dias* para trocar.")
    message = await reply_to(desk)
    assert (message.type, message.text) == (MessageType.AUDIO, None)
    file = await media(desk, message)
    assert (file.mime_type, file.voice) == ("audio/ogg; codecs=opus", True)
    shown = await desk.file(message.attachment_id)  # type: ignore[arg-type]
    assert shown.transcript is not None
    assert shown.transcript.text == "Você tem *7 dias* para trocar."
    assert desk.ear.said == ["Você tem 7 dias para trocar."], "nobody hears an asterisk"


async def test_the_agent_remembers_what_it_said_aloud(desk: HearingDesk) -> None:
    await desk.uses(voice=True, replies="always")
    answers(desk, "Você tem 7 dias para trocar.")
    await reply_to(desk)
    await reply_to(desk)
    assert "Você tem 7 dias para trocar." in [line.text for line in desk.mind.turns[-1].history]


async def test_the_same_words_are_made_once(desk: HearingDesk) -> None:
    await desk.uses(voice=True, replies="always")
    answers(desk, "Você tem 7 dias para trocar.")
    first, second = await media(desk, await reply_to(desk)), await media(desk, await reply_to(desk))
    assert first.key == second.key
    assert len(desk.ear.said) == 1
    assert first.key is not None
    await desk.runtime.storage.delete(first.key)
    await reply_to(desk)
    assert len(desk.ear.said) == 2, "a file that is gone is made again"


@pytest.mark.parametrize(("spoken", "kind"), [(True, MessageType.AUDIO), (False, MessageType.TEXT)])
async def test_who_speaks_is_spoken_to(desk: HearingDesk, spoken: bool, kind: MessageType) -> None:
    await desk.uses(transcriber=True, voice=True, replies="when_spoken")
    assert (await reply_to(desk, spoken=spoken)).type == kind


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Qual destes?", (Option("a", "Prazos"),)),
        ("Veja em https://example.com/prazos", ()),
        ("muito " * 200, ()),
    ],
)
async def test_what_is_better_read_is_written(desk: HearingDesk, text: str, options: tuple[Option, ...]) -> None:
    await desk.uses(voice=True, replies="always")
    answers(desk, text)
    desk.mind.says(Reply(ReplyKind.MENU if options else ReplyKind.ANSWER, text, options=options))
    assert (await reply_to(desk)).text == text
    assert desk.ear.said == []


async def test_a_voice_that_fails_leaves_the_reply_in_writing(desk: HearingDesk) -> None:
    await desk.uses(voice=True, replies="always")
    desk.ear.answers = [Unavailable("away")]
    answers(desk, "Você tem 7 dias para trocar.")
    message = await reply_to(desk)
    assert (message.type, message.text) == (MessageType.TEXT, "Você tem 7 dias para trocar.")
    desk.ear.aloud = lambda: b"no recording at all"
    assert (await reply_to(desk)).text == "Você tem 7 dias para trocar."


async def test_a_voice_that_is_too_slow_leaves_the_reply_in_writing(
    desk: HearingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "PATIENCE", 0.0)
    await desk.uses(voice=True, replies="always")
    answers(desk, "Você tem 7 dias para trocar.")
    assert (await reply_to(desk)).type == MessageType.TEXT


async def test_whatever_the_voice_makes_becomes_what_whatsapp_plays(desk: HearingDesk) -> None:
    await desk.uses(voice=True, replies="always")
    desk.ear.aloud = lambda: sounds.tone(1.0)
    file = await media(desk, await reply_to(desk))
    assert file.key is not None
    head = b"".join([chunk async for chunk in desk.runtime.storage.open(file.key)])[:100]
    assert head.startswith(b"OggS")
    assert b"OpusHead\x01\x01" in head


async def test_without_a_wish_for_it_nothing_is_said(desk: HearingDesk) -> None:
    await desk.uses(voice=True)
    assert (await reply_to(desk)).type == MessageType.TEXT
    await desk.uses(replies="off")
    assert (await reply_to(desk)).type == MessageType.TEXT
    assert desk.ear.said == []


async def test_an_engine_is_handed_the_pictures_of_the_burst(desk: HearingDesk) -> None:
    key = await desk.runtime.storage.put(b"picture")
    await desk.says("olha", type=MessageType.IMAGE, media=Media("image/png", key=key, size=7, filename="a.png"))
    await desk.says("e aí?")
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    (file,) = turn.files
    assert (file.message_id, file.mime_type, file.filename, file.size) == (turn.said[0].id, "image/png", "a.png", 7)
    assert b"".join([chunk async for chunk in file.open()]) == b"picture"


async def test_an_engine_that_reads_files_waits_for_those_on_their_way(desk: HearingDesk) -> None:
    desk.mind.reads_files = True  # type: ignore[attr-defined]
    await desk.says("olha", type=MessageType.IMAGE, media=Media("image/png", ref="m1"))
    await desk.is_looked_at()
    assert desk.mind.turns == []
    assert 0 < await desk.waits() <= 1
    key = await desk.runtime.storage.put(b"picture")
    async with desk.runtime.db.transaction() as session:
        await attachments.stored(session, await desk.last_file(), key, "image/png", 7)
        await session.execute(update(ConversationRow).values(answer_due_at=now()))
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    assert [file.size for file in turn.files] == [7]


async def test_it_does_not_wait_for_ever(desk: HearingDesk) -> None:
    desk.mind.reads_files = True  # type: ignore[attr-defined]
    await desk.says("olha", type=MessageType.IMAGE, media=Media("image/png", ref="m1"))
    async with desk.runtime.db.transaction() as session:
        await session.execute(update(AttachmentRow).values(created_at=now() - timedelta(minutes=1)))
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    assert turn.files == ()
