"""Looking after lines: what is seen of them is written down, and what follows from it is done."""

from uuid import UUID

from sqlalchemy import select

from prosa.channels.abilities import SessionState
from prosa.channels.lines import lines
from prosa.channels.models import ChannelRow, WatchRow
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.live import publish
from prosa.core.runtime import Runtime

_SPOKE = """
UPDATE channel_watch w SET last_event_at = %(now)s, events = w.events + 1, restarts = 0, silent_since = NULL,
    usual_gap = CASE WHEN w.last_event_at IS NULL THEN NULL ELSE
        coalesce(w.usual_gap * 0.95 + 0.05 * before.gap, before.gap) END
FROM (SELECT channel_id, silent_since, least(extract(epoch FROM %(now)s - last_event_at), 3600) AS gap
      FROM channel_watch WHERE channel_id = %(channel)s) before
WHERE w.channel_id = before.channel_id AND (w.last_event_at IS NULL OR w.last_event_at < %(now)s)
RETURNING before.silent_since
"""


async def spoke(session: Session, channel_id: UUID) -> None:
    """The provider brought something of a person: the line lives."""
    was = await driver.run(session, _SPOKE, {"channel": channel_id, "now": now()})
    if was and was[0].silent_since is not None:
        publish(session, "channels")


async def note(runtime: Runtime, channel_id: UUID, state: SessionState, detail: str = "") -> None:
    """How the linked device of a line stands was seen."""
    async with runtime.db.transaction() as session:
        await note_session(session, channel_id, state, detail)
    lines(runtime).forget(channel_id)


async def note_session(session: Session, channel_id: UUID, state: SessionState, detail: str) -> None:
    """As `note`, in this transaction."""
    watch = await session.get(WatchRow, channel_id, with_for_update=True)
    if watch is None or (watch.session, watch.session_detail) == (state, detail):
        return
    if watch.session != state:
        watch.session, watch.session_since = state, now()
    watch.session_detail = detail
    await reckon(session, watch)
    publish(session, "channels")


async def reckon(session: Session, watch: WatchRow) -> None:
    """Keeps since when nothing can go out on the line."""
    await session.flush()
    stopped = await session.scalar(select(ChannelRow.state == "stopped").where(ChannelRow.id == watch.channel_id))
    linked = watch.session in (None, SessionState.WORKING)
    down = bool(stopped) or not linked or watch.resting_since is not None
    if not down:
        watch.down_since = None
    elif watch.down_since is None:
        watch.down_since = now()
