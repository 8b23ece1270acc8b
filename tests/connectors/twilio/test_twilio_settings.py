"""Credentials are tried before they are saved, and say what to mend."""

import httpx
import pytest
from pydantic import ValidationError

from prosa.channels.port import CheckStep
from prosa.connectors.twilio import TwilioChannel, TwilioSettings
from prosa.testing.counterpart import nobody_listens
from prosa.testing.stage import serving
from prosa.testing.twilio import FakeTwilio, Line, TwilioApp, Webhook
from tests.connectors.twilio.material import settings

OWN = "551130001000"


async def steps(twilio: FakeTwilio, **changes: object) -> list[CheckStep]:
    async with serving(TwilioApp(twilio)) as url, httpx.AsyncClient(timeout=2, trust_env=False) as http:
        made = TwilioSettings.model_validate({**twilio.line.settings(url), **changes})
        return await TwilioChannel().check(made, http)


def passed(found: list[CheckStep]) -> dict[str, bool]:
    return {step.code: step.ok for step in found}


async def test_the_sandbox_needs_no_sender_of_its_own() -> None:
    assert passed(await steps(FakeTwilio())) == {"token": True, "phone_number": True}


async def test_a_number_with_its_webhook() -> None:
    twilio = FakeTwilio(line=Line(number=OWN))
    url = "http://127.0.0.1:9/webhooks/1"
    await twilio.deliver_to(Webhook(url=f"{url}#rc=5&rp=all", auth_token="x"))
    found = await steps(twilio, webhook_url=url)
    assert passed(found) == {"token": True, "phone_number": True, "webhook": True}


async def test_a_webhook_that_would_lose_deliveries_is_told_how_it_should_read() -> None:
    twilio = FakeTwilio(line=Line(number=OWN))
    url = "http://127.0.0.1:9/webhooks/1"
    await twilio.deliver_to(Webhook(url=url, auth_token="x"))
    found = await steps(twilio, webhook_url=url)
    assert found[-1] == CheckStep("webhook", ok=False, detail=f"{url}#rc=5&rp=all")


async def test_a_wrong_token_and_a_strange_number() -> None:
    assert passed(await steps(FakeTwilio(), auth_token="wrong")) == {"token": False}
    twilio = FakeTwilio(line=Line(number=OWN))
    assert passed(await steps(twilio, number="5511999999999")) == {"token": True, "phone_number": False}


async def test_nobody_there() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        found = await TwilioChannel().check(settings(base_url=nobody_listens()), http)
    assert passed(found) == {"token": False}


@pytest.mark.parametrize("number", ["whatsapp:+14155238886", "+1 (415) 523-8886", "14155238886"])
def test_a_number_as_it_is_shown(number: str) -> None:
    assert settings(number=number).number == "14155238886"


@pytest.mark.parametrize(
    "changes",
    [
        {"account_sid": "AC1"},
        {"number": "abc"},
        {"auth_token": "with space"},
        {"base_url": "http://api.twilio.com"},
        {"content_url": "ftp://content.twilio.com"},
        {"messaging_service_sid": "XX"},
    ],
)
def test_what_cannot_be_right_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(**changes)


def test_a_service_left_empty_is_none() -> None:
    assert settings(messaging_service_sid=" ").messaging_service_sid is None
