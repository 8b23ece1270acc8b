"""How a line is, told from facts: nothing here is written down, so nothing here can be out of date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select

from prosa.accounts import connections
from prosa.channels import abilities as ability
from prosa.channels.abilities import SessionState
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.port import Capabilities, ChannelPort
from prosa.channels.schemas import (
    CapabilitiesView,
    ChannelLine,
    Cost,
    Health,
    Notice,
    NoticeCode,
    QualityView,
    Rules,
    RulesView,
)
from prosa.conversations import line_view
from prosa.conversations.line_view import Waiting
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

LONG_QUEUE = timedelta(minutes=5)
"""How long a message waits before the queue is told of."""
DAY = timedelta(days=1)
LOW_RATINGS = frozenset({"RED", "LOW", "YELLOW", "MEDIUM"})
_ABILITIES = (
    ability.Signals,
    ability.Sessions,
    ability.History,
    ability.Lookup,
    ability.Directory,
    ability.Templates,
    ability.Rated,
)
_DOWN = frozenset(
    {
        NoticeCode.STOPPED,
        NoticeCode.PAIRING,
        NoticeCode.SESSION_FAILED,
        NoticeCode.LOGGED_OUT,
        NoticeCode.RESTING,
    }
)
_QUIET = frozenset({NoticeCode.FIRST_CONTACT_OFF})
"""Told, but no reason to worry about the line."""
_NOBODY_WAITS = Waiting(0, None)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the notices of a line are told from."""

    channel: ChannelRow
    watch: WatchRow
    waiting: Waiting
    local: bool
    """Its other side lives in this installation: there is nothing to try."""
    problem: str | None = None
    """Why the line cannot be used at all, as far as this installation is concerned."""


async def overview(session: Session, runtime: Runtime) -> list[ChannelLine]:
    """All lines, the oldest first. Costs the same few queries for one and for fifty."""
    query = select(ChannelRow).where(ChannelRow.deleted_at.is_(None)).order_by(ChannelRow.created_at)
    rows = list(await session.scalars(query))
    await connections.preload(session, [row.connection_id for row in rows])
    watches = {watch.channel_id: watch for watch in await session.scalars(select(WatchRow))}
    waiting = await line_view.waiting(session)
    return [await _line(session, runtime, row, watches, waiting) for row in rows]


async def one(session: Session, runtime: Runtime, row: ChannelRow) -> ChannelLine:
    watch = await session.get(WatchRow, row.id)
    return await _line(session, runtime, row, {row.id: watch} if watch else {}, await line_view.waiting(session))


async def _line(
    session: Session,
    runtime: Runtime,
    row: ChannelRow,
    watches: Mapping[UUID, WatchRow],
    waiting: Mapping[UUID, Waiting],
) -> ChannelLine:
    manifest = runtime.registry.all(Connector).get(row.connector, Connector(row.connector, row.connector, BaseModel))
    can, problem = await _capabilities(session, runtime, row, manifest)
    watch = watches.get(row.id) or WatchRow(channel_id=row.id)
    facts = Facts(row, watch, waiting.get(row.id, _NOBODY_WAITS), local=is_local(manifest), problem=problem)
    notices = list(notices_of(facts, now()))
    return ChannelLine(
        id=row.id,
        name=row.name,
        connector=row.connector,
        label=manifest.label,
        enabled=row.enabled,
        state=row.state,
        state_detail=row.state_detail,
        created_at=row.created_at,
        capabilities=view_of(can),
        abilities=abilities_of(manifest),
        health=health_of(row.enabled, notices),
        notices=notices,
        session=SessionState(watch.session) if watch.session else None,
        last_event_at=watch.last_event_at,
        queued=facts.waiting.messages,
        quality=_quality(watch),
        cost_month=_cost(watch, can),
        rules=rules_view(Rules.model_validate(row.rules), can),
    )


async def _capabilities(
    session: Session, runtime: Runtime, row: ChannelRow, manifest: Connector
) -> tuple[Capabilities, str | None]:
    """What the line can do; or why that cannot be told, which must not hide the other lines."""
    port: ChannelPort | None = manifest.provides.get(ChannelPort)
    if port is None:
        return Capabilities(), f"the connector {row.connector} is not installed"
    try:
        settings = await connections.load(session, runtime.vault, row.connection_id, manifest.settings)
    except ProsaError as problem:
        return Capabilities(), f"{problem.code}: {problem.detail}"
    return port.capabilities(settings), None


