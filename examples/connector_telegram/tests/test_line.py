"""The bot itself: its token, its webhook, its files, and what is shown of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from bot_api import BotApiApp, FakeBotApi, Line
from prosa_connectors.telegram import TelegramChannel, TelegramSettings
from prosa_connectors.telegram.parse import UPDATES
from pydantic import ValidationError

from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.testing.counterpart import Answer, Request, counterpart, nobody_listens
from prosa.testing.stage import serving

CHANNEL = TelegramChannel()
WEBHOOK = "https://prosa.example/webhooks/0197a0"
LINE = Line()


def settings(url: str, **changes: Any) -> TelegramSettings:
    return TelegramSettings.model_validate({**LINE.settings(url), **changes})


@asynccontextmanager
async def bot(fake: FakeBotApi, **changes: Any) -> AsyncIterator[tuple[TelegramSettings, httpx.AsyncClient]]:
    async with serving(BotApiApp(fake)) as url, client() as http:
        yield settings(url, **changes), http


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, timeout=2)


async def test_the_token_is_tried_before_the_line_is_saved() -> None:
    fake = FakeBotApi()
    async with bot(fake) as (line, http):
        (step,) = await CHANNEL.check(line, http)
    assert (step.code, step.ok, step.detail) == ("token", True, "@loja_bot")
    assert fake.webhook == {}


async def test_the_check_of_a_saved_line_points_the_webhook_to_us() -> None:
    fake = FakeBotApi(last_error="Connection refused")
    async with bot(fake, webhook_url=WEBHOOK) as (line, http):
        steps = await CHANNEL.check(line, http)
    assert [(step.code, step.ok) for step in steps] == [("token", True), ("webhook", True)]
    assert "Connection refused" in steps[1].detail
    assert fake.webhook == {"url": WEBHOOK, "secret_token": LINE.secret, "allowed_updates": list(UPDATES)}


async def test_an_address_telegram_does_not_take_is_told_in_its_words() -> None:
    async with bot(FakeBotApi(), webhook_url="http://127.0.0.1:8000/webhooks/x") as (line, http):
        steps = await CHANNEL.check(line, http)
    assert (steps[1].ok, "HTTPS URL" in steps[1].detail) == (False, True)


async def test_a_refused_token_ends_the_check_and_is_not_shown() -> None:
    other = "987654321:AAEanother-token_0123456789"
    async with bot(FakeBotApi(), bot_token=other, webhook_url=WEBHOOK) as (line, http):
        steps = await CHANNEL.check(line, http)
    assert [step.ok for step in steps] == [False]
    assert "Unauthorized" in steps[0].detail
    assert other not in str(steps)


async def test_an_address_where_nobody_is_shows_no_token() -> None:
    async with client() as http:
        (step,) = await CHANNEL.check(settings(nobody_listens()), http)
    assert not step.ok
    assert LINE.token not in step.detail


@pytest.mark.parametrize("token", ["", "abc", "123:short", "1:../../getMe#aaaaaaaaaaaa", "12345678:AAE/etc/passwd000"])
def test_a_token_that_would_change_the_address_is_refused(token: str) -> None:
    with pytest.raises(ValidationError):
        settings("https://api.telegram.org", bot_token=token)


def test_a_secret_is_made_for_each_line() -> None:
    made = [TelegramSettings(bot_token=LINE.token).webhook_secret.get_secret_value() for _ in range(2)]
    assert made[0] != made[1]
    assert all(len(secret) >= 32 and secret.replace("-", "").replace("_", "").isalnum() for secret in made)


async def fetched(line: TelegramSettings, http: httpx.AsyncClient, media: Media) -> bytes:
    return b"".join([chunk async for chunk in CHANNEL.fetch_media(line, http, media)])


async def test_a_file_is_looked_up_and_fetched() -> None:
    fake = FakeBotApi()
    ref = fake.keep(b"figura" * 1000)
    async with bot(fake) as (line, http):
        assert await fetched(line, http, Media("image/jpeg", ref=ref)) == b"figura" * 1000


async def test_a_file_that_is_gone_or_too_large_is_not_there() -> None:
    fake = FakeBotApi()
    large = fake.keep(b"x" * (20 * 1024 * 1024 + 1))
    async with bot(fake) as (line, http):
        for ref in ("unknown", large, None, "../getMe"):
            with pytest.raises(NotFound):
                await fetched(line, http, Media("image/jpeg", ref=ref))
        with pytest.raises(NotFound):
            await fetched(line, http, Media("video/mp4", ref="a", size=20 * 1024 * 1024 + 1))


@pytest.mark.parametrize(
    "path", ["/var/lib/bot/file", "../../secret", "a/../../b", "http://169.254.169.254/x", "a//b", "a?b"]
)
async def test_a_file_is_fetched_from_where_it_should_be_only(path: str) -> None:
    found = await refused_file(lambda _: Answer(body=b'{"ok":true,"result":{"file_path":"%s"}}' % path.encode()))
    assert [request.target.rpartition("/")[2] for request in found] == ["getFile"]


async def test_a_redirect_elsewhere_is_not_followed() -> None:
    async with counterpart(lambda _: Answer(body=b"aha")) as elsewhere:

        def answer(request: Request) -> Answer:
            if request.target.endswith("getFile"):
                return Answer(body=b'{"ok":true,"result":{"file_path":"photos/1.jpg"}}')
            return Answer(302, headers={"location": f"{elsewhere.url}/x"})

        await refused_file(answer)
        assert elsewhere.requests == []


async def refused_file(answer: Callable[[Request], Answer]) -> list[Request]:
    async with counterpart(answer) as provider, client() as http:
        with pytest.raises(NotFound):
            await fetched(settings(provider.url), http, Media("image/jpeg", ref="AgAC"))
        return provider.requests


async def test_a_server_that_sends_more_than_it_may_is_cut_off() -> None:
    def answer(request: Request) -> Answer:
        found = b'{"ok":true,"result":{"file_path":"photos/1.jpg"}}'
        return Answer(body=found if request.target.endswith("getFile") else b"x" * (21 * 1024 * 1024))

    await refused_file(answer)


async def test_a_busy_telegram_may_have_the_file_later() -> None:
    busy = Answer(429, b'{"ok":false,"error_code":429,"description":"Too Many Requests"}')
    async with counterpart(lambda _: busy) as provider, client() as http:
        with pytest.raises(Unavailable):
            await fetched(settings(provider.url), http, Media("image/jpeg", ref="AgAC"))
