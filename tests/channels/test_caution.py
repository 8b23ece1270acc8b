"""Unofficial lines write like a person, and to strangers only as far as the admin lets them."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from prosa import contacts
from prosa.channels import caution
from prosa.channels.abilities import NumberCheck
from prosa.channels.models import FirstContactRow
from prosa.channels.port import Capabilities, ErrorAction, Refused
from prosa.contacts import Identity, IdentityKind
from prosa.conversations.thread import lock_or_open
from prosa.core.clock import now
from prosa.core.errors import Unavailable


@given(st.uuids(), st.integers(0, 5000), st.integers(0, 5000))
def test_a_pause_is_bounded_repeatable_and_longer_for_a_longer_text(message_id, length, more):
    pause = caution.pause_before(message_id, length)
    assert timedelta(seconds=caution.SHORTEST_PAUSE) <= pause <= timedelta(seconds=caution.LONGEST_PAUSE)
    assert pause == caution.pause_before(message_id, length) <= caution.pause_before(message_id, length + more)


def test_pauses_vary():
    assert len({caution.pause_before(UUID(int=number), 40) for number in range(100)}) == 100


async def test_an_answer_waits_as_long_as_a_person_would_write(linked, device):
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert linked.port.sent == []
    assert timedelta(seconds=0.5) < message.not_before - message.created_at < timedelta(seconds=12)
    await linked.pauses_end()
    await linked.sends(conversation_id)
    assert len(linked.port.sent) == 1


async def test_the_next_message_waits_after_the_one_before(linked, device):
    conversation_id = await linked.meets()
    await linked.writes(conversation_id, "um")
    await linked.writes(conversation_id, "dois")
    await linked.pauses_end()
    await linked.sends(conversation_id)
    assert [m.text for m in linked.port.sent] == ["um"]
    (_, second) = await linked.out()
    assert second.not_before > now()


async def test_an_official_line_makes_no_such_pause(linked):
    linked.port.can = Capabilities(window_hours=24)
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.sends(conversation_id)
    assert len(linked.port.sent) == 1


async def test_nobody_is_written_to_first(linked, device):
    conversation_id = await linked.meets(answers=False)
    await linked.writes(conversation_id)
    await linked.sends(conversation_id)
    (message,) = await linked.out()
    assert (message.status, message.error_code, linked.port.sent) == ("failed", "first_contact_off", [])
    assert (await linked.watch()).first_refused_at is not None


async def _writes_first(linked, count=1):
    found = []
    for _ in range(count):
        conversation_id = await linked.meets(answers=False)
        await linked.writes(conversation_id)
        await linked.pauses_end()
        await linked.sends(conversation_id)
        await linked.pauses_end()
        await linked.sends(conversation_id)
        found.append(conversation_id)
    return found


async def test_somebody_new_is_written_to_when_the_admin_allows_it_and_the_number_exists(linked, device):
    await linked.rules(allow_first_contact=True)
    await _writes_first(linked)
    assert device.calls == ["check"]
    assert [message.status for message in await linked.out()] == ["sent"]


async def test_the_provider_says_how_it_wants_to_be_told_the_number(linked, device):
    await linked.rules(allow_first_contact=True)

    async def check(settings, http, phones):
        device.calls.append(phones[0])
        device.known_as[phones[0]] = phones[0][:4] + phones[0][5:]
        return [caution_check(device, phone) for phone in phones]

    device.check = check
    await _writes_first(linked)
    assert linked.port.sent[0].to[0].value == device.known_as[device.calls[0]]


def caution_check(device, phone):
    return NumberCheck(phone, Identity(IdentityKind.PHONE, device.known_as[phone]))


async def test_a_number_that_does_not_exist_is_not_written_to(linked, device):
    await linked.rules(allow_first_contact=True)

    class Nobody:
        def __contains__(self, phone):
            return True

    device.absent = Nobody()
    await _writes_first(linked)
    (message,) = await linked.out()
    assert (message.status, message.error_code, linked.port.sent) == ("failed", "not_on_whatsapp", [])


async def test_a_provider_that_does_not_say_is_asked_again(linked, device):
    await linked.rules(allow_first_contact=True)
    device.trouble = Unavailable("down")
    (conversation_id,) = await _writes_first(linked)
    assert [message.status for message in await linked.out()] == ["queued"]
    device.trouble = None
    await linked.pauses_end()
    await linked.sends(conversation_id)
    await linked.pauses_end()
    await linked.sends(conversation_id)
    assert [message.status for message in await linked.out()] == ["sent"]


async def test_only_so_many_people_a_day_are_written_to_first(linked, device):
    await linked.rules(allow_first_contact=True, daily_new_contacts=2)
    await _writes_first(linked, 3)
    assert sorted(message.status for message in await linked.out()) == ["queued", "sent", "sent"]
    assert (await linked.watch()).capped_at is not None


async def test_the_next_day_others_may_be_written_to(linked, device):
    await linked.rules(allow_first_contact=True, daily_new_contacts=1)
    *_, waiting = await _writes_first(linked, 2)
    async with linked.runtime.db.transaction() as session:
        await session.execute(update(FirstContactRow).values(at=now() - timedelta(days=1)))
    await linked.pauses_end()
    await linked.sends(waiting)
    await linked.pauses_end()
    await linked.sends(waiting)
    assert [message.status for message in await linked.out()] == ["sent", "sent"]


async def test_somebody_known_does_not_count_again(linked, device):
    await linked.rules(allow_first_contact=True, daily_new_contacts=1)
    (conversation_id,) = await _writes_first(linked)
    await linked.writes(conversation_id, "mais uma")
    await linked.pauses_end()
    await linked.sends(conversation_id)
    assert [message.status for message in await linked.out()] == ["sent", "sent"]


async def test_after_a_series_of_failures_nobody_new_is_written_to(linked, device):
    await linked.rules(allow_first_contact=True)
    linked.port.outcomes = [Refused("new_chats_locked", "463", ErrorAction.GIVE_UP)] * caution.SERIES
    await _writes_first(linked, caution.SERIES + 1)
    assert [message.status for message in await linked.out()] == ["failed"] * caution.SERIES + ["queued"]
    answered = await linked.meets()
    await linked.writes(answered)
    await linked.pauses_end()
    await linked.sends(answered)
    assert (await linked.out())[-1].status == "sent"


@pytest.mark.parametrize("cap", [0, 1])
async def test_several_workers_keep_the_cap_together(linked, device, cap):
    await linked.rules(allow_first_contact=True, daily_new_contacts=cap)
    people = [await linked.meets(answers=False) for _ in range(4)]
    for each in people:
        await linked.writes(each)
    await linked.pauses_end()
    await asyncio.gather(*(linked.sends(each) for each in people))
    async with linked.runtime.db.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(FirstContactRow)) == cap


async def test_somebody_without_a_number_is_known_to_the_provider_by_another_name(linked, device):
    await linked.rules(allow_first_contact=True)
    async with linked.runtime.db.transaction() as session:
        found = await contacts.resolve(session, [Identity(IdentityKind.LID, "184069530861739@lid")], "Ana", None)
        conversation_id = (await lock_or_open(session, linked.channel_id, found.contact_id)).id
    await linked.writes(conversation_id)
    for _ in range(2):
        await linked.pauses_end()
        await linked.sends(conversation_id)
    assert ([message.status for message in await linked.out()], device.calls) == (["sent"], [])
