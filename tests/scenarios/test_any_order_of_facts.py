"""Providers deliver more than once and in no order: the thread is the same in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from prosa.app.compose import plug_in
from prosa.channels import lines, take_in
from prosa.channels.lines import Line
from prosa.channels.port import (
    Fact,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    Sender,
)
from prosa.conversations import Direction, Draft, MessageStatus, MessageType, messages, outcomes, sending
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Ready
from prosa.conversations.speaking import say_as_operator
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from tests.factories import a_channel, an_operator

START = now() - timedelta(hours=1)
PHONE = "5511987654321"
SENDER = Sender(phone=PHONE, name="Ana")


def at(minute: int) -> dict[str, Any]:
    return {"timestamp": START + timedelta(minutes=minute), "sender": SENDER}


FACTS: Sequence[Fact] = (
    IncomingMessage(id="m1", type=MessageType.TEXT, text="oi", **at(1)),
    IncomingMessage(id="m2", type=MessageType.TEXT, text="quanto custa?", reply_to="m1", **at(2)),
    IncomingMessage(id="m3", type=MessageType.TEXT, text="apago esta", **at(3)),
    IncomingMessage(id="e1", type=MessageType.TEXT, text="aqui é o Beto", direction=Direction.OUT, **at(4)),
    IncomingMessage(id="m4", type=MessageType.TEXT, text="respondo ao Beto", reply_to="e1", **at(5)),
    IncomingEdit(id="x1", target="m1", text="olá", **at(6)),
    IncomingEdit(id="x2", target="m1", text="olá!", **at(7)),
    IncomingEdit(id="x3", target="e1", text="aqui é o Beto, bom dia", **at(7)),
    IncomingDeletion(id="d1", target="m3", **at(8)),
    IncomingReaction(id="r1", target="m2", emoji="👍", **at(9)),
    IncomingReaction(id="r2", target="m2", emoji="❤️", **at(10)),
    IncomingReaction(id="r3", target="e1", emoji="😂", **at(11)),
    IncomingReaction(id="r4", target="e1", emoji=None, **at(12)),
    IncomingReaction(id="r5", target="out", emoji="👀", **at(13)),
    IncomingReaction(id="r6", target="m2", emoji="🙏", direction=Direction.OUT, **at(14)),
    IncomingReaction(id="r7", target="m2", emoji="🎉", direction=Direction.OUT, **at(15)),
    IncomingStatus(id="out", status=MessageStatus.SENT, timestamp=START),
    IncomingStatus(id="out", status=MessageStatus.DELIVERED, timestamp=START),
    IncomingStatus(id="out", status=MessageStatus.READ, timestamp=START),
)


@dataclass
class Thread:
    """A conversation on a line that has sent one message under the provider's id `out`."""

    runtime: Runtime
    line: Line
    operator_id: UUID

    async def begins(self) -> UUID:
        await take_in.fact(self.runtime, self.line, IncomingMessage(id="m0", type=MessageType.TEXT, text="?", **at(0)))
        async with self.runtime.db.transaction() as session:
            query = select(ConversationRow.id).where(ConversationRow.channel_id == self.line.id)
            conversation_id: UUID = (await session.execute(query)).scalar_one()
            await say_as_operator(session, conversation_id, self.operator_id, Draft(text="já vejo"), "c1")
        return conversation_id

    async def is_sent(self, conversation_id: UUID) -> None:
        async with self.runtime.db.transaction() as session:
            ready = await sending.next_send(session, conversation_id, 60)
            assert isinstance(ready, Ready)
            send = await sending.begin(session, ready, self.line.id)
        async with self.runtime.db.transaction() as session:
            await outcomes.sent(session, send, "out")

    async def looks(self, conversation_id: UUID) -> dict[str, Any]:
        """What a screen shows, by the provider's id, without what depends on who spoke first."""
        async with self.runtime.db.transaction() as session:
            page = await messages.page(session, conversation_id, limit=200)
            rows = await session.execute(
                select(MessageRow.id, MessageRow.provider_id).where(MessageRow.conversation_id == conversation_id)
            )
            names = {row.id: row.provider_id for row in rows}
        return {
            names[item.id]: {
                "text": item.text,
                "author": item.author,
                "status": item.status,
                "edited": item.edited_at,
                "deleted": item.deleted_at,
                "reactions": sorted((reaction.emoji, reaction.author) for reaction in item.reactions),
                "reply_to": names[item.reply_to.id] if item.reply_to else None,
                "quote": item.reply_to.text if item.reply_to else None,
            }
            for item in page.items
            if names[item.id]
        }


@pytest.fixture
async def thread(runtime: Runtime) -> Thread:
    plug_in(runtime)
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault, "simulator")
        operator_id = await an_operator(session)
    return Thread(runtime, await lines(runtime).get(channel_id), operator_id)


EXPECTED = {
    "m1": {"text": "olá!", "reply_to": None},
    "m2": {"reactions": [("❤️", "contact"), ("🎉", "phone")], "reply_to": "m1", "quote": "olá!"},
    "m3": {"deleted": START + timedelta(minutes=8)},
    "e1": {"text": "aqui é o Beto, bom dia", "reactions": [], "author": "phone"},
    "m4": {"reply_to": "e1", "quote": "aqui é o Beto, bom dia"},
    "out": {"status": "read", "reactions": [("👀", "contact")]},
}


@given(st.permutations(range(len(FACTS))), st.lists(st.integers(0, len(FACTS) - 1), max_size=8), st.integers(0, 25))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_thread_is_the_same_in_whatever_order_facts_come(
    thread: Thread, order: list[int], repeats: list[int], sent_after: int
) -> None:
    """Some of them twice; and the provider's answer to our send before or after what it tells of it."""
    again = replace(thread, line=await another_line(thread))
    conversation_id = await again.begins()
    for step, number in enumerate([*order, *repeats]):
        if step == sent_after:
            await again.is_sent(conversation_id)
        await take_in.fact(thread.runtime, again.line, FACTS[number])
    if sent_after >= len(order) + len(repeats):
        await again.is_sent(conversation_id)
    seen = await again.looks(conversation_id)
    for name, shown in EXPECTED.items():
        assert {key: seen[name][key] for key in shown} == shown, name
    assert set(seen) == {"m0", *EXPECTED}


async def another_line(thread: Thread) -> Line:
    async with thread.runtime.db.transaction() as session:
        channel_id = await a_channel(session, thread.runtime.vault, "simulator")
    return await lines(thread.runtime).get(channel_id)
