"""Language models over HTTP: connections and their keys, trials, costs, and a turn that is paid for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from prosa.accounts import Role
from prosa.agents.llm import LanguageModelEngine
from prosa.core.runtime import Runtime
from prosa.testing.counterpart import Break, Counterpart, counterpart
from prosa.testing.models import KEY, Asked, Breaks, Calls, Fails, FakeModels, Says, Step, Typed, typed
from tests.app.contacts_side import on_simulator
from tests.house import House, open_house
from tests.logs import Logs
from tests.waiting import until


@pytest.fixture
async def house(runtime: Runtime) -> AsyncIterator[House]:
    settings = runtime.settings.model_copy(update={"internal_hosts": frozenset({"127.0.0.1"})})
    runtime = replace(runtime, settings=settings)
    async with open_house(runtime) as found:
        yield found
        await runtime.registry.get(LanguageModelEngine, LanguageModelEngine.name).close()


@pytest.fixture
def fake() -> FakeModels:
    return FakeModels()


@pytest.fixture
async def end(fake: FakeModels) -> AsyncIterator[Counterpart]:
    async with counterpart(fake) as found:
        yield found


def openai(end: Counterpart, **more: Any) -> dict[str, Any]:
    return {
        "name": "Principal",
        "provider": "compatible",
        "model": "gpt-4o-mini",
        "base_url": f"{end.url}/v1",
        "api_key": KEY,
        **more,
    }


async def test_a_key_goes_in_and_never_comes_out(house: House, end: Counterpart, logs: Logs) -> None:
    added = await house.post("/models", **openai(end))
    assert added["has_key"] is True
    changed = await house.admin.patch(f"/api/v1/models/{added['id']}", json={"name": "Outro", "temperature": 0.1})
    listed = await house.get("/models")
    seen = f"{added}{changed.json()}{listed}{logs.lines}"
    assert (listed["items"][0]["name"], listed["items"][0]["has_key"], listed["installed"]) == ("Outro", True, True)
    assert KEY not in seen
    gone = await house.admin.patch(f"/api/v1/models/{added['id']}", json={"api_key": None})
    assert gone.json()["has_key"] is False
    assert (await house.admin.delete(f"/api/v1/models/{added['id']}")).status_code == 204
    assert (await house.get("/models"))["items"] == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://169.254.169.254/v1", "address_private"),
        ("http://localhost:11434/v1", "address_private"),
        ("https://10.0.0.8/v1", "address_private"),
        ("http://93.184.216.34/v1", "invalid"),
        ("ftp://example.org", "invalid"),
        ("https://user:pass@example.org", "invalid"),
    ],
)
async def test_an_address_of_the_own_network_is_refused(
    house: House, end: Counterpart, address: str, code: str
) -> None:
    answer = await house.admin.post("/api/v1/models", json=openai(end, base_url=address))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


async def test_a_trial_finds_out_what_a_server_can_do(house: House, fake: FakeModels, end: Counterpart) -> None:
    def simple_server(asked: Asked) -> Step:
        if asked.schema:
            return Fails(500)
        if asked.tools:
            return Calls([("note_color", {"color": "azul"})])
        fake.usage = (20, 0, 24 if "max_tokens" in asked.settings else 900)
        return Says("ok")

    fake.brain = simple_server
    added = await house.post("/models", **openai(end))
    found = await house.post(f"/models/{added['id']}/probe")
    assert {step["code"]: step["ok"] for step in found["steps"]} == {
        "answers": True,
        "limits": True,
        "tools": True,
        "json_schema": False,
    }
    (kept,) = (await house.get("/models"))["items"]
    assert kept["profile"] == found["profile"]
    assert (kept["profile"]["json_schema"], kept["profile"]["max_completion_tokens"]) == (False, False)


async def test_a_trial_of_a_server_that_ignores_tools_says_so(house: House, fake: FakeModels, end: Counterpart) -> None:
    fake.brain = lambda asked: Typed({"color": "azul"}) if asked.schema else Says("ok")
    added = await house.post("/models", **openai(end))
    found = await house.post(f"/models/{added['id']}/probe")
    assert (found["profile"]["tools"], found["profile"]["json_schema"]) == (False, True)


@pytest.mark.parametrize(("step", "detail"), [(Fails(401), "auth"), (Fails(500), "server_error")])
async def test_a_trial_without_an_answer_says_why_and_keeps_the_profile(
    house: House, fake: FakeModels, end: Counterpart, step: Step, detail: str
) -> None:
    fake.brain = lambda _: step
    added = await house.post("/models", **openai(end))
    found = await house.post(f"/models/{added['id']}/probe")
    assert found["steps"] == [{"code": "answers", "ok": False, "detail": detail}]
    assert found["profile"] == added["profile"]


async def test_health_tells_which_models_answer(house: House, fake: FakeModels, end: Counterpart) -> None:
    assert (await house.admin.post("/api/v1/health/llm")).json() == {"ok": True, "items": []}
    await house.post("/models", **openai(end))
    fake.brain = lambda _: Says("ok")
    well = await house.admin.post("/api/v1/health/llm")
    fake.brain = lambda _: Breaks(Break.CLOSE)
    ill = await house.admin.post("/api/v1/health/llm")
    assert (well.status_code, well.json()["items"][0]["ok"]) == (200, True)
    assert (ill.status_code, ill.json()["items"][0]["error"]) == (503, "unreachable")


async def test_a_conversation_is_answered_by_the_model_and_its_price_is_told(
    house: House, fake: FakeModels, end: Counterpart
) -> None:
    fake.brain = lambda _: typed("Oi! Como posso ajudar?")
    prices = {"input": 1_000_000, "output": 2_000_000, "cached": 0}
    model = await house.post("/models", **openai(end, prices=prices))
    await house.runtime.registry.get(LanguageModelEngine, LanguageModelEngine.name).prepare()
    agent = await house.post("/agents", name="Lia", engine="llm")
    rehearsed = await house.post(f"/agents/{agent['id']}/try", said=[{"text": "bom dia, tudo bem por aí com vocês?"}])
    assert rehearsed["trace"]["models"][0]["micros"] == 180
    async with on_simulator(house) as person:
        await person.says("bom dia, tudo bem?")
        answer = await until(lambda: _answered(house))
    turn = await house.get(f"/turns/{answer['turn_id']}")
    assert (turn["engine"], turn["cost_micros"]) == ("llm", 180)
    assert turn["models"] == [
        {
            "model": "gpt-4o-mini",
            "input_tokens": 120,
            "output_tokens": 30,
            "cached_tokens": 0,
            "micros": 180,
            "ms": turn["models"][0]["ms"],
            "error": None,
        }
    ]
    by = {by: await house.get("/models/costs", by=by) for by in ("day", "model", "agent", "conversation")}
    assert {each["micros"] for each in by.values()} == {360}
    assert by["model"]["items"][0]["key"] == "gpt-4o-mini"
    assert by["agent"]["items"][0]["key"] == agent["id"]
    assert {line["key"] for line in by["conversation"]["items"]} == {None, turn["conversation_id"]}
    assert model["id"] not in str(by)


async def _answered(house: House) -> dict[str, Any] | None:
    lines = await house.messages((await house.conversation())["id"])
    return next((line for line in lines if line["author"] == "agent" and line["status"] == "delivered"), None)


async def test_only_admins_touch_connections(house: House, end: Counterpart) -> None:
    supervisor = await house.user("sup@example.com", Role.SUPERVISOR)
    answer = await supervisor.post("/api/v1/models", json=openai(end))
    assert answer.status_code == 403
    assert (await supervisor.get("/api/v1/models")).status_code == 200
