"""Links under which a provider fetches a file of ours: signed, for one file, good for some hours."""

import base64
import hashlib
import hmac
import struct
from datetime import timedelta
from uuid import UUID

from prosa.conversations import Media, attachments
from prosa.core.clock import now
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.secrets import Vault

VALID = timedelta(hours=6)
"""Twilio gives up what it could not send within four hours."""

_PURPOSE = "file-link"
_CONTENT = struct.Struct(">16sQ")
_SIGNATURE = 16


def token(vault: Vault, attachment_id: UUID) -> str:
    """What opens the file from now until `VALID` is over."""
    content = _CONTENT.pack(attachment_id.bytes, int((now() + VALID).timestamp()))
    return base64.urlsafe_b64encode(content + _signature(vault.derived(_PURPOSE)[0], content)).decode()


async def follow(runtime: Runtime, given: str) -> Media:
    """The file a link leads to. Raises `NotFound` for a link that is not ours, one that is too old, and when the
    file is not here (any more)."""
    attachment_id = opened(runtime.vault, given)
    async with runtime.db.transaction() as session:
        media = await attachments.media(session, attachment_id)
    if media.key is None or not await runtime.storage.has(media.key):
        raise NotFound("this file is not here")
    return media


def opened(vault: Vault, given: str) -> UUID:
    """The file a link names. Raises `NotFound` unless it is ours and still good."""
    try:
        raw = base64.b64decode(given.encode(), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    content, signature = raw[: _CONTENT.size], raw[_CONTENT.size :]
    known = [hmac.compare_digest(signature, _signature(key, content)) for key in vault.derived(_PURPOSE)]
    if len(content) != _CONTENT.size or not any(known):
        raise NotFound("this link leads nowhere")
    attachment_id, until = _CONTENT.unpack(content)
    if now().timestamp() > until:
        raise NotFound("this link is too old")
    return UUID(bytes=attachment_id)


def _signature(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()[:_SIGNATURE]
