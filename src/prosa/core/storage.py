"""Files: attachments behind one small port, a local folder by default."""

from collections.abc import AsyncIterator
from typing import Protocol


class Storage(Protocol):
    """Keeps blobs by key. Keys are made by us (`ab/abcdef…`), never from a file name someone sent."""

    async def put(self, data: bytes) -> str:
        """Stores `data` once by its SHA-256 and returns the key. Raises `Unavailable` when it cannot be written
        (for example a full disk); nothing half-written stays behind."""
        ...

    def open(self, key: str) -> AsyncIterator[bytes]:
        """Streams the blob in chunks. Raises `NotFound`."""
        ...

    async def delete(self, key: str) -> None:
        """Removes the blob; a missing one is no error."""
        ...
