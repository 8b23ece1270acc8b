"""What happens to knowledge without being asked."""

from uuid import UUID

from prosa.core.events import on
from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.knowledge import embedding, gaps, importing
from prosa.knowledge.events import SourceDue


@job("knowledge.group_questions", every="* * * * *")
async def group_questions(runtime: Runtime) -> None:
    """Puts questions that found no answer into gaps."""
    async with runtime.db.transaction() as session:
        await gaps.group(session)


@on(SourceDue)
async def read_source(runtime: Runtime, event: SourceDue) -> None:
    await importing.read(runtime, UUID(event.source_id))


@job("knowledge.read_left", every="*/2 * * * *")
async def read_left(runtime: Runtime) -> None:
    """Begins readings anew that were lost with their process."""
    await importing.wake_left(runtime)


@job("knowledge.embed", every="* * * * *")
async def embed(runtime: Runtime) -> None:
    """Makes vectors of passages that have none, where a model was chosen for it."""
    await embedding.fill(runtime)
