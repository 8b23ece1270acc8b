"""Wrong settings are refused with the field that is wrong; right ones are tried before they are saved."""

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from prosa.channels.port import CheckStep
from prosa.connectors.meta_cloud import MetaCloudChannel, MetaCloudSettings
from prosa.testing.counterpart import Answer, counterpart, nobody_listens
from prosa.testing.graph import FakeGraph, GraphApp, Line, Webhook
from prosa.testing.stage import serving
from tests.connectors.meta_cloud.material import settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone_number_id", "+55 11 98765-4321"),
        ("phone_number_id", ""),
        ("phone_number_id", "1/../2"),
        ("waba_id", "loja"),
        ("access_token", ""),
        ("access_token", "EAA token"),
        ("access_token", "EAA\r\nx-evil: 1"),
        ("app_secret", "segredó"),
        ("base_url", "graph.facebook.com"),
        ("base_url", "ftp://graph.facebook.com"),
        ("base_url", "http://graph.facebook.com"),
        ("base_url", "https://user:password@graph.facebook.com"),
        ("base_url", "https://graph.facebook.com?x=y"),
        ("api_version", "26"),
        ("api_version", "v26.0/me"),
        ("surprise", "x"),
    ],
)
def test_a_wrong_value_names_its_field_and_does_not_repeat_a_secret(field: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{field: value})
    assert refused.value.errors()[0]["loc"][0] == field


@pytest.mark.parametrize(
    "base_url",
    [
        "https://graph.facebook.com",
        "http://127.0.0.1:9000",
        "http://localhost:9000",
        "http://graph:9000",
        "http://[::1]:9000",
        "http://10.1.2.3",
    ],
)
def test_the_address_may_be_metas_or_one_of_the_own_network(base_url: str) -> None:
    assert settings(base_url=f" {base_url}/ ").base_url == base_url


def test_pasted_credentials_lose_their_line_end() -> None:
    pasted = settings(access_token="EAAtoken\n", phone_number_id=" 1122334455667 ")
    assert pasted.access_token.get_secret_value() == "EAAtoken"
    assert pasted.phone_number_id == "1122334455667"


def test_every_field_explains_itself() -> None:
    for name, field in MetaCloudSettings.model_fields.items():
        assert field.title, name
        assert field.description, name


def test_the_account_of_a_line_is_its_phone_number_id() -> None:
    assert MetaCloudChannel().account(settings()) == "1122334455667"


def test_settings_of_another_connector_are_a_mistake_of_the_caller() -> None:
    class Other(BaseModel):
        pass

    with pytest.raises(TypeError, match="Other"):
        MetaCloudChannel().challenge(Other(), {})


async def tried(graph: FakeGraph, **changes: str) -> list[CheckStep]:
    async with serving(GraphApp(graph)) as url, httpx.AsyncClient(timeout=1, trust_env=False) as http:
        await graph.deliver_to(Webhook(url=url, app_secret="x"))
        values = {**Line().settings(url), **changes}
        return await MetaCloudChannel().check(MetaCloudSettings.model_validate(values), http)


async def test_right_credentials_pass_every_step() -> None:
    steps = await tried(FakeGraph())
    assert [(step.code, step.ok) for step in steps] == [
        ("token", True),
        ("phone_number", True),
        ("app_secret", True),
        ("webhook", True),
    ]
    assert "551130001000" in steps[1].detail


@pytest.mark.parametrize(
    ("field", "value", "step"),
    [
        ("access_token", "EAAother", "token"),
        ("phone_number_id", "999", "phone_number"),
        ("app_secret", "another", "app_secret"),
        ("waba_id", "999", "webhook"),
    ],
)
async def test_the_step_that_fails_is_the_one_of_the_wrong_field(field: str, value: str, step: str) -> None:
    failed = [found for found in await tried(FakeGraph(), **{field: value}) if not found.ok]
    assert [found.code for found in failed] == [step]
    assert failed[0].detail


async def test_an_address_where_nobody_is_fails_the_first_step() -> None:
    async with httpx.AsyncClient(timeout=1, trust_env=False) as http:
        (step,) = await MetaCloudChannel().check(settings(base_url=nobody_listens()), http)
    assert (step.code, step.ok) == ("token", False)


async def test_an_account_that_delivers_to_no_app_fails_the_webhook_step() -> None:
    async with (
        counterpart(lambda _: Answer(body=b'{"data": []}')) as provider,
        httpx.AsyncClient(timeout=1) as http,
    ):
        steps = await MetaCloudChannel().check(settings(base_url=provider.url, waba_id="1"), http)
    assert [(step.code, step.ok) for step in steps][-1] == ("webhook", False)
