"""Every message goes to the provider once, in order, under the line's pace; doubt is settled by receipts."""

from datetime import timedelta

from sqlalchemy import update

from prosa.channels import lines
from prosa.channels.intake import take_in_left
from prosa.channels.models import ChannelRow, DeliveryRow
from prosa.channels.port import Accepted, Capabilities, ErrorAction, Refused, Unknown
from prosa.contacts import Identity, IdentityKind, view
from prosa.conversations import Draft, speaking
from prosa.conversations.models import MessageRow
from prosa.core.clock import now

MESSAGE = {"id": "m1", "from": "551188887777", "name": "Mariana", "text": "oi"}


async def start(wire, *texts):
    await wire.delivers(MESSAGE)
    await _leases_end(wire)
    await take_in_left(wire.runtime)
    for number, text in enumerate(texts):
        conversation = await wire.conversation()
        async with wire.runtime.db.transaction() as session:
            await speaking.say_as_operator(session, conversation.id, wire.operator_id, Draft(text=text), f"c{number}")


async def outgoing(wire):
    return [m for m in await wire.messages() if m.direction == "out"]


async def test_messages_are_sent_in_order(wire):
    await start(wire, "um", "dois", "três")
    await wire.flows()
    assert [m.text for m in wire.port.sent] == ["um", "dois", "três"]
    assert {m.status for m in await outgoing(wire)} == {"sent"}


async def test_a_passing_refusal_is_tried_again_and_holds_what_follows(wire):
    wire.port.outcomes = [Refused("131000", "temporary", ErrorAction.RETRY)]
    await start(wire, "um", "dois")
    await wire.flows()
    assert [m.text for m in wire.port.sent] == ["um"]
    await _pauses_end(wire)
    await wire.flows()
    assert [m.text for m in wire.port.sent] == ["um", "um", "dois"]
    assert {m.status for m in await outgoing(wire)} == {"sent"}


async def test_a_refusal_for_good_fails_with_the_providers_words_and_lets_the_next_go(wire):
    wire.port.outcomes = [Refused("131026", "not on WhatsApp", ErrorAction.GIVE_UP)]
    await start(wire, "um", "dois")
    await wire.flows()
    first, second = await outgoing(wire)
    assert (first.status, first.error_code, first.error_text) == ("failed", "131026", "not on WhatsApp")
    assert second.status == "sent"


async def test_retries_end_after_six_attempts_while_the_line_serves_others(wire):
    wire.port.outcomes = [Refused("500", "still down", ErrorAction.RETRY)] * 6
    await start(wire, "um")
    for _ in range(6):
        lines(wire.runtime).worked(wire.channel_id)
        await wire.flows()
        await _pauses_end(wire)
    (message,) = await outgoing(wire)
    assert (message.status, message.attempts) == ("failed", 6)


async def test_a_refused_line_stops_and_keeps_what_waits(wire):
    wire.port.outcomes = [Refused("190", "token expired", ErrorAction.STOP_CHANNEL)]
    await start(wire, "um")
    await wire.flows()
    channel = await wire.channel()
    assert (channel.state, channel.state_detail) == ("stopped", "190: token expired")
    lines(wire.runtime).forget(wire.channel_id)
    await _pauses_end(wire)
    await wire.flows()
    assert len(wire.port.sent) == 1
    (message,) = await outgoing(wire)
    assert message.status == "queued"


async def test_an_unknown_outcome_is_settled_by_its_receipt_and_not_sent_again(wire):
    wire.port.outcomes = [Unknown("time-out")]
    await start(wire, "um")
    await wire.flows()
    (message,) = await outgoing(wire)
    assert message.status == "unconfirmed"
    await _receipt(wire, {"id": "out.1", "status": "delivered", "message_id": str(message.id)})
    await _pauses_end(wire)
    await wire.flows()
    (message,) = await outgoing(wire)
    assert (message.status, len(wire.port.sent)) == ("delivered", 1)


