"""The signs of life a contact sees, where the line can and may show them."""

from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update

from prosa.channels import Signalling, signals
from prosa.channels.port import Capabilities
from prosa.conversations.attention import Attention, give
from prosa.conversations.models import MessageRow
from prosa.core.errors import Unavailable

PATIENCE = 0.01


async def _attended(linked, *, answering):
    """A contact wrote, and somebody turned to it."""
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    conversation = await linked.conversation()
    async with showing(linked):
        await give(linked.runtime, conversation.channel_id, conversation.id, answering=answering)


@asynccontextmanager
async def showing(linked):
    """What is to be shown in the block has been shown after it."""
    signs = Signalling(linked.runtime, patience=PATIENCE)
    linked.runtime.registry.add(Attention, "channels", signs)
    async with signs.working():
        yield signs
        await signs.shown()


async def test_an_official_line_shows_that_it_reads_and_writes(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=True)
    assert device.signals == [("read", "m1"), ("typing", "m1")]


async def test_one_call_is_enough_where_writing_shows_that_one_has_read(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    device.typing_reads = True
    await _attended(linked, answering=True)
    assert device.signals == [("typing", "m1")]


async def test_whoever_only_opens_the_conversation_is_not_seen_writing(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=False)
    assert device.signals == [("read", "m1")]


async def test_an_unofficial_line_shows_nothing_unless_told_to(linked, device):
    await _attended(linked, answering=True)
    assert device.signals == []


@pytest.mark.parametrize(("rules", "shown"), [({"typing": True}, ["typing"]), ({"read_receipts": True}, ["read"])])
async def test_an_unofficial_line_shows_what_the_admin_wants(linked, device, rules, shown):
    await linked.rules(**rules)
    await _attended(linked, answering=True)
    assert [name for name, _ in device.signals] == shown


async def test_a_line_that_cannot_is_asked_for_nothing(wire, device):
    await _attended(wire, answering=True)
    assert device.signals == []


async def test_an_answer_that_came_at_once_is_not_followed_by_the_sign_of_another(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    conversation = await linked.conversation()
    async with linked.runtime.db.transaction() as session:
        await session.execute(
            update(MessageRow).values(outcome="suppressed", outcome_reason="call", outcome_deadline=None)
        )
    async with showing(linked):
        await give(linked.runtime, conversation.channel_id, conversation.id, answering=True)
    assert device.signals == [("read", "m1")]


async def test_signs_that_find_no_room_are_not_shown(linked, device, monkeypatch):
    monkeypatch.setattr(signals, "ROOM", 1)
    linked.port.can = Capabilities(window_hours=24)
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    conversation = await linked.conversation()
    async with showing(linked):
        for _ in range(3):
            await give(linked.runtime, conversation.channel_id, conversation.id, answering=False)
    assert device.signals == [("read", "m1")]


async def test_a_provider_that_fails_at_it_is_forgotten(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    device.trouble = Unavailable("down")
    await _attended(linked, answering=True)
    assert device.signals == []


async def test_a_connector_that_breaks_does_not_end_the_signs_of_others(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    conversation = await linked.conversation()
    async with showing(linked) as signs:
        device.trouble = KeyError("broken")
        await give(linked.runtime, conversation.channel_id, conversation.id, answering=False)
        await signs.shown()
        device.trouble = None
        await give(linked.runtime, conversation.channel_id, conversation.id, answering=False)
    assert device.signals == [("read", "m1")]


async def test_an_unofficial_line_seems_to_write_during_its_pause(linked, device):
    await linked.rules(typing=True)
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    async with showing(linked):
        await linked.sends(conversation_id)
    assert [name for name, _ in device.signals] == ["typing"]
