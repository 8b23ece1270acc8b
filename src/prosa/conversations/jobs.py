"""What looks at files once they are here, what finds those whose wake was lost, and what brings conversations back."""

from uuid import UUID

from prosa.conversations import attachments, examine, scanning, snoozing
from prosa.conversations.events import FileHeld, FileStored
from prosa.core.events import emit, on
from prosa.core.jobs import job
from prosa.core.runtime import Runtime


@on(FileHeld)
async def scan(runtime: Runtime, event: FileHeld) -> None:
    await scanning.scan(runtime, UUID(event.attachment_id))


@on(FileStored)
async def measure(runtime: Runtime, event: FileStored) -> None:
    await examine.measure(runtime, UUID(event.attachment_id))


@job("conversations.scan_left", every="* * * * * */30")
async def scan_left(runtime: Runtime) -> None:
    """Scans what the scanner could not when it was away."""
    async with runtime.db.transaction() as session:
        for attachment_id in await attachments.left_held(session):
            emit(session, FileHeld(str(attachment_id)))


@job("conversations.wake_snoozed", every="* * * * * */10")
async def wake_snoozed(runtime: Runtime) -> None:
    """Brings back what was put aside until now."""
    async with runtime.db.transaction() as session:
        due = await snoozing.due(session)
    for conversation_id in due:
        async with runtime.db.transaction() as session:
            await snoozing.wake(session, conversation_id, by="time")
