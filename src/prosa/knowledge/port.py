"""What knowledge needs of others."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from prosa.core.runtime import Runtime


class Embedder(Protocol):
    """Asks a model connection for vectors of texts. Plugged in by who knows the connections."""

    async def check(self, connection_id: UUID) -> None:
        """Raises `NotFound`, or `Invalid` for a connection that makes no vectors."""
        ...

    async def embed(self, connection_id: UUID, texts: Sequence[str], patience: float) -> list[list[float]]:
        """A vector for each text, all of one length, within `patience` seconds. Raises `ProsaError`, whose
        `params.reason` is a code."""
        ...


def embedder(runtime: Runtime) -> Embedder | None:
    """Who makes vectors here, if anybody."""
    return next(iter(runtime.registry.all(Embedder).values()), None)
