"""What listens to voice notes, and what finds those whose wake was lost."""

from uuid import UUID

from prosa.conversations import FileLost, FileStored, MediaAnnounced, hearing
from prosa.core.events import on
from prosa.core.jobs import job
from prosa.core.runtime import Runtime
from prosa.speech import listening


@on(MediaAnnounced)
async def expect(runtime: Runtime, event: MediaAnnounced) -> None:
    """Where nobody transcribes, nobody needs to wait for the file either."""
    await listening.listen(runtime, UUID(event.attachment_id))


@on(FileStored)
async def listen(runtime: Runtime, event: FileStored) -> None:
    await listening.listen(runtime, UUID(event.attachment_id))


@on(FileLost)
async def give_up(runtime: Runtime, event: FileLost) -> None:
    await listening.give_up(runtime, UUID(event.attachment_id))


@job("speech.sweep", every="*/5 * * * *")
async def sweep(runtime: Runtime) -> None:
    """Gives up words that are long overdue."""
    async with runtime.db.transaction() as session:
        overdue = await hearing.left(session)
    for attachment_id in overdue:
        await listening.give_up(runtime, attachment_id)
