"""Carrying rules out, and trying them on what has already happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import calendar, company_calendar
from prosa.accounts.calendar import Calendar
from prosa.accounts.schemas import Principal, system
from prosa.conversations import Draft, access, answering, course, floor, inbox, overview
from prosa.conversations.course import Step
from prosa.conversations.schemas import Direction
from prosa.conversations.views import ConversationItem
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.ids import first_id
from prosa.core.language import fold
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime
from prosa.desk import actions, automation
from prosa.desk.actions import ToQueue
from prosa.desk.automation import (
    AgentSays,
    CallPerson,
    Conditions,
    Hours,
    NewAutomation,
    OpenTicket,
    Rule,
    RuleAction,
    Trigger,
)
from prosa.desk.counting import move, place
from prosa.desk.models import AutomationRunRow
from prosa.tickets import open_ticket
from prosa.tickets.schemas import NewTicket

log = structlog.get_logger(__name__)

PLACE = "automation"
WEEK = timedelta(days=7)
MOST_LOOKED_AT, MOST_SHOWN = 20_000, 50
_EVENTS = {"handed_off": Trigger.HANDED, "resolved": Trigger.RESOLVED}
_TAKEN = frozenset({"claimed", "assigned", "taken_by_phone", "given_back", "resolved"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something a rule may be about, once: `subject` names it."""

    subject: str
    trigger: Trigger
    conversation_id: UUID
    at: datetime
    text: str = ""
    reason: str | None = None
    minutes: float = 0
    """How long it has waited (of `waiting`)."""


class TriedLine(BaseModel):
    """A conversation the rule would have been about, and when."""

    conversation_id: UUID
    contact_name: str
    at: datetime
    text: str


class Tried(BaseModel):
    """What a rule would have met in the past week. Queue, labels, priority and VIP are judged as they are now; what was
    said, the channel, the hours and the reason, as they were. `cut`: there was more than was looked at."""

    looked_at: int
    matched: int
    cut: bool
    items: list[TriedLine]


async def carry_out(runtime: Runtime) -> int:
    """Carries out all rules about what has happened since the last time; how many times one was."""
    async with runtime.db.transaction() as session:
        rules = await automation.active_rules(session)
        due = await _due(session, rules) if rules else []
    done = 0
    for rule, occasion in due:
        async with runtime.db.transaction() as session:
            done += await _once(session, rule, occasion)
    return done


async def _due(session: Session, rules: Sequence[Rule]) -> list[tuple[Rule, Occasion]]:
    """What the rules are about; the place is kept, as each is carried out once however often it is found."""
    oldest = first_id(min(rule.since for rule in rules))
    after = max(await place(session, PLACE), oldest)
    steps = await course.happened(session, course.held_back(after))
    occasions = [found for step in steps if (found := _occasion(step))]
    occasions += await _waiting(session, rules)
    if steps:
        await move(session, PLACE, max(after, steps[-1].id))
    looking = await _Looking.begin(session)
    return [pair for rule in rules for pair in await looking.pairs(rule, occasions)]


def _occasion(step: Step) -> Occasion | None:
    trigger = Trigger.MESSAGE if step.direction is Direction.IN else _EVENTS.get(step.event or "")
    if trigger is None or step.aside is not None:
        return None
    return Occasion(
        subject=str(step.id),
        trigger=trigger,
        conversation_id=step.conversation_id,
        at=step.at,
        text=step.text,
        reason=step.facts.get("reason"),
    )


async def _waiting(session: Session, rules: Sequence[Rule]) -> list[Occasion]:
    """Those who have waited long enough for one of the rules."""
    minutes = min((rule.minutes for rule in rules if rule.minutes is not None), default=None)
    if minutes is None:
        return []
    found = await overview.long_waits(session, now() - timedelta(minutes=minutes))
    return [
        Occasion(
            subject=f"{each.conversation_id}:{each.epoch}",
            trigger=Trigger.WAITING,
            conversation_id=each.conversation_id,
            at=now(),
            minutes=(now() - each.since) / timedelta(minutes=1),
        )
        for each in found
    ]


@dataclass(slots=True)
class _Looking:
    """Judges occasions by rules, and keeps what it had to look up."""

    session: Session
    hours: Calendar
    items: dict[UUID, ConversationItem]
    vips: dict[UUID, bool]

    @classmethod
    async def begin(cls, session: Session) -> "_Looking":
        return cls(session, await company_calendar(session), {}, {})

    async def pairs(self, rule: Rule, occasions: Sequence[Occasion]) -> list[tuple[Rule, Occasion]]:
        fitting = [each for each in occasions if each.at >= rule.since and self.fits(rule, each)]
        return [(rule, each) for each in await self.matching(rule, fitting)]

    def fits(self, rule: NewAutomation, occasion: Occasion) -> bool:
        """What can be told from the occasion alone."""
        wanted = rule.conditions
        return (
            occasion.trigger is rule.trigger
            and occasion.minutes >= (rule.minutes or 0)
            and _among(occasion.reason, wanted.reasons)
            and _says_one(occasion.text, wanted.words)
            and (wanted.hours is None or wanted.hours is self._hours_at(occasion.at))
        )

    def _hours_at(self, at: datetime) -> Hours:
        return Hours.OPEN if calendar.is_open(self.hours, at) else Hours.CLOSED

    async def matching(self, rule: NewAutomation, fitting: Sequence[Occasion]) -> list[Occasion]:
        """Those whose conversation is as the rule wants it."""
        wanted = {each.conversation_id for each in fitting} - set(self.items)
        self.items |= {item.id: item for item in await inbox.items_by_id(self.session, list(wanted))}
        if rule.conditions.vip is not None:
            await self._learn_vips(each.conversation_id for each in fitting)
        return [each for each in fitting if self._is_so(rule.conditions, self.items.get(each.conversation_id))]

    async def _learn_vips(self, conversation_ids: Any) -> None:
        for item in (self.items[id_] for id_ in conversation_ids if id_ in self.items):
            if item.contact.id not in self.vips:
                self.vips[item.contact.id] = (await contacts.addressee(self.session, item.contact.id)).vip

    def _is_so(self, wanted: Conditions, item: ConversationItem | None) -> bool:
        return (
            item is not None
            and _among(item.channel_id, wanted.channel_ids)
            and _among(item.queue.id if item.queue else None, wanted.queue_ids)
            and _among(item.priority, wanted.priorities)
            and (not wanted.label_ids or bool({label.id for label in item.labels} & set(wanted.label_ids)))
            and (wanted.vip is None or self.vips[item.contact.id] is wanted.vip)
        )


