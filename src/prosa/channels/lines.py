"""Lines: a channel with its connector and its opened settings, as the hot paths need it."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from prosa.accounts import connections
from prosa.channels import address
from prosa.channels.abilities import SessionState
from prosa.channels.local import OtherSide
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.port import Capabilities, ChannelPort
from prosa.channels.schemas import Rules
from prosa.core.errors import Conflict, NotFound
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

A = TypeVar("A")

FRESH = 1.0
"""Seconds a line is used before it is read again, beside the work that goes on with what is known."""
STALE = 2.0
"""Seconds after which nothing is done before it was read: how long a change of settings may take to be seen."""


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    name: str
    connector: str
    port: ChannelPort
    settings: BaseModel
    enabled: bool
    state: str
    provides: Mapping[type, Any] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    session: SessionState | None = None
    """How its linked device stands; None where there is none, or nobody has looked."""
    resting_until: datetime | None = None
    """The provider did not answer; nobody asks it before."""
    down_since: datetime | None = None

    @property
    def capabilities(self) -> Capabilities:
        return self.port.capabilities(self.settings)

    @property
    def other_side(self) -> OtherSide | None:
        return self.provides.get(OtherSide)

    @property
    def open(self) -> bool:
        """Whether anything may be sent on it, should the provider answer."""
        linked = self.session in (None, SessionState.WORKING)
        return self.enabled and self.state != "stopped" and linked

    def can(self, ability: type[A]) -> A | None:
        return self.provides.get(ability)

    def ability(self, ability: type[A]) -> A:
        """Raises `CannotDo` when the line has it not."""
        found = self.can(ability)
        if found is None:
            raise CannotDo("the provider of this line cannot do that", ability=ability.__name__.lower())
        return found


SPOKE = 15.0
"""Seconds between two notes that a line lives."""


class CannotDo(Conflict):
    """The line lacks an ability."""

    code = "cannot_do"


class Lines:
    """Lines by id, read from the database about once a second each. Belongs to one event loop."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._read: dict[UUID, tuple[float, Line]] = {}
        self._reading: dict[UUID, asyncio.Task[Line]] = {}
        self._heard: dict[UUID, float] = {}
        self._spoke: dict[UUID, float] = {}
        self._failures: Counter[UUID] = Counter()

    async def get(self, channel_id: UUID) -> Line:
        """Raises `NotFound` for a channel that is not there."""
        read_at, line = self._read.get(channel_id, (-STALE, None))
        age = time.monotonic() - read_at
        if line is None or age >= STALE:
            return await asyncio.shield(self._renew(channel_id))
        if age >= FRESH:
            self._renew(channel_id)
        return line

    async def vouches(self, channel_id: UUID) -> bool:
        """Serves `core.tools.Vouching`: whether the line says who writes on it."""
        return (await self.get(channel_id)).capabilities.identifies

    async def shows_drafts(self, channel_id: UUID) -> bool:
        """Serves `conversations.drafting.Showing`."""
        return (await self.get(channel_id)).capabilities.drafts

    def _renew(self, channel_id: UUID) -> asyncio.Task[Line]:
        """Reads it again, once for all who ask meanwhile."""
        task = self._reading.get(channel_id)
        if task is None:
            task = self._reading[channel_id] = asyncio.create_task(self._load(channel_id))
            task.add_done_callback(lambda done: self._keep(channel_id, done))
        return task

    def _keep(self, channel_id: UUID, done: asyncio.Task[Line]) -> None:
        """What was read; nothing when that failed or the line was changed by ourselves meanwhile."""
        if self._reading.get(channel_id) is not done:
            return
        del self._reading[channel_id]
        if done.cancelled() or done.exception() is not None:
            self._read.pop(channel_id, None)
        else:
            self._read[channel_id] = (time.monotonic(), done.result())

    async def _load(self, channel_id: UUID) -> Line:
        async with self._runtime.db.transaction() as session:
            query = (
                select(ChannelRow, WatchRow)
                .outerjoin(WatchRow, WatchRow.channel_id == ChannelRow.id)
                .where(ChannelRow.id == channel_id, ChannelRow.deleted_at.is_(None))
            )
            found = (await session.execute(query)).first()
            if found is None:
                raise NotFound("there is no such channel")
            row, watch = found[0], found[1] or WatchRow()
            connector = self._runtime.registry.get(Connector, row.connector)
            settings = await connections.load(session, self._runtime.vault, row.connection_id, connector.settings)
            if "webhook_url" in connector.settings.model_fields:
                url = await address.webhook_url(session, self._runtime, channel_id)
                settings = settings.model_copy(update={"webhook_url": url})
        return Line(
            id=row.id,
            name=row.name,
            connector=row.connector,
            port=connector.provides[ChannelPort],
            settings=settings,
            enabled=row.enabled,
            state=row.state,
            provides=connector.provides,
            rules=Rules.model_validate(row.rules),
            session=SessionState(watch.session) if watch.session else None,
            resting_until=watch.resting_until,
            down_since=watch.down_since,
        )

    def heard(self, channel_id: UUID) -> bool:
        """A receipt came on this line; whether the last one that was told was a while ago."""
        moment = time.monotonic()
        first = moment - self._heard.get(channel_id, -FRESH) >= FRESH
        if first:
            self._heard[channel_id] = moment
        return first

    def spoke(self, channel_id: UUID) -> bool:
        """The line brought something of a person; whether the last time that was told was a while ago."""
        moment = time.monotonic()
        first = moment - self._spoke.get(channel_id, -SPOKE) >= SPOKE
        if first:
            self._spoke[channel_id] = moment
        return first

    def failed(self, channel_id: UUID) -> int:
        """The provider did not serve a send; how many in a row that makes."""
        self._failures[channel_id] += 1
        return self._failures[channel_id]

    def worked(self, channel_id: UUID) -> None:
        """The provider answered."""
        self._failures.pop(channel_id, None)

    def forget(self, channel_id: UUID) -> None:
        """This process changed the channel and must not use what it read before."""
        self._read.pop(channel_id, None)
        self._reading.pop(channel_id, None)


def lines(runtime: Runtime) -> Lines:
    """The lines of this process."""
    return runtime.registry.get(Lines, "lines")
