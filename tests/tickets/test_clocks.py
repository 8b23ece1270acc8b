"""The clocks of promises: by themselves, against one who counts every minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.accounts.calendar import Calendar, always, is_open
from prosa.conversations.schemas import SlaMetric
from prosa.tickets.clocks import Beat, Listening, Said, due_at, listen

SHOP = Calendar(ZoneInfo("America/Sao_Paulo"), (((540, 720), (780, 1080)),) * 5 + (((540, 780),), ()), "BR-SP")
MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Nine o'clock in São Paulo: the shop opens."""


def at(minute: int) -> datetime:
    return MONDAY + MINUTE * minute


def test_a_wait_puts_the_end_off_by_the_business_time_it_took() -> None:
    clock = always(ZoneInfo("UTC"))
    assert due_at(clock, at(0), 60, [(at(10), at(25))]) == at(75)
    assert due_at(clock, at(0), 60, [(at(10), at(25)), (at(70), at(100))]) == at(105)
    assert due_at(clock, at(0), 60, [(at(61), at(90))]) == at(60)


def test_a_wait_over_night_costs_only_the_hours_of_business() -> None:
    evening, morning = at(8 * 60), at(24 * 60 + 30)
    assert due_at(SHOP, at(8 * 60), 30, [(evening, morning)]) == at(24 * 60 + 60)


@given(
    start=st.integers(0, 3 * 1440),
    minutes=st.integers(1, 300),
    edges=st.sets(st.integers(0, 4 * 1440), max_size=6),
)
def test_a_promise_is_due_when_so_many_open_minutes_were_counted_outside_its_waits(
    start: int, minutes: int, edges: set[int]
) -> None:
    after = sorted(start + edge for edge in edges)
    waits = [(at(begins), at(ends)) for begins, ends in zip(after[::2], after[1::2], strict=False)]
    counted, moment = 0, at(start)
    while counted < minutes:
        waiting = any(begins <= moment < ends for begins, ends in waits)
        counted += is_open(SHOP, moment) and not waiting
        moment += MINUTE
    assert due_at(SHOP, at(start), minutes, waits) == moment


# -- who is waited for

FIRST, NEXT = SlaMetric.FIRST, SlaMetric.NEXT
CALLED = Listening(with_people=True, first=True, next=False)


def heard(listening: Listening, *said: Said) -> list[tuple[SlaMetric, int, bool]]:
    beats = [Beat(at(minute), what) for minute, what in enumerate(said)]
    _, moves = listen(listening, beats)
    return [(move.metric, int((move.at - MONDAY) / MINUTE), move.starts) for move in moves]


def test_the_first_word_of_a_person_keeps_the_first_promise_whatever_else_is_said() -> None:
    assert heard(CALLED, Said.CONTACT, Said.CONTACT, Said.TO_PEOPLE, Said.PERSON, Said.PERSON) == [(FIRST, 3, False)]


def test_a_next_word_is_awaited_from_the_first_of_several_lines() -> None:
    lines = (Said.PERSON, Said.CONTACT, Said.CONTACT, Said.PERSON, Said.PERSON, Said.CONTACT)
    assert heard(CALLED, *lines) == [(FIRST, 0, False), (NEXT, 1, True), (NEXT, 3, False), (NEXT, 5, True)]


def test_nobody_is_awaited_while_the_agent_has_the_floor() -> None:
    lines = (Said.PERSON, Said.CONTACT, Said.TO_AGENT, Said.CONTACT, Said.TO_PEOPLE, Said.CONTACT)
    assert heard(CALLED, *lines) == [(FIRST, 0, False), (NEXT, 1, True), (NEXT, 2, False), (NEXT, 5, True)]


@given(st.lists(st.sampled_from(Said)), st.integers(0, 20))
def test_it_makes_no_difference_when_one_looks(said: list[Said], cut: int) -> None:
    beats = [Beat(at(minute), what) for minute, what in enumerate(said)]
    once, moves = listen(CALLED, beats)
    halfway, before = listen(CALLED, beats[:cut])
    twice, after = listen(halfway, beats[cut:])
    assert (twice, before + after) == (once, moves)


@given(st.lists(st.sampled_from(Said)))
def test_every_promise_that_starts_is_kept_once_or_still_runs(said: list[Said]) -> None:
    listening, moves = listen(CALLED, [Beat(at(minute), what) for minute, what in enumerate(said)])
    nexts = [move.starts for move in moves if move.metric is NEXT]
    assert nexts == [True, False] * (len(nexts) // 2) + [True] * (len(nexts) % 2)
    assert listening.next == bool(len(nexts) % 2)
    assert listening.first == (Said.PERSON not in said)
    assert sum(move.metric is FIRST for move in moves) == (Said.PERSON in said)


@pytest.mark.parametrize("first", [True, False])
def test_silence_moves_nothing(first: bool) -> None:
    listening = Listening(with_people=True, first=first, next=False)
    assert listen(listening, []) == (listening, [])