def _among(value: Any, wanted: Sequence[Any]) -> bool:
    return not wanted or value in wanted


def _says_one(text: str, words: Sequence[str]) -> bool:
    said = fold(text)
    return not words or any(fold(word) in said for word in words)


async def _once(session: Session, rule: Rule, occasion: Occasion) -> bool:
    """Does what the rule says, unless that was done already."""
    run = insert(AutomationRunRow).values(
        rule_id=rule.id, subject=occasion.subject, conversation_id=occasion.conversation_id, results=[]
    )
    if await session.scalar(run.on_conflict_do_nothing().returning(AutomationRunRow.subject)) is None:
        return False
    results = [await _done(session, rule, occasion.conversation_id, action) for action in rule.actions]
    mine = (AutomationRunRow.rule_id == rule.id, AutomationRunRow.subject == occasion.subject)
    await session.execute(update(AutomationRunRow).where(*mine).values(results=results))
    publish(session, "automations")
    return True


async def _done(session: Session, rule: Rule, conversation_id: UUID, action: RuleAction) -> Mapping[str, str | None]:
    """What came of one action; one that is refused does not keep the others from being done."""
    try:
        async with session.begin_nested():
            error = None if await _perform(session, rule, conversation_id, action) else "not_now"
    except ProsaError as refusal:
        log.info("automation_refused", rule=str(rule.id), action=action.kind, code=refusal.code)
        error = refusal.code
    return {"kind": action.kind, "error": error}


async def _perform(session: Session, rule: Rule, conversation_id: UUID, action: RuleAction) -> bool:
    """False when this cannot be done as things stand."""
    actor = system(f"automation: {rule.name}")
    match action:
        case AgentSays():
            return await answering.add_word(session, conversation_id, Draft(text=action.text))
        case CallPerson():
            return await answering.add_word(session, conversation_id, Draft(text=action.text), "automation")
        case OpenTicket():
            item = await inbox.item(session, conversation_id)
            new = NewTicket(summary=action.summary, category=action.category, priority=action.priority)
            await open_ticket(session, actor, item.contact.id, conversation_id, new)
        case ToQueue():
            await floor.transfer(session, conversation_id, by=None, note=action.note, queue_id=action.queue_id)
        case _:
            await actions.perform(session, actor, conversation_id, action)
    return True


async def dry_run(session: Session, principal: Principal, rule: NewAutomation) -> Tried:
    """What it would have met in the past week, the latest first. Nothing is done."""
    steps = await course.happened(session, first_id(now() - WEEK), MOST_LOOKED_AT)
    occasions = [found for step in steps if (found := _occasion(step))]
    if rule.trigger is Trigger.WAITING:
        occasions = waits(steps, now())
    looking = await _Looking.begin(session)
    matched = await looking.matching(rule, [each for each in occasions if looking.fits(rule, each)])
    seen = await access.among(session, principal, {each.conversation_id for each in matched})
    shown = [each for each in reversed(matched) if each.conversation_id in seen]
    lines = [
        TriedLine(
            conversation_id=each.conversation_id,
            contact_name=looking.items[each.conversation_id].contact.name,
            at=each.at,
            text=each.text[:200],
        )
        for each in shown[:MOST_SHOWN]
    ]
    looked_at = sum(each.trigger is rule.trigger for each in occasions)
    return Tried(looked_at=looked_at, matched=len(shown), cut=len(steps) == MOST_LOOKED_AT, items=lines)


def waits(steps: Sequence[Step], until: datetime) -> list[Occasion]:
    """Every wait for a person, with how long it took until somebody had the floor (or until now)."""
    begun: dict[UUID, Step] = {}
    found = []
    for step in steps:
        if step.event == "handed_off":
            begun.setdefault(step.conversation_id, step)
        elif step.event in _TAKEN and (begin := begun.pop(step.conversation_id, None)):
            found.append(_wait(begin, step.at))
    return [*found, *(_wait(begin, until) for begin in begun.values())]


def _wait(begin: Step, end: datetime) -> Occasion:
    return Occasion(
        subject=str(begin.id),
        trigger=Trigger.WAITING,
        conversation_id=begin.conversation_id,
        at=begin.at,
        reason=begin.facts.get("reason"),
        minutes=(end - begin.at) / timedelta(minutes=1),
    )
