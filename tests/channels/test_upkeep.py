"""Linked devices are looked at, restarted, and what they missed is asked for."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from prosa.accounts import change_company
from prosa.accounts.calendar import Calendar
from prosa.accounts.schemas import CompanyChange, system
from prosa.channels import take_in, upkeep, watch
from prosa.channels.abilities import Link, ProviderRefused, Quality, SessionState
from prosa.channels.lines import lines
from prosa.channels.port import IncomingMessage, Sender
from prosa.channels.upkeep import Pulse, is_silent, open_since, pause_after
from prosa.conversations import Direction, MessageType
from prosa.core.clock import now
from prosa.core.errors import Unavailable
from prosa.core.live import LiveEvent

LONG_AGO = timedelta(hours=3)


def message(id_, minutes_ago, text="oi", phone="5511988887777", direction=Direction.IN):
    return IncomingMessage(
        id=id_,
        sender=Sender(phone=phone),
        type=MessageType.TEXT,
        timestamp=now() - timedelta(minutes=minutes_ago),
        text=text,
        direction=direction,
    )


async def lively(linked, **more):
    """It usually speaks every minute, at all hours."""
    async with linked.runtime.db.transaction() as session:
        await change_company(session, system("test"), CompanyChange(opening_hours={}))
    await linked.seen(events=100, usual_gap=60.0, session="working", session_since=now(), **more)


async def test_the_state_of_the_device_is_noted_and_told(linked, device):
    device.link = Link(SessionState.PAIRING, "scan")
    await upkeep.look_after_all(linked.runtime)
    seen = await linked.watch()
    assert (seen.session, seen.session_detail) == ("pairing", "scan")
    assert seen.down_since is not None


async def test_nothing_is_sent_while_the_device_is_not_linked_and_all_of_it_after(linked, device):
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.pauses_end()
    await watch.note(linked.runtime, linked.channel_id, SessionState.STARTING)
    await linked.sends(conversation_id)
    assert linked.port.sent == []
    await watch.note(linked.runtime, linked.channel_id, SessionState.WORKING)
    assert await linked.runs("prosa.channels.jobs.go_on") == 1
    await linked.sends(conversation_id)
    assert len(linked.port.sent) == 1


async def test_a_device_that_works_again_is_asked_for_what_came_meanwhile(linked, device):
    heard = now() - timedelta(minutes=30)
    await linked.seen(last_event_at=heard)
    device.past = [message("h1", 20, "cadê meu pedido?")]
    await watch.note(linked.runtime, linked.channel_id, SessionState.STARTING)
    await watch.note(linked.runtime, linked.channel_id, SessionState.WORKING)
    assert await linked.runs("prosa.channels.jobs.catch_up") == 1
    assert device.asked_since == [heard - upkeep.MARGIN]
    assert [(m.text, m.outcome) for m in await linked.messages()] == [("cadê meu pedido?", "pending")]


async def test_the_past_a_provider_did_not_tell_is_asked_for_again(linked, device):
    await linked.seen(session="working", session_since=now(), last_event_at=now(), reconcile_since=now() - LONG_AGO)
    device.trouble = Unavailable("down")
    await upkeep.catch_up(linked.runtime, linked.channel_id)
    device.trouble = None
    await upkeep.catch_up(linked.runtime, linked.channel_id)
    assert device.calls == ["history"]
    await linked.seen(reconciled_at=now() - upkeep.BREATH)
    device.past = [message("h1", 10)]
    await upkeep.look_after_all(linked.runtime)
    assert len(await linked.messages()) == 1
    assert (await linked.watch()).reconcile_since is None


async def test_a_device_that_comes_and_goes_is_not_asked_each_time(linked, device):
    await linked.seen(last_event_at=now() - LONG_AGO)
    for _ in range(5):
        await watch.note(linked.runtime, linked.channel_id, SessionState.STARTING)
        await watch.note(linked.runtime, linked.channel_id, SessionState.WORKING)
        await linked.runs("prosa.channels.jobs.catch_up")
    assert device.calls == ["history"]
    assert (await linked.watch()).reconcile_since is not None


async def test_a_silent_device_is_restarted_once_and_asked_for_what_it_kept(linked, device):
    await lively(linked, last_event_at=now() - LONG_AGO)
    device.past = [message("h1", 10)]
    await upkeep.look_after_all(linked.runtime)
    seen = await linked.watch()
    assert device.calls == ["state", "restart", "history"]
    assert seen.silent_since == seen.last_event_at
    assert len(await linked.messages()) == 1
    await linked.seen(lease_until=None)
    await upkeep.look_after_all(linked.runtime)
    assert device.calls.count("restart") == 1


async def test_silence_is_over_when_somebody_is_heard(linked, device):
    await lively(linked, last_event_at=now() - LONG_AGO, silent_since=now() - LONG_AGO, restarts=3)
    await linked.brings({"id": "m1", "from": "5511988887777", "text": "oi"})
    seen = await linked.watch()
    assert (seen.silent_since, seen.restarts, seen.events) == (None, 0, 101)


async def test_what_was_asked_for_is_no_sign_of_life(linked, device):
    await lively(linked, last_event_at=now() - LONG_AGO, silent_since=now() - LONG_AGO)
    line = await lines(linked.runtime).get(linked.channel_id)
    await take_in.fact(linked.runtime, line, message("h1", 1), delivered=False)
    assert (await linked.watch()).silent_since is not None


async def test_what_is_known_already_changes_nothing(linked, device):
    device.past = [message("h1", 2), message("h2", 1)]
    for _ in range(2):
        await upkeep.reconcile(linked.runtime, linked.channel_id, now() - LONG_AGO)
    assert [m.provider_id for m in await linked.messages()] == ["h1", "h2"]


async def test_a_message_that_was_answered_on_the_phone_meanwhile_is_not_answered_again(linked, device):
    device.past = [message("h1", 40), message("h2", 38, "já respondi", direction=Direction.OUT)]
    await upkeep.reconcile(linked.runtime, linked.channel_id, now() - LONG_AGO)
    first, second = await linked.messages()
    assert (first.outcome, second.author) == ("handed", "phone")


async def test_a_message_of_yesterday_wakes_nobody(linked, device):
    device.past = [message("h1", 20 * 60)]
    await upkeep.reconcile(linked.runtime, linked.channel_id, now() - LONG_AGO)
    (found,) = await linked.messages()
    assert (found.outcome, found.outcome_reason) == ("suppressed", "replayed")


async def test_a_message_that_was_answered_since_wakes_nobody(linked, device):
    conversation_id = await linked.meets()
    await linked.writes(conversation_id)
    await linked.pauses_end()
    await linked.sends(conversation_id)
    phone = linked.port.sent[0].to[0].value
    device.past = [message("h1", 10, phone=phone)]
    await upkeep.reconcile(linked.runtime, linked.channel_id, now() - LONG_AGO)
    late = next(m for m in await linked.messages() if m.provider_id == "h1")
    assert (late.outcome, late.outcome_reason) == ("suppressed", "replayed")


async def test_a_device_that_failed_is_restarted_with_growing_pauses(linked, device):
    device.link = Link(SessionState.FAILED, "stream error")
    await upkeep.look_after_all(linked.runtime)
    first = await linked.watch()
    assert (device.calls.count("restart"), first.session, first.restarts) == (1, "failed", 1)
    await linked.seen(lease_until=None, restart_at=now() - timedelta(seconds=1))
    await upkeep.look_after_all(linked.runtime)
    second = await linked.watch()
    assert device.calls.count("restart") == 2
    assert second.restart_at - now() > first.restart_at - now()


async def test_a_provider_that_is_away_changes_nothing_of_what_is_known(linked, device):
    await lively(linked, last_event_at=now())
    device.trouble = Unavailable("down")
    await upkeep.look_after_all(linked.runtime)
    assert (await linked.watch()).session == "working"


async def test_a_session_the_provider_does_not_know_has_failed(linked, device):
    device.trouble = ProviderRefused("no such session")
    await upkeep.look_after_all(linked.runtime)
    seen = await linked.watch()
    assert (seen.session, seen.session_detail) == ("failed", "no such session")


async def test_one_worker_at_a_time_looks_after_a_line(linked, device):
    await asyncio.gather(*(upkeep.look_after_all(linked.runtime) for _ in range(5)))
    assert device.calls == ["state"]


async def test_a_line_without_a_device_is_not_looked_at(wire):
    await upkeep.look_after_all(wire.runtime)
    assert (await wire.watch()).session is None


async def test_what_the_provider_thinks_of_the_line_is_noted(linked, device):
    device.rating = Quality("RED", "250")
    await upkeep.rate_all(linked.runtime)
    seen = await linked.watch()
    assert (seen.quality, seen.quality_limit) == ("RED", "250")
    assert seen.quality_since is not None


async def test_news_of_the_device_are_understood_in_the_words_of_the_protocol(linked, device):
    told = [("open", None, "working"), ("connecting", None, "starting"), ("close", "logged_out", "stopped")]
    told += [("close", "blocked", "failed"), ("pairing", None, "pairing"), ("working", None, "working")]
    for number, (word, detail, state) in enumerate(told):
        await linked.brings({"id": f"s{number}", "state": word, "detail": detail})
        assert (await linked.watch()).session == state


async def test_news_of_another_kind_stay_a_remark(linked, device):
    await linked.brings({"id": "s1", "state": "phone_number_quality_update.flagged", "detail": "RED"})
    assert (await linked.channel()).state_detail == "phone_number_quality_update.flagged: RED"
    assert await linked.runs("prosa.channels.jobs.rate") == 1
    assert (await linked.watch()).quality == "GREEN"


async def test_the_screens_look_again_while_messages_wait(linked):
    conversation_id = await linked.meets()
    await upkeep.remind(linked.runtime)
    assert await _told(linked) == 0
    await linked.writes(conversation_id)
    await upkeep.remind(linked.runtime)
    assert await _told(linked) == 1


async def _told(linked):
    async with linked.runtime.db.transaction() as session:
        return await session.scalar(select(func.count()).where(LiveEvent.type == "channels"))


FRIDAYS = Calendar(ZoneInfo("America/Sao_Paulo"), ((), (), (), (), ((9 * 60, 18 * 60),), (), ()))
FRIDAY_NOON = datetime.fromisoformat("2026-11-20T12:00:00-03:00")


def test_the_company_is_open_since_the_beginning_of_the_span():
    assert open_since(FRIDAYS, FRIDAY_NOON) == FRIDAY_NOON.replace(hour=9)
    assert open_since(FRIDAYS, FRIDAY_NOON.replace(hour=18)) is None
    assert open_since(FRIDAYS, FRIDAY_NOON + timedelta(days=1)) is None


def test_a_company_without_hours_is_always_open():
    assert open_since(Calendar(FRIDAYS.zone, ((),) * 7), FRIDAY_NOON) < FRIDAY_NOON


def test_the_night_is_no_silence():
    pulse = Pulse(FRIDAY_NOON - timedelta(hours=18), 60.0, 100)
    assert not is_silent(pulse, FRIDAY_NOON - timedelta(minutes=5), FRIDAY_NOON)
    assert is_silent(pulse, FRIDAY_NOON - timedelta(minutes=30), FRIDAY_NOON)


@given(st.floats(1, 100_000), st.integers(0, 1000), st.integers(0, 100_000))
def test_silence_is_only_where_much_more_is_usual(gap, events, seconds):
    pulse = Pulse(FRIDAY_NOON - timedelta(seconds=seconds), gap, events)
    if is_silent(pulse, FRIDAY_NOON - timedelta(days=2), FRIDAY_NOON):
        assert events >= upkeep.KNOWN_AFTER
        assert seconds >= gap * upkeep.GAPS
        assert seconds >= upkeep.SHORTEST_SILENCE.total_seconds()


@given(st.integers(0, 10_000))
def test_pauses_between_restarts_grow_and_are_bounded(restarts):
    assert upkeep.FIRST_PAUSE <= pause_after(restarts) <= pause_after(restarts + 1) <= upkeep.LONGEST_PAUSE
