"""What happens to knowledge without being asked."""

from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.knowledge import gaps


@job("knowledge.group_questions", every="* * * * *")
async def group_questions(runtime: Runtime) -> None:
    """Puts questions that found no answer into gaps."""
    async with runtime.db.transaction() as session:
        await gaps.group(session)
