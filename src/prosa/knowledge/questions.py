"""The vector of a question: asked of the chosen model, without personal data, and not waited for long."""

import time
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from prosa.core.errors import ProsaError
from prosa.core.redaction import redact
from prosa.core.runtime import Runtime
from prosa.knowledge.port import embedder

log = structlog.get_logger(__name__)

PATIENCE = 1.5
"""Seconds; then the words alone decide."""
PAUSE = 30.0
"""Seconds in which a model that failed is not asked again."""
REMEMBERED = 500


@dataclass(slots=True)
class QuestionEmbedder:
    """What one process remembers of the questions it asked of a model."""

    connection_id: UUID | None = None
    _vectors: dict[tuple[UUID, str], list[float]] = field(default_factory=dict)
    _paused_until: float = 0.0

    async def vector(self, runtime: Runtime, question: str) -> list[float] | None:
        """None when there is no model, or it does not answer in time."""
        asked, connection_id = embedder(runtime), self.connection_id
        if asked is None or connection_id is None or time.monotonic() < self._paused_until:
            return None
        key = (connection_id, redact(question))
        if key not in self._vectors:
            try:
                (vector,) = await asked.embed(connection_id, [key[1]], PATIENCE)
            except ProsaError as failure:
                log.warning("embedding_failed", error=failure.code)
                self._paused_until = time.monotonic() + PAUSE
                return None
            if len(self._vectors) >= REMEMBERED:
                del self._vectors[next(iter(self._vectors))]
            self._vectors[key] = vector
        return self._vectors[key]
