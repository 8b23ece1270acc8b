"""Files are fetched from WAHA's configured address and nowhere else, and its key is shown there only."""

import json
from collections.abc import Callable

import httpx
import pytest

from prosa.channels import fetching
from prosa.connectors.waha import WahaChannel, WahaSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.testing.counterpart import Answer, Break, Request, counterpart, nobody_listens
from prosa.testing.files import png
from prosa.testing.stage import serving
from prosa.testing.waha import FakeWaha, WahaApp
from prosa.testing.waha.payloads import file
from tests.connectors.waha.material import settings

ID = "false_5511900000001@c.us_3C01"
PATH = "/api/files/default/X"
PICTURE = Media("image/jpeg", ref=f"{PATH}#{ID}")
ANEW = "/api/default/chats/5511900000001%40c.us/messages/false_5511900000001%40c.us_3C01?downloadMedia=true"


async def read(credentials: WahaSettings, wanted: Media = PICTURE) -> bytes:
    async with httpx.AsyncClient(timeout=0.5, trust_env=False, follow_redirects=True) as http:
        return b"".join([chunk async for chunk in WahaChannel().fetch_media(credentials, http, wanted)])


async def read_at(base_url: str, wanted: Media = PICTURE) -> bytes:
    return await read(settings(base_url=base_url), wanted)


def message(url: str | None, error: str | None = None) -> Answer:
    return Answer(body=json.dumps({"id": ID, "media": {"url": url, "error": error}}).encode())


def gone_then(answer: Answer, anew: Answer) -> Callable[[Request], Answer]:
    """The file is gone, its message says `anew`, and at the new place there is `answer`."""

    def behave(request: Request) -> Answer:
        if request.target == PATH:
            return Answer(404, b'{"message": "Not Found"}')
        return anew if request.target == ANEW else answer

    return behave


async def test_a_file_is_streamed_from_the_configured_address() -> None:
    waha = FakeWaha()
    url = waha.keep(png(), "image/png", "X")
    key = waha.say("5511900000001", file("imageMessage", url, "image/png"))
    async with serving(WahaApp(waha)) as base_url:
        credentials = WahaSettings.model_validate(waha.line.settings(base_url))
        assert url.startswith("http://localhost:3000/")
        assert await read(credentials, Media("image/png", ref=f"{PATH}#false_5511900000001@c.us_{key}")) == png()


async def test_a_file_waha_has_thrown_away_is_asked_for_anew() -> None:
    """It keeps files for three minutes, unless it is told otherwise."""
    anew = message("http://localhost:3000/api/files/default/Y")
    async with counterpart(gone_then(Answer(body=b"the file"), anew)) as provider:
        assert await read_at(provider.url) == b"the file"
        assert await read_at(provider.url, Media("image/jpeg", ref=f"#{ID}")) == b"the file"
        targets = [request.target for request in provider.requests]
        assert targets == [PATH, ANEW, "/api/files/default/Y", ANEW, "/api/files/default/Y"]
        assert all(request.headers["x-api-key"] == "waha-key-0123456789" for request in provider.requests)


async def test_a_file_of_no_bytes_is_asked_for_anew_and_may_come_later() -> None:
    async with counterpart(lambda request: message(PATH) if request.target == ANEW else Answer()) as provider:
        with pytest.raises(Unavailable, match="empty"):
            await read_at(provider.url)
        assert [request.target for request in provider.requests] == [PATH, ANEW, PATH]


async def test_the_host_a_message_names_is_never_asked() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        anew = message(f"{other.url}/api/files/default/Y")
        async with counterpart(gone_then(Answer(404), anew)) as provider:
            with pytest.raises(NotFound):
                await read_at(provider.url)
        assert other.requests == []


async def test_a_redirect_elsewhere_is_not_followed() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        away = Answer(302, headers={"location": f"{other.url}/file"})
        async with counterpart(lambda _: away) as provider:
            with pytest.raises(NotFound):
                await read_at(provider.url)
        assert other.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "/api/sessions/default",
        "/api/files/../sessions/default",
        "/api/files/x/..",
        "/api/files/%2e%2e/sessions/default",
        "//evil.example/api/files/x",
        "/etc/passwd",
        "@evil.example/api/files/x",
        "",
    ],
)
async def test_what_is_no_file_is_not_asked_for(path: str) -> None:
    async with counterpart(lambda _: Answer(body=b"secret")) as provider:
        with pytest.raises(NotFound):
            await read_at(provider.url, Media("image/jpeg", ref=path))
        assert provider.requests == []


@pytest.mark.parametrize("ref", [None, "", "#", "#3C01", f"{PATH}#3C01"])
async def test_a_message_nobody_can_ask_for_is_gone(ref: str | None) -> None:
    async with counterpart(lambda _: Answer(404)) as provider:
        with pytest.raises(NotFound):
            await read_at(provider.url, Media("image/jpeg", ref=ref))


@pytest.mark.parametrize(
    ("anew", "error"),
    [
        (message(None, "403"), Unavailable),
        (Answer(body=b'{"media": null}'), Unavailable),
        (Answer(404, b'{"message": "Message not found"}'), NotFound),
        (Answer(422, b'{"error": "no", "status": "STOPPED", "expected": ["WORKING"]}'), Unavailable),
        (Answer(500, b"<html>"), Unavailable),
    ],
)
async def test_a_file_that_cannot_be_had_anew(anew: Answer, error: type[Exception]) -> None:
    async with counterpart(gone_then(Answer(404), anew)) as provider:
        with pytest.raises(error):
            await read_at(provider.url)


@pytest.mark.parametrize("what", [Answer(403), Answer(503), Break.CLOSE, Break.HALF, Break.HANG])
async def test_a_download_that_fails_may_work_later(what: Answer | Break) -> None:
    async with counterpart(lambda _: what) as provider:
        with pytest.raises(Unavailable):
            await read_at(provider.url)


async def test_a_file_larger_than_whatsapp_carries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 200_000)
    async with counterpart(lambda _: Answer(body=b"x" * 1_000_000)) as provider:
        with pytest.raises(NotFound, match="larger"):
            await read_at(provider.url)
        assert len(provider.requests) == 1


async def test_a_server_that_is_not_there_may_come_later() -> None:
    with pytest.raises(Unavailable):
        await read_at(nobody_listens())
