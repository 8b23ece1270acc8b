"""Files: attachments behind one small port, a local folder by default."""

import asyncio
import errno
import hashlib
import mmap
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from prosa.core.errors import NotFound, Unavailable

CHUNK = 256 * 1024
HEAD = 8192
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}")
Bytes: TypeAlias = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that is here. `head` is how it begins, enough to tell its type."""

    key: str
    size: int
    head: bytes


class Storage(Protocol):
    """Keeps blobs by key. Keys are made by us (`ab/abcdef…`), never from a file name someone sent."""

    async def put(self, data: bytes) -> str:
        """Stores `data` once by its SHA-256 and returns the key. Raises `Unavailable` when it cannot be
        written (for example a full disk); nothing half-written stays behind."""
        ...

    async def take(self, chunks: AsyncIterator[bytes]) -> Stored:
        """Stores what streams in, like `put`, with a few chunks in memory. What `chunks` raises goes through,
        and nothing stays behind."""
        ...

    def open(self, key: str, start: int = 0) -> AsyncIterator[bytes]:
        """Streams the blob in chunks, from byte `start` on. Raises `NotFound`."""
        ...

    async def whole(self, key: str) -> Bytes:
        """All of the blob at once, held only once for all processes where the storage can. Raises `NotFound`."""
        ...

    async def has(self, key: str) -> bool:
        """Whether the blob is here, whole."""
        ...

    async def size(self, key: str) -> int:
        """Bytes of the blob. Raises `NotFound`."""
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
        async def whole() -> AsyncIterator[bytes]:
            yield data

        return (await self.take(whole())).key

    async def take(self, chunks: AsyncIterator[bytes]) -> Stored:
        new = await asyncio.to_thread(_Incoming, self.folder)
        try:
            async for chunk in chunks:
                await asyncio.to_thread(new.write, chunk)
            return await asyncio.to_thread(new.keep, self._path)
        except OSError as error:
            raise _refusal(error) from error
        finally:
            await asyncio.to_thread(new.drop)

    async def whole(self, key: str) -> Bytes:
        return await asyncio.to_thread(_mapped, self._path(key))

    async def has(self, key: str) -> bool:
        return await asyncio.to_thread(self._path(key).exists)

    async def size(self, key: str) -> int:
        try:
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        except FileNotFoundError:
            raise NotFound("this file is not stored", key=key) from None

    async def open(self, key: str, start: int = 0) -> AsyncIterator[bytes]:
        path = self._path(key)
        try:
            file = await asyncio.to_thread(path.open, "rb")
        except FileNotFoundError:
            raise NotFound("this file is not stored", key=key) from None
        with file:
            await asyncio.to_thread(file.seek, start)
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NotFound("this is not the key of a stored file")
        return self.folder / key


async def is_sound(storage: Storage, key: str) -> bool:
    """Whether the blob is still what was stored. Raises `NotFound`."""
    digest = hashlib.sha256()
    async for chunk in storage.open(key):
        digest.update(chunk)
    return key.endswith(digest.hexdigest())


@asynccontextmanager
async def on_disk(storage: Storage, key: str) -> AsyncIterator[BinaryIO]:
    """The blob as a file that can be sought in, for libraries that need one. Raises `NotFound`."""
    with tempfile.TemporaryFile() as copy:
        async for chunk in storage.open(key):
            await asyncio.to_thread(copy.write, chunk)
        copy.seek(0)
        yield copy


def _mapped(path: Path) -> Bytes:
    """An empty file cannot be mapped."""
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
    except FileNotFoundError:
        raise NotFound("this file is not stored", key=f"{path.parent.name}/{path.name}") from None


class _Incoming:
    """A blob being written beside the others: readers and crashes see all of it or nothing."""

    def __init__(self, folder: Path) -> None:
        self._digest, self._size, self._head = hashlib.sha256(), 0, b""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        except OSError as error:
            raise _refusal(error) from error
        self._path, self._file = Path(name), os.fdopen(descriptor, "wb")

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)
        if len(self._head) < HEAD:
            self._head += chunk[: HEAD - len(self._head)]

    def keep(self, path_of: Callable[[str], Path]) -> Stored:
        """To disk, then under its name."""
        digest = self._digest.hexdigest()
        key = f"{digest[:2]}/{digest}"
        path = path_of(key)
        if not path.exists():
            self._file.flush()
            os.fsync(self._file.fileno())
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._path.replace(path)
            _sync_folder(path.parent)
        return Stored(key, self._size, self._head)

    def drop(self) -> None:
        """Ends the writing; what was not kept is gone."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


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
