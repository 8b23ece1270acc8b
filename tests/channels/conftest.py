"""A line whose provider does what the test says."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import delete, select, text, update

import prosa.channels.jobs  # noqa: F401  (its reactions)
from prosa.channels import Intake, Lines, abilities, accept, lines
from prosa.channels.deliver import deliver
from prosa.channels.intake import take_in_left
from prosa.channels.models import ChannelRow, DeliveryRow, PaceRow, WatchRow
from prosa.channels.port import (
    Accepted,
    Capabilities,
    ChannelPort,
    CheckStep,
    ConnectionChange,
    Fact,
    IncomingCall,
    IncomingMessage,
    IncomingStatus,
    InvalidSignature,
    MalformedDelivery,
    MarketingChoice,
    Outgoing,
    Sender,
    SendOutcome,
)
from prosa.conversations import Direction, Draft, Media, MessageStatus, MessageType, receive, speaking
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.thread import lock_or_open
from prosa.core.clock import now
from prosa.core.events import HANDLERS
from prosa.core.jobs import REGISTRY
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime
from tests.channels.device import Device
from tests.factories import NoSettings, a_channel, a_contact, an_operator, said

KEY = b"shared secret"
ABILITIES = (
    abilities.Sessions,
    abilities.History,
    abilities.Lookup,
    abilities.Directory,
    abilities.Signals,
    abilities.Rated,
)


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
        self.understands_odd = False

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
        if "state" in row:
            return ConnectionChange(id=row["id"], state=row["state"], detail=row.get("detail"))
        if "marketing" in row:
            return MarketingChoice(
                id=row["id"], sender=Sender(phone=row["from"]), allowed=row["marketing"], timestamp=now()
            )
        if "call" in row:
            sender = Sender(phone=row["from"])
            return IncomingCall(id=row["id"], sender=sender, status=row["call"], timestamp=now())
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
            payload={"odd": object()} if row.get("odd") and not self.understands_odd else {},
            type=MessageType.IMAGE if media else MessageType.TEXT,
            timestamp=datetime.fromisoformat(row["at"]) if "at" in row else now(),
            direction=Direction.OUT if row.get("echo") else Direction.IN,
            group_id=row.get("group"),
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

    async def brings(self, *rows: Mapping[str, Any], on: UUID | None = None) -> None:
        """What is delivered is taken in at once."""
        body = orjson.dumps(rows)
        await accept(self.runtime, on or self.channel_id, self.signed(body), body)
        async with self.runtime.db.transaction() as session:
            await session.execute(update(DeliveryRow).values(lease_until=now() - timedelta(seconds=1)))
        await take_in_left(self.runtime)

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
        lines(self.runtime).forget(self.channel_id)
        await deliver(self.runtime, (await self.conversation()).id)

    async def watch(self) -> WatchRow:
        async with self.runtime.db.transaction() as session:
            return await session.get_one(WatchRow, self.channel_id)

    async def seen(self, on: UUID | None = None, **values: Any) -> None:
        """What the house has noted of the line."""
        channel_id = on or self.channel_id
        async with self.runtime.db.transaction() as session:
            await session.execute(update(WatchRow).where(WatchRow.channel_id == channel_id).values(**values))
        lines(self.runtime).forget(channel_id)

    async def rules(self, **rules: Any) -> None:
        await self.is_set(rules=rules)

    async def is_set(self, **values: Any) -> None:
        """What an admin has set."""
        async with self.runtime.db.transaction() as session:
            await session.execute(update(ChannelRow).where(ChannelRow.id == self.channel_id).values(**values))
        lines(self.runtime).forget(self.channel_id)

    async def meets(self, answers: bool = True) -> UUID:
        """A conversation with somebody new, who has written or not."""
        async with self.runtime.db.transaction() as session:
            contact_id = await a_contact(session)
            if answers:
                await receive(session, said(self.channel_id, contact_id), self.runtime.settings)
            return (await lock_or_open(session, self.channel_id, contact_id)).id

    async def writes(self, conversation_id: UUID, text: str = "olá", number: int = 0) -> UUID:
        async with self.runtime.db.transaction() as session:
            return await speaking.say_as_operator(
                session, conversation_id, self.operator_id, Draft(text=text), f"{text}{number}"
            )

    async def sends(self, conversation_id: UUID) -> None:
        """Sends what is due in it."""
        lines(self.runtime).forget(self.channel_id)
        await deliver(self.runtime, conversation_id)

    async def pauses_end(self) -> None:
        past = now() - timedelta(seconds=5)
        async with self.runtime.db.transaction() as session:
            await session.execute(update(MessageRow).where(MessageRow.not_before.is_not(None)).values(not_before=past))
            long_ago = now() - timedelta(minutes=1)
            await session.execute(update(MessageRow).values(created_at=long_ago))
            await session.execute(update(MessageRow).where(MessageRow.status == "sent").values(sending_at=long_ago))
            await session.execute(delete(PaceRow))

    async def out(self) -> list[MessageRow]:
        return [row for row in await self.messages() if row.direction == "out"]

    async def jobs(self, name: str) -> list[dict[str, Any]]:
        """Takes the waiting jobs of this name out of the queue."""
        async with self.runtime.db.transaction() as session:
            found = await session.execute(
                text("DELETE FROM procrastinate_jobs WHERE task_name = :name RETURNING id, args"), {"name": name}
            )
            return [arguments for _, arguments in sorted(found, key=lambda row: row[0])]

    async def runs(self, name: str) -> int:
        """Runs the waiting jobs of this name; returns how many there were."""
        for arguments in (waiting := await self.jobs(name)):
            if name in REGISTRY:
                await REGISTRY[name](self.runtime, **arguments)
            for event, reactions in HANDLERS.items():
                for reaction in (reaction for known, reaction in reactions if known == name):
                    await reaction(self.runtime, event(**arguments))
        return len(waiting)


@pytest.fixture
async def wire(runtime: Runtime) -> Wire:
    return await _wire(runtime, WirePort(), {})


@pytest.fixture
async def linked(runtime: Runtime, device: Device) -> Wire:
    """The line is a linked device, unofficial, without receipts by our own ids."""
    port = WirePort()
    port.can = Capabilities(unofficial=True)
    return await _wire(runtime, port, dict.fromkeys(ABILITIES, device))


@pytest.fixture
def device() -> Device:
    return Device()


async def _wire(runtime: Runtime, port: WirePort, abilities: Mapping[type, Any]) -> Wire:
    connector = Connector("test", "Test", NoSettings, {ChannelPort: port, **abilities})
    runtime.registry.add(Connector, "test", connector)
    runtime.registry.add(Lines, "lines", Lines(runtime))
    intake = Intake(runtime)
    runtime.registry.add(Intake, "intake", intake)
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        operator_id = await an_operator(session)
    return Wire(runtime, port, channel_id, operator_id, intake)
