"""Looking after lines: what is seen of them is written down, and what follows from it is done."""

from uuid import UUID

from prosa.channels.abilities import SessionState
from prosa.channels.events import LineBack, LineLinked, LineTroubled
from prosa.channels.lines import lines
from prosa.channels.models import WatchRow
from prosa.channels.schemas import NoticeCode
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
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

_RECKON = """
UPDATE channel_watch w SET
    down_since = CASE WHEN down THEN coalesce(w.down_since, %(now)s) END,
    failed_over_at = CASE WHEN down THEN w.failed_over_at END
FROM (SELECT c.state = 'stopped' OR s.resting_since IS NOT NULL
          OR coalesce(s.session, %(working)s) <> %(working)s AS down
      FROM channel c JOIN channel_watch s ON s.channel_id = c.id WHERE c.id = %(channel)s) found
WHERE w.channel_id = %(channel)s
"""
_ALARMS = {
    SessionState.FAILED: NoticeCode.SESSION_FAILED,
    SessionState.STOPPED: NoticeCode.LOGGED_OUT,
    SessionState.PAIRING: NoticeCode.PAIRING,
}


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
    """As `note`, in this transaction. A device that works again has missed what came meanwhile."""
    watch = await session.get(WatchRow, channel_id, with_for_update=True, populate_existing=True)
    if watch is None or (watch.session, watch.session_detail) == (state, detail):
        return
    before, watch.session, watch.session_detail = watch.session, state, detail
    if before != state:
        watch.session_since = now()
        await session.flush()
        await reckon(session, channel_id)
        await _follow(session, watch, before)
    publish(session, "channels")


async def _follow(session: Session, watch: WatchRow, before: str | None) -> None:
    """What a change of the session brings about."""
    id_ = str(watch.channel_id)
    if watch.session == SessionState.WORKING:
        emit(session, LineBack(id_))
        ask_for_the_past(session, watch)
    elif watch.session in _ALARMS and before is not None:
        emit(session, LineTroubled(id_, _ALARMS[SessionState(watch.session)]))


def ask_for_the_past(session: Session, watch: WatchRow) -> None:
    """What came since the line was last heard may not have reached us."""
    watch.reconcile_since = watch.reconcile_since or watch.last_event_at
    if watch.reconcile_since is not None:
        emit(session, LineLinked(str(watch.channel_id)))


async def reckon(session: Session, channel_id: UUID) -> None:
    """Keeps since when nothing can go out on the line."""
    await driver.run(session, _RECKON, {"channel": channel_id, "now": now(), "working": SessionState.WORKING})
