"""The pretend network: carries what phones do to the webhook's door, with the faults of the script."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from prosa import contacts
from prosa.channels import Line, accept, lines, signed
from prosa.channels.port import Accepted, SendOutcome, Unknown
from prosa.connectors.simulator.channel import network_id, own
from prosa.connectors.simulator.faults import Fate, draw, fate_of_send, journey_of, receipt_is_lost
from prosa.connectors.simulator.samples import SAMPLE
from prosa.connectors.simulator.schemas import PhoneMessage, ScriptStep
from prosa.connectors.simulator.settings import SimulatorSettings
from prosa.connectors.simulator.wire import Batch, Button, FromNetwork, FromPhone
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations import other_side
from prosa.conversations.other_side import OtherSide
from prosa.conversations.schemas import MessageStatus
from prosa.core import clock
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.jobs import defer, job
from prosa.core.runtime import Runtime

CONNECTOR = "simulator"


async def simulator_line(runtime: Runtime, channel_id: UUID) -> Line:
    """Raises `NotFound` for a channel of another connector."""
    line = await lines(runtime).get(channel_id)
    if line.connector != CONNECTOR:
        raise NotFound("this channel is not a simulator")
    return line


@job("simulator.carry", retries=8)
async def carry(runtime: Runtime, channel_id: str, body: str) -> None:
    """A delivery that was on its way for a while arrives."""
    line = await simulator_line(runtime, UUID(channel_id))
    await _hand_in(runtime, line, body.encode())


async def say(runtime: Runtime, line: Line, message: PhoneMessage) -> tuple[str, list[float]]:
    """Someone does something on their phone. Returns the network's id and when its copies arrive, in seconds."""
    settings = own(line.settings)
    said = await _written(runtime, line, message)
    arrivals = _arrivals(settings, said.id, message)
    body = Batch(messages=(said,)).model_dump_json(exclude_none=True)
    async with runtime.db.transaction() as session:
        for seconds in arrivals:
            if seconds:
                _later(session, line.id, body, seconds)
    for seconds in arrivals:
        if not seconds:
            await _hand_in(runtime, line, body.encode())
    return said.id, arrivals


async def play(runtime: Runtime, line: Line, steps: Sequence[ScriptStep]) -> float:
    """Several people over some time; all of it is planned before it begins. Returns its length in seconds."""
    settings = own(line.settings)
    ends = 0.0
    planned = []
    for step in steps:
        said = await _written(runtime, line, step, step.after)
        body = Batch(messages=(said,)).model_dump_json(exclude_none=True)
        planned += [(body, step.after + seconds) for seconds in _arrivals(settings, said.id, step)]
        ends = max(ends, step.after)
    async with runtime.db.transaction() as session:
        for body, seconds in planned:
            _later(session, line.id, body, seconds)
    return max([ends, *(seconds for _, seconds in planned)])


def _later(session: Session, channel_id: UUID, body: str, seconds: float) -> None:
    at = clock.now() + timedelta(seconds=seconds)
    defer(session, carry, at=at, channel_id=str(channel_id), body=body)


def _arrivals(settings: SimulatorSettings, delivery_id: str, message: PhoneMessage) -> list[float]:
    arrivals = journey_of(settings, delivery_id).arrivals
    return [seconds + message.delay for seconds in (*arrivals, *arrivals[:1] * message.duplicates)]


async def _written(runtime: Runtime, line: Line, message: PhoneMessage, after: float = 0) -> FromPhone:
    skew = timedelta(minutes=own(line.settings).clock_skew_minutes - message.minutes_ago, seconds=after)
    target = await _network_id_of(runtime, line, message) if message.target else None
    return FromPhone(
        id=f"{message.phone}:{message.client_id}",
        phone=message.phone,
        name=message.name or None,
        at=clock.now() + skew,
        echo=message.echo,
        text=message.text,
        location=message.location,
        **await _content(runtime, line, message, target),
    )


