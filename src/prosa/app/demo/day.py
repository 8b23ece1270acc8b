"""A day of simulated customers, played through the real path: what they say arrives as deliveries, the agent answers
by itself. Only the clock is helped along, so that a day fits into a minute."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from prosa.app.demo import content
from prosa.app.demo.content import DemoCustomer, DemoEvent
from prosa.channels import Line
from prosa.connectors import simulator
from prosa.connectors.simulator import PhoneMessage
from prosa.conversations import Draft, floor, speaking
from prosa.core.clock import now
from prosa.core.runtime import Runtime

ENDED_MINUTES_AGO = 4
BURST_MINUTES = 0.9
"""What a customer writes within less is one burst."""
PATIENCE = 60.0

_CONVERSATION = text(
    "SELECT c.id FROM conversation c JOIN identity i ON i.contact_id = c.contact_id "
    "WHERE c.channel_id = :channel_id AND i.kind = 'phone' AND :phone = ANY (i.forms)"
)
_UNDER_WAY = text(
    "SELECT EXISTS (SELECT 1 FROM message WHERE conversation_id = :id AND (outcome = 'pending' "
    "OR direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed'))) "
    "OR (SELECT count(*) FROM message WHERE conversation_id = :id AND provider_id = ANY (:said)) < :count"
)
_BACKDATE = text(
    "UPDATE message m SET sent_at = least((SELECT coalesce(max(i.sent_at), :at) FROM message i "
    "WHERE i.conversation_id = :id AND i.seq BETWEEN :seq + 1 AND m.seq AND i.direction = 'in') "
    "+ (m.seq - :seq) * interval '7 seconds', now()) "
    "WHERE m.conversation_id = :id AND m.seq > :seq AND m.direction <> 'in'"
)
_BACKDATE_CONVERSATION = text(
    "UPDATE conversation c SET last_message_at = (SELECT max(sent_at) FROM message m "
    "WHERE m.conversation_id = c.id AND m.type NOT IN ('event', 'note')), "
    "waiting_since = CASE WHEN waiting_since IS NULL THEN NULL ELSE least(waiting_since, :at) END WHERE id = :id"
)
_LOCK = text("SELECT last_seq FROM conversation WHERE id = :id FOR UPDATE")


class Day:
    """`people` are the ids of users by e-mail."""

    def __init__(self, runtime: Runtime, line: Line, people: Mapping[str, UUID]) -> None:
        self._runtime = runtime
        self._line = line
        self._people = {email.partition("@")[0]: user_id for email, user_id in people.items()}
        self._ends = now() - timedelta(minutes=ENDED_MINUTES_AGO)
        self._last = max(_minute(customer, event) for customer in content.customers() for event in customer.messages)

    async def play(self, customer: DemoCustomer) -> None:
        """One customer's conversation, unless it has taken place already."""
        phone = customer.phone.lstrip("+")
        if await self._conversation(phone) is not None:
            return
        seq = 0
        for number, burst in enumerate(_bursts(customer)):
            at = self._ends - timedelta(minutes=self._last - _minute(customer, burst[0]))
            for part, event in enumerate(burst):
                await self._happen(customer, phone, event, f"demo-{number}-{part}", at)
            said = [f"{phone}:demo-{number}-{part}" for part, event in enumerate(burst) if event.by is None]
            seq = await self._settle(phone, said, seq, at)

    async def _happen(self, customer: DemoCustomer, phone: str, event: DemoEvent, client_id: str, at: datetime) -> None:
        if event.by is None:
            ago = max(0, int((now() - at).total_seconds() // 60))
            said = {"sample": event.type} if event.type != "text" else {"text": event.text}
            message = PhoneMessage.model_validate(
                {"phone": phone, "name": customer.name, "client_id": client_id, "minutes_ago": ago, **said}
            )
            await simulator.say(self._runtime, self._line, message)
            return
        conversation_id = await self._conversation(phone)
        if conversation_id is not None:
            await simulator.read_all(self._runtime, self._line, phone)
            await self._operator(conversation_id, self._people[event.by], event, client_id)

    async def _operator(self, conversation_id: UUID, user_id: UUID, event: DemoEvent, client_id: str) -> None:
        async with self._runtime.db.transaction() as session:
            match event.action:
                case "claim":
                    await floor.claim(session, conversation_id, user_id, force=True)
                case "give_back":
                    await floor.give_back(session, conversation_id)
                case "resolve":
                    await floor.resolve(session, conversation_id)
                case "note":
                    await speaking.add_note(session, conversation_id, user_id, event.text or "", client_id)
                case "say":
                    draft = Draft(text=event.text)
                    await speaking.say_as_operator(session, conversation_id, user_id, draft, client_id)

    async def _settle(self, phone: str, said: Sequence[str], seq: int, at: datetime) -> int:
        """Waits until everything has arrived, is answered and sent, then moves the answers to their time of the day.
        Returns the number of the last line."""
        async with asyncio.timeout(PATIENCE):
            while (conversation_id := await self._conversation(phone)) is None or await self._busy(
                conversation_id, said
            ):
                await asyncio.sleep(0.2)
        values = {"id": conversation_id, "seq": seq, "at": at}
        async with self._runtime.db.transaction() as session:
            last = int((await session.execute(_LOCK, {"id": conversation_id})).scalar_one())
            await session.execute(_BACKDATE, values)
            await session.execute(_BACKDATE_CONVERSATION, {"id": conversation_id, "at": at})
        return last

    async def _busy(self, conversation_id: UUID, said: Sequence[str]) -> bool:
        values = {"id": conversation_id, "said": list(said), "count": len(said)}
        async with self._runtime.db.transaction() as session:
            return bool(await session.scalar(_UNDER_WAY, values))

    async def _conversation(self, phone: str) -> UUID | None:
        async with self._runtime.db.transaction() as session:
            found: UUID | None = await session.scalar(_CONVERSATION, {"channel_id": self._line.id, "phone": phone})
        return found


def _minute(customer: DemoCustomer, event: DemoEvent) -> float:
    """The minute of the day."""
    hours, minutes = customer.starts.split(":")
    return int(hours) * 60 + int(minutes) + event.at


def _bursts(customer: DemoCustomer) -> list[list[DemoEvent]]:
    """What belongs together: a customer's quick messages in a row; anything else is alone."""
    bursts: list[list[DemoEvent]] = []
    for event in customer.messages:
        last = bursts[-1][-1] if bursts else None
        quick = last is not None and last.by is None and event.by is None and event.at - last.at < BURST_MINUTES
        if quick:
            bursts[-1].append(event)
        else:
            bursts.append([event])
    return bursts
