"""A line that is down for long hands its conversations to the backup the admin named, never both."""

from datetime import timedelta

import pytest

from prosa.channels import failover
from prosa.channels.port import Capabilities, ChannelPort, ErrorAction, Refused, Unknown
from prosa.channels.schemas import Rules
from prosa.conversations import receive, sending
from prosa.conversations.models import MessageRow
from prosa.core.clock import now
from prosa.core.ids import new_id
from prosa.core.plugins import Connector
from tests.channels.conftest import WirePort
from tests.factories import NoSettings, a_channel, said


@pytest.fixture
async def backup(wire):
    """A second line, of another connector, and the first told to fall back on it after ten minutes."""
    wire.port.can = Capabilities(status_echo=True)
    port = WirePort()
    port.can = Capabilities()
    wire.runtime.registry.add(Connector, "other", Connector("other", "Other", NoSettings, {ChannelPort: port}))
    async with wire.runtime.db.transaction() as session:
        port.channel_id = await a_channel(session, wire.runtime.vault, "other")
    await wire.rules(backup_id=str(port.channel_id), failover_after_minutes=10)
    return port


async def _down(wire, minutes=11):
    await wire.seen(
        resting_since=now() - timedelta(minutes=minutes),
        resting_until=now() + timedelta(minutes=1),
        down_since=now() - timedelta(minutes=minutes),
    )


async def _waiting(wire, text="olá"):
    conversation_id = await wire.meets()
    await wire.writes(conversation_id, text)
    return conversation_id


async def test_it_takes_over_only_after_the_time_the_admin_set(wire, backup):
    conversation_id = await _waiting(wire)
    await _down(wire, minutes=9)
    await wire.sends(conversation_id)
    assert (wire.port.sent, backup.sent) == ([], [])
    await _down(wire, minutes=11)
    await wire.sends(conversation_id)
    assert (wire.port.sent, len(backup.sent)) == ([], 1)


async def test_the_thread_says_by_which_line_it_goes_on_once(wire, backup):
    conversation_id = await _waiting(wire)
    await wire.writes(conversation_id, "mais uma")
    await _down(wire)
    await wire.sends(conversation_id)
    assert [m.text for m in backup.sent] == ["olá", "mais uma"]
    told = [row.payload for row in await wire.rows(MessageRow) if row.payload.get("kind") == "sent_by_backup"]
    assert told == [{"kind": "sent_by_backup", "channel": "Loja"}]
    assert (await wire.watch()).failed_over_at is not None


async def test_receipts_of_the_backup_find_the_message(wire, backup):
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.sends(conversation_id)
    (message,) = await wire.out()
    await wire.brings({"id": message.provider_id, "status": "delivered"}, on=backup.channel_id)
    (message,) = await wire.out()
    assert (message.status, message.channel_id, message.conversation_id) == (
        "delivered",
        backup.channel_id,
        conversation_id,
    )


async def test_the_line_itself_is_used_again_as_soon_as_it_works(wire, backup):
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.sends(conversation_id)
    await wire.seen(resting_since=None, resting_until=None, down_since=None)
    await wire.writes(conversation_id, "de novo")
    await wire.sends(conversation_id)
    assert ([m.text for m in backup.sent], [m.text for m in wire.port.sent]) == (["olá"], ["de novo"])


async def test_what_may_have_gone_out_by_the_line_never_goes_by_the_backup(wire, backup):
    wire.port.can = Capabilities(idempotent_sends=True)
    wire.port.outcomes = [Unknown("time-out")]
    conversation_id = await _waiting(wire)
    await wire.sends(conversation_id)
    await _down(wire)
    await wire.pauses_end()
    await wire.sends(conversation_id)
    assert (len(wire.port.sent), backup.sent) == (1, [])
    await wire.seen(resting_since=None, resting_until=None, down_since=None)
    await wire.sends(conversation_id)
    assert len(wire.port.sent) == 2


async def test_what_was_certainly_refused_goes_by_the_backup(wire, backup):
    wire.port.outcomes = [Refused("not_reached", "", ErrorAction.RETRY)]
    conversation_id = await _waiting(wire)
    await wire.sends(conversation_id)
    await _down(wire)
    await wire.pauses_end()
    await wire.sends(conversation_id)
    assert (len(wire.port.sent), len(backup.sent)) == (1, 1)


async def test_what_the_backup_refused_is_the_lines_own_again(wire, backup):
    backup.outcomes = [Refused("131000", "", ErrorAction.RETRY)]
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.sends(conversation_id)
    await wire.seen(resting_since=None, resting_until=None, down_since=None)
    await wire.seen(on=backup.channel_id, session="failed")
    await wire.pauses_end()
    assert await _woken(wire) == [conversation_id]
    await wire.sends(conversation_id)
    assert (len(wire.port.sent), [message.status for message in await wire.out()]) == (1, ["sent"])


async def test_free_text_waits_when_the_backup_has_windows_and_the_persons_is_closed(wire, backup):
    backup.can = Capabilities(window_hours=24)
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.sends(conversation_id)
    assert backup.sent == []
    contact_id = (await wire.conversation()).contact_id
    async with wire.runtime.db.transaction() as session:
        await receive(session, said(backup.channel_id, contact_id), wire.runtime.settings)
    await wire.sends(conversation_id)
    assert len(backup.sent) == 1


async def test_a_backup_that_is_down_as_well_sends_nothing(wire, backup):
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.seen(on=backup.channel_id, session="failed")
    await wire.sends(conversation_id)
    assert backup.sent == []


async def test_a_line_that_an_admin_switched_off_has_no_backup(wire, backup):
    conversation_id = await _waiting(wire)
    await _down(wire)
    await wire.is_set(enabled=False)
    await wire.sends(conversation_id)
    assert backup.sent == []


async def test_what_waits_on_a_line_that_is_down_is_woken_only_when_it_can_go(wire, backup):
    conversation_id = await _waiting(wire)
    await wire.pauses_end()
    await _down(wire, minutes=5)
    assert await _woken(wire) == []
    await _down(wire, minutes=15)
    assert await _woken(wire) == [conversation_id]


async def _woken(wire):
    async with wire.runtime.db.transaction() as session:
        return await sending.due_for_sending(session, await failover.closed(session))


@pytest.mark.parametrize("minutes", [0, 9, 10, 11])
def test_the_time_is_counted_from_the_first_moment_of_trouble(minutes):
    rules = Rules(backup_id=new_id(), failover_after_minutes=10)
    moment = now()
    assert failover.is_due(rules, moment - timedelta(minutes=minutes), moment) is (minutes >= 10)
