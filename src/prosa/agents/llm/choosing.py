"""Which models a turn may ask, in what order, and whether it may ask any: by what was said, money, and who rests."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from prosa.accounts import get_company
from prosa.accounts.schemas import Company
from prosa.agents import connections, costs
from prosa.agents.connections import Connection
from prosa.agents.costs import Means
from prosa.agents.engine import Turn
from prosa.agents.llm.breaker import Breaker
from prosa.agents.llm.files import readable, without_words
from prosa.agents.llm.replying import SUMMARY
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.reading import Reading
from prosa.core.db import Session
from prosa.core.runtime import Runtime

FRESH = 5.0
"""Seconds for which a company's name and hours are taken to be the same."""
EASY_WORDS = 25


class WithoutModel(Exception):
    """This turn is not for a model; the word says why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn is answered with."""

    company: Company
    chain: tuple[Connection, ...]


@dataclass(slots=True)
class Choosing:
    """What a process knows of the models it may ask."""

    _breakers: dict[tuple[UUID, int], Breaker] = field(default_factory=dict)
    _company: tuple[float, Company] | None = None
    _known: dict[UUID, Connection] = field(default_factory=dict)

    def breaker(self, connection: Connection) -> Breaker:
        return self._breakers.setdefault((connection.id, connection.revision), Breaker())

    def guarded(self, chain: Sequence[Connection]) -> list[tuple[Connection, Breaker]]:
        return [(each, self.breaker(each)) for each in chain]

    def awake(self, connection: Connection) -> bool:
        return not self.breaker(connection).resting

    async def setting(self, runtime: Runtime, turn: Turn, reading: Reading) -> Setting:
        """Raises `WithoutModel` when no model may or can be asked now."""
        if not connections.installed():
            raise WithoutModel("models_missing")
        async with runtime.db.transaction() as session:
            company = await self._own_company(session)
            known = await self._connections(session, runtime)
            day, month = beginnings(turn.now, company.timezone)
            plan, agent = turn.instructions.model, turn.instructions.agent_id
            left = await costs.means(session, plan.budgets, agent, turn.conversation_id, day, month)
        if left is Means.NONE:
            raise WithoutModel("budget")
        chain = _chain(turn, reading, known, left)
        if not chain:
            raise WithoutModel("no_model")
        awake = tuple(each for each in chain if self.awake(each))
        if not awake:
            raise WithoutModel("resting")
        return Setting(company, awake)

    def small_first(self, turn: Turn, chain: Sequence[Connection]) -> list[Connection]:
        """The chain behind the small model, where there is one."""
        small = self._known.get(turn.instructions.model.small) if turn.instructions.model.small else None
        first = [small] if small and self.awake(small) else []
        return [*first, *(each for each in chain if each not in first)]

    async def _own_company(self, session: Session) -> Company:
        """Its name and hours as they were a moment ago."""
        held = self._company
        if held is None or time.monotonic() - held[0] > FRESH:
            held = self._company = (time.monotonic(), await get_company(session))
        return held[1]

    async def _connections(self, session: Session, runtime: Runtime) -> dict[UUID, Connection]:
        """Read again only when one has changed: each has a key to be opened."""
        now = await connections.revisions(session)
        if {each.id: each.revision for each in self._known.values()} != now:
            self._known = await connections.enabled(session, runtime)
        return self._known


def settled(turn: Turn, reading: Reading) -> str | None:
    """Why closed words, or a choice among what was offered, settle this turn without a model."""
    memory = Memory.of(turn.state)
    if reading.opt_out or reading.handoff or _wants_person(turn, memory):
        return "closed_words"
    if reading.doubts or memory.heard:
        return "numbers_heard"
    offered = {offer.id for offer in memory.offers}
    return "choice" if offered.intersection(reading.buttons) else None


def _wants_person(turn: Turn, memory: Memory) -> bool:
    """As the local model reads it; in the middle of a goal only clear words count."""
    return turn.reading is not None and bool(turn.reading.wants_human.value) and not memory.goals


def _chain(turn: Turn, reading: Reading, known: dict[UUID, Connection], left: Means) -> tuple[Connection, ...]:
    """The connections to ask, in order: the version's, or all there are when it names none."""
    plan = turn.instructions.model
    chain = [known[each] for each in plan.chain if each in known] if plan.chain else list(known.values())
    small = known.get(plan.small) if plan.small else None
    if small and left is Means.THRIFT:
        chain = [small]
    elif small and _easy(turn, reading):
        chain = [small, *(each for each in chain if each.id != small.id)]
    if without_words(turn):
        chain = [each for each in chain if readable(turn, [each])]
    return tuple(chain)


def _easy(turn: Turn, reading: Reading) -> bool:
    """A short message in a good temper, with nothing under way."""
    under_way = any(value for key, value in turn.state.items() if key != SUMMARY)
    short = len(reading.text.split()) <= EASY_WORDS and len(reading.questions) <= 1
    return short and not (under_way or turn.files or turn.objections or reading.negative)


def beginnings(moment: datetime, timezone: str) -> tuple[datetime, datetime]:
    """When this day and this month began for the company."""
    day = moment.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day.replace(day=1)
