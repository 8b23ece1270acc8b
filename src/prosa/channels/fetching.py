"""Downloading the files providers announce: from the provider's own hosts, and the credential shown to them only.

An address in a delivery or an answer is written by somebody else. It must neither lead into the own network nor
carry the credential away.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from prosa.core import reach
from prosa.core.errors import NotFound, Unavailable

LARGEST = 100 * 1024 * 1024
"""Bytes. The largest file WhatsApp carries is a document of 100 MB."""

_HOPS = 3
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a provider keeps files. `headers` hold the credential; they go to the origin of `base_url` and, over
    https at public addresses, to `hosts` (a name that begins with a dot stands for all below it). With `signed`, a
    redirect may lead to any other public host too, without the headers: to storage whose addresses are signed."""

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    hosts: tuple[str, ...] = ()
    signed: bool = False


async def download(http: httpx.AsyncClient, source: Source, url: str) -> AsyncIterator[bytes]:
    """Streams the file. Raises `NotFound` when it is gone, too large or kept where we do not go, and `Unavailable`
    when it may come later."""
    try:
        for hop in range(_HOPS):
            headers = {"accept-encoding": "identity", **await headers_for(source, url, redirected=hop > 0)}
            async with http.stream("GET", url, headers=headers, follow_redirects=False) as response:
                if not response.is_redirect:
                    async for chunk in _body(response):
                        yield chunk
                    return
                url = urljoin(url, response.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError):
        raise NotFound("the address of the file is not one") from None
    except httpx.HTTPError as error:
        raise Unavailable(f"the file could not be fetched ({type(error).__name__})") from error
    raise NotFound("the file is redirected in a circle")


async def headers_for(source: Source, url: str, *, redirected: bool = False) -> Mapping[str, str]:
    """What may be shown at this address. Raises `NotFound` for one where nothing may be asked for."""
    try:
        parts = urlsplit(url)
        origin = _origin(parts)
    except ValueError:
        raise NotFound("the address of the file is not one") from None
    if origin == _origin(urlsplit(source.base_url)):
        return source.headers
    host = parts.hostname or ""
    known = any(host == name or (name.startswith(".") and host.endswith(name)) for name in source.hosts)
    allowed = known or (source.signed and redirected)
    if not allowed or origin != ("https", host, 443) or not await _is_public(host):
        raise NotFound("the file is kept on a host that is not the provider's")
    return source.headers if known else {}


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


async def _is_public(host: str) -> bool:
    """A host that cannot be resolved here is left to the client, which may go through a proxy that can."""
    try:
        return all(map(reach.is_public, await reach.addresses(host)))
    except (OSError, UnicodeError):
        return True


async def _body(response: httpx.Response) -> AsyncIterator[bytes]:
    """As it came: what is packed is not unpacked, so that no small answer becomes a huge file."""
    if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise NotFound("the file is gone")
    if not response.is_success:
        raise Unavailable(f"the file was not given (HTTP {response.status_code})")
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > LARGEST:
            raise NotFound(f"the file is larger than {LARGEST} bytes")
        yield chunk
