"""When a line is down for long, its conversations go on by the backup the admin named."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from prosa.channels.abilities import SessionState
from prosa.channels.lines import Line, lines
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.schemas import Rules
from prosa.conversations import MessageType, detour
from prosa.conversations.schemas import Ready
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.live import publish
from prosa.core.runtime import Runtime


def is_due(rules: Rules, down_since: datetime | None, moment: datetime) -> bool:
    """Whether a line with these rules has been down for so long that the backup takes over."""
    long = timedelta(minutes=rules.failover_after_minutes)
    return rules.backup_id is not None and down_since is not None and down_since + long <= moment


async def backup_of(session: Session, runtime: Runtime, line: Line, ready: Ready) -> Line | None:
    """The line by which this message goes instead; None when it has to wait.

    A message that may have gone out by its own line waits for it. So does free text to a person whose window on
    the backup is closed, where the provider has windows.
    """
    if not line.enabled or line.rules.backup_id is None or not is_due(line.rules, line.down_since, now()):
        return None
    try:
        backup = await lines(runtime).get(line.rules.backup_id)
    except NotFound:
        return None
    if not backup.open or not await _reaches(session, backup, ready):
        return None
    return backup


async def _reaches(session: Session, backup: Line, ready: Ready) -> bool:
    if backup.capabilities.window_hours is None or ready.type is MessageType.TEMPLATE:
        return True
    return await detour.window_is_open(session, backup.id, ready.contact_id)


async def note(session: Session, line_id: UUID, backup: Line, ready: Ready) -> None:
    """It goes out by the backup: the screens and the thread say so."""
    first = (
        update(WatchRow)
        .where(WatchRow.channel_id == line_id, WatchRow.failed_over_at.is_(None))
        .values(failed_over_at=now())
        .returning(WatchRow.channel_id)
    )
    if await session.scalar(first) is not None:
        publish(session, "channels")
    await detour.tell(session, ready.conversation_id, ready.message_id, backup.id, backup.name)


async def closed(session: Session) -> list[UUID]:
    """The lines on which nothing can go out now, not even by a backup."""
    query = select(ChannelRow, WatchRow).outerjoin(WatchRow, WatchRow.channel_id == ChannelRow.id)
    moment = now()
    return [channel.id for channel, watch in await session.execute(query) if _is_closed(channel, watch, moment)]


def _is_closed(channel: ChannelRow, watch: WatchRow | None, moment: datetime) -> bool:
    if not channel.enabled or channel.deleted_at is not None:
        return True
    watch = watch or WatchRow()
    resting = watch.resting_until is not None and watch.resting_until > moment
    linked = watch.session in (None, SessionState.WORKING)
    shut = channel.state == "stopped" or resting or not linked
    return shut and not is_due(Rules.model_validate(channel.rules), watch.down_since, moment)
