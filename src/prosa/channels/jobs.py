"""What wakes the senders and fetchers, and what finds those whose wake was lost."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete

from prosa.channels import deliver, failover, intake, media, prices, templates, upkeep
from prosa.channels.events import LineBack, LineLinked, LineNews, LineTroubled
from prosa.channels.models import DeliveryRow, PaceRow
from prosa.conversations import MediaAnnounced, SendDue, attachments, floor, sending
from prosa.core.clock import now
from prosa.core.errors import ProsaError
from prosa.core.events import emit, on
from prosa.core.jobs import job
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

KEEP_DELIVERIES = timedelta(days=30)


@on(SendDue)
async def send(runtime: Runtime, event: SendDue) -> None:
    await deliver.deliver(runtime, UUID(event.conversation_id))


@on(MediaAnnounced)
async def fetch(runtime: Runtime, event: MediaAnnounced) -> None:
    await media.fetch(runtime, UUID(event.attachment_id))


@on(LineBack)
async def go_on(runtime: Runtime, event: LineBack) -> None:
    """What waited for the line goes now, the oldest first."""
    async with runtime.db.transaction() as session:
        await sending.wake_channel(session, UUID(event.channel_id))


@on(LineLinked)
async def catch_up(runtime: Runtime, event: LineLinked) -> None:
    """What came while the device was not linked is asked of the provider."""
    await upkeep.catch_up(runtime, UUID(event.channel_id))


@on(LineNews)
async def rate(runtime: Runtime, event: LineNews) -> None:
    await upkeep.rate(runtime, UUID(event.channel_id))


@on(LineTroubled)
async def warn(_: Runtime, event: LineTroubled) -> None:
    """Stands in the log for whoever watches it; the screens show the notice."""
    log.warning("line_troubled", channel_id=event.channel_id, trouble=event.code)


@job("channels.look_after", every="* * * * *")
async def look_after(runtime: Runtime) -> None:
    """Sees to the linked devices."""
    await upkeep.look_after_all(runtime)
    await upkeep.remind(runtime)


@job("channels.rate", every="17 * * * *")
async def rate_lines(runtime: Runtime) -> None:
    """Asks the providers' opinion of their lines."""
    await upkeep.rate_all(runtime)


@job("channels.sweep", every="* * * * * */5")
async def sweep(runtime: Runtime) -> None:
    """Takes in what a lost process had accepted, and wakes the senders of what is due."""
    while await intake.take_in_left(runtime) == intake.BATCH:
        pass
    async with runtime.db.transaction() as session:
        for conversation_id in await sending.due_for_sending(session, await failover.closed(session)):
            emit(session, SendDue(str(conversation_id)))
        await floor.give_back_expired(session)


@job("channels.fetch_left", every="*/10 * * * *")
async def fetch_left(runtime: Runtime) -> None:
    """Asks again for files that were announced and are not here."""
    async with runtime.db.transaction() as session:
        for attachment_id in await attachments.left(session):
            emit(session, MediaAnnounced(str(attachment_id)))


@job("channels.follow_templates", every="*/15 * * * *")
async def follow_templates(runtime: Runtime) -> None:
    """Asks for the state of templates that are pending: not every provider tells by itself."""
    async with runtime.db.transaction() as session:
        awaiting = await templates.awaiting(session)
    for channel_id in awaiting:
        with suppress(ProsaError):
            await templates.sync(runtime, channel_id)


@job("channels.count_costs", every="*/10 * * * *")
async def count_costs(runtime: Runtime) -> None:
    """Adds up what this month has cost."""
    await prices.note_costs(runtime)


@job("channels.forget", every="30 3 * * *")
async def forget(runtime: Runtime) -> None:
    """Deletes raw deliveries after 30 days, and paces that no longer hold anything back."""
    async with runtime.db.transaction() as session:
        old = now() - KEEP_DELIVERIES
        await session.execute(delete(DeliveryRow).where(DeliveryRow.received_at < old, DeliveryRow.state != "stored"))
        await session.execute(delete(PaceRow).where(PaceRow.due_at < now() - timedelta(hours=1)))
