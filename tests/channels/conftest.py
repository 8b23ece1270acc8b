"""A line whose provider does what the test says."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import select

from prosa.channels import Intake, Lines, accept
from prosa.channels.deliver import deliver
from prosa.channels.models import ChannelRow
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    CheckStep,
    Fact,
    IncomingMessage,
    IncomingStatus,
    InvalidSignature,
    MalformedDelivery,
    Outgoing,
    Sender,
    SendOutcome,
)
from prosa.conversations import Media, MessageStatus, MessageType
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.clock import now
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from tests.factories import NoSettings, a_channel, an_operator

KEY = b"shared secret"


class WirePort:
    """A provider with the plainest possible format. `outcomes` are given in turn, then every send is accepted."""

    form_deliveries = False

    def __init__(self) -> None:
        self.can = Capabilities(window_hours=24, status_echo=True)
        self.outcomes: list[SendOutcome] = []
        self.answer: Callable[[], SendOutcome | None] = lambda: None
        """What every send is answered, when it is not as in `outcomes`."""
        self.sent: list[Outgoing] = []
        self.taken: list[UUID] = []
        """Ids of the messages that were accepted."""
        self.file: bytes | Exception = b""

    def capabilities(self, settings: BaseModel) -> Capabilities:
        return self.can

    def account(self, settings: BaseModel) -> str | None:
        return None

    def challenge(self, settings: BaseModel, query: Mapping[str, str]) -> str | None:
        return query.get("challenge") if query.get("token") == "right" else None

    def verify(self, settings: BaseModel, headers: Mapping[str, str], body: bytes) -> None:
        if headers.get("x-signature") != hmac.new(KEY, body, hashlib.sha256).hexdigest():
            raise InvalidSignature("wrong signature")

    def parse(self, headers: Mapping[str, str], body: bytes) -> list[Fact]:
        try:
            rows = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise MalformedDelivery("not JSON") from None
        return [self._fact(row) for row in rows]

    def _fact(self, row: Mapping[str, Any]) -> Fact:
        if "status" in row:
            return IncomingStatus(
                id=row["id"],
                status=MessageStatus(row["status"]),
                timestamp=now(),
                message_id=UUID(row["message_id"]) if "message_id" in row else None,
            )
        media = Media(mime_type="image/jpeg", ref=row["media"]) if "media" in row else None
        return IncomingMessage(
            id=row["id"],
            sender=Sender(phone=row["from"], name=row.get("name")),
            payload={"odd": object()} if row.get("odd") else {},
            type=MessageType.IMAGE if media else MessageType.TEXT,
            timestamp=now(),
            text=row.get("text"),
            media=media,
        )

    async def send(self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
        self.sent.append(message)
        outcome = self.outcomes.pop(0) if self.outcomes else self.answer()
        if outcome is None:
            self.taken.append(message.message_id)
        return outcome or Accepted(f"out.{message.message_id}")

    async def fetch_media(self, settings: BaseModel, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
        if isinstance(self.file, Exception):
            raise self.file
        yield self.file

    async def check(self, settings: BaseModel, http: httpx.AsyncClient) -> list[CheckStep]:
        return [CheckStep("token", ok=True)]


@dataclass
class Wire:
    """The line, its provider, and what the test does with them."""

    runtime: Runtime
    port: WirePort
    channel_id: UUID
    operator_id: UUID
    intake: Intake
    headers: dict[str, str] = field(default_factory=dict)

    def signed(self, body: bytes) -> dict[str, str]:
        return {"x-signature": hmac.new(KEY, body, hashlib.sha256).hexdigest(), **self.headers}

    async def delivers(self, *rows: Mapping[str, Any], body: bytes | None = None) -> UUID:
        body = orjson.dumps(rows) if body is None else body
        return await accept(self.runtime, self.channel_id, self.signed(body), body)

    async def rows(self, model: type[Any]) -> list[Any]:
        async with self.runtime.db.transaction() as session:
            return list(await session.scalars(select(model).order_by(model.id)))

    async def messages(self) -> list[MessageRow]:
        return [row for row in await self.rows(MessageRow) if row.type != "event"]

    async def conversation(self) -> ConversationRow:
        (row,) = await self.rows(ConversationRow)
        return row

    async def channel(self) -> ChannelRow:
        (row,) = await self.rows(ChannelRow)
        return row

    async def flows(self) -> None:
        """Sends what is due."""
        await deliver(self.runtime, (await self.conversation()).id)


@pytest.fixture
async def wire(runtime: Runtime) -> Wire:
    port = WirePort()
    connector = Connector("test", "Test", NoSettings, {ChannelPort: port})
    runtime.registry.add(Connector, "test", connector)
    runtime.registry.add(Lines, "lines", Lines(runtime))
    intake = Intake(runtime)
    runtime.registry.add(Intake, "intake", intake)
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        operator_id = await an_operator(session)
    return Wire(runtime, port, channel_id, operator_id, intake)
