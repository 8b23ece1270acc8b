"""Wrong settings are refused with the field that is wrong; right ones are tried before they are saved."""

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from prosa.channels.port import CheckStep
from prosa.connectors.waha import WahaChannel, WahaSettings
from prosa.testing.counterpart import Answer, counterpart, nobody_listens
from prosa.testing.stage import serving
from prosa.testing.waha import FakeWaha, WahaApp
from tests.connectors.waha.material import settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("api_key", ""),
        ("api_key", "a key"),
        ("api_key", "key\r\nx-evil: 1"),
        ("base_url", "waha:3000"),
        ("base_url", "ftp://waha"),
        ("base_url", "http://waha.example.com"),
        ("base_url", "https://user:password@waha.example.com"),
        ("base_url", "https://waha.example.com?x=y"),
        ("session", ""),
        ("session", "../sessions"),
        ("session", "loja centro"),
        ("webhook_key", ""),
        ("surprise", "x"),
    ],
)
def test_a_wrong_value_names_its_field_and_does_not_repeat_a_secret(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{field: value})
    assert refused.value.errors()[0]["loc"][0] == field


def test_the_secret_of_the_webhook_is_made_and_another_for_each_channel() -> None:
    made = {WahaSettings.model_validate({"base_url": "http://waha", "api_key": "k"}).webhook_key for _ in range(2)}
    assert len(made) == 2


def test_pasted_values_lose_their_line_end() -> None:
    pasted = settings(base_url=" http://127.0.0.1:3000/\n", api_key="key\n", session="default\n")
    assert (pasted.base_url, pasted.session) == ("http://127.0.0.1:3000", "default")
    assert pasted.authorization() == {"x-api-key": "key"}


def test_parts_of_an_address_cannot_lead_elsewhere() -> None:
    assert settings().url("default", "lids", "1/../2@lid") == "http://waha:3000/api/default/lids/1%2F..%2F2%40lid"


def test_the_account_of_a_line_is_its_session() -> None:
    assert WahaChannel().account(settings(session="loja")) == "loja"


def test_settings_of_another_connector_are_a_mistake_of_the_caller() -> None:
    class Other(BaseModel):
        pass

    with pytest.raises(TypeError, match="Other"):
        WahaChannel().verify(Other(), {}, b"")


async def tried(waha: FakeWaha, **changes: str) -> list[CheckStep]:
    async with serving(WahaApp(waha)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        values = {**waha.line.settings(url), **changes}
        return await WahaChannel().check(WahaSettings.model_validate(values), http)


async def test_right_credentials_pass_every_step() -> None:
    assert await tried(FakeWaha()) == [
        CheckStep("server", ok=True, detail="2026.7.1 GOWS"),
        CheckStep("session", ok=True, detail="WORKING 551130001000 Loja"),
    ]


@pytest.mark.parametrize("state", ["STOPPED", "SCAN_QR_CODE", "STARTING"])
async def test_a_session_that_can_still_work_passes(state: str) -> None:
    assert (await tried(FakeWaha(state=state)))[1] == CheckStep("session", ok=True, detail=state)


@pytest.mark.parametrize(
    ("waha", "changes", "step", "detail"),
    [
        (FakeWaha(), {"api_key": "another"}, "server", "Unauthorized"),
        (FakeWaha(), {"session": "another"}, "session", "MISSING"),
        (FakeWaha(state="FAILED"), {}, "session", "FAILED"),
    ],
)
async def test_the_step_that_fails_says_what_to_mend(
    waha: FakeWaha, changes: dict[str, str], step: str, detail: str
) -> None:
    last = (await tried(waha, **changes))[-1]
    assert (last.code, last.ok) == (step, False)
    assert detail in last.detail


async def test_an_address_where_nobody_or_somebody_else_is_fails_the_first_step() -> None:
    async with httpx.AsyncClient(timeout=1, trust_env=False) as http:
        (step,) = await WahaChannel().check(settings(base_url=nobody_listens()), http)
        assert (step.code, step.ok) == ("server", False)
        for answer in (Answer(body=b"<html>"), Answer(body=b"{}"), Answer(302, headers={"location": "/login"})):
            async with counterpart(lambda _, answer=answer: answer) as provider:
                (step,) = await WahaChannel().check(settings(base_url=provider.url), http)
            assert (step.code, step.ok) == ("server", False)
