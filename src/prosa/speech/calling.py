"""Calling speech services over HTTP: what their answers mean, the same for all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from prosa.core import wire
from prosa.core.bodies import Body
from prosa.core.errors import Unavailable
from prosa.speech.port import SpeechRefused

LARGEST_ANSWER = 20 * 1024 * 1024
_PATIENCE = httpx.Timeout(60.0, connect=5.0)
_PASSING = frozenset({408, 409, 425, 429})
_LONGEST_WORD = 200


@asynccontextmanager
async def posted(
    http: httpx.AsyncClient, url: str, body: Body, headers: Mapping[str, str]
) -> AsyncIterator[httpx.Response]:
    """A good answer, to be read as it streams in. Raises `Unavailable` and `SpeechRefused`."""
    try:
        async with http.stream(
            "POST",
            url,
            content=body.content(),
            headers={**body.headers, **headers},
            timeout=_PATIENCE,
            follow_redirects=False,
        ) as response:
            if not response.is_success:
                await _refuse(response)
            yield response
    except httpx.InvalidURL:
        raise SpeechRefused("the address of the service is not one") from None
    except httpx.HTTPError as error:
        raise Unavailable(f"the service does not answer ({type(error).__name__})") from error


async def asked(http: httpx.AsyncClient, url: str, body: Body, headers: Mapping[str, str]) -> dict[str, Any]:
    """The JSON object a service answers with. Raises `Unavailable` and `SpeechRefused`."""
    async with posted(http, url, body, headers) as response:
        whole = b"".join([chunk async for chunk in limited(response)])
    try:
        found = wire.read_json(whole)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unavailable("the service answered something that is not JSON")
    return found


async def limited(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body of an answer. Raises `SpeechRefused` when it does not end."""
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > LARGEST_ANSWER:
            raise SpeechRefused("the answer of the service is too large")
        yield chunk


async def _refuse(response: httpx.Response) -> None:
    status = response.status_code
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise SpeechRefused("the service does not accept the key")  # its own words may repeat the key
    await response.aread()
    said = _said(response.content)
    if "quota" in said and status == httpx.codes.TOO_MANY_REQUESTS:
        raise SpeechRefused("the account of the service has no credit left")
    if status in _PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unavailable(f"the service cannot do it now (HTTP {status})")
    raise SpeechRefused(f"HTTP {status}: {said}" if said else f"HTTP {status}")


def _said(body: bytes) -> str:
    """What an error says, in the shape most services use."""
    try:
        found = wire.read_json(body)
    except ValueError:
        return ""
    error = wire.obj(found).get("error")
    return (wire.text(wire.obj(error).get("message")) or wire.text(error) or "")[:_LONGEST_WORD]
