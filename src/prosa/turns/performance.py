"""How well the agent does: four figures of a span of time, each with what it should be and when to be alarmed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from prosa.agents import understanding
from prosa.conversations import floor
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.ids import first_id
from prosa.turns.schemas import Figure, Figures, FigureState

_SPAN = re.compile(r"([1-9]\d{0,3})([hd])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST = timedelta(days=90)
SILENCE = timedelta(hours=8)
"""After which what a contact says is the beginning of a matter again."""
_SETTLES = ["answer", "small_talk"]

_WAITED = """
SELECT count(*) AS cases, avg(greatest(0, extract(epoch FROM t.finished_at) - said.at))::float AS seconds
FROM turn t
CROSS JOIN LATERAL (
    SELECT ('x' || left(replace(t.said->0->>'id', '-', ''), 12))::bit(48)::bigint / 1000.0 AS at) AS said
WHERE t.id >= %(since)s AND t.status IN ('answered', 'handed') AND NOT EXISTS (
    SELECT FROM turn p
    WHERE p.conversation_id = t.conversation_id AND p.id < t.id AND p.status IN ('answered', 'handed')
      AND p.started_at > t.started_at - %(silence)s)
"""
"""From the receipt of the first message, which its id tells, to the reply."""
_ENDED = """
SELECT count(*) AS cases, count(*) FILTER (WHERE handed) AS handed,
       count(*) FILTER (WHERE settled AND NOT handed AND NOT conversation_id = ANY(%(people)s)) AS automatic
FROM (SELECT conversation_id, bool_or(status = 'handed') AS handed,
             (array_agg(kind ORDER BY id DESC))[1] = ANY(%(settles)s) AS settled
      FROM turn WHERE id >= %(since)s AND status IN ('answered', 'handed')
      GROUP BY conversation_id) AS c
"""


class UnknownSpan(Invalid):
    """A span of time is a number of hours or days, from 1h to 90d."""

    code = "unknown_span"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach, and from where on it is an alarm; the lower is better where the target is less."""

    target: float
    alarm: float

    def state(self, value: float | None) -> FigureState:
        if value is None:
            return FigureState.UNKNOWN
        sign = 1 if self.target < self.alarm else -1
        if sign * value < sign * self.target:
            return FigureState.GOOD
        return FigureState.ALARM if sign * value > sign * self.alarm else FigureState.WATCH


GOALS: Mapping[str, Goal] = {
    "first_response": Goal(30.0, 60.0),
    "automatic_resolution": Goal(0.40, 0.30),
    "classification_accuracy": Goal(0.85, 0.80),
    "escalation_rate": Goal(0.20, 0.30),
}
"""Seconds, and shares from 0 to 1 (requirements 001-110 to 001-113)."""


def span(text: str) -> timedelta:
    """`24h`, `7d` … Raises `UnknownSpan`."""
    found = _SPAN.fullmatch(text)
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    if not timedelta() < length <= LONGEST:
        raise UnknownSpan("a span is a number of hours or days, from 1h to 90d, such as 24h", given=text[:20])
    return length


async def figures(session: Session, length: timedelta) -> Figures:
    """Of the turns that began in this span of time until now."""
    until = now()
    since = until - length
    (waited,) = await driver.run(session, _WAITED, {"since": first_id(since), "silence": SILENCE})
    ended = await _ended(session, since)
    right, wrong = await understanding.judged(session, since)
    return Figures(
        since=since,
        until=until,
        first_response=_figure("first_response", waited.seconds, waited.cases),
        automatic_resolution=_figure("automatic_resolution", _share(ended.automatic, ended.cases), ended.cases),
        classification_accuracy=_figure("classification_accuracy", _share(right, right + wrong), right + wrong),
        escalation_rate=_figure("escalation_rate", _share(ended.handed, ended.cases), ended.cases),
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """Conversations the agent spoke in: how many it passed on, and how many ended with its answer."""

    cases: int
    handed: int
    automatic: int


async def _ended(session: Session, since: datetime) -> Ended:
    people = await floor.with_people(session, since)
    values = {"since": first_id(since), "people": people, "settles": _SETTLES}
    (row,) = await driver.run(session, _ENDED, values)
    return Ended(row.cases, row.handed, row.automatic)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _figure(name: str, value: float | None, cases: int) -> Figure:
    goal = GOALS[name]
    told = None if value is None else round(value, 3)
    return Figure(value=told, target=goal.target, alarm=goal.alarm, state=goal.state(value), cases=cases)
