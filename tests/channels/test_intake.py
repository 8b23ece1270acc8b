"""A webhook call is verified, stored and taken in once, whatever happens to the process."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from prosa.accounts.schemas import system
from prosa.channels import deliveries
from prosa.channels.intake import take_in_left
from prosa.channels.models import ChannelRow, DeliveryRow
from prosa.channels.port import InvalidSignature, MalformedDelivery
from prosa.core.clock import now
from prosa.core.errors import NotFound, Unavailable
from prosa.core.ids import new_id
from tests.waiting import until

MESSAGE = {"id": "m1", "from": "5511988887777", "name": "Mariana", "text": "oi"}


async def test_a_delivery_becomes_a_message_in_this_process(wire):
    async with wire.intake.working():
        await wire.delivers(MESSAGE)
        await until(wire.messages)
    (delivery,) = await wire.rows(DeliveryRow)
    assert delivery.state == "taken_in"
    assert [m.text for m in await wire.messages()] == ["oi"]


async def test_the_same_delivery_three_times_is_one_message(wire):
    async with wire.intake.working():
        for _ in range(3):
            await wire.delivers(MESSAGE)
        await until(lambda: _all_taken_in(wire, 3))
    assert len(await wire.messages()) == 1


async def test_what_a_lost_process_had_accepted_is_taken_in_by_another(wire):
    await wire.delivers(MESSAGE)
    assert await take_in_left(wire.runtime) == 0, "its lease still holds"
    await _let_leases_run_out(wire)
    assert await take_in_left(wire.runtime) == 1
    assert len(await wire.messages()) == 1
    assert await take_in_left(wire.runtime) == 0


async def test_a_wrong_signature_leaves_nothing_behind(wire):
    wire.headers["x-signature"] = "0" * 64
    with pytest.raises(InvalidSignature):
        await wire.delivers(MESSAGE)
    assert await wire.rows(DeliveryRow) == []


async def test_signed_nonsense_is_refused_and_kept_as_rejected(wire):
    with pytest.raises(MalformedDelivery):
        await wire.delivers(body=b"{broken")
    (delivery,) = await wire.rows(DeliveryRow)
    assert (delivery.state, bytes(delivery.body)) == ("rejected", b"{broken")


async def test_an_unknown_channel_is_not_found(wire):
    wire.channel_id = new_id()
    with pytest.raises(NotFound):
        await wire.delivers(MESSAGE)


async def test_a_channel_that_is_switched_off_asks_the_provider_to_come_again(wire):
    async with wire.runtime.db.transaction() as session:
        await session.execute(update(ChannelRow).values(enabled=False))
    with pytest.raises(Unavailable):
        await wire.delivers(MESSAGE)


async def test_a_fact_that_cannot_be_taken_in_is_tried_again_and_given_up_in_sight(wire):
    await wire.delivers({**MESSAGE, "odd": True}, {**MESSAGE, "id": "m2"})
    await _is_given_up(wire)
    (delivery,) = await wire.rows(DeliveryRow)
    assert (delivery.state, delivery.attempts) == ("failed", 8)
    assert len(await wire.messages()) == 1, "the other fact of the delivery is not lost"


async def test_a_delivery_that_was_given_up_can_be_read_again_once_the_cause_is_mended(wire):
    await wire.delivers({**MESSAGE, "odd": True})
    await _is_given_up(wire)
    async with wire.runtime.db.transaction() as session:
        (listed,) = await deliveries.failed(session, before=None, limit=10)
        assert (listed.channel_id, listed.attempts) == (wire.channel_id, 8)
        assert await deliveries.failed(session, before=listed.id, limit=10) == []
        await deliveries.take_again(session, system("test"), listed.id)
        assert await deliveries.failed_deliveries(session) == 0
        with pytest.raises(NotFound):
            await deliveries.take_again(session, system("test"), listed.id)
    wire.port.understands_odd = True
    await _let_leases_run_out(wire)
    await take_in_left(wire.runtime)
    assert [m.text for m in await wire.messages()] == ["oi"]


async def _is_given_up(wire):
    for _ in range(8):
        await _let_leases_run_out(wire)
        await take_in_left(wire.runtime)


async def _let_leases_run_out(wire):
    async with wire.runtime.db.transaction() as session:
        await session.execute(update(DeliveryRow).values(lease_until=now() - timedelta(seconds=1)))


async def _all_taken_in(wire, count):
    return sum(row.state == "taken_in" for row in await wire.rows(DeliveryRow)) == count


ODD = {"id": "m9", "from": "5511900001111", "odd": True}
NOBODY = {"id": "m8", "from": "---", "text": "quem sou eu?"}


async def test_what_cannot_be_written_fails_alone_and_is_tried_again(wire):
    """Neither what came with it, nor what comes after it, nor the process that takes it in."""
    async with wire.intake.working():
        await wire.delivers(ODD, MESSAGE)
        await wire.delivers({**MESSAGE, "id": "m2"})
        await until(lambda: _all_taken_in(wire, 1))
        await wire.delivers({**MESSAGE, "id": "m3"})
        await until(lambda: _all_taken_in(wire, 2))
    assert sorted(m.provider_id for m in await wire.messages()) == ["m1", "m2", "m3"]
    odd = (await wire.rows(DeliveryRow))[0]
    assert (odd.state, odd.attempts) == ("stored", 1)
    assert odd.error


async def test_what_cannot_be_written_holds_up_nothing_that_was_left(wire):
    for row in (ODD, MESSAGE):
        await wire.delivers(row)
    for _ in range(8):
        await _let_leases_run_out(wire)
        await take_in_left(wire.runtime)
    assert [row.state for row in await wire.rows(DeliveryRow)] == ["failed", "taken_in"]
    assert [m.provider_id for m in await wire.messages()] == ["m1"]


async def test_what_the_rules_refuse_is_given_up_at_once_and_kept_with_the_reason(wire):
    async with wire.intake.working():
        await wire.delivers(NOBODY)
        await until(lambda: _failed(wire))
    (delivery,) = await wire.rows(DeliveryRow)
    assert (delivery.attempts, delivery.error) == (1, "NoIdentity: no identifier that could be a person's")


async def _failed(wire):
    return [row for row in await wire.rows(DeliveryRow) if row.state == "failed"]


async def test_a_delivery_its_connector_cannot_read_any_more_holds_up_nothing(wire):
    await wire.delivers(MESSAGE)
    await wire.delivers({**MESSAGE, "id": "m2"})
    async with wire.runtime.db.transaction() as session:
        first = select(DeliveryRow.id).order_by(DeliveryRow.id).limit(1).scalar_subquery()
        await session.execute(update(DeliveryRow).where(DeliveryRow.id == first).values(body=b"[7]"))
    await _let_leases_run_out(wire)
    await take_in_left(wire.runtime)
    assert [(row.state, row.attempts) for row in await wire.rows(DeliveryRow)] == [("stored", 1), ("taken_in", 0)]