async def test_silence_of_a_silent_line_proves_nothing(wire):
    wire.port.outcomes = [Unknown("time-out")]
    await start(wire, "um")
    await wire.flows()
    await _pauses_end(wire)
    await wire.flows()
    (message,) = await outgoing(wire)
    assert (message.status, len(wire.port.sent)) == ("unconfirmed", 1)


async def test_silence_on_a_line_that_speaks_lets_the_message_go_again(wire):
    wire.port.outcomes = [Unknown("time-out")]
    await start(wire, "um")
    await wire.flows()
    await _pauses_end(wire)
    await _line_spoke_later(wire)
    await wire.flows()
    await wire.flows()
    (message,) = await outgoing(wire)
    assert (message.status, len(wire.port.sent)) == ("sent", 2)


async def test_it_does_not_go_again_while_a_delivery_is_still_unread(wire):
    wire.port.outcomes = [Unknown("time-out")]
    await start(wire, "um")
    await wire.flows()
    await _pauses_end(wire)
    await _line_spoke_later(wire)
    await wire.delivers({"id": "m9", "from": "551188887777", "text": "oi"})
    await wire.flows()
    assert len(wire.port.sent) == 1


async def test_a_provider_that_drops_repeats_is_simply_asked_again(wire):
    wire.port.can = Capabilities(idempotent_sends=True)
    wire.port.outcomes = [Unknown("connection lost")]
    await start(wire, "um")
    await wire.flows()
    await _pauses_end(wire)
    await wire.flows()
    assert [m.message_id for m in wire.port.sent] == [wire.port.sent[0].message_id] * 2
    assert [m.status for m in await outgoing(wire)] == ["sent"]


async def test_the_address_the_provider_used_is_used_from_then_on(wire):
    used = Identity(IdentityKind.PHONE, "5511988887777")
    wire.port.outcomes = [Accepted("out.1", used)]
    await start(wire, "um", "dois")
    await wire.flows()
    assert wire.port.sent[0].to[0].value == "551188887777"
    conversation = await wire.conversation()
    async with wire.runtime.db.transaction() as session:
        contact = await view(session, conversation.contact_id)
    assert contact.address(IdentityKind.PHONE) == "5511988887777"


async def test_a_pair_is_not_written_to_faster_than_its_pace(wire):
    wire.port.can = Capabilities(pair_seconds=6, pair_burst=2)
    await start(wire, "um", "dois", "três")
    await wire.flows()
    assert [m.text for m in wire.port.sent] == ["um", "dois"]


async def _receipt(wire, row):
    await wire.delivers(row)
    await _leases_end(wire)
    await take_in_left(wire.runtime)


async def _leases_end(wire):
    async with wire.runtime.db.transaction() as session:
        await session.execute(update(DeliveryRow).values(lease_until=now() - timedelta(seconds=1)))


async def _pauses_end(wire):
    past = now() - timedelta(seconds=1)
    async with wire.runtime.db.transaction() as session:
        await session.execute(update(MessageRow).where(MessageRow.not_before.is_not(None)).values(not_before=past))


async def _line_spoke_later(wire):
    async with wire.runtime.db.transaction() as session:
        await session.execute(update(ChannelRow).values(last_receipt_at=now() + timedelta(seconds=40)))


async def test_nothing_is_given_up_while_a_delivery_is_still_unread(wire):
    wire.port.outcomes = [Unknown("time-out")]
    await start(wire, "um")
    await wire.flows()
    await wire.delivers({"id": "m9", "from": "551188887777", "text": "oi"})
    async with wire.runtime.db.transaction() as session:
        await session.execute(
            update(MessageRow)
            .where(MessageRow.direction == "out")
            .values(sending_at=now() - timedelta(hours=1), not_before=now() - timedelta(seconds=1))
        )
    await wire.flows()
    (message,) = await outgoing(wire)
    assert message.status == "unconfirmed"
