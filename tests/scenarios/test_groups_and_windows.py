"""What a line tells of its people: groups, advertisements, and how much it takes at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from prosa import contacts
from prosa.accounts.schemas import system
from prosa.app.compose import plug_in
from prosa.channels import lines, take_in
from prosa.channels.lines import Line
from prosa.channels.port import Capabilities, IncomingMessage, IncomingReaction, Sender
from prosa.contacts import ContactKind
from prosa.conversations import MessageType, inbox, ledger, messages
from prosa.conversations.inbox import Tab
from prosa.conversations.models import ConversationRow
from prosa.core.clock import now
from prosa.core.runtime import Runtime
from tests.channels.conftest import WirePort
from tests.factories import a_channel

GROUP = "120363041234567890@g.us"
ANA = Sender(phone="5511987654321", name="Ana")
BIA = Sender(lid="184069530861739@lid", name="Bia")


@pytest.fixture
async def line(runtime: Runtime) -> Line:
    plug_in(runtime)
    async with runtime.db.transaction() as session:
        channel_id = await a_channel(session, runtime.vault, "simulator")
    return await lines(runtime).get(channel_id)


def said(id_: str, sender: Sender, **more: Any) -> IncomingMessage:
    return IncomingMessage(id=id_, sender=sender, type=MessageType.TEXT, timestamp=now(), text=id_, **more)


async def test_everybody_of_a_group_speaks_in_its_one_conversation(runtime: Runtime, line: Line) -> None:
    for fact in (
        said("g1", ANA, group_id=GROUP),
        said("g2", BIA, group_id=GROUP),
        IncomingReaction(id="r1", sender=BIA, target="g1", emoji="👍", timestamp=now()),
        said("p1", ANA),
    ):
        await take_in.fact(runtime, line, fact)
    async with runtime.db.transaction() as session:
        found = (await inbox.page(session, Tab.ALL, system("test"))).items
        (group,) = [item for item in found if item.contact.kind is ContactKind.GROUP]
        assert sorted(item.contact.name for item in found) == ["", "Ana"]
        shown = (await messages.page(session, group.id)).items
        assert [(line.participant and line.participant.name, line.outcome) for line in shown] == [
            ("Ana", "suppressed"),
            ("Bia", "suppressed"),
        ]
        assert [reaction.emoji for reaction in shown[0].reactions] == ["👍"]
        (address,) = await contacts.addresses(session, group.contact.id)
        assert address.value == GROUP
        assert (await ledger.balance(session)).balanced


async def test_the_line_tells_how_much_it_takes_at_once(runtime: Runtime, line: Line) -> None:
    await take_in.fact(runtime, line, said("a1", ANA))
    async with runtime.db.transaction() as session:
        row = (await session.scalars(select(ConversationRow))).one()
    assert row.text_limit == line.capabilities.text_limit


async def test_whom_an_advertisement_brought_may_be_written_to_for_longer(runtime: Runtime, line: Line) -> None:
    port = WirePort()
    port.can = Capabilities(window_hours=24, ad_window_hours=72)
    moment = now()
    for fact, hours in (
        (said("a1", ANA, payload={"referral": {"source_id": "ad1"}}), 72),
        (said("a2", ANA), 72),
        (said("b1", BIA), 24),
    ):
        await take_in.fact(runtime, replace(line, port=port), fact)
        async with runtime.db.transaction() as session:
            latest = select(ConversationRow.window_closes_at).order_by(ConversationRow.created_at.desc()).limit(1)
            closes = await session.scalar(latest)
        assert closes is not None
        assert abs(closes - moment - timedelta(hours=hours)) < timedelta(minutes=1), fact.id
