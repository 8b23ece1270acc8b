"""Files of strangers over HTTP: whole or in ranges (RFC 9110, 14), and harmless whatever they hold.

Only pictures, sound and film are shown in place; the type is ours, browsers may not guess another, and a page made of
such a file may do nothing. Everything else is offered for download under a type nobody opens by itself.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from prosa.core.errors import Invalid, TooLarge
from prosa.core.storage import CHUNK, Storage

_SHOWN = re.compile(r"(audio|video)/[a-z0-9.+-]+(; ?codecs=[a-z0-9]+)?|image/(jpeg|png|gif|webp|avif|bmp|heic)")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PLAIN = "application/octet-stream"
_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "accept-ranges": "bytes",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A stored file to answer with. Its key names its content, so it is also the entity tag."""

    key: str
    mime_type: str
    filename: str | None = None


async def serve(storage: Storage, file: Served, request: Request) -> Response:
    """The file, the part of it that was asked for (206), or nothing when the browser has it (304). Raises
    `NotFound` when it is not in the storage."""
    tag = f'"{file.key.rsplit("/", 1)[-1]}"'
    headers = {**_HEADERS, **_presentation(file), "etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    size = await storage.size(file.key)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", tag) != tag:
        asked = ""
    part = _part(asked, size)
    if part is None:
        return _stream(storage, file, headers, range(size), HTTPStatus.OK)
    if not part:
        headers["content-range"] = f"bytes */{size}"
        return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return _stream(storage, file, headers, part, HTTPStatus.PARTIAL_CONTENT)


def _presentation(file: Served) -> dict[str, str]:
    shown = _SHOWN.fullmatch(file.mime_type) is not None
    kind = "inline" if shown else "attachment"
    return {
        "content-type": file.mime_type if shown else _PLAIN,
        "content-disposition": f"{kind}; filename*=UTF-8''{quote(file.filename or 'arquivo', safe='')}",
    }


def _part(asked: str, size: int) -> range | None:
    """The bytes asked for; None for the whole file (also when several parts are asked for, as one may), an empty
    range when there are no such bytes."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        return range(max(0, size - int(found[2])), size)
    start = int(found[1])
    stop = min(size, int(found[2]) + 1) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None  # not a range at all, so it is ignored
    return range(start, stop) if start < size else range(0)


def _stream(storage: Storage, file: Served, headers: dict[str, str], part: range, status: int) -> Response:
    headers["content-length"] = str(len(part))
    return StreamingResponse(_cut(storage, file.key, part), status, headers)


async def _cut(storage: Storage, key: str, part: range) -> AsyncIterator[bytes]:
    left = len(part)
    async for chunk in storage.open(key, part.start):
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


async def received(upload: UploadFile, limit: int) -> AsyncIterator[bytes]:
    """What somebody uploads, a few chunks in memory. Raises `TooLarge` above `limit` bytes and `Invalid` when empty."""
    size = 0
    while chunk := await upload.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"a file may have {limit // 1024 // 1024} MB at most", limit=limit)
        yield chunk
    if not size:
        raise Invalid("this file is empty")


async def chunks_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """A file of our own on disk, from its beginning."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def safe_name(filename: str | None) -> str | None:
    """The last part of a name, without what a header or a file system could misread."""
    if not filename:
        return None
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in '"<>|:*?')[:120] or None
