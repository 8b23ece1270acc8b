"""What the desk does by itself."""

from prosa.core.errors import ProsaError
from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.desk import scheduled


@job("desk.send_scheduled", every="* * * * * */10")
async def send_scheduled(runtime: Runtime) -> None:
    """Sends what was written for now; what cannot be sent is told in its thread."""
    async with runtime.db.transaction() as session:
        due = await scheduled.due(session)
    for scheduled_id in due:
        try:
            async with runtime.db.transaction() as session:
                await scheduled.send(session, scheduled_id)
        except ProsaError as refusal:
            async with runtime.db.transaction() as session:
                await scheduled.give_up(session, scheduled_id, refusal)
