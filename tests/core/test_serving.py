"""Files over HTTP: whole, in parts, and harmless."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prosa.core.serving import Served, safe_name, serve
from prosa.core.storage import LocalStorage

DATA = bytes(range(256)) * 3000


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Of a server with one file at `/file?type=…&name=…`."""
    storage = LocalStorage(tmp_path)
    key = await storage.put(DATA)
    app = FastAPI()

    @app.get("/file", response_class=Response)
    async def file(request: Request, type: str = "audio/ogg", name: str = "voz.ogg") -> Response:
        return await serve(storage, Served(key, type, name), request)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://prosa") as http:
        yield http


async def test_the_whole_file_comes_with_its_length_and_may_be_kept(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/file")
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["content-length"] == str(len(DATA))
    assert answer.headers["accept-ranges"] == "bytes"
    again = await browser.get("/file", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-99", DATA[:100]),
        ("bytes=100-", DATA[100:]),
        ("bytes=-100", DATA[-100:]),
        ("bytes=0-0", DATA[:1]),
        (f"bytes=0-{len(DATA) * 2}", DATA),
        (f"bytes=-{len(DATA) * 2}", DATA),
        ("bytes=300000-500000", DATA[300000:500001]),
    ],
)
async def test_a_player_seeks(browser: httpx.AsyncClient, asked: str, expected: bytes) -> None:
    answer = await browser.get("/file", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-length"] == str(len(expected))
    assert answer.headers["content-range"].endswith(f"/{len(DATA)}")


@pytest.mark.parametrize("asked", [f"bytes={len(DATA)}-", f"bytes={len(DATA) + 5}-{len(DATA) + 9}", "bytes=-0"])
async def test_a_part_that_is_not_there_is_refused(browser: httpx.AsyncClient, asked: str) -> None:
    answer = await browser.get("/file", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(DATA)}")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=1e3-"])
async def test_what_is_no_single_range_gets_the_whole(browser: httpx.AsyncClient, asked: str) -> None:
    answer = await browser.get("/file", headers={"range": asked})
    assert (answer.status_code, len(answer.content)) == (200, len(DATA))


async def test_a_part_of_another_version_is_not_mixed_in(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/file", headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (answer.status_code, len(answer.content)) == (200, len(DATA))


@given(st.integers(0, len(DATA) + 10), st.integers(0, len(DATA) + 10))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_range_is_that_part_or_refused(browser: httpx.AsyncClient, start: int, end: int) -> None:
    answer = await browser.get("/file", headers={"range": f"bytes={start}-{end}"})
    if start > end:
        assert answer.status_code == 200
    elif start >= len(DATA):
        assert answer.status_code == 416
    else:
        assert (answer.status_code, answer.content) == (206, DATA[start : end + 1])


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "image/svg+xml",
        "application/xhtml+xml",
        "application/pdf",
        "text/javascript",
        "application/octet-stream",
        "multipart/x-mixed-replace",
        "image/png\r\nx-evil: 1",
        "audio/ogg; x=<script>",
        "",
    ],
)
async def test_nothing_that_could_run_is_shown_in_place(browser: httpx.AsyncClient, kind: str) -> None:
    answer = await browser.get("/file", params={"type": kind})
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert_tamed(answer)


@pytest.mark.parametrize("kind", ["image/png", "image/webp", "audio/ogg; codecs=opus", "video/mp4"])
async def test_pictures_sound_and_film_are_shown_in_place_and_may_do_nothing(
    browser: httpx.AsyncClient, kind: str
) -> None:
    answer = await browser.get("/file", params={"type": kind})
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith("inline;")
    assert_tamed(answer)


def assert_tamed(answer: httpx.Response) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert "x-evil" not in answer.headers


@given(st.text(max_size=200))
def test_a_name_is_safe_in_headers_and_folders(name: str) -> None:
    found = safe_name(name)
    assert found is None or (found.isprintable() and not set(found) & set('/\\"<>|:*?') and len(found) <= 120)


async def test_a_name_in_any_script_reaches_the_browser(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/file", params={"name": 'orçamento "final" 表.pdf'})
    assert "filename*=UTF-8''or%C3%A7amento%20%22final%22%20%E8%A1%A8.pdf" in answer.headers["content-disposition"]
