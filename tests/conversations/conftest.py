"""A conversation to work on, and the steps of its life in one word each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import select

from prosa.conversations import (
    Decision,
    Draft,
    Inbound,
    Receipt,
    answering,
    floor,
    ledger,
    outcomes,
    receive,
    sending,
    speaking,
)
from prosa.conversations.answering import Material, Standing
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Doubtful, Later, MessageStatus, Ready, Send
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from tests.factories import a_channel, a_contact, an_operator, said


@dataclass
class Talk:
    """One conversation. Every method is a transaction of its own, as in life."""

    runtime: Runtime
    channel_id: UUID
    contact_id: UUID
    operators: Sequence[UUID]
    heard: list[Inbound] = field(default_factory=list)

    async def says(self, text: str = "oi", **changes: object) -> UUID | None:
        inbound = said(self.channel_id, self.contact_id, text, **changes)
        self.heard.append(inbound)
        return await self.hears(inbound)

    async def hears(self, inbound: Inbound) -> UUID | None:
        async with self.runtime.db.transaction() as session:
            return await receive(session, inbound, self.runtime.settings)

    async def row(self) -> ConversationRow:
        async with self.runtime.db.transaction() as session:
            query = select(ConversationRow).where(
                ConversationRow.channel_id == self.channel_id, ConversationRow.contact_id == self.contact_id
            )
            return (await session.execute(query)).scalar_one()

    async def id(self) -> UUID:
        return (await self.row()).id

    async def messages(self, direction: str | None = None) -> list[MessageRow]:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            query = select(MessageRow).where(MessageRow.conversation_id == conversation_id).order_by(MessageRow.seq)
            rows = (await session.scalars(query)).all()
        return [row for row in rows if direction in (None, row.direction)]

    async def takes_up(self) -> Material | None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            if not await answering.is_due(session, conversation_id):
                return None
            return await answering.take_up(session, conversation_id)

    async def answers(self, material: Material, *texts: str, reason: str | None = None) -> tuple[Standing, UUID]:
        turn_id = new_id()
        async with self.runtime.db.transaction() as session:
            standing = await answering.standing(
                session, material.conversation_id, material.epoch, material.said[-1].seq
            )
            if standing is Standing.SAME:
                decision = Decision(
                    turn_id=turn_id,
                    said=tuple(line.id for line in material.said),
                    drafts=tuple(Draft(text=text) for text in texts),
                    state={},
                    reason=reason,
                )
                await answering.carry_out(session, material.conversation_id, decision)
            else:
                await answering.go_on(session, material.conversation_id)
        return standing, turn_id

    async def is_answered(self, *texts: str) -> None:
        material = await self.takes_up()
        assert material is not None
        standing, _ = await self.answers(material, *(texts or ("olá!",)))
        assert standing is Standing.SAME

    async def next(self, patience: float = 60) -> Ready | Later | Doubtful | None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            return await sending.next_send(session, conversation_id, patience)

    async def begins(self) -> Send | None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            ready = await sending.next_send(session, conversation_id, 60)
            return await sending.begin(session, ready, ready.channel_id) if isinstance(ready, Ready) else None

    async def is_sent(self, send: Send, provider_id: str | None = None) -> None:
        async with self.runtime.db.transaction() as session:
            await outcomes.sent(session, send, provider_id or f"wamid.out.{send.message_id}")

    async def is_lost_sight_of(self, send: Send, patience: float = 60) -> None:
        async with self.runtime.db.transaction() as session:
            await outcomes.lost_sight(session, send, "time-out", patience)

    async def receipt(self, message_id: UUID, status: MessageStatus, provider_id: str | None = None) -> bool:
        receipt = Receipt(
            channel_id=self.channel_id,
            provider_id=provider_id or f"wamid.out.{message_id}",
            message_id=message_id,
            status=status,
            at=now(),
            error_code="131026" if status is MessageStatus.FAILED else None,
        )
        async with self.runtime.db.transaction() as session:
            return await outcomes.apply_receipt(session, receipt)

    async def claims(self, operator: int = 0, *, force: bool = False) -> None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            await floor.claim(session, conversation_id, self.operators[operator], force=force)

    async def operator_says(self, text: str, client_id: str, operator: int = 0) -> UUID:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            return await speaking.say_as_operator(
                session, conversation_id, self.operators[operator], Draft(text=text), client_id
            )

    async def is_given_back(self) -> None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            await floor.give_back(session, conversation_id)

    async def is_resolved(self) -> None:
        conversation_id = await self.id()
        async with self.runtime.db.transaction() as session:
            await floor.resolve(session, conversation_id)

    async def problems(self) -> dict[str, int]:
        async with self.runtime.db.transaction() as session:
            found = await ledger.balance(session)
        assert sum(found.outcomes.values()) == found.inbound
        return dict(found.problems)


@pytest.fixture
async def talk(runtime: Runtime) -> Talk:
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault)
        contact_id = await a_contact(session)
        operators = [await an_operator(session), await an_operator(session, "Diego")]
    return Talk(runtime, channel_id, contact_id, operators)