def is_local(manifest: Connector) -> bool:
    """Whether the line has no provider: its other side comes in by routes of its own."""
    return APIRouter in manifest.provides


def abilities_of(manifest: Connector) -> list[str]:
    return sorted(each.__name__.lower() for each in _ABILITIES if each in manifest.provides)


def view_of(can: Capabilities) -> CapabilitiesView:
    shown = CapabilitiesView.model_fields
    values = {field.name: getattr(can, field.name) for field in fields(can) if field.name in shown}
    return CapabilitiesView(**{**values, "media": sorted(can.media)})


def rules_view(rules: Rules, can: Capabilities) -> RulesView:
    """The rules as they hold: signs of life are shown unless the line could be taken for a machine by them."""
    shown = not can.unofficial
    return RulesView(
        **{
            **rules.model_dump(),
            "read_receipts": shown if rules.read_receipts is None else rules.read_receipts,
            "typing": shown if rules.typing is None else rules.typing,
        }
    )


def _quality(watch: WatchRow) -> QualityView | None:
    if watch.quality is None and watch.quality_limit is None:
        return None
    return QualityView(rating=watch.quality, limit=watch.quality_limit)


def _cost(watch: WatchRow, can: Capabilities) -> Cost | None:
    if not can.billed or watch.cost_micros is None:
        return None
    return Cost(amount_micros=watch.cost_micros, currency=watch.cost_currency or "USD")


def health_of(enabled: bool, notices: Sequence[Notice]) -> Health:
    codes = {notice.code for notice in notices}
    if not enabled:
        return Health.OFF
    if codes & _DOWN:
        return Health.DOWN
    return Health.ATTENTION if codes - _QUIET else Health.GOOD


def notices_of(facts: Facts, moment: datetime) -> Iterator[Notice]:
    """What somebody should know about the line, the gravest first."""
    yield from _of_the_line(facts)
    yield from _of_the_session(facts.watch)
    yield from _of_the_way_out(facts, moment)
    yield from _of_the_rules(facts.watch, moment)


def _of_the_line(facts: Facts) -> Iterator[Notice]:
    channel, watch = facts.channel, facts.watch
    if channel.state == "stopped" or facts.problem is not None:
        detail, since = facts.problem or channel.state_detail or "", watch.down_since or channel.created_at
        yield Notice(code=NoticeCode.STOPPED, detail=detail, since=since)
    if channel.state == "unchecked" and not facts.local:
        yield Notice(code=NoticeCode.NOT_TRIED, detail=channel.state_detail or "", since=channel.created_at)


def _of_the_session(watch: WatchRow) -> Iterator[Notice]:
    since = watch.session_since
    if since is None:
        return
    detail = watch.session_detail or ""
    match watch.session:
        case SessionState.PAIRING:
            yield Notice(code=NoticeCode.PAIRING, detail=detail, since=since)
        case SessionState.FAILED:
            yield Notice(code=NoticeCode.SESSION_FAILED, detail=detail, since=since)
        case SessionState.STOPPED:
            yield Notice(code=NoticeCode.LOGGED_OUT, detail=detail, since=since)
    if watch.silent_since is not None:
        yield Notice(code=NoticeCode.SILENT, detail="", since=watch.silent_since)


def _of_the_way_out(facts: Facts, moment: datetime) -> Iterator[Notice]:
    watch, oldest = facts.watch, facts.waiting.oldest
    if watch.resting_since is not None:
        yield Notice(code=NoticeCode.RESTING, detail="", since=watch.resting_since)
    if watch.failed_over_at is not None:
        yield Notice(code=NoticeCode.FAILING_OVER, detail="", since=watch.failed_over_at)
    if oldest is not None and oldest < moment - LONG_QUEUE:
        yield Notice(code=NoticeCode.QUEUE_WAITING, detail=str(facts.waiting.messages), since=oldest)


def _of_the_rules(watch: WatchRow, moment: datetime) -> Iterator[Notice]:
    if watch.quality is not None and watch.quality.upper() in LOW_RATINGS:
        yield Notice(code=NoticeCode.QUALITY_LOW, detail=watch.quality, since=watch.quality_since or moment)
    if watch.capped_at is not None and watch.capped_at > moment - DAY:
        yield Notice(code=NoticeCode.DAILY_CAP, detail="", since=watch.capped_at)
    if watch.first_refused_at is not None and watch.first_refused_at > moment - DAY:
        yield Notice(code=NoticeCode.FIRST_CONTACT_OFF, detail="", since=watch.first_refused_at)
