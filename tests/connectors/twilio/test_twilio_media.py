"""Files are fetched at Twilio, and the storage it redirects to never sees the credential."""

import httpx
import pytest

from prosa.channels.fetching import Source, headers_for
from prosa.connectors.twilio import TwilioChannel, TwilioSettings
from prosa.connectors.twilio.media import HOSTS
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound
from prosa.testing.counterpart import Answer, Request, counterpart
from prosa.testing.files import png
from prosa.testing.stage import serving
from prosa.testing.twilio import FakeTwilio, TwilioApp
from tests.connectors.twilio.material import settings


async def read(credentials: TwilioSettings, ref: str | None) -> bytes:
    async with httpx.AsyncClient(timeout=0.5, trust_env=False) as http:
        chunks = TwilioChannel().fetch_media(credentials, http, Media("image/png", ref=ref))
        return b"".join([chunk async for chunk in chunks])


async def test_a_file_is_fetched_behind_its_redirect() -> None:
    twilio = FakeTwilio()
    media_id = twilio.keep(png(), "image/png")
    async with serving(TwilioApp(twilio)) as url:
        credentials = TwilioSettings.model_validate(twilio.line.settings(url))
        assert await read(credentials, twilio.media_url(url, media_id)) == png()
        with pytest.raises(NotFound):
            await read(credentials, twilio.media_url(url, twilio.new_id("ME")))


async def test_a_redirect_into_the_own_network_is_not_followed() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        away = Answer(307, headers={"location": f"{other.url}/storage"})
        async with counterpart(lambda _: away) as provider:
            with pytest.raises(NotFound):
                await read(settings(base_url=provider.url), f"{provider.url}/Media/ME1")
        assert other.requests == []


async def test_the_credential_is_shown_to_twilio_only() -> None:
    source = Source("https://api.twilio.com", {"authorization": "Basic x"}, HOSTS, signed=True)
    assert await headers_for(source, "https://api.twilio.com/Media/ME1") == source.headers
    assert await headers_for(source, "https://mcs.us1.twilio.com/a") == source.headers
    assert await headers_for(source, "https://media.storage.example/a?signature=1", redirected=True) == {}
    for url in (
        "https://media.storage.example/a",
        "https://eviltwilio.com/a",
        "https://api.twilio.com.evil.example/a",
        "http://mcs.us1.twilio.com/a",
        "https://mcs.us1.twilio.com:8443/a",
        "https://169.254.169.254/latest",
        "https://127.0.0.1/a",
        "file:///etc/passwd",
    ):
        with pytest.raises(NotFound):
            await headers_for(source, url)


@pytest.mark.parametrize("ref", [None, "", "not an address", "https://[::1", "//api.twilio.com/a"])
async def test_an_address_that_is_none_leads_nowhere(ref: str | None) -> None:
    def nobody(_: Request) -> Answer:
        raise AssertionError("nobody should be asked")

    async with counterpart(nobody) as provider:
        with pytest.raises(NotFound):
            await read(settings(base_url=provider.url), ref)
