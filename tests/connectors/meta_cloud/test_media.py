"""Files are fetched from Meta's hosts and nowhere else, and the token is shown to them only."""

import json
from collections.abc import Callable

import httpx
import pytest

from prosa.connectors.meta_cloud import MetaCloudChannel, MetaCloudSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.testing.counterpart import Answer, Break, Request, counterpart, nobody_listens
from prosa.testing.files import png
from prosa.testing.graph import FakeGraph, GraphApp
from prosa.testing.stage import serving
from tests.connectors.meta_cloud.material import settings

PICTURE = Media("image/png", ref="65463453")


async def read(credentials: MetaCloudSettings, wanted: Media = PICTURE) -> bytes:
    async with httpx.AsyncClient(timeout=0.5, trust_env=False, follow_redirects=True) as http:
        chunks = MetaCloudChannel().fetch_media(credentials, http, wanted)
        return b"".join([chunk async for chunk in chunks])


async def read_at(base_url: str, wanted: Media = PICTURE) -> bytes:
    return await read(settings(base_url=base_url), wanted)


def at(url: Callable[[Request], str], file: Answer | Break | None = None) -> Callable[[Request], Answer | Break]:
    """Says that the file is at `url`, and serves `file` there."""

    def behave(request: Request) -> Answer | Break:
        if request.target.startswith("/v26.0/65463453"):
            return Answer(body=json.dumps({"url": url(request), "id": "65463453"}).encode())
        return file or Answer(body=b"the file")

    return behave


def own(path: str) -> Callable[[Request], str]:
    return lambda request: f"http://{request.headers['host']}{path}"


async def test_a_file_is_looked_up_and_streamed() -> None:
    graph = FakeGraph()
    media_id = graph.keep(png(), "image/png")
    async with serving(GraphApp(graph)) as url:
        credentials = MetaCloudSettings.model_validate(graph.line.settings(url))
        assert await read(credentials, Media("image/png", ref=media_id)) == png()


async def test_a_file_elsewhere_is_not_asked_for_and_the_token_stays_here() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        async with counterpart(at(lambda _: f"{other.url}/file")) as provider:
            with pytest.raises(NotFound):
                await read_at(provider.url)
        assert other.requests == []


async def test_a_redirect_elsewhere_is_not_followed() -> None:
    async with counterpart(lambda _: Answer(body=b"stolen")) as other:
        away = Answer(302, headers={"location": f"{other.url}/file"})
        async with counterpart(at(own("/here"), away)) as provider:
            with pytest.raises(NotFound):
                await read_at(provider.url)
        assert other.requests == []


async def test_a_redirect_within_the_host_is_followed_but_not_in_a_circle() -> None:
    def once(request: Request) -> Answer | Break:
        moved = Answer(302, headers={"location": "/there"})
        return at(own("/here"), None if request.target == "/there" else moved)(request)

    async with counterpart(once) as provider:
        assert await read_at(provider.url) == b"the file"
    async with counterpart(at(own("/here"), Answer(302, headers={"location": "/here"}))) as provider:
        with pytest.raises(NotFound, match="circle"):
            await read_at(provider.url)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/a",
        "https://lookaside.fbsbx.com:8443/a",
        "https://lookaside.fbsbx.com.evil.example/a",
        "https://evilfbsbx.com/a",
        "https://lookaside.fbsbx.com@127.0.0.1/a",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://lookaside.fbsbx.com/a",
        "//lookaside.fbsbx.com/a",
        "https://[::1",
        "https://lookaside.fbsbx.com:port/a",
        "not an address",
    ],
)
async def test_an_address_that_is_not_metas_is_refused(url: str) -> None:
    async with counterpart(at(lambda _: url)) as provider:
        with pytest.raises(NotFound):
            await read_at(provider.url)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404), NotFound),
        (Answer(400, b'{"error": {"code": 100, "error_subcode": 33}}'), NotFound),
        (Answer(401, b'{"error": {"code": 190}}'), Unavailable),
        (Answer(500), Unavailable),
        (Answer(200, b"{}"), Unavailable),
        (Answer(200, b"<html>"), Unavailable),
        (Break.CLOSE, Unavailable),
        (Break.HANG, Unavailable),
    ],
)
async def test_a_look_up_that_fails(answer: Answer | Break, error: type[Exception]) -> None:
    async with counterpart(lambda _: answer) as provider:
        with pytest.raises(error):
            await read_at(provider.url)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (Answer(404), NotFound),
        (Answer(410), NotFound),
        (Answer(403), Unavailable),
        (Answer(503), Unavailable),
        (Break.HALF, Unavailable),
        (Break.HANG, Unavailable),
    ],
)
async def test_a_download_that_fails(file: Answer | Break, error: type[Exception]) -> None:
    async with counterpart(at(own("/file"), file)) as provider:
        with pytest.raises(error):
            await read_at(provider.url)


@pytest.mark.parametrize("ref", [None, "", "../me", "1/2", "1?x=y", "á", "x" * 200])
async def test_a_handle_that_cannot_be_one_is_not_asked_for(ref: str | None) -> None:
    async with counterpart(lambda _: Answer()) as provider:
        with pytest.raises(NotFound):
            await read_at(provider.url, Media("image/png", ref=ref))
        assert provider.requests == []


async def test_a_provider_that_is_not_there_may_come_later() -> None:
    with pytest.raises(Unavailable):
        await read_at(nobody_listens())
