"""The signs of life a contact sees, where the line can and may show them."""

import pytest
from sqlalchemy import update

from prosa.channels import Signalling
from prosa.channels.port import Capabilities
from prosa.conversations.attention import Attention, give
from prosa.conversations.models import MessageRow
from prosa.core.errors import Unavailable

JOB = "channels.signal"


async def _attended(linked, *, answering):
    linked.runtime.registry.add(Attention, "channels", Signalling(linked.runtime))
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    conversation = await linked.conversation()
    async with linked.runtime.db.transaction() as session:
        await give(linked.runtime, session, conversation.channel_id, conversation.id, answering=answering)


async def test_an_official_line_shows_that_it_reads_and_writes(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=True)
    assert await linked.runs(JOB) == 1
    assert device.signals == [("read", "m1"), ("typing", "m1")]


async def test_one_call_is_enough_where_writing_shows_that_one_has_read(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    device.typing_reads = True
    await _attended(linked, answering=True)
    await linked.runs(JOB)
    assert device.signals == [("typing", "m1")]


async def test_whoever_only_opens_the_conversation_is_not_seen_writing(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=False)
    await linked.runs(JOB)
    assert device.signals == [("read", "m1")]


async def test_an_unofficial_line_shows_nothing_unless_told_to(linked, device):
    await _attended(linked, answering=True)
    assert await linked.jobs(JOB) == []


@pytest.mark.parametrize(("rules", "shown"), [({"typing": True}, ["typing"]), ({"read_receipts": True}, ["read"])])
async def test_an_unofficial_line_shows_what_the_admin_wants(linked, device, rules, shown):
    await linked.rules(**rules)
    await _attended(linked, answering=True)
    await linked.runs(JOB)
    assert [name for name, _ in device.signals] == shown


async def test_a_line_that_cannot_costs_no_job(wire):
    await _attended(wire, answering=True)
    assert await wire.jobs(JOB) == []


async def test_an_answer_that_came_at_once_is_not_followed_by_the_sign_of_another(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=True)
    async with linked.runtime.db.transaction() as session:
        settled = {"outcome": "suppressed", "outcome_reason": "call", "outcome_deadline": None}
        await session.execute(update(MessageRow).values(**settled))
    await linked.runs(JOB)
    assert device.signals == [("read", "m1")]


async def test_a_provider_that_fails_at_it_is_forgotten(linked, device):
    linked.port.can = Capabilities(window_hours=24)
    await _attended(linked, answering=True)
    device.trouble = Unavailable("down")
    assert await linked.runs(JOB) == 1
    assert device.signals == []


async def test_an_unofficial_line_seems_to_write_during_its_pause(linked, device):
    await linked.rules(typing=True)
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.sends(conversation_id)
    assert await linked.runs(JOB) == 1
    assert [name for name, _ in device.signals] == ["typing"]
