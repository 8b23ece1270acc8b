"""Reports: cases counted by day, queue, operator, agent, channel or reason of the handoff, the cases behind every
number, and the operational figures with their targets."""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal_column, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from prosa import contacts
from prosa.accounts import get_company, names_of, queues
from prosa.accounts.schemas import Principal
from prosa.agents import list_agents
from prosa.contacts.schemas import IdentityKind
from prosa.conversations import access
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.runtime import Runtime
from prosa.desk.cases import CaseState
from prosa.desk.models import CaseRow

LONGEST = timedelta(days=800)
AT_ONCE = 1_000
"""Lines of a file fetched together."""
GOOD_CSAT = 4
PROMOTER, DETRACTOR = 9, 6


class Cut(StrEnum):
    """What a report has a line for."""

    DAY = "day"
    QUEUE = "queue"
    OPERATOR = "operator"
    AGENT = "agent"
    CHANNEL = "channel"
    REASON = "reason"


class Only(StrEnum):
    """The cases behind one number. `again`: a person asked for what had been said; `returned`: passed on at least once;
    `unhappy`: a CSAT of 1 to 3 or an NPS of 0 to 6; `late`: a promise of time was broken."""

    ANSWERED = "answered"
    BY_AGENT = "by_agent"
    HANDED = "handed"
    PERSON = "person"
    RESOLVED = "resolved"
    OPEN = "open"
    TRANSFERRED = "transferred"
    AGAIN = "again"
    CSAT = "csat"
    NPS = "nps"
    UNHAPPY = "unhappy"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those begun on the days from `first` to `last` of the company's calendar, and of those only what
    else is said. `key` belongs to `cut`: one line of a report (its absence: all of them)."""

    first: date
    last: date
    queue_id: UUID | None = None
    operator_id: UUID | None = None
    agent_id: UUID | None = None
    channel_id: UUID | None = None
    cut: Cut | None = None
    key: str | None = None
    only: Only | None = None


class Spread(BaseModel):
    """Milliseconds: half of the cases took no longer than `half`, nine of ten than `most`. Null without any."""

    half: int | None
    most: int | None


class Figures(BaseModel):
    """`answered`: somebody said something, `first_answer` after how long; `handed`: the agent passed it to people,
    `first_person` how long until one of them spoke; `by_agent`: ended without a person. `csat` is the share of 4 and 5
    in percent, `nps` from -100 to 100, `mean` the mean of the NPS scores (0 to 10)."""

    cases: int
    ended: int
    answered: int
    by_agent: int
    handed: int
    person: int
    resolved: int
    open: int
    transferred: int
    again: int
    late: int
    first_answer: Spread
    first_person: Spread
    length: Spread
    csat_answers: int
    csat: float | None
    nps_answers: int
    nps: float | None
    mean: float | None


class ReportLine(BaseModel):
    """`key` null: the cases that belong to none (no queue, nobody, not handed over)."""

    key: str | None
    name: str | None
    figures: Figures


class Report(BaseModel):
    cut: Cut
    total: Figures
    lines: list[ReportLine]


class CaseLine(BaseModel):
    """Times in milliseconds, as in `Figures`."""

    id: UUID
    conversation_id: UUID
    contact_name: str
    channel_id: UUID
    queue: str | None
    operator: str | None
    opened_at: datetime
    ended_at: datetime | None
    state: CaseState
    by_agent: bool
    handed_at: datetime | None
    handoff_reason: str | None
    resolved_reason: str | None
    first_answer: int | None
    first_person: int | None
    length: int | None
    inbound: int
    agent_said: int
    people_said: int
    transfers: int
    asked_again: int
    csat: int | None
    nps: int | None
    late: bool


class CasePage(BaseModel):
    """The latest first."""

    items: list[CaseLine]
    next: str | None


_ENDED = CaseRow.state != CaseState.OPEN
_ONLY: dict[Only, ColumnElement[bool] | InstrumentedAttribute[bool]] = {
    Only.ANSWERED: CaseRow.answer_ms.is_not(None),
    Only.BY_AGENT: CaseRow.by_agent,
    Only.HANDED: CaseRow.handed_at.is_not(None),
    Only.PERSON: CaseRow.person_ms.is_not(None),
    Only.RESOLVED: CaseRow.state == CaseState.RESOLVED,
    Only.OPEN: CaseRow.state == CaseState.OPEN,
    Only.TRANSFERRED: CaseRow.transfers > 0,
    Only.AGAIN: CaseRow.asked_again > 0,
    Only.CSAT: CaseRow.csat.is_not(None),
    Only.NPS: CaseRow.nps.is_not(None),
    Only.LATE: CaseRow.late,
    Only.UNHAPPY: or_(CaseRow.csat < GOOD_CSAT, CaseRow.nps <= DETRACTOR),
}


async def report(session: Session, principal: Principal, wanted: Wanted, cut: Cut) -> Report:
    """The figures of all wanted cases together, and by line. Raises `Invalid`."""
    condition = await _condition(session, principal, wanted)
    zone = (await get_company(session)).timezone
    key = _key(cut, zone)
    counted = select(key.label("key"), func.grouping(key).label("whole"), *_figures()).where(condition)
    grouped = counted.group_by(func.grouping_sets(tuple_(key), tuple_()))
    rows = [dict(row._mapping) for row in await session.execute(grouped)]
    lines = [row for row in rows if not row["whole"]]
    names = await _names(session, cut, [row["key"] for row in lines if row["key"] is not None])
    total = next(row for row in rows if row["whole"])
    return Report(cut=cut, total=_shown(total), lines=_ordered(cut, [_line(row, names) for row in lines]))


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> ReportLine:
    key = row["key"]
    return ReportLine(key=key, name=names.get(key) if key is not None else None, figures=_shown(row))


def _ordered(cut: Cut, lines: list[ReportLine]) -> list[ReportLine]:
    """Days by time, all else by how much there is."""
    if cut is Cut.DAY:
        return sorted(lines, key=lambda line: line.key or "")
    return sorted(lines, key=lambda line: -line.figures.cases)


def _figures() -> list[ColumnElement[Any]]:
    """One column for every number."""
    counts = [func.count().filter(condition).label(name) for name, condition in _ONLY.items()]
    spreads = [
        func.percentile_cont(literal_column("ARRAY[0.5, 0.9]")).within_group(column).label(name)
        for name, column in _SPREADS.items()
    ]
    return [
        func.count().label("cases"),
        func.count().filter(_ENDED).label("ended"),
        *counts,
        *spreads,
        func.count().filter(CaseRow.csat >= GOOD_CSAT).label("content"),
        func.count().filter(CaseRow.nps >= PROMOTER).label("promoters"),
        func.count().filter(CaseRow.nps <= DETRACTOR).label("detractors"),
        func.avg(CaseRow.nps).label("mean"),
    ]


_SPREADS = {"first_answer": CaseRow.answer_ms, "first_person": CaseRow.person_ms, "length": CaseRow.length_ms}


def _shown(row: Mapping[str, Any]) -> Figures:
    csat, nps = row["csat"], row["nps"]
    counted = {name: row[name] for name in Figures.model_fields if isinstance(row.get(name), int)}
    spreads = {name: _spread(row[name]) for name in _SPREADS}
    return Figures.model_validate(
        {
            **counted,
            **spreads,
            "csat_answers": csat,
            "csat": round(100 * row["content"] / csat, 2) if csat else None,
            "nps_answers": nps,
            "nps": round(100 * (row["promoters"] - row["detractors"]) / nps, 2) if nps else None,
            "mean": round(float(row["mean"]), 2) if nps else None,
        }
    )


def _spread(found: Sequence[float] | None) -> Spread:
    half, most = found or (None, None)
    return Spread(half=None if half is None else round(half), most=None if most is None else round(most))


def _key(cut: Cut, zone: str) -> ColumnElement[str]:
    """What a line is named by, as text."""
    match cut:
        case Cut.DAY:
            return cast(func.date(func.timezone(zone, CaseRow.opened_at)), String)
        case Cut.REASON:
            return cast(CaseRow.handoff_reason, String)
        case _:
            return cast(_COLUMNS[cut], String)


_COLUMNS = {
    Cut.QUEUE: CaseRow.queue_id,
    Cut.OPERATOR: CaseRow.operator_id,
    Cut.AGENT: CaseRow.agent_id,
    Cut.CHANNEL: CaseRow.channel_id,
}


async def _names(session: Session, cut: Cut, keys: Sequence[str]) -> dict[str, str]:
    match cut:
        case Cut.QUEUE:
            found = await queues.queue_names(session, [UUID(key) for key in keys])
        case Cut.OPERATOR:
            found = await names_of(session, [UUID(key) for key in keys])
        case Cut.AGENT:
            found = {agent.id: agent.name for agent in await list_agents(session)}
        case _:
            found = {}
    return {str(id_): name for id_, name in found.items()}


async def _condition(session: Session, principal: Principal, wanted: Wanted) -> ColumnElement[bool]:
    """Raises `Invalid` for days in the wrong order or too many of them, and for a key that is none."""
    if not wanted.first <= wanted.last <= wanted.first + LONGEST:
        raise Invalid("the days are in the wrong order, or too many", field="last")
    zone = (await get_company(session)).timezone
    conditions: list[Any] = [access.within(principal, CaseRow.conversation_id), *_days(wanted, ZoneInfo(zone))]
    conditions += [column == value for column, value in _chosen(wanted) if value is not None]
    if wanted.only is not None:
        conditions.append(_ONLY[wanted.only])
    if wanted.cut is not None:
        conditions.append(_of_line(wanted.cut, wanted.key, zone))
    return and_(*conditions)


def _days(wanted: Wanted, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    begin, end = (datetime.combine(day, time(), zone) for day in (wanted.first, wanted.last + timedelta(days=1)))
    return [CaseRow.opened_at >= begin, CaseRow.opened_at < end]


def _chosen(wanted: Wanted) -> list[tuple[Any, UUID | None]]:
    return [
        (CaseRow.queue_id, wanted.queue_id),
        (CaseRow.operator_id, wanted.operator_id),
        (CaseRow.agent_id, wanted.agent_id),
        (CaseRow.channel_id, wanted.channel_id),
    ]


def _of_line(cut: Cut, key: str | None, zone: str) -> ColumnElement[bool]:
    column = _COLUMNS.get(cut, _key(cut, zone))
    if key is None:
        return column.is_(None)
    return column == (_id(key) if cut in _COLUMNS else key)


def _id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Invalid("this is not the key of a line", field="key") from None


async def page(
    session: Session, principal: Principal, wanted: Wanted, before: str | None = None, limit: int = 50
) -> CasePage:
    """The cases behind a number. `before` is the `next` of the page above. Raises `Invalid`."""
    query = select(CaseRow).where(await _condition(session, principal, wanted))
    rows = (await session.scalars(_paged(query, before, limit + 1))).all()
    items = await _lines(session, rows[:limit])
    return CasePage(items=items, next=_cursor(rows[limit - 1]) if len(rows) > limit else None)


def _paged(query: Select[CaseRow], before: str | None, limit: int) -> Select[CaseRow]:
    if before is not None:
        query = query.where(tuple_(CaseRow.opened_at, CaseRow.id) < tuple_(*_read(before)))
    return query.order_by(CaseRow.opened_at.desc(), CaseRow.id.desc()).limit(limit)


async def _lines(session: Session, rows: Sequence[CaseRow]) -> list[CaseLine]:
    people = await contacts.views(session, [row.contact_id for row in rows])
    operators = await names_of(session, [row.operator_id for row in rows if row.operator_id])
    teams = await queues.queue_names(session, [row.queue_id for row in rows if row.queue_id])
    return [
        CaseLine(
            contact_name=people[row.contact_id].name,
            queue=teams.get(row.queue_id) if row.queue_id else None,
            operator=operators.get(row.operator_id) if row.operator_id else None,
            first_answer=row.answer_ms,
            first_person=row.person_ms,
            length=row.length_ms,
            **{name: getattr(row, name) for name in _SAME},
        )
        for row in rows
    ]


_SAME = [name for name in CaseLine.model_fields if name in CaseRow.__table__.columns]


def _cursor(row: CaseRow) -> str:
    return base64.urlsafe_b64encode(f"{row.opened_at.isoformat()}|{row.id}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, case_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(at), UUID(case_id)
    except ValueError:
        raise Invalid("this is not a cursor of ours", field="before") from None


async def all_lines(
    runtime: Runtime, principal: Principal, wanted: Wanted
) -> AsyncIterator[list[tuple[CaseLine, str]]]:
    """Every wanted case with the contact's phone, some at a time: each part is read by itself, however slowly it is
    taken."""
    before: str | None = None
    while True:
        async with runtime.db.transaction() as session:
            query = select(CaseRow).where(await _condition(session, principal, wanted))
            rows = (await session.scalars(_paged(query, before, AT_ONCE))).all()
            lines = await _lines(session, rows)
            people = await contacts.views(session, [row.contact_id for row in rows])
        phones = (people[row.contact_id].address(IdentityKind.PHONE) or "" for row in rows)
        yield list(zip(lines, phones, strict=True))
        if len(rows) < AT_ONCE:
            return
        before = _cursor(rows[-1])


async def default_days(session: Session, days: int = 30) -> tuple[date, date]:
    """The last ones of the company's calendar, with today."""
    today = now().astimezone(ZoneInfo((await get_company(session)).timezone)).date()
    return today - timedelta(days=days - 1), today
