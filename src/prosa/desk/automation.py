"""Automation rules: when something happens, and if all of this is so, then these things are done.

What happens is read from the threads themselves, so that a rule can be tried on what has already happened: a dry run
looks at the past week with the same eyes and tells what it would have done.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import delete, func, select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations.schemas import Priority
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.desk.actions import GiveBack, Prioritise, PutLabel, Remark, Resolve, TakeLabel, ToQueue
from prosa.desk.models import AutomationRow, AutomationRunRow
from prosa.tickets.schemas import TicketCategory

LONGEST_WAIT = 24 * 60
MOST_RULES = 100


class Trigger(StrEnum):
    """`message`: the contact said something; `handed`: it was passed to people; `waiting`: for so many minutes."""

    MESSAGE = "message"
    HANDED = "handed"
    RESOLVED = "resolved"
    WAITING = "waiting"


class Hours(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class Conditions(BaseModel):
    """All that is given must hold; of a list, one of its values. `words`: one of them stands in what the contact said
    (of `message`). `reasons`: why it was handed over."""

    model_config = ConfigDict(extra="forbid")

    channel_ids: Annotated[list[UUID], Field(max_length=20)] = []
    queue_ids: Annotated[list[UUID], Field(max_length=20)] = []
    label_ids: Annotated[list[UUID], Field(max_length=20)] = []
    priorities: Annotated[list[Priority], Field(max_length=4)] = []
    words: Annotated[list[Word], Field(max_length=50)] = []
    reasons: Annotated[list[Word], Field(max_length=20)] = []
    hours: Hours | None = None
    vip: bool | None = None


class AgentSays(BaseModel):
    """The agent says this, where it has the floor."""

    kind: Literal["say"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class CallPerson(BaseModel):
    """Passes it to people, where the agent has the floor; the contact is told so."""

    kind: Literal["call_person"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class OpenTicket(BaseModel):
    kind: Literal["ticket"]
    summary: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    category: TicketCategory
    priority: Priority


RuleAction = Annotated[
    PutLabel | TakeLabel | Prioritise | ToQueue | Resolve | GiveBack | Remark | AgentSays | CallPerson | OpenTicket,
    Field(discriminator="kind"),
]


class NewAutomation(BaseModel):
    """`minutes` belongs to the trigger `waiting`."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    active: bool
    trigger: Trigger
    minutes: Annotated[int, Field(ge=1, le=LONGEST_WAIT)] | None = None
    conditions: Conditions
    actions: Annotated[list[RuleAction], Field(min_length=1, max_length=10)]

    @model_validator(mode="after")
    def _minutes_belong(self) -> "NewAutomation":
        if (self.trigger is Trigger.WAITING) != (self.minutes is not None):
            raise ValueError("minutes belong to the trigger waiting, and to no other")
        return self


class Rule(NewAutomation):
    """`since`: what happened before is none of its business."""

    id: UUID
    since: datetime


class AutomationItem(BaseModel):
    """A rule with how often it was carried out in the last week."""

    id: UUID
    name: str
    active: bool
    trigger: Trigger
    minutes: int | None
    conditions: Conditions
    actions: list[RuleAction]
    runs: int
    last_run_at: datetime | None


class AutomationList(BaseModel):
    items: list[AutomationItem]


class TooManyRules(NotFound):
    status = 409
    code = "too_many_rules"


async def list_rules(session: Session, since: datetime) -> list[AutomationItem]:
    """In the order they were made, with their runs since then."""
    counted = (
        select(AutomationRunRow.rule_id, func.count(), func.max(AutomationRunRow.at))
        .where(AutomationRunRow.at > since)
        .group_by(AutomationRunRow.rule_id)
    )
    runs = {rule_id: (count, last) for rule_id, count, last in await session.execute(counted)}
    rows = await session.scalars(select(AutomationRow).order_by(AutomationRow.id))
    return [_item(_rule(row), *runs.get(row.id, (0, None))) for row in rows]


def _item(rule: Rule, runs: int, last: datetime | None) -> AutomationItem:
    return AutomationItem(**rule.model_dump(exclude={"since"}), runs=runs, last_run_at=last)


async def active_rules(session: Session) -> list[Rule]:
    rows = await session.scalars(select(AutomationRow).where(AutomationRow.active).order_by(AutomationRow.id))
    return [_rule(row) for row in rows]


def _rule(row: AutomationRow) -> Rule:
    return Rule.model_validate({name: getattr(row, name) for name in Rule.model_fields})


async def add_rule(session: Session, actor: Principal, new: NewAutomation) -> UUID:
    """Raises `TooManyRules`."""
    if (await session.scalar(select(func.count()).select_from(AutomationRow)) or 0) >= MOST_RULES:
        raise TooManyRules(f"there are {MOST_RULES} rules already")
    row = AutomationRow(id=new_id(), since=now(), **new.model_dump(mode="json"))
    session.add(row)
    _tell(session, actor, "automation.added", row)
    return row.id


async def change_rule(session: Session, actor: Principal, rule_id: UUID, new: NewAutomation) -> None:
    """Replaces it. Raises `NotFound`."""
    row = await _get(session, rule_id)
    if new.active and not row.active:
        row.since = now()
    for name, value in new.model_dump(mode="json").items():
        setattr(row, name, value)
    _tell(session, actor, "automation.changed", row)


async def remove_rule(session: Session, actor: Principal, rule_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await _get(session, rule_id)
    _tell(session, actor, "automation.removed", row)
    await session.execute(delete(AutomationRow).where(AutomationRow.id == rule_id))


async def _get(session: Session, rule_id: UUID) -> AutomationRow:
    row = await session.get(AutomationRow, rule_id, with_for_update=True)
    if row is None:
        raise NotFound("there is no such rule")
    return row


def _tell(session: Session, actor: Principal, action: str, row: AutomationRow) -> None:
    record_action(session, actor, action, ("automation", row.id), name=row.name, active=row.active)
    publish(session, "automations")
