"""Files people sent: looked up by id, then streamed, with the credential shown to Meta's hosts only."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from prosa.connectors.meta_cloud.errors import body_of, error_code
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.core.wire import text

LARGEST = 100 * 1024 * 1024
"""Bytes. The largest file WhatsApp carries is a document of 100 MB."""

LOOKASIDE = ("lookaside.fbsbx.com", "lookaside.facebook.com")
"""Where Meta serves the files themselves; sub-domains of fbsbx.com as well."""

_HOPS = 3
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_GONE = "100"


async def fetch(settings: MetaCloudSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file. Raises `NotFound` when it is gone, too large or kept where we do not go, and
    `Unavailable` when it may come later."""
    try:
        url = await _look_up(settings, http, media)
        for _ in range(_HOPS):
            await check_host(settings, url)
            async with http.stream("GET", url, headers=settings.authorization(), follow_redirects=False) as response:
                if not response.is_redirect:
                    async for chunk in _body(response):
                        yield chunk
                    return
                url = urljoin(url, response.headers.get("location", ""))
    except httpx.InvalidURL:
        raise NotFound("the address of the file is not one") from None
    except httpx.HTTPError as error:
        raise Unavailable(f"the file could not be fetched ({type(error).__name__})") from error
    raise NotFound("the file is redirected in a circle")


async def _look_up(settings: MetaCloudSettings, http: httpx.AsyncClient, media: Media) -> str:
    """The address of the file, valid for about five minutes."""
    if not media.ref or not _MEDIA_ID.fullmatch(media.ref):
        raise NotFound("the message names no file")
    response = await http.get(
        settings.url(media.ref),
        params={"phone_number_id": settings.phone_number_id},
        headers=settings.authorization(),
        follow_redirects=False,
    )
    if response.status_code == httpx.codes.NOT_FOUND or error_code(response) == _GONE:
        raise NotFound("Meta no longer holds this file (ids in deliveries are valid for 7 days)")
    url = text(body_of(response).get("url"))
    if not response.is_success or url is None:
        raise Unavailable(f"Meta did not tell where the file is (HTTP {response.status_code})")
    return url


async def _body(response: httpx.Response) -> AsyncIterator[bytes]:
    if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise NotFound("the file is gone")
    if not response.is_success:
        raise Unavailable(f"the file could not be fetched (HTTP {response.status_code})")
    received = 0
    async for chunk in response.aiter_bytes():
        received += len(chunk)
        if received > LARGEST:
            raise NotFound(f"the file is larger than {LARGEST} bytes")
        yield chunk


async def check_host(settings: MetaCloudSettings, url: str) -> None:
    """The configured host, or one of Meta's over https at a public address. Raises `NotFound` for any other:
    an address in an answer must neither lead into the own network nor carry the credential away."""
    try:
        parts = urlsplit(url)
        origin = _origin(parts)
    except ValueError:
        raise NotFound("the address of the file is not one") from None
    if origin == _origin(urlsplit(settings.base_url)):
        return
    if not _is_lookaside(parts) or not await _is_public(parts.hostname or ""):
        raise NotFound("the file is kept on a host that is not Meta's")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _is_lookaside(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return _origin(parts) == ("https", host, 443) and (host in LOOKASIDE or host.endswith(".fbsbx.com"))


async def _is_public(host: str) -> bool:
    """A host that cannot be resolved here is left to the client, which may go through a proxy that can."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return all(ipaddress.ip_address(str(address[4][0]).split("%")[0]).is_global for address in found)
