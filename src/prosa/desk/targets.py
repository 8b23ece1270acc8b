"""The operational figures with their targets: what was aimed at, what calls for attention, and how it is now.

First answer under 30 s (attention above 60), resolved by the agent above 40 % (below 30), classified right above 85 %
(below 80), handed to people under 20 % (above 30), satisfaction above 8 of 10 (below 7).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from prosa.agents import understanding
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session

_COUNTED = """
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY answer_ms) FILTER (WHERE opened_at >= %(since)s) / 1000.0 AS answer,
       count(answer_ms) FILTER (WHERE opened_at >= %(since)s) AS answers,
       count(*) FILTER (WHERE opened_at >= %(since)s) AS begun,
       count(*) FILTER (WHERE opened_at >= %(since)s AND handed_at IS NOT NULL) AS handed,
       count(*) FILTER (WHERE ended_at >= %(since)s) AS ended,
       count(*) FILTER (WHERE ended_at >= %(since)s AND by_agent) AS by_agent
FROM "case" WHERE opened_at >= %(since)s OR ended_at >= %(since)s
"""
_CONTENT = """
SELECT avg(CASE kind WHEN 'nps' THEN score ELSE (score - 1) * 2.5 END) AS mean, count(*) AS answers
FROM survey WHERE answered_at >= %(since)s
"""


class Standing(StrEnum):
    """`good`: on target; `fair`: between target and alert; `unknown`: nothing to measure by."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """`goal` and `alert` in `unit`; the smaller one is the goal where less is better."""

    unit: str
    goal: float
    alert: float

    def standing(self, value: float | None) -> Standing:
        if value is None:
            return Standing.UNKNOWN
        sign = 1 if self.goal < self.alert else -1
        if sign * value < sign * self.goal:
            return Standing.GOOD
        return Standing.BAD if sign * value > sign * self.alert else Standing.FAIR


TARGETS = {
    "first_response": Target("seconds", 30, 60),
    "automatic_resolution": Target("percent", 40, 30),
    "classification": Target("percent", 85, 80),
    "escalation": Target("percent", 20, 30),
    "satisfaction": Target("score", 8, 7),
}


class Metric(BaseModel):
    """`value` null when there is no `sample`, which is how many cases, readings or answers it is measured by.
    `first_response` is the median; `satisfaction` the mean of all scores from 0 to 10 (CSAT stretched to that)."""

    name: str
    value: float | None
    unit: str
    target: float
    alert: float
    standing: Standing
    sample: int


class Metrics(BaseModel):
    range: str
    since: datetime
    until: datetime
    metrics: list[Metric]


async def measure(session: Session, span: str) -> Metrics:
    """`span` is a number of hours or days, such as 24h or 7d."""
    until = now()
    since = until - (timedelta(hours=int(span[:-1])) if span.endswith("h") else timedelta(days=int(span[:-1])))
    values = await _values(session, since)
    metrics = [_metric(name, *values[name]) for name in TARGETS]
    return Metrics(range=span, since=since, until=until, metrics=metrics)


async def _values(session: Session, since: datetime) -> dict[str, tuple[float | None, int]]:
    """Each figure with its sample."""
    (counted,) = await driver.run(session, _COUNTED, {"since": since})
    (content,) = await driver.run(session, _CONTENT, {"since": since})
    right, wrong = await understanding.judged(session, since)
    return {
        "first_response": (_number(counted.answer), counted.answers),
        "automatic_resolution": (_percent(counted.by_agent, counted.ended), counted.ended),
        "classification": (_percent(right, right + wrong), right + wrong),
        "escalation": (_percent(counted.handed, counted.begun), counted.begun),
        "satisfaction": (_number(content.mean), content.answers),
    }


def _metric(name: str, value: float | None, sample: int) -> Metric:
    target = TARGETS[name]
    return Metric(
        name=name,
        value=value,
        unit=target.unit,
        target=target.goal,
        alert=target.alert,
        standing=target.standing(value),
        sample=sample,
    )


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 2)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
