"""Files people sent, asked for by the id of their message.

The address in a message leads to WhatsApp's encrypted store and is never followed; a copy inside the delivery may be
missing without a word. So every file comes from one place: Evolution's own operation, which answers it as Base64 in
JSON. It is decoded as it comes, so that a large file is never in memory as a whole.
"""

import base64
import binascii
import re
from collections.abc import AsyncIterator

import httpx

from prosa.channels.fetching import LARGEST
from prosa.connectors.evolution.errors import explanation
from prosa.connectors.evolution.messages import LONGEST_ID
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable

_BEGINS = re.compile(rb'"base64"\s*:\s*"')
"""A quote inside a text is escaped, so only a key looks like this."""
_PREFIX = b"data:"
_HEAD = 64 * 1024
"""Bytes in which the file must begin; a caption may stand before it."""
_GONE = re.compile("not found|not of the media type|not a media", re.IGNORECASE)


async def fetch(settings: EvolutionSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file. Raises `NotFound` when it is gone or too large and `Unavailable` when it may come later."""
    if not media.ref or len(media.ref) > LONGEST_ID:
        raise NotFound("the message names no file")
    url = settings.of_instance("chat", "getBase64FromMediaMessage")
    body = {"message": {"key": {"id": media.ref}}, "convertToMp4": False}
    headers = {**settings.authorization(), "accept-encoding": "identity"}
    try:
        async with http.stream("POST", url, json=body, headers=headers, follow_redirects=False) as response:
            await _check(response)
            async for chunk in decoded(response.aiter_raw()):
                yield chunk
    except httpx.HTTPError as error:
        raise Unavailable(f"the file could not be fetched ({type(error).__name__})") from error


async def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    await response.aread()
    told = explanation(response)
    if told is not None and _GONE.search(told.words):
        raise NotFound("Evolution no longer holds this file")
    raise Unavailable(f"Evolution did not give the file (HTTP {response.status_code})")


async def decoded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The value of `base64` in the JSON text, decoded. A text that ends before its closing quote was cut off."""
    text, size = await _beginning(chunks), 0
    while True:
        value, quote, _ = text.partition(b'"')
        whole = value if quote else value[: len(value) - len(value) % 4]
        found = _decode(whole)
        size += len(found)
        if size > LARGEST:
            raise NotFound(f"the file is larger than {LARGEST} bytes")
        if found:
            yield found
        if quote:
            return
        try:
            text = value[len(whole) :] + await anext(chunks)
        except StopAsyncIteration:
            raise Unavailable("the file was cut off") from None


async def _beginning(chunks: AsyncIterator[bytes]) -> bytes:
    """What there is of the value once its beginning has come."""
    head = b""
    async for chunk in chunks:
        head += chunk
        found = _BEGINS.search(head)
        value = _bare(head[found.end() :]) if found else None
        if value is not None:
            return value
        if len(head) > _HEAD:
            break
    raise Unavailable("the answer of Evolution holds no file")


def _bare(value: bytes) -> bytes | None:
    """Without `data:image/png;base64,`; None while that cannot be told yet."""
    if not value.startswith(_PREFIX):
        return None if _PREFIX.startswith(value) else value
    _, comma, rest = value.partition(b",")
    return rest if comma else None


def _decode(value: bytes) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Unavailable("the file is not in the form it should be") from None
