"""Files come from the provider's hosts only, and the credential is shown nowhere else."""

from collections.abc import Mapping

import httpx
import pytest

from prosa.channels import fetching
from prosa.channels.fetching import Source, download, headers_for
from prosa.core.errors import NotFound, Unavailable
from prosa.testing.counterpart import Answer, Break, Request, counterpart

KEY = {"x-api-key": "secret"}


async def read(source: Source, url: str) -> bytes:
    async with httpx.AsyncClient(timeout=0.5, trust_env=False, follow_redirects=True) as http:
        return b"".join([chunk async for chunk in download(http, source, url)])


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names resolve to the address that is put in here."""
    found: list[str] = []

    async def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (found[0], 443))]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", resolve)
    return found


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fc00::1"])
async def test_a_providers_name_at_a_private_address_is_refused(address: str, resolved: list[str]) -> None:
    resolved.append(address)
    source = Source("https://api.example.com", KEY, ("files.example.com",))
    with pytest.raises(NotFound, match="not the provider's"):
        await headers_for(source, "https://files.example.com/a")


async def test_a_providers_name_at_a_public_address_is_shown_the_credential(resolved: list[str]) -> None:
    resolved.append("157.240.226.1")
    source = Source("https://api.example.com", KEY, ("files.example.com", ".cdn.example.com"))
    for host in ("files.example.com", "a.cdn.example.com"):
        assert await headers_for(source, f"https://{host}/a") == KEY
    for host in ("afiles.example.com", "cdn.example.com", "a.files.example.com"):
        with pytest.raises(NotFound):
            await headers_for(source, f"https://{host}/a")


async def test_signed_storage_is_reached_by_redirect_only_and_without_the_credential(resolved: list[str]) -> None:
    resolved.append("157.240.226.1")
    source = Source("https://api.example.com", KEY, signed=True)
    assert await headers_for(source, "https://storage.example.net/a?signature=x", redirected=True) == {}
    for url, redirected in (
        ("https://storage.example.net/a", False),
        ("http://storage.example.net/a", True),
        ("https://storage.example.net:8443/a", True),
    ):
        with pytest.raises(NotFound):
            await headers_for(source, url, redirected=redirected)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254"])
async def test_signed_storage_is_never_in_the_own_network(host: str) -> None:
    source = Source("https://api.example.com", KEY, signed=True)
    with pytest.raises(NotFound):
        await headers_for(source, f"https://{host}/a", redirected=True)


async def test_a_file_larger_than_whatsapp_carries_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    async with counterpart(lambda _: Answer(body=b"x" * 1001)) as provider:
        with pytest.raises(NotFound, match="larger"):
            await read(Source(provider.url, KEY), f"{provider.url}/file")


async def test_what_comes_packed_is_not_unpacked() -> None:
    asked: list[Mapping[str, str]] = []

    def packed(request: Request) -> Answer:
        asked.append(request.headers)
        return Answer(body=b"\x1f\x8bnot unpacked", headers={"content-encoding": "gzip"})

    async with counterpart(packed) as provider:
        assert await read(Source(provider.url, KEY), f"{provider.url}/file") == b"\x1f\x8bnot unpacked"
    assert asked[0]["accept-encoding"] == "identity"
    assert asked[0]["x-api-key"] == "secret"


@pytest.mark.parametrize(
    ("answer", "error"), [(Answer(404), NotFound), (Answer(503), Unavailable), (Break.HALF, Unavailable)]
)
async def test_a_download_that_fails(answer: Answer | Break, error: type[Exception]) -> None:
    async with counterpart(lambda _: answer) as provider:
        with pytest.raises(error):
            await read(Source(provider.url, KEY), f"{provider.url}/file")


def test_the_credential_does_not_show() -> None:
    assert "secret" not in repr(Source("https://api.example.com", KEY))
