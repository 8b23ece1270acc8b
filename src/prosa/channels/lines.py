"""Lines: a channel with its connector and its opened settings, as the hot paths need it."""

import time
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from prosa.accounts import connections
from prosa.channels.local import OtherSide
from prosa.channels.models import ChannelRow
from prosa.channels.port import Capabilities, ChannelPort
from prosa.core.errors import NotFound
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

FRESH = 1.0
"""Seconds a line is used before it is read again: how long a change of settings may take to be seen."""


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    name: str
    connector: str
    port: ChannelPort
    settings: BaseModel
    enabled: bool
    state: str
    other_side: OtherSide | None = None

    @property
    def capabilities(self) -> Capabilities:
        return self.port.capabilities

    @property
    def open(self) -> bool:
        """Whether anything may be sent on it."""
        return self.enabled and self.state != "stopped"


class Lines:
    """Lines by id, read from the database at most once a second each."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._read: dict[UUID, tuple[float, Line]] = {}

    async def get(self, channel_id: UUID) -> Line:
        """Raises `NotFound` for a channel that is not there."""
        known = self._read.get(channel_id)
        if known is not None and time.monotonic() - known[0] < FRESH:
            return known[1]
        line = await self._load(channel_id)
        self._read[channel_id] = (time.monotonic(), line)
        return line

    async def _load(self, channel_id: UUID) -> Line:
        async with self._runtime.db.transaction() as session:
            row = await session.scalar(
                select(ChannelRow).where(ChannelRow.id == channel_id, ChannelRow.deleted_at.is_(None))
            )
            if row is None:
                self._read.pop(channel_id, None)
                raise NotFound("there is no such channel")
            connector = self._runtime.registry.get(Connector, row.connector)
            settings = await connections.load(session, self._runtime.vault, row.connection_id, connector.settings)
        port: ChannelPort = connector.provides[ChannelPort]
        other_side: OtherSide | None = connector.provides.get(OtherSide)
        return Line(row.id, row.name, row.connector, port, settings, row.enabled, row.state, other_side)

    def forget(self, channel_id: UUID) -> None:
        """This process changed the channel and must not use what it read before."""
        self._read.pop(channel_id, None)


def lines(runtime: Runtime) -> Lines:
    """The lines of this process."""
    return runtime.registry.get(Lines, "lines")
