"""Wrong settings are refused with the field that is wrong; right ones are tried before they are saved."""

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from prosa.channels.port import CheckStep
from prosa.connectors.evolution import EvolutionChannel, EvolutionSettings
from prosa.testing.counterpart import nobody_listens
from prosa.testing.evolution import EvolutionApp, FakeEvolution
from prosa.testing.stage import serving
from tests.connectors.evolution.material import settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", "evolution.example.test"),
        ("base_url", "http://evolution.example.com"),
        ("api_key", ""),
        ("api_key", "key\r\nx-evil: 1"),
        ("instance", ""),
        ("instance", "a/b"),
        ("instance", ".."),
        ("instance", "a?b"),
        ("instance", "a\nb"),
        ("webhook_secret", "short"),
        ("webhook_secret", "segredo com espaços e acentós"),
        ("surprise", "x"),
    ],
)
def test_a_wrong_value_names_its_field(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{field: value})
    assert refused.value.errors()[0]["loc"][0] == field


def test_a_name_with_odd_signs_is_written_so_that_an_address_stays_one() -> None:
    path = settings(instance="Loja São João +1").of_instance("instance", "connect")
    assert path == "https://evolution.example.test/instance/connect/Loja%20S%C3%A3o%20Jo%C3%A3o%20%2B1"


def test_a_secret_for_the_webhook_is_made_when_none_is_given() -> None:
    given = {"base_url": "http://evolution:8080", "api_key": "k", "instance": "loja"}
    first, second = EvolutionSettings.model_validate(given), EvolutionSettings.model_validate(given)
    assert len(first.webhook_secret.get_secret_value()) >= 32
    assert first.webhook_secret != second.webhook_secret


def test_buttons_are_promised_only_where_the_admin_wants_them() -> None:
    channel = EvolutionChannel()
    assert channel.capabilities(settings()).max_buttons == 0
    assert channel.capabilities(settings(native_choices=True)).max_buttons == 3
    assert channel.capabilities(settings()).unofficial
    assert channel.account(settings()) is None
    assert channel.challenge(settings(), {"hub.mode": "subscribe"}) is None


def test_settings_of_another_connector_are_a_mistake_of_the_caller() -> None:
    class Other(BaseModel):
        pass

    with pytest.raises(TypeError, match="Other"):
        EvolutionChannel().capabilities(Other())


async def tried(evolution: FakeEvolution, **changes: str) -> list[CheckStep]:
    async with serving(EvolutionApp(evolution)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        values = {**evolution.line.settings(url), **changes}
        return await EvolutionChannel().check(EvolutionSettings.model_validate(values), http)


async def test_right_credentials_pass_every_step() -> None:
    steps = await tried(FakeEvolution())
    assert [(step.code, step.ok, step.detail) for step in steps] == [
        ("server", True, "2.3.7"),
        ("api_key", True, "loja: open"),
    ]


async def test_an_instance_that_is_not_there_yet_is_no_fault() -> None:
    assert [step.ok for step in await tried(FakeEvolution(state=None))] == [True, True]


async def test_a_wrong_key_fails_its_step() -> None:
    steps = await tried(FakeEvolution(), api_key="another")
    assert [(step.code, step.ok) for step in steps] == [("server", True), ("api_key", False)]
    assert steps[1].detail == "Unauthorized"


async def test_another_version_fails_the_first_step_and_says_which() -> None:
    (step,) = await tried(FakeEvolution(version="1.8.2"))
    assert (step.code, step.ok, step.detail) == ("server", False, "1.8.2")


async def test_an_address_where_nobody_is_fails_the_first_step() -> None:
    async with httpx.AsyncClient(timeout=1, trust_env=False) as http:
        (step,) = await EvolutionChannel().check(settings(base_url=nobody_listens()), http)
    assert (step.code, step.ok) == ("server", False)
