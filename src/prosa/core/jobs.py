"""Jobs: declared next to the code they wake, deferred inside the transaction that causes them.

A job is a wake-up call and nothing more: the handler reads our own rows to see what is due, so a repeated, late or
doubled job is harmless.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec

from sqlalchemy.ext.asyncio import AsyncSession

from prosa.core import outbox

if TYPE_CHECKING:
    from prosa.core.runtime import Runtime

P = ParamSpec("P")
Handler = Callable[Concatenate["Runtime", P], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class JobSpec(Generic[P]):
    """A declared job. `every` (cron; a sixth field are seconds) makes it periodic; `retries` counts attempts after the
    first, with exponential waiting."""

    name: str
    handler: Handler[P]
    retries: int
    queue: str
    every: str | None

    async def __call__(self, runtime: "Runtime", *args: P.args, **kwargs: P.kwargs) -> None:
        await self.handler(runtime, *args, **kwargs)


REGISTRY: dict[str, JobSpec[Any]] = {}


def job(
    name: str, *, retries: int = 5, queue: str = "default", every: str | None = None
) -> Callable[[Handler[P]], JobSpec[P]]:
    """Declares a job. Arguments must be JSON (ids as strings)."""

    def register(handler: Handler[P]) -> JobSpec[P]:
        spec: JobSpec[P] = JobSpec(name, handler, retries, queue, every)
        if name in REGISTRY:
            raise ValueError(f"two jobs are called {name}")
        REGISTRY[name] = spec
        return spec

    return register


def defer(session: AsyncSession, spec: JobSpec[Any], *, at: datetime | None = None, **args: Any) -> None:
    """Runs `spec` once this transaction has committed (or at `at`); never when it rolls back."""
    outbox.add_job(session, spec.name, at, spec.queue, args)
