"""When a promise of time is due, and what starts and stops it. Nothing here reads or writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from prosa.accounts.calendar import Calendar, add_business_minutes, business_minutes_between
from prosa.conversations.schemas import SlaMetric

WARN_AT = 0.8
"""The part of the time after which it is warned."""

Wait = tuple[datetime, datetime]
"""From when to when a clock stood."""


def due_at(calendar: Calendar, started: datetime, minutes: float, waits: Iterable[Wait]) -> datetime:
    """When so many minutes of business time have passed since `started`, those of the waits left out. Waits are in
    order; one that began after the time was up changes nothing."""
    due = add_business_minutes(calendar, started, minutes)
    for begins, ends in waits:
        stood = business_minutes_between(calendar, begins, ends) if begins < due else 0
        due = add_business_minutes(calendar, due, stood) if stood else due
    return due


class Said(StrEnum):
    """What a line of a thread means to the clocks of people."""

    CONTACT = "contact"
    PERSON = "person"
    TO_PEOPLE = "to_people"
    """The agent, or nobody, had the floor; a person has it or is waited for."""
    TO_AGENT = "to_agent"
    """No person is waited for any more."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A line at its time."""

    at: datetime
    said: Said


@dataclass(frozen=True, slots=True)
class Listening:
    """What the clocks of one ticket know: `first`, the first word of a person is still awaited; `next`, the next
    one."""

    with_people: bool
    first: bool
    next: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A promise that starts (`starts`), or is kept."""

    metric: SlaMetric
    at: datetime
    starts: bool


def listen(listening: Listening, beats: Sequence[Beat]) -> tuple[Listening, list[Move]]:
    """What the lines of a thread do to the promises of a first and of a next word.

    A next word is awaited from the contact's first line after a person's word; more lines do not start it again. When
    the floor goes back to the agent, nobody is awaited any more.
    """
    moves: list[Move] = []
    for beat in beats:
        listening = _hear(listening, beat, moves)
    return listening, moves


def _hear(listening: Listening, beat: Beat, moves: list[Move]) -> Listening:
    if beat.said is Said.CONTACT:
        if not listening.with_people or listening.first or listening.next:
            return listening
        moves.append(Move(SlaMetric.NEXT, beat.at, starts=True))
        return replace(listening, next=True)
    if beat.said is Said.TO_PEOPLE:
        return replace(listening, with_people=True)
    # A person took the floor by speaking, or gave it back: either way what was awaited has come.
    if listening.first and beat.said is Said.PERSON:
        moves.append(Move(SlaMetric.FIRST, beat.at, starts=False))
    if listening.next:
        moves.append(Move(SlaMetric.NEXT, beat.at, starts=False))
    spoke = beat.said is Said.PERSON
    return Listening(with_people=spoke, first=listening.first and not spoke, next=False)
