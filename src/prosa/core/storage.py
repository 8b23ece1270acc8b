"""Files: attachments behind one small port, a local folder by default."""

import asyncio
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from prosa.core.errors import NotFound, Unavailable

CHUNK = 256 * 1024
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")


class Storage(Protocol):
    """Keeps blobs by key. Keys are made by us (`ab/abcdef…`), never from a file name someone sent."""

    async def put(self, data: bytes) -> str:
        """Stores `data` once by its SHA-256 and returns the key. Raises `Unavailable` when it cannot be
        written (for example a full disk); nothing half-written stays behind."""
        ...

    def open(self, key: str) -> AsyncIterator[bytes]:
        """Streams the blob in chunks. Raises `NotFound`."""
        ...

    async def delete(self, key: str) -> None:
        """Removes the blob; a missing one is no error."""
        ...


class StorageFull(Unavailable):
    """The disk, the quota or the folder does not take more; the sender should come again."""

    code = "storage_full"


class LocalStorage:
    """Blobs in a folder with 256 subfolders. A blob is visible only when it is complete and on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, data: bytes) -> str:
        return await asyncio.to_thread(self._put, data)

    async def open(self, key: str) -> AsyncIterator[bytes]:
        path = self._path(key)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise NotFound("this file is not stored", key=key) from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        key = f"{digest[:2]}/{digest}"
        path = self._path(key)
        if path.exists():
            return key
        try:
            _write_whole(path, data)
        except OSError as error:
            raise _refusal(error) from error
        return key

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NotFound("this is not the key of a stored file")
        return self.folder / key


def _write_whole(path: Path, data: bytes) -> None:
    """Writes beside the target, to disk, then renames: readers and crashes see all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageFull("the disk that keeps the files is full: free some space")
    return Unavailable(f"files cannot be written: {error.strerror}")
