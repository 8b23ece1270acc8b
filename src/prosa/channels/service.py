"""Channels as admins keep them: connected, changed, tried, switched off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.accounts import Principal, connections, record_action
from prosa.channels import address, health, watch
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.port import ChannelPort, CheckStep
from prosa.channels.schemas import Channel, RulesChange
from prosa.conversations import sending
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.live import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class LineState:
    """The least there is to say of a line."""

    id: UUID
    name: str
    connector: str
    enabled: bool
    state: str


async def list_lines(session: Session) -> list[LineState]:
    query = select(ChannelRow).where(ChannelRow.deleted_at.is_(None)).order_by(ChannelRow.created_at)
    return [LineState(row.id, row.name, row.connector, row.enabled, row.state) for row in await session.scalars(query)]


async def find(session: Session, connector: str) -> UUID | None:
    """The oldest channel of a connector."""
    query = (
        select(ChannelRow.id)
        .where(ChannelRow.connector == connector, ChannelRow.deleted_at.is_(None))
        .order_by(ChannelRow.created_at)
        .limit(1)
    )
    return await session.scalar(query)


async def get(session: Session, runtime: Runtime, channel_id: UUID) -> Channel:
    """Raises `NotFound`."""
    row = await _row(session, channel_id)
    line = await health.one(session, runtime, row)
    settings = await connections.masked(session, row.connection_id)
    base = (await address.current(session, runtime)).public_url
    path = f"/webhooks/{row.id}"
    fragment = runtime.registry.get(Connector, row.connector).webhook_fragment
    url = f"{base}{path}{fragment}" if base else None
    return Channel(**line.model_dump(), webhook_path=path, webhook_url=url, settings=settings)


async def add(
    session: Session, runtime: Runtime, actor: Principal, name: str, connector: str, values: Mapping[str, Any]
) -> UUID:
    """Connects a line. Raises `NotFound` (connector), `Invalid` (settings), `Conflict` (line already connected)."""
    manifest = runtime.registry.get(Connector, connector)
    settings = connections.validated(manifest.settings, values)
    port: ChannelPort = manifest.provides[ChannelPort]
    account = port.account(settings)
    await _refuse_second(session, connector, account)
    row = ChannelRow(
        id=new_id(),
        name=name,
        connector=connector,
        connection_id=await connections.save(session, runtime.vault, connector, settings),
        account=account,
    )
    session.add_all([row, WatchRow(channel_id=row.id)])
    await session.flush()
    record_action(session, actor, "channel.added", ("channel", row.id), connector=connector, name=name)
    publish(session, "channels")
    return row.id


async def _refuse_second(session: Session, connector: str, account: str | None) -> None:
    if account is None:
        return
    query = select(ChannelRow.id).where(
        ChannelRow.connector == connector, ChannelRow.account == account, ChannelRow.deleted_at.is_(None)
    )
    if await session.scalar(query) is not None:
        raise Conflict("this line is connected already")


async def change(
    session: Session,
    runtime: Runtime,
    actor: Principal,
    channel_id: UUID,
    *,
    name: str | None = None,
    enabled: bool | None = None,
    settings: Mapping[str, Any] | None = None,
    rules: RulesChange | None = None,
) -> None:
    """Changes what is given; an omitted secret stays. New settings or switching on lets a stopped line try again."""
    row = await _row(session, channel_id)
    row.name = name or row.name
    if settings is not None:
        manifest = runtime.registry.get(Connector, row.connector)
        changed = await connections.change(session, runtime.vault, row.connection_id, manifest.settings, settings)
        port: ChannelPort = manifest.provides[ChannelPort]
        row.account = port.account(changed)
        row.state, row.state_detail = "unchecked", None
        await session.flush()
        await watch.reckon(session, channel_id)
    if enabled is not None:
        row.enabled = enabled
    given = {} if rules is None else await _change_rules(session, row, rules)
    record_action(session, actor, "channel.changed", ("channel", channel_id), name=name, enabled=enabled, rules=given)
    publish(session, "channels")
    await sending.wake_channel(session, channel_id)


async def _change_rules(session: Session, row: ChannelRow, change: RulesChange) -> dict[str, Any]:
    """Returns what was given."""
    given = change.model_dump(mode="json", exclude_unset=True)
    given = {name: value for name, value in given.items() if value is not None or name == "backup_id"}
    if change.backup_id is not None:
        await _row(session, change.backup_id)
        if change.backup_id == row.id:
            raise Invalid("a line cannot be its own backup", field="backup_id")
    row.rules = {**row.rules, **given}
    return given


async def remove(session: Session, actor: Principal, channel_id: UUID) -> None:
    """Disconnects a line. Its conversations stay and can be read; its templates are listed no more."""
    row = await _row(session, channel_id)
    row.deleted_at = now()
    record_action(session, actor, "channel.removed", ("channel", channel_id), name=row.name)
    publish(session, "channels")
    publish(session, "templates")


async def note_check(session: Session, channel_id: UUID, steps: list[CheckStep]) -> None:
    """Writes down what trying the connection showed: a line that works sends again what waits, one that was stopped
    stays stopped until it does."""
    row = await _row(session, channel_id)
    failed = next((step for step in steps if not step.ok), None)
    if failed is None or row.state != "stopped":
        row.state = "ok" if failed is None else "unchecked"
    row.state_detail = None if failed is None else f"{failed.code}: {failed.detail}"
    await session.flush()
    await watch.reckon(session, channel_id)
    publish(session, "channels")
    if failed is None:
        await sending.wake_channel(session, channel_id)


async def _row(session: Session, channel_id: UUID) -> ChannelRow:
    row = await session.get(ChannelRow, channel_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("there is no such channel")
    return row