async def _content(runtime: Runtime, line: Line, message: PhoneMessage, target: str | None) -> dict[str, Any]:
    if message.reaction is not None:
        return {"type": "reaction", "target": target, "emoji": message.reaction}
    if message.button_id is not None:
        title = await _title_of(runtime, line, message)
        return {"type": "interactive", "button": Button(id=message.button_id, title=title), "reply_to": target}
    if message.sample is not None:
        return {"type": message.sample, "sample": SAMPLE, "reply_to": target}
    return {"type": "location" if message.location else "text", "reply_to": target}


async def _title_of(runtime: Runtime, line: Line, message: PhoneMessage) -> str:
    """The words on the button, as the business wrote them."""
    side = await on_phone(runtime, line, message.phone)
    titles = {option.id: option.title for shown in (side.messages if side else ()) for option in shown.options}
    return titles.get(message.button_id or "", message.button_id or "")[:72]


async def _network_id_of(runtime: Runtime, line: Line, message: PhoneMessage) -> str:
    side = await on_phone(runtime, line, message.phone)
    for shown in side.messages if side else ():
        if shown.id == message.target and shown.provider_id:
            return shown.provider_id
    raise NotFound("the message replied to is not on this phone")


async def on_phone(runtime: Runtime, line: Line, phone: str) -> OtherSide | None:
    """The phone's screen; None when it has never written."""
    async with runtime.db.transaction() as session:
        contact_id = await contacts.find(session, Identity(IdentityKind.PHONE, phone))
        return await other_side.look(session, line.id, contact_id) if contact_id else None


async def read_all(runtime: Runtime, line: Line, phone: str) -> int:
    """The phone's owner has the chat open: receipts for what was not read yet. Returns how many."""
    side = await on_phone(runtime, line, phone)
    unread = [
        FromNetwork(id=shown.provider_id, message_id=shown.id, phone=phone, status="read", at=clock.now())
        for shown in (side.messages if side else ())
        if not shown.mine and shown.provider_id and shown.status is not MessageStatus.READ
    ]
    if unread:
        await _hand_in(runtime, line, Batch(statuses=tuple(unread)).model_dump_json(exclude_none=True).encode())
    return len(unread)


class Receipts:
    """Serves `OtherSide`: the network says what became of a send, also when its answer was lost."""

    async def told(
        self,
        session: Session,
        channel_id: UUID,
        settings: BaseModel,
        message_id: UUID,
        attempt: int,
        outcome: SendOutcome,
    ) -> None:
        script = own(settings)
        if not script.receipts or not _was_taken(script, message_id, attempt, outcome):
            return
        statuses = _receipts(script, message_id, attempt, also_sent=isinstance(outcome, Unknown))
        if statuses:
            body = Batch(statuses=statuses).model_dump_json(exclude_none=True)
            for _ in range(2 if draw(script.seed, "twice", message_id) < script.duplicates else 1):
                _later(session, channel_id, body, script.receipt_delay)


def _was_taken(script: SimulatorSettings, message_id: UUID, attempt: int, outcome: SendOutcome) -> bool:
    if isinstance(outcome, Unknown):
        return fate_of_send(script, message_id, attempt) is Fate.UNKNOWN
    return isinstance(outcome, Accepted)


def _receipts(script: SimulatorSettings, message_id: UUID, attempt: int, also_sent: bool) -> tuple[FromNetwork, ...]:
    ours = network_id(message_id, attempt)
    statuses = ["sent", "delivered"] if also_sent else ["delivered"]
    if draw(script.seed, "reorder", message_id) < script.reordering:
        statuses.reverse()
    return tuple(
        FromNetwork(id=ours, message_id=message_id, status=status, at=clock.now())
        for status in statuses
        if not receipt_is_lost(script, ours, status)
    )


async def _hand_in(runtime: Runtime, line: Line, body: bytes) -> None:
    """Through the door every provider uses, signed, so that nothing is special about this channel."""
    headers = signed(own(line.settings).secret.get_secret_value(), body) | {"content-type": "application/json"}
    await accept(runtime, line.id, headers, body)
