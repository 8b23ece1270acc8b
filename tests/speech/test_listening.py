"""A voice note becomes text before the agent looks at it, and nobody is ever left in silence."""

from prosa.agents import offline
from prosa.agents.engine import ReplyKind
from prosa.conversations import Media, MessageType, attachments, hearing
from prosa.conversations.schemas import TranscriptState
from prosa.core.errors import Unavailable
from prosa.speech import listening
from prosa.speech.port import SpeechRefused, Transcript
from tests.speech.conftest import NOTE, HearingDesk


async def test_the_agent_reads_what_was_said_and_the_message_stays_as_it_came(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    await desk.speaks()
    await desk.is_looked_at()
    assert desk.mind.turns == [], "it waits for the words"
    found = await desk.is_heard()
    assert found.transcript is not None
    assert (found.transcript.state, found.transcript.text, found.transcript.confidence) == (
        TranscriptState.DONE,
        "qual o prazo?",
        0.9,
    )
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    assert [line.text for line in turn.said] == ["qual o prazo?"]
    assert turn.said[0].payload["transcript"] == {"state": "done", "confidence": 0.9, "doubts": []}
    (message,) = await desk.messages("in")
    assert (message.text, message.payload) == (None, {})
    assert b"".join([chunk async for chunk in desk.ear.heard[0].open()]) == NOTE


async def test_without_a_service_the_agent_goes_on_at_once(desk: HearingDesk) -> None:
    await desk.speaks()
    assert await desk.waits() > 20
    found = await desk.is_heard()
    assert found.transcript is not None
    assert found.transcript.state is TranscriptState.UNAVAILABLE
    await desk.is_looked_at()
    assert [line.text for line in desk.mind.turns[0].said] == [None]


async def test_without_a_service_nobody_waits_for_the_file_either(desk: HearingDesk) -> None:
    await desk.says(None, type=MessageType.AUDIO, media=Media("audio/ogg", ref="m1", voice=True))  # type: ignore[arg-type]
    await desk.is_heard()
    assert await desk.waits() <= 0


async def test_a_service_that_is_away_is_asked_again_a_few_times(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    desk.ear.answers = [Unavailable("away"), Unavailable("away")]
    await desk.speaks()
    found = await desk.is_heard()
    assert found.transcript is not None
    assert found.transcript.text == "qual o prazo?"


async def test_when_it_fails_the_agent_goes_on_and_the_admin_is_told(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    for failure in (SpeechRefused("no credit left"), Unavailable("away")):
        desk.ear.answers = [failure] * 3
        await desk.speaks()
        found = await desk.is_heard()
        assert found.transcript is not None
        assert found.transcript.state is TranscriptState.FAILED
        assert await desk.waits() <= 0
    trouble = await troubles(desk)
    assert trouble == "no credit left", "since its beginning"
    await desk.speaks()
    await desk.is_heard()
    assert await troubles(desk) is None


async def troubles(desk: HearingDesk) -> str | None:
    async with desk.runtime.db.transaction() as session:
        found = await listening.services.shown(session, "transcriber")
    assert found is not None
    return found.trouble


async def test_noise_without_a_word_counts_as_not_understood(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    desk.ear.answers = [Transcript("  \n")]
    await desk.speaks()
    found = await desk.is_heard()
    assert found.transcript is not None
    assert found.transcript.state is TranscriptState.FAILED


async def test_of_a_burst_all_voice_notes_are_waited_for(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    first = await desk.speaks()
    await desk.says("e mais uma coisa")
    second = await desk.speaks()
    await listening.listen(desk.runtime, second)
    assert await desk.waits() > 20
    await listening.listen(desk.runtime, first)
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    assert [line.text for line in turn.said] == ["qual o prazo?", "e mais uma coisa", "qual o prazo?"]


async def test_at_the_deadline_the_agent_answers_without_the_words(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    settings = desk.runtime.settings.model_copy(update={"transcript_wait": 0.0})
    object.__setattr__(desk.runtime, "settings", settings)
    await desk.speaks()
    await desk.is_looked_at()
    assert [line.text for line in desk.mind.turns[0].said] == [None]
    found = await desk.is_heard()
    assert found.transcript is not None
    assert found.transcript.text == "qual o prazo?", "the operator reads it all the same"
    await desk.is_looked_at()
    assert len(desk.mind.turns) == 1


async def test_a_file_that_never_comes_is_not_waited_for(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    await desk.says(None, type=MessageType.AUDIO, media=Media("audio/ogg", ref="m1", voice=True))  # type: ignore[arg-type]
    assert (await desk.is_heard()).transcript.state is TranscriptState.PENDING  # type: ignore[union-attr]
    file = await desk.last_file()
    async with desk.runtime.db.transaction() as session:
        await attachments.missing(session, file, "gone")
    await listening.give_up(desk.runtime, file)
    assert (await desk.file(file)).transcript.state is TranscriptState.FAILED  # type: ignore[union-attr]
    assert await desk.waits() <= 0


async def test_a_repeated_wake_transcribes_nothing_again(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    await desk.speaks()
    await desk.is_heard()
    await desk.is_heard()
    assert len(desk.ear.heard) == 1


async def test_what_nobody_looks_at_and_what_we_said_is_not_transcribed(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    await desk.speaks(suppress="group")
    assert (await desk.is_heard()).transcript is None
    assert desk.ear.heard == []


async def test_an_operator_who_holds_the_floor_reads_the_words_too(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    await desk.says("oi")
    await desk.claims()
    await desk.speaks()
    found = await desk.is_heard()
    assert found.transcript is not None
    assert found.transcript.text == "qual o prazo?"
    assert (await desk.row()).answer_due_at is None


async def test_words_that_are_long_overdue_are_found(desk: HearingDesk) -> None:
    await desk.speaks()
    async with desk.runtime.db.transaction() as session:
        assert await hearing.left(session) == []


async def test_the_offline_agent_asks_about_a_number_it_may_have_misheard(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    engine = offline.OfflineEngine()
    desk.mind.thought = engine.respond
    desk.ear.text, desk.ear.doubts = "meu pedido é 12345", ("12345",)
    await desk.speaks()
    await desk.is_heard()
    await desk.is_looked_at()
    asked = (await desk.messages("out"))[-1]
    assert "12345" in (asked.text or "")
    assert [option["title"] for option in asked.payload["options"]] == ["Sim", "Não"]
    await desk.says("sim")
    await desk.is_looked_at()
    rows = await desk.turn_rows()
    assert [row.kind for row in rows] == [ReplyKind.CLARIFY, ReplyKind.HANDOFF]
    assert rows[-1].handoff_reason == "reference", "as if it had been written"


async def test_a_number_that_was_misheard_is_asked_for_in_writing(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    desk.mind.thought = offline.OfflineEngine().respond
    desk.ear.text, desk.ear.doubts = "meu pedido é 12345", ("12345",)
    await desk.speaks()
    await desk.is_heard()
    await desk.is_looked_at()
    await desk.says("não")
    await desk.is_looked_at()
    assert "número certo" in ((await desk.messages("out"))[-1].text or "")
    await desk.says("meu pedido é 12355")
    await desk.is_looked_at()
    assert (await desk.turn_rows())[-1].handoff_reason == "reference"


async def test_the_offline_agent_says_what_it_could_not_hear_or_see(desk: HearingDesk) -> None:
    await desk.uses(transcriber=True)
    desk.mind.thought = offline.OfflineEngine().respond
    desk.ear.answers = [SpeechRefused("broken")]
    await desk.speaks()
    await desk.is_heard()
    await desk.is_looked_at()
    assert (await desk.turn_rows())[-1].understanding["intent"] == "audio_failed"
