"""Bodies of requests that carry a file, streamed: however large the file, a few chunks of it are in memory."""

import base64
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

Stream = Callable[[], AsyncIterator[bytes]]
"""Streams something from its beginning, at each call."""

_MARK = "\x00file\x00"


@dataclass(frozen=True, slots=True)
class Body:
    """As `httpx` takes it: `client.post(url, content=body.content(), headers=body.headers)`."""

    content: Stream
    headers: Mapping[str, str]


def multipart(fields: Mapping[str, str], filename: str, mime_type: str, size: int, file: Stream) -> Body:
    """A form with text `fields` and then a file of `size` bytes under the name `file` (RFC 7578)."""
    boundary = os.urandom(16).hex()
    texts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="{_quotable(filename)}"\r\n'
        f"content-type: {mime_type}\r\n\r\n"
    )
    before, after = ("".join(texts) + head).encode(), f"\r\n--{boundary}--\r\n".encode()

    async def content() -> AsyncIterator[bytes]:
        yield before
        async for chunk in file():
            yield chunk
        yield after

    length = len(before) + size + len(after)
    return Body(content, {"content-type": f"multipart/form-data; boundary={boundary}", "content-length": str(length)})


def _quotable(filename: str) -> str:
    """What would end the quotes or the line is escaped as browsers do."""
    return filename.replace("\\", "\\\\").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def json_with_file(build: Callable[[str], Any], size: int, file: Stream) -> Body:
    """JSON in which a file of `size` bytes stands as base64 text: `build(text)` makes the value around it."""
    before, mark, after = json.dumps(build(_MARK)).partition(json.dumps(_MARK)[1:-1])
    if not mark:
        raise ValueError("the value does not hold the file")
    head, tail = before.encode(), after.encode()

    async def content() -> AsyncIterator[bytes]:
        yield head
        rest = b""
        async for chunk in file():
            whole = rest + chunk
            cut = len(whole) - len(whole) % 3
            rest = whole[cut:]
            yield base64.b64encode(whole[:cut])
        yield base64.b64encode(rest) + tail

    length = len(head) + 4 * -(-size // 3) + len(tail)
    return Body(content, {"content-type": "application/json", "content-length": str(length)})


def plain_json(value: Any) -> Body:
    """JSON without a file, for calls that take a `Body`."""
    data = json.dumps(value).encode()

    async def content() -> AsyncIterator[bytes]:
        yield data

    return Body(content, {"content-type": "application/json", "content-length": str(len(data))})
