"""Where requests to addresses that somebody typed or sent may go: the public web, and nothing of the own network.

`PublicOnly` resolves a name once, looks at every address it stands for, and connects to one of those: a name that
means something else a moment later changes nothing. Names the operator listed (`PROSA_INTERNAL_HOSTS`) are let
through as they are.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection

import httpx

from prosa.core.errors import Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Invalid):
    """The address is not one of the public web; `params.host` says which."""

    code = "address_private"


class PublicOnly(httpx.AsyncBaseTransport):
    """Carries requests to public addresses only, over connections of its own (no proxy). Redirects are checked like
    any other request. Raises `AddressRefused`, and `httpx.ConnectError` for a name that does not exist."""

    def __init__(self, internal_hosts: Collection[str] = ()) -> None:
        self._internal = frozenset(internal_hosts)
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if request.url.scheme not in ("http", "https") or not host:
            raise AddressRefused("only http and https are asked", host=host)
        if host not in self._internal:
            address = await public_address(host)
            # The name stays in the Host header, and is what the certificate must be for.
            request.url = request.url.copy_with(host=str(address))
            request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


async def public_address(host: str) -> Address:
    """An address of a host all of whose addresses are public. Raises `AddressRefused` and `httpx.ConnectError`."""
    try:
        found = await addresses(host)
    except (OSError, UnicodeError):
        raise httpx.ConnectError("the name cannot be resolved") from None
    if not found or not all(map(is_public, found)):
        raise AddressRefused("this address is not one of the public web", host=host)
    return found[0]


async def addresses(host: str) -> list[Address]:
    """What a name stands for. Raises `OSError` and `UnicodeError` when it cannot be resolved."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]


def is_public(address: Address) -> bool:
    """Also looks at the IPv4 address inside the IPv6 ones that carry one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
