"""OpenAI's protocol: what is asked, what is understood, and what each failure means."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.connectors.openai_speech import OpenAiSpeechSettings, OpenAiTranscriber, OpenAiVoice
from prosa.connectors.openai_speech.transcribing import read
from prosa.core.errors import Unavailable
from prosa.speech.port import Recording, SpeechRefused, Transcript
from prosa.testing import files
from prosa.testing.counterpart import Answer, Break, counterpart, nobody_listens
from prosa.testing.speech import OpenAiAnswers, Word
from prosa.testing.speech.openai import KEY, refusal

NOTE = files.voice_note(1.0)


async def hear(answers: OpenAiAnswers, model: str = "gpt-4o-mini-transcribe", mime: str = "audio/ogg") -> Transcript:
    async with counterpart(answers) as service:
        return await hear_at(service.url, model, mime)


async def hear_at(url: str, model: str = "gpt-4o-mini-transcribe", mime: str = "audio/ogg") -> Transcript:
    recording = Recording(mime, len(NOTE), files.of(NOTE))
    async with httpx.AsyncClient(timeout=2, trust_env=False) as http:
        settings = OpenAiSpeechSettings(api_key=KEY, base_url=f"{url}/v1", model=model)
        return await OpenAiTranscriber().transcribe(settings, http, recording, "pt")


async def test_the_recording_arrives_whole_in_the_language_that_is_spoken() -> None:
    answers = OpenAiAnswers()
    found = await hear(answers, mime="audio/ogg; codecs=opus")
    assert (found.text, found.doubts) == ("Qual o prazo?", ())
    assert found.confidence == pytest.approx(0.99)
    assert answers.recordings == [NOTE]
    assert answers.asked[0]["language"] == "pt"


async def test_a_number_that_is_not_sure_is_doubted_and_others_are_not() -> None:
    words = [Word("Pedido"), Word(" 12"), Word("34", 0.5), Word(" de"), Word(" R$"), Word(" 150,00"), Word(".")]
    found = await hear(OpenAiAnswers(heard=words))
    assert found.text == "Pedido 1234 de R$ 150,00."
    assert found.doubts == ("1234",)


async def test_whisper_tells_by_segment_how_sure_it_is() -> None:
    unsure = await hear(OpenAiAnswers(heard=[Word("Meu CPF é 123.456.789-00", 0.4)]), model="whisper-1")
    assert unsure.doubts == ("123.456.789-00",)
    sure = await hear(OpenAiAnswers(heard=[Word("Meu CPF é 123.456.789-00", 0.9)]), model="whisper-1")
    assert sure.doubts == ()


async def test_what_whisper_makes_up_in_silence_is_dropped() -> None:
    made_up = OpenAiAnswers(heard=[Word("Legendas pela comunidade Amara.org", 0.2)], no_speech=0.9)
    assert (await hear(made_up, model="whisper-1")).text == ""


async def test_a_service_that_does_not_say_how_sure_it_is_is_doubted_about_long_numbers() -> None:
    found = read({"text": "são 3 caixas do pedido 98765"})
    assert (found.confidence, found.doubts) == (None, ("98765",))


@pytest.mark.parametrize(
    "fault",
    [
        Answer(500),
        Answer(503, b"<html>"),
        refusal(429, "Rate limit reached"),
        Answer(200, b"<html>"),
        Answer(200, b"[]"),
        Break.CLOSE,
        Break.HALF,
    ],
)
async def test_what_passes_is_tried_again(fault: Answer | Break) -> None:
    with pytest.raises(Unavailable):
        await hear(OpenAiAnswers(faults=[fault]))


@pytest.mark.parametrize(
    "fault",
    [
        refusal(400, "The audio file could not be decoded"),
        refusal(404, "The model `x` does not exist"),
        refusal(413, "too large"),
        refusal(429, "You exceeded your current quota, please check your plan"),
        Answer(302, headers={"location": "http://169.254.169.254/"}),
    ],
)
async def test_what_will_never_work_is_given_up(fault: Answer) -> None:
    with pytest.raises(SpeechRefused):
        await hear(OpenAiAnswers(faults=[fault]))


async def test_a_wrong_key_is_told_without_repeating_it() -> None:
    async with counterpart(lambda _: refusal(401, f"Incorrect API key provided: {KEY}")) as service:
        with pytest.raises(SpeechRefused) as refused:
            await hear_at(service.url)
    assert KEY not in str(refused.value)


async def test_a_service_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await hear_at(nobody_listens())


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(
                st.sampled_from(["text", "logprobs", "segments", "token", "logprob", "avg_logprob", "no_speech_prob"]),
                v,
            )
        ),
    )
)
def test_no_answer_breaks_the_reading(value: object) -> None:
    if isinstance(value, dict):
        found = read(value)
        assert found.confidence is None or 0 <= found.confidence <= 1


async def test_a_text_is_said_aloud() -> None:
    answers = OpenAiAnswers()
    async with counterpart(answers) as service, httpx.AsyncClient(trust_env=False) as http:
        settings = OpenAiSpeechSettings(api_key=KEY, base_url=f"{service.url}/v1", voice="onyx")
        spoken = [chunk async for chunk in OpenAiVoice().speak(settings, http, "Olá!", "pt")]
    assert b"".join(spoken) == files.voice_note(1.0)
    assert answers.spoken == [{"model": "gpt-4o-mini-tts", "voice": "onyx", "input": "Olá!", "response_format": "opus"}]


def test_a_key_never_travels_over_plain_http_to_the_internet() -> None:
    with pytest.raises(ValueError, match="https"):
        OpenAiSpeechSettings(api_key=KEY, base_url="http://api.example.com/v1")
    assert KEY not in json.dumps(OpenAiSpeechSettings(api_key=KEY).model_dump(mode="json"))
