"""What conversations ask of outside services."""

from collections.abc import AsyncIterator
from typing import Protocol

from pydantic import BaseModel


class FileScan(Protocol):
    """Looks for viruses in files. Stateless: its settings come with each call."""

    async def scan(self, settings: BaseModel, chunks: AsyncIterator[bytes]) -> str | None:
        """The name of what was found, None for a clean file. Raises `Unavailable` when it cannot tell now."""
        ...

    async def check(self, settings: BaseModel) -> str:
        """Who answers (name and version). Raises `Unavailable`."""
        ...
