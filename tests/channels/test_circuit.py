"""A provider that does not answer is left alone, asked once in a while, and served in order when it is back."""

import sys
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from prosa.channels import circuit, failover, lines
from prosa.channels.deliver import deliver
from prosa.channels.events import LineBack
from prosa.channels.jobs import go_on
from prosa.channels.models import WatchRow
from prosa.channels.port import Accepted, ErrorAction, Refused, Unknown
from prosa.conversations import Draft, receive, sending, speaking
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core import clock
from prosa.core.clock import now
from tests.factories import a_contact, said

DOWN = Refused("not_reached", "ConnectError", ErrorAction.RETRY)
OVERLOADED = Refused("131016", "service overloaded", ErrorAction.RETRY)


@given(st.integers(0, 10_000))
def test_a_rest_never_shrinks_and_is_never_longer_than_the_longest(rests):
    assert circuit.FIRST_REST <= circuit.rest_after(rests) <= circuit.rest_after(rests + 1) <= circuit.LONGEST_REST


@pytest.mark.parametrize(
    ("outcome", "trouble"),
    [
        (DOWN, True),
        (OVERLOADED, True),
        (Unknown("time-out"), True),
        (Accepted("x"), False),
        (Refused("131026", "", ErrorAction.GIVE_UP), False),
        (Refused("130429", "", ErrorAction.WAIT), False),
    ],
)
def test_what_the_provider_answers_for_itself_is_told_from_what_it_says_of_a_message(outcome, trouble):
    assert circuit.is_trouble(outcome) is trouble


async def test_after_failures_in_a_row_nothing_is_tried_until_the_rest_is_over(wire):
    people = await _people(wire, 8)
    wire.port.outcomes = [DOWN] * 100
    for conversation_id in people:
        await _deliver(wire, conversation_id)
    assert len(wire.port.sent) == circuit.THRESHOLD
    watch = await _watch(wire)
    assert watch.rests == 1
    assert watch.resting_until > now()
    assert watch.down_since is not None


async def test_one_probe_is_made_after_the_rest_and_makes_the_next_longer(wire):
    people = await _people(wire, 8)
    wire.port.outcomes = [DOWN] * 100
    for conversation_id in people:
        await _deliver(wire, conversation_id)
    first = await _watch(wire)
    await _rest_ends(wire)
    for conversation_id in people:
        await _deliver(wire, conversation_id)
    assert len(wire.port.sent) == circuit.THRESHOLD + 1
    second = await _watch(wire)
    assert second.rests == 2
    assert second.resting_since == first.resting_since


async def test_an_answer_to_the_probe_opens_the_way_for_all_that_waits(wire):
    people = await _people(wire, 8)
    wire.port.outcomes = [DOWN] * circuit.THRESHOLD
    for conversation_id in people:
        await _deliver(wire, conversation_id)
    await _rest_ends(wire)
    await _deliver(wire, people[0])
    watch = await _watch(wire)
    assert (watch.rests, watch.resting_until, watch.down_since) == (0, None, None)
    await go_on(wire.runtime, LineBack(str(wire.channel_id)))
    woken = [UUID(job["conversation_id"]) for job in await wire.jobs("prosa.channels.jobs.send")]
    assert woken[-len(people) + 1 :] == people[1:]
    for conversation_id in people:
        await _deliver(wire, conversation_id)
    assert {row.status for row in await _out(wire)} == {"sent"}


@pytest.mark.parametrize("outage", [DOWN, OVERLOADED], ids=["not reached", "answers nobody"])
async def test_a_provider_that_is_down_for_ten_minutes_is_drained_in_order_and_nothing_is_lost_or_doubled(
    wire, monkeypatch, outage
):
    time = Time(monkeypatch)
    people = await _people(wire, 6, each=3)
    began = time.now()
    wire.port.answer = lambda: outage if time.now() < began + timedelta(minutes=10) else None
    while time.now() < began + timedelta(minutes=13):
        async with wire.runtime.db.transaction() as session:
            due = await sending.due_for_sending(session, await failover.closed(session))
        for conversation_id in due:
            await _deliver(wire, conversation_id)
        time.passes(5)
    rows = await _out(wire)
    assert {row.status for row in rows} == {"sent"}
    taken = [each for each in wire.port.taken if each is not None]
    assert len(taken) == len(set(taken)) == len(rows)
    for conversation_id in people:
        own = [row.id for row in rows if row.conversation_id == conversation_id]
        assert [each for each in taken if each in own] == own
    assert len(wire.port.sent) < len(rows) + 40
    assert max(row.accepted_at for row in rows) < began + timedelta(minutes=12)


class Time:
    """The clock of the house, which goes when the test says so."""

    def __init__(self, monkeypatch) -> None:
        self._ahead = timedelta()
        real = clock.now
        self.now = lambda: real() + self._ahead
        for name, module in list(sys.modules.items()):
            if name.startswith("prosa.") and getattr(module, "now", None) is real:
                monkeypatch.setattr(module, "now", self.now)

    def passes(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


async def _people(wire, count, each=1):
    found = []
    for number in range(count):
        async with wire.runtime.db.transaction() as session:
            contact_id = await a_contact(session)
            await receive(session, said(wire.channel_id, contact_id), wire.runtime.settings)
            conversation_id = await session.scalar(
                select(ConversationRow.id).where(ConversationRow.contact_id == contact_id)
            )
        for part in range(each):
            async with wire.runtime.db.transaction() as session:
                await speaking.say_as_operator(
                    session, conversation_id, wire.operator_id, Draft(text=f"{number}.{part}"), f"c{number}.{part}"
                )
        found.append(conversation_id)
    return found


async def _deliver(wire, conversation_id):
    lines(wire.runtime).forget(wire.channel_id)
    await deliver(wire.runtime, conversation_id)


async def _watch(wire):
    async with wire.runtime.db.transaction() as session:
        return await session.get_one(WatchRow, wire.channel_id)


async def _rest_ends(wire):
    async with wire.runtime.db.transaction() as session:
        past = now() - timedelta(seconds=1)
        await session.execute(update(WatchRow).values(resting_until=past))
        await session.execute(update(MessageRow).values(not_before=None))


async def _out(wire):
    return [row for row in await wire.messages() if row.direction == "out"]
