"""What is imported only when a model is asked: the libraries of models, with what they keep open."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from threading import Lock
from typing import Any

from prosa.agents.connections import Connection
from prosa.core.runtime import Runtime
from prosa.core.spans import Tracer


class Libraries:
    """To be closed. `running` is the module that runs turns, `models` what it asks; None before the first `ready`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._loading = Lock()
        self._capability: Any = None
        self.models: Any = None
        self.running: Any = None

    async def close(self) -> None:
        """Lets go of what is kept open to providers."""
        if self.models is not None:
            await self.models.close()
            self.models = None

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
                self.models = providers.Models(self._runtime.settings.internal_hosts)
                for tracer in self._runtime.registry.all(Tracer).values():
                    tracing = import_module("prosa.agents.llm.tracing")
                    self._capability = tracing.instrumentation(tracer, self._runtime.settings)
            for connection in chain:
                self.models.of(connection)
            self.running = import_module("prosa.agents.llm.running")

    @property
    def capabilities(self) -> list[Any]:
        """What goes along with every run."""
        return [self._capability] if self._capability else []
