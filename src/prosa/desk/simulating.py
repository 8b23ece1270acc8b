"""The queue played through in advance, with the same score and the same choice of who takes whom as the real one.

Arrivals are random, conversations last an exponential time, and three orders are compared: ours, first come first
served, and the score alone. Ours has a bound that can be checked arrival by arrival: nobody is overtaken by somebody
who came later by more minutes than two scores can differ in points.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import count
from uuid import UUID

from prosa.conversations import ranking
from prosa.conversations.ranking import Terms
from prosa.desk.distributing import Worker, best

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
BOUND = 100 / ranking.ALPHA
"""Minutes: the largest difference of two scores, in minutes of waiting."""
SKILLS = ("trocas", "pagamentos", "entregas", "produtos", "reclamacoes")
URGENCIES = (0.0, 0.3, 0.7, 1.0)
SHARES = (0.30, 0.45, 0.20, 0.05)
"""How many of the arrivals are how urgent."""


class Order(StrEnum):
    """`ours`: score and waiting; `arrival`: first come, first served; `score`: the score alone."""

    OURS = "ours"
    ARRIVAL = "arrival"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Town:
    """What is played: `load` is the share of their time the operators are busy, `handling` minutes of one
    conversation in the mean."""

    operators: int
    arrivals: int
    seed: int
    load: float = 0.95
    handling: float = 8.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who comes at minute `at` and takes `lasts` minutes of a person."""

    number: int
    at: float
    lasts: float
    terms: Terms
    skill: str

    @property
    def base(self) -> float:
        return ranking.base(self.terms)


@dataclass(frozen=True, slots=True)
class Served:
    """Who took them, and how many minutes they waited; `overtaken_by` is by how many minutes the latest of those came
    after them who were taken before them."""

    arrival: Arrival
    operator: int
    waited: float
    overtaken_by: float
    matched: bool


@dataclass(frozen=True, slots=True)
class Result:
    """`fairness` is Jain's index of the operators' busy minutes: 1 when all were busy for the same time."""

    order: Order
    served: Sequence[Served]
    fairness: float
    conversations: tuple[int, int]
    """The fewest and the most of one operator."""

    def waits(self, urgent: bool = False) -> list[float]:
        return sorted(each.waited for each in self.served if not urgent or each.arrival.terms.urgency == 1)

    @property
    def overtaken_by(self) -> float:
        return max(each.overtaken_by for each in self.served)

    @property
    def beyond_bound(self) -> int:
        """How many were overtaken by somebody who came later than the bound allows."""
        return sum(each.overtaken_by > BOUND for each in self.served)

    @property
    def matched(self) -> float:
        """The share of conversations that went to somebody with the skill."""
        return sum(each.matched for each in self.served) / len(self.served)


def play(town: Town) -> list[Result]:
    """The same arrivals in each order."""
    people = list(_arrivals(town))
    return [_Desk(town, order).serve(people) for order in Order]


def _arrivals(town: Town) -> Iterable[Arrival]:
    rng, at = random.Random(town.seed), 0.0  # noqa: S311  (a simulation)
    for number in range(town.arrivals):
        at += rng.expovariate(town.load * town.operators / town.handling)
        terms = Terms(
            urgency=rng.choices(URGENCIES, SHARES)[0],
            conversion=rng.random(),
            value=ranking.worth(rng.lognormvariate(4.0, 1.5)),
            history=rng.choice((ranking.UNKNOWN_HISTORY, rng.random())),
        )
        yield Arrival(number, at, rng.expovariate(1 / town.handling), terms, rng.choice(SKILLS))


def _key(order: Order) -> Callable[[Arrival], float]:
    """The largest is next."""
    match order:
        case Order.OURS:
            return lambda each: ranking.key(each.base, EPOCH + timedelta(minutes=each.at))
        case Order.ARRIVAL:
            return lambda each: -each.at
        case Order.SCORE:
            return lambda each: each.base


@dataclass(eq=False)
class _Desk:
    """Operators, one conversation each at a time, and the queue before them."""

    town: Town
    order: Order
    queue: list[tuple[float, int, Arrival]] = field(default_factory=list)
    busy: list[tuple[float, int]] = field(default_factory=list)
    served: list[Served] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = random.Random(self.town.seed + 1)  # noqa: S311  (a simulation)
        self._staff = [
            Worker(UUID(int=number), 1, frozenset(rng.sample(SKILLS, 2))) for number in range(self.town.operators)
        ]
        self._free = set(range(self.town.operators))
        self._minutes = [0.0] * self.town.operators
        self._taken = [0] * self.town.operators
        self._ties = count()

    def serve(self, people: Sequence[Arrival]) -> Result:
        key = _key(self.order)
        for each in people:
            self._until(each.at)
            heapq.heappush(self.queue, (-key(each), next(self._ties), each))
            self._take(each.at)
        while self.busy:
            self._until(self.busy[0][0])
        return Result(self.order, _overtakings(self.served), _jain(self._minutes), (min(self._taken), max(self._taken)))

    def _until(self, minute: float) -> None:
        while self.busy and self.busy[0][0] <= minute:
            ended, operator = heapq.heappop(self.busy)
            self._free.add(operator)
            self._take(ended)

    def _take(self, minute: float) -> None:
        while self.queue and self._free:
            _, _, arrival = heapq.heappop(self.queue)
            wanted = frozenset({arrival.skill})
            worker = best([self._staff[number] for number in self._free], wanted)
            if worker is not None:
                self._begin(arrival, worker, minute)

    def _begin(self, arrival: Arrival, worker: Worker, minute: float) -> None:
        operator = worker.user_id.int
        self._free.remove(operator)
        self._minutes[operator] += arrival.lasts
        self._taken[operator] += 1
        self._staff[operator] = replace(worker, last=EPOCH + timedelta(minutes=minute))
        heapq.heappush(self.busy, (minute + arrival.lasts, operator))
        matched = arrival.skill in worker.skills
        self.served.append(Served(arrival, operator, minute - arrival.at, 0.0, matched))


def _overtakings(served: Sequence[Served]) -> list[Served]:
    """In the order in which they were taken: whoever was taken before and came later has overtaken."""
    latest, found = 0.0, []
    for each in served:
        found.append(replace(each, overtaken_by=max(0.0, latest - each.arrival.at)))
        latest = max(latest, each.arrival.at)
    return found


def _jain(values: Sequence[float]) -> float:
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0
