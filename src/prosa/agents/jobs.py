"""What makes the local model learn."""

from prosa.agents.understanding import LEARN, Companion
from prosa.core.jobs import job
from prosa.core.runtime import Runtime


@job(LEARN, every="7 * * * *")
async def learn(runtime: Runtime) -> None:
    """Tries what was taught since the newest model. It is deferred by every correction; by the hour it also finds
    examples that went with their conversation, and a new release's."""
    await runtime.registry.get(Companion, "understanding").learn()
