"""Gemini's protocol: what is asked, what is understood, and what each failure means."""

from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.connectors.gemini_speech import GeminiSpeechSettings, GeminiTranscriber, GeminiVoice, transcribing, voice
from prosa.core import sound
from prosa.core.errors import Unavailable
from prosa.speech.port import Recording, SpeechRefused, Transcript
from prosa.testing import files
from prosa.testing.counterpart import Answer, Break, counterpart
from prosa.testing.speech import GeminiAnswers
from prosa.testing.speech.gemini import KEY, candidate
from prosa.testing.speech.openai import good, refusal

NOTE = files.voice_note(1.0)


async def hear(answers: GeminiAnswers, size: int = len(NOTE)) -> Transcript:
    async with counterpart(answers) as service, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        settings = GeminiSpeechSettings(api_key=KEY, base_url=service.url)
        recording = Recording("audio/ogg; codecs=opus", size, files.of(NOTE))
        return await GeminiTranscriber().transcribe(settings, http, recording, "pt")


async def test_the_recording_arrives_whole_and_its_words_come_back() -> None:
    answers = GeminiAnswers(text="Quero o pedido 4711 e 2 caixas", unsure=["4711", "9999", "caixas"])
    found = await hear(answers)
    assert found.text == "Quero o pedido 4711 e 2 caixas"
    assert found.doubts == ("4711",), "only numbers that stand in the text"
    assert found.confidence == pytest.approx(0.951, abs=0.001)
    assert answers.recordings == [NOTE]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Answer(500), Unavailable),
        (refusal(429, "Resource has been exhausted"), Unavailable),
        (Break.CLOSE, Unavailable),
        (good({}), Unavailable),
        (good(candidate([{"text": "Claro! Aqui está:"}])), Unavailable),
        (good(candidate([{"text": '{"unsure": []}'}])), Unavailable),
        (good(candidate([{"text": "[]"}])), Unavailable),
        (refusal(400, "Unsupported MIME type"), SpeechRefused),
        (refusal(403, "Permission denied"), SpeechRefused),
        (good({"promptFeedback": {"blockReason": "SAFETY"}}), SpeechRefused),
        (good(candidate([], "MAX_TOKENS")), SpeechRefused),
        (good(candidate([], "SAFETY")), SpeechRefused),
    ],
)
async def test_each_failure_is_passing_or_for_good(fault: Answer | Break, error: type[Exception]) -> None:
    with pytest.raises(error):
        await hear(GeminiAnswers(faults=[fault]))


async def test_a_recording_beyond_what_a_request_may_hold_is_not_sent() -> None:
    answers = GeminiAnswers()
    with pytest.raises(SpeechRefused, match="too large"):
        await hear(answers, size=15 * 1024 * 1024)
    assert answers.recordings == []


async def test_a_text_is_said_aloud_as_a_recording_that_plays() -> None:
    answers = GeminiAnswers()
    async with counterpart(answers) as service, httpx.AsyncClient(trust_env=False) as http:
        settings = GeminiSpeechSettings(api_key=KEY, base_url=service.url)
        spoken = b"".join([chunk async for chunk in GeminiVoice().speak(settings, http, "Olá!", "pt")])
    found = sound.measure(BytesIO(spoken), "audio/wav")
    assert found is not None
    assert (found.duration_ms, answers.spoken) == (1000, ["Olá!"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(
                st.sampled_from(
                    ["candidates", "content", "parts", "text", "inlineData", "data", "finishReason", "avgLogprobs"]
                ),
                v,
            )
        ),
        max_leaves=12,
    )
)
def test_no_answer_breaks_the_reading(value: Any) -> None:
    if isinstance(value, dict):
        for read in (transcribing.read, voice.read):
            with pytest.raises((Unavailable, SpeechRefused)):
                read(value)
