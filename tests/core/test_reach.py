"""Which addresses may be asked, and that a name cannot lead elsewhere a moment later."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from prosa.core import reach
from prosa.core.reach import AddressRefused, PublicOnly
from prosa.core.settings import Settings


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.10",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not reach.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_web_are_public(address: str) -> None:
    assert reach.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest", "http://0x7f000001/"],
)
async def test_nothing_of_the_own_network_is_asked(url: str) -> None:
    async with httpx.AsyncClient(transport=PublicOnly()) as client:
        with pytest.raises((AddressRefused, httpx.ConnectError)):
            await client.get(url)


async def test_a_listed_host_may_be_asked_and_a_redirect_out_of_it_is_checked() -> None:
    redirect = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.2/\r\ncontent-length: 0\r\n\r\n"
    transport = PublicOnly({"127.0.0.1"})
    async with server(redirect) as port, httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        with pytest.raises(AddressRefused) as refused:
            await client.get(f"http://127.0.0.1:{port}/")
    assert refused.value.params == {"host": "127.0.0.2"}


async def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(AddressRefused):
        await reach.public_address("shop.example")


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["93.184.216.34"])
    transport = PublicOnly()
    seen: list[httpx.Request] = []

    async def keep(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    monkeypatch.setattr(transport._inner, "handle_async_request", keep)
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get("https://shop.example/faq")
    assert str(seen[0].url) == "https://93.184.216.34/faq"
    assert (seen[0].headers["host"], seen[0].extensions["sni_hostname"]) == ("shop.example", "shop.example")


def test_the_setting_takes_names_separated_by_commas_and_spaces() -> None:
    assert Settings(internal_hosts="wiki.intra, 10.0.0.5", _env_file=None).internal_hosts == {"wiki.intra", "10.0.0.5"}


def resolves_to(monkeypatch: pytest.MonkeyPatch, addresses: list[str]) -> None:
    async def resolve(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

    monkeypatch.setattr("asyncio.base_events.BaseEventLoop.getaddrinfo", resolve)


@asynccontextmanager
async def server(answer: bytes) -> AsyncIterator[int]:
    """Says the same to everybody; gives its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]
