"""What is imported only when a model is asked: the libraries of models and of telemetry, with what they keep open."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from threading import Lock
from typing import Any

from prosa.agents.connections import Connection
from prosa.agents.engine import Turn
from prosa.core.settings import Settings


class Libraries:
    """To be closed. `running` is the module that runs turns, `models` what it asks; None before the first `ready`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loading = Lock()
        self._tracing: Any = None
        self.models: Any = None
        self.running: Any = None

    async def close(self) -> None:
        """Lets go of what is kept open to providers."""
        if self.models is not None:
            await self.models.close()
            self.models = None
        if self._tracing is not None:
            await asyncio.to_thread(self._tracing.close)
            self._tracing = None

    async def ready(self, chain: Sequence[Connection]) -> Any:
        """What runs turns, with a model for each connection. Beside the event loop, when libraries are still to be
        imported: that takes seconds."""
        models, running = self.models, self.running
        if models is None or running is None or not all(map(models.has, chain)):
            await asyncio.to_thread(self._load, chain)
        return self.running

    def _load(self, chain: Sequence[Connection]) -> None:
        with self._loading:
            if self.models is None:
                providers = import_module("prosa.agents.llm.providers")
                self.models = providers.Models(self._settings.internal_hosts)
                if self._settings.otlp_endpoint:
                    self._tracing = import_module("prosa.agents.llm.tracing").Tracing(self._settings)
            for connection in chain:
                self.models.of(connection)
            self.running = import_module("prosa.agents.llm.running")

    @property
    def capabilities(self) -> list[Any]:
        """What goes along with every run."""
        return [self._tracing.capability] if self._tracing else []

    def traced(self, turn: Turn) -> AbstractContextManager[None]:
        """Spans of the block belong to this turn."""
        if self._tracing is None:
            return nullcontext()
        found: AbstractContextManager[None] = self._tracing.turn(str(turn.conversation_id), turn.instructions.name)
        return found
