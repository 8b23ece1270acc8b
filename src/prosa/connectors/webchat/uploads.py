"""Files of visitors: checked by their bytes, stored, and named by a signed receipt until a message takes them."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

import filetype
import jwt
from fastapi import UploadFile

from prosa.connectors.webchat.visitors import Visitor
from prosa.connectors.webchat.wire import File
from prosa.core import clock
from prosa.core.errors import Forbidden, Invalid, TooLarge
from prosa.core.runtime import Runtime
from prosa.core.serving import received
from prosa.core.storage import HEAD

GOOD_FOR = timedelta(hours=1)
TYPES = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "application/pdf",
        "audio/mpeg",
        "audio/ogg",
        "audio/mp4",
        "audio/aac",
        "audio/x-wav",
        "video/mp4",
        "video/webm",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""What a page can show or an operator can open without running anything."""


class FileRefused(Invalid):
    """Its bytes are of no kind that visitors may send, whatever its name says."""

    code = "file_refused"


class FilesForbidden(Forbidden):
    code = "files_forbidden"


async def store(runtime: Runtime, visitor: Visitor, upload: UploadFile) -> str:
    """Returns the receipt. Raises `FilesForbidden`, `TooLarge`, `FileRefused`, `Unavailable` (full disk)."""
    settings = visitor.settings
    if not settings.attachments:
        raise FilesForbidden("this chat takes no files")
    limit = settings.attachment_mb * 1024 * 1024
    if (upload.size or 0) > limit:
        raise TooLarge(f"the file is larger than {settings.attachment_mb} MB", limit=limit)
    kind = filetype.guess(await upload.read(HEAD))
    if kind is None or kind.mime not in TYPES:
        raise FileRefused("this kind of file is not accepted")
    await upload.seek(0)
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name[:120] or f"arquivo.{kind.extension}"
    stored = await runtime.storage.take(received(upload, limit))
    file = File(key=stored.key, mime_type=kind.mime, filename=name, size=stored.size)
    return _receipt(visitor, file)


def _receipt(visitor: Visitor, file: File) -> str:
    claims: dict[str, Any] = {"sub": visitor.id, "aud": _audience(visitor), "exp": clock.now() + GOOD_FOR}
    return jwt.encode(claims | {"file": file.model_dump()}, _secret(visitor), algorithm="HS256")


def read_receipt(visitor: Visitor, receipt: str) -> File:
    """The file a receipt names. Raises `FileRefused` for one of another visitor or past its hour."""
    try:
        claims = jwt.decode(
            receipt,
            _secret(visitor),
            algorithms=["HS256"],
            audience=_audience(visitor),
            subject=visitor.id,
            options={"require": ["sub", "aud", "exp", "file"]},
        )
    except jwt.InvalidTokenError:
        raise FileRefused("this upload is not known here any more") from None
    return File.model_validate(claims["file"])


def _audience(visitor: Visitor) -> str:
    return f"webchat-file:{visitor.line.id}"


def _secret(visitor: Visitor) -> str:
    return visitor.settings.secret.get_secret_value()
