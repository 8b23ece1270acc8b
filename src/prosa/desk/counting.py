"""Keeps the cases of all conversations up to date, a few seconds behind what happens.

It goes through the lines of all threads in the order of their ids and tells anew the last case of each conversation in
which something happened. What was told before is told the same again, so it may be interrupted anywhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.agents import current_instructions
from prosa.conversations import course
from prosa.conversations.course import Step
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.desk import cases
from prosa.desk.cases import Case, CaseState, Holder
from prosa.desk.models import CaseRow, PlaceRow

PLACE = "cases"
BEGINNING = UUID(int=0)
AT_ONCE = 400
"""Conversations told in one transaction."""
_KEY = ("id", "conversation_id", "first_seq")
_TOLD = ("csat", "nps", "late")
_COLUMNS = [column.name for column in CaseRow.__table__.columns if column.name not in _TOLD]
_SAME = [field.name for field in fields(Case) if field.name in _COLUMNS]
_KEEP = f"""
INSERT INTO "case" ({", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS)} FROM jsonb_populate_recordset(NULL::"case", %(rows)s::jsonb)
ON CONFLICT (conversation_id, first_seq) DO UPDATE
SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEY)}
"""  # noqa: S608  (our constants)
"""What others told of a case is kept."""


async def count(session: Session) -> bool:
    """Tells the cases of what moved since the last time; whether there is more to tell at once."""
    after = await place(session, PLACE)
    moved = await course.moved(session, after)
    behind = await _behind(session, moved.last_seqs)
    for some in _parts(behind):
        await _tell(session, some)
    if behind:
        publish(session, "board")
    await move(session, PLACE, moved.upto)
    return moved.more


async def place(session: Session, name: str) -> UUID:
    """Up to which line it was read; nobody else reads on until this transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"desk:{name}", 0))))
    return await session.scalar(select(PlaceRow.line).where(PlaceRow.name == name)) or BEGINNING


async def move(session: Session, name: str, line: UUID) -> None:
    statement = insert(PlaceRow).values(name=name, line=line)
    await session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"line": line}))


async def close_quiet(session: Session) -> int:
    """Ends the cases in which nobody has said anything for long; how many."""
    quiet = (CaseRow.state == CaseState.OPEN, CaseRow.holder == Holder.AGENT, CaseRow.last_at < now() - cases.QUIET)
    ended_at = CaseRow.last_at + cases.QUIET
    length = func.extract("epoch", ended_at - CaseRow.opened_at) * 1000
    done = update(CaseRow).where(*quiet).values(
        state=CaseState.LEFT,
        ended_at=ended_at,
        length_ms=length,
        by_agent=(CaseRow.handoffs == 0) & (CaseRow.people_said == 0) & (CaseRow.agent_said > 0),
    )  # fmt: skip
    left = len((await session.execute(done.returning(CaseRow.id))).all())
    if left:
        publish(session, "board")
    return left


async def mark_late(session: Session, conversation_id: UUID) -> None:
    """A promise of time was broken in the case that runs there."""
    await count(session)
    latest = select(func.max(CaseRow.first_seq)).where(CaseRow.conversation_id == conversation_id).scalar_subquery()
    mine = (CaseRow.conversation_id == conversation_id, CaseRow.first_seq == latest)
    await session.execute(update(CaseRow).where(*mine).values(late=True))
    publish(session, "board")


async def _behind(session: Session, last_seqs: Mapping[UUID, int]) -> dict[UUID, int]:
    """Conversations whose cases are not told to the end, with the line to begin at: that of the last case, which may
    go on."""
    query = (
        select(CaseRow.conversation_id, func.max(CaseRow.first_seq), func.max(CaseRow.last_seq))
        .where(CaseRow.conversation_id.in_(last_seqs))
        .group_by(CaseRow.conversation_id)
    )
    known = {id_: (first, last) for id_, first, last in await session.execute(query)}
    begun = {id_: known.get(id_, (0, 0)) for id_ in last_seqs}
    return {id_: first for id_, (first, last) in begun.items() if last < last_seqs[id_]}


def _parts(behind: Mapping[UUID, int]) -> Iterable[dict[UUID, int]]:
    ids = list(behind)
    for start in range(0, len(ids), AT_ONCE):
        yield {id_: behind[id_] for id_ in ids[start : start + AT_ONCE]}


async def _tell(session: Session, since: Mapping[UUID, int]) -> None:
    steps = await course.steps(session, since)
    by_conversation = groupby(steps, key=lambda step: step.conversation_id)
    told = [case for _, lines in by_conversation for case in _told(list(lines))]
    agents = {channel: await _agent_of(session, channel) for channel in {case.channel_id for case in told}}
    rows = [_row(case, agents[case.channel_id]) for case in told]
    if rows:
        await driver.run(session, _KEEP, {"rows": orjson.dumps(rows).decode()})


def _told(steps: list[Step]) -> list[Case]:
    """The last case is told up to the last line, also where that line changed nothing in it."""
    found = cases.told(steps)
    if found and found[-1].state is CaseState.OPEN and found[-1].holder is Holder.AGENT:
        found[-1] = cases.left(found[-1]) if found[-1].last_at < now() - cases.QUIET else found[-1]
    return found


async def _agent_of(session: Session, channel_id: UUID) -> UUID | None:
    """Who answers on a line."""
    return (await current_instructions(session, channel_id)).agent_id


def _row(case: Case, agent_id: UUID | None) -> dict[str, Any]:
    return {
        **{name: getattr(case, name) for name in _SAME},
        "id": new_id(),
        "agent_id": agent_id,
        "by_agent": case.by_agent,
        "answer_ms": _ms(case.opened_at, case.answered_at),
        "person_ms": _ms(case.handed_at or case.opened_at, case.person_at),
        "length_ms": _ms(case.opened_at, case.ended_at),
    }


def _ms(begin: datetime, end: datetime | None) -> int | None:
    return max(0, (end - begin) // timedelta(milliseconds=1)) if end is not None else None
