"""Speech over HTTP, and the whole way of a voice note: spoken on the phone, heard, answered aloud."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from prosa.core.runtime import Runtime
from prosa.testing.counterpart import counterpart
from prosa.testing.files import voice_note
from prosa.testing.graph import FakeGraph, GraphApp, Webhook, payloads
from prosa.testing.speech import GeminiAnswers, OpenAiAnswers, Word
from prosa.testing.speech.gemini import KEY as GEMINI_KEY
from prosa.testing.speech.openai import KEY
from prosa.testing.stage import serving
from tests.house import House, open_house
from tests.waiting import until

MASK = "••••"


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    async with open_house(runtime) as opened:
        yield opened


async def put(house: House, **change: Any) -> dict[str, Any]:
    answer = await house.admin.put("/api/v1/speech/settings", json=change)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def openai(url: str, key: str = KEY) -> dict[str, Any]:
    return {"connector": "openai_speech", "settings": {"api_key": key, "base_url": f"{url}/v1"}}


async def test_services_are_offered_chosen_kept_masked_and_given_up(house: House) -> None:
    found = await house.get("/speech/settings")
    abilities = {each["name"]: each["abilities"] for each in found["connectors"]}
    assert abilities == {
        "espeak": ["voice"],
        "gemini_speech": ["transcriber", "voice"],
        "openai_speech": ["transcriber", "voice"],
    }
    assert found["transcriber"] is None
    channel_id = str(await house.channel("simulator"))
    spoken = [{"channel_id": channel_id, "replies": "when_spoken"}]
    after = await put(house, transcriber=openai("http://localhost:1"), channels=spoken)
    assert after["transcriber"]["settings"]["api_key"] == MASK
    assert (after["voice"], after["channels"]) == (None, spoken)
    changed = {**after["transcriber"]["settings"], "model": "whisper-1"}
    again = await put(house, transcriber={"connector": "openai_speech", "settings": changed})
    assert again["transcriber"]["settings"]["model"] == "whisper-1"
    assert again["channels"] == spoken, "what is not given stays"
    assert (await put(house, transcriber=None, channels=[]))["transcriber"] is None


async def test_a_service_is_tried_before_it_is_saved_also_with_the_secret_that_is_kept(house: House) -> None:
    async with counterpart(OpenAiAnswers()) as service, counterpart(GeminiAnswers()) as gemini:
        for kind in ("transcriber", "voice"):
            found = await house.post("/speech/try", kind=kind, **openai(service.url))
            assert found == {"steps": [{"code": f"{kind}_works", "ok": True, "detail": ""}]}
        settings = {"api_key": GEMINI_KEY, "base_url": gemini.url}
        found = await house.post("/speech/try", kind="voice", connector="gemini_speech", settings=settings)
        assert found["steps"][0]["ok"]
        (step,) = (await house.post("/speech/try", kind="voice", **openai(service.url, "sk-wrong")))["steps"]
        assert (step["code"], step["ok"]) == ("speech_refused", False)
        assert "sk-wrong" not in step["detail"]
        await put(house, voice=openai(service.url))
        kept = await house.post("/speech/try", kind="voice", **openai(service.url, MASK))
        assert kept["steps"][0]["ok"]


UNFIT: list[dict[str, Any]] = [
    {"transcriber": {"connector": "espeak", "settings": {}}},
    {"transcriber": {"connector": "webchat", "settings": {}}},
    {"transcriber": {"connector": "nothing", "settings": {}}},
    {"voice": {"connector": "openai_speech", "settings": {"base_url": "http://api.example.com"}}},
    {"voice": {"connector": "espeak", "settings": {"voice": "; rm"}}},
    {"channels": [{"channel_id": "00000000-0000-0000-0000-000000000001", "replies": "always"}]},
]


async def test_what_cannot_work_is_refused_and_changes_nothing(house: House) -> None:
    for change in UNFIT:
        answer = await house.admin.put("/api/v1/speech/settings", json=change)
        assert answer.status_code in (404, 422), change
    found = await house.get("/speech/settings")
    assert (found["transcriber"], found["voice"], found["channels"]) == (None, None, [])


async def test_a_voice_note_is_heard_and_answered_aloud(house: House) -> None:
    heard = OpenAiAnswers(heard=[Word("bom"), Word(" dia")])
    graph = FakeGraph()
    async with counterpart(heard) as service, serving(GraphApp(graph)) as base_url:
        channel_id = await house.channel("meta_cloud", **graph.line.settings(base_url))
        spoken = [{"channel_id": str(channel_id), "replies": "when_spoken"}]
        await put(house, transcriber=openai(service.url), voice=openai(service.url), channels=spoken)
        webhook = f"{house.address}/webhooks/{channel_id}"
        await graph.deliver_to(Webhook(url=webhook, app_secret=graph.line.app_secret, retry_base=0.05))
        file = graph.keep(voice_note(2.0), "audio/ogg")
        graph.say("5511987654321", payloads.file("audio", file, "audio/ogg; codecs=opus", voice=True), name="Ana")
        conversation = await house.conversation()

        async def answered() -> list[dict[str, Any]]:
            lines = await house.messages(conversation["id"])
            files = [line["attachment"] for line in lines if line["attachment"]]
            looked_at = len(files) == 2 and all(file["duration_ms"] for file in files)
            return lines if looked_at and graph.sends else []

        lines = await until(answered)
        question = next(line for line in lines if line["direction"] == "in")
        reply = next(line for line in lines if line["direction"] == "out")
        assert (question["text"], question["attachment"]["transcript"]["text"]) == (None, "bom dia")
        assert question["attachment"]["duration_ms"] == 2000
        assert (reply["type"], reply["attachment"]["voice"]) == ("audio", True)
        assert reply["attachment"]["transcript"]["text"].replace("*", "") == heard.spoken[0]["input"]
        assert [send.type for send in graph.sends] == ["audio"]
