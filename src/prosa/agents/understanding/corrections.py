"""What people teach: corrections of what was read in a turn become examples, kept without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.agents.models import ExampleRow
from prosa.agents.understanding.examples import AMOUNTS
from prosa.agents.understanding.learning import learn_soon
from prosa.agents.understanding.schemas import Correction, ExampleItem
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.redaction import redact

CORRECTION = "correction"
WEIGHT = 5.0
"""Of a correction, where a shipped example has 1."""


class NotInText(Invalid):
    """A corrected entity is no part of what was said."""

    code = "not_in_text"


@dataclass(frozen=True, slots=True)
class Subject:
    """A turn that somebody judges: what was said and how it had been read (`read` by head: value, confidence and
    certainty; empty where nothing was read)."""

    turn_id: UUID
    conversation_id: UUID
    said_at: datetime
    text: str
    language: str
    read: Mapping[str, Mapping[str, Any]]


async def correct(session: Session, actor: Principal, subject: Subject, correction: Correction) -> None:
    """Keeps it in place of an earlier one of the same turn; the model learns it within seconds. Raises `NotInText`."""
    labels = correction.model_dump(exclude_none=True, exclude={"entities"})
    text = redact(subject.text)
    entities = [named.model_dump() for named in correction.entities or ()]
    for named in entities:
        _check(named, text)
    # Taught anew is another example: what a model was made of is told by the ids.
    await session.execute(delete(ExampleRow).where(ExampleRow.source_id == subject.turn_id))
    session.add(
        ExampleRow(
            id=new_id(),
            source=CORRECTION,
            source_id=subject.turn_id,
            conversation_id=subject.conversation_id,
            text=text,
            language=subject.language,
            labels=labels,
            entities=entities,
            weight=WEIGHT,
            read=dict(subject.read),
            agreed=_agreed(subject.read, labels),
            said_at=subject.said_at,
            author=actor.name,
        )
    )
    record_action(session, actor, "understanding.corrected", ("turn", subject.turn_id), heads=sorted(labels))
    _changed(session)


def _check(named: Mapping[str, Any], text: str) -> None:
    if named["text"] not in text:
        raise NotInText(f"{named['text']!r} is not in the text", text=named["text"])
    if named["type"] in AMOUNTS and not isinstance(named["value"], float):
        raise Invalid(f"the value of {named['type']} is a number")


def _agreed(read: Mapping[str, Mapping[str, Any]], labels: Mapping[str, Any]) -> bool | None:
    """Whether everything that was acted on and has been judged was right."""
    acted = [head for head in labels if read.get(head, {}).get("certainty") == "act"]
    return all(read[head]["value"] == labels[head] for head in acted) if acted else None


async def undo(session: Session, actor: Principal, turn_id: UUID) -> None:
    """Takes the correction of a turn back. Raises `NotFound`."""
    await _remove(session, actor, ExampleRow.source_id == turn_id)


async def remove_example(session: Session, actor: Principal, example_id: UUID) -> None:
    """Raises `NotFound`."""
    await _remove(session, actor, ExampleRow.id == example_id)


async def _remove(session: Session, actor: Principal, which: Any) -> None:
    removed = await session.scalar(delete(ExampleRow).where(which).returning(ExampleRow.source_id))
    if removed is None:
        raise NotFound("there is no such example")
    record_action(session, actor, "understanding.example_removed", ("turn", removed))
    _changed(session)


def _changed(session: Session) -> None:
    learn_soon(session)
    publish(session, "understanding")


async def list_examples(session: Session, before: UUID | None = None, limit: int = 100) -> list[ExampleItem]:
    """The company's own, newest first."""
    statement = select(ExampleRow).order_by(ExampleRow.id.desc()).limit(limit)
    rows = await session.scalars(statement if before is None else statement.where(ExampleRow.id < before))
    return [ExampleItem.model_validate(row, from_attributes=True) for row in rows]


async def correction_of(session: Session, turn_id: UUID) -> ExampleItem | None:
    row = await session.scalar(select(ExampleRow).where(ExampleRow.source_id == turn_id))
    return ExampleItem.model_validate(row, from_attributes=True) if row else None


async def judged_by_week(session: Session, since: datetime) -> dict[datetime, tuple[int, int]]:
    """How many turns that were acted on were right and wrong, by the Monday (UTC) of what was said."""
    week = func.date_trunc("week", ExampleRow.said_at, "UTC")
    statement = (
        select(
            week, func.count().filter(ExampleRow.agreed.is_(True)), func.count().filter(ExampleRow.agreed.is_(False))
        )
        .where(ExampleRow.said_at >= since, ExampleRow.agreed.is_not(None))
        .group_by(week)
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(statement)}


async def judged(session: Session, since: datetime) -> tuple[int, int]:
    """How many turns that were acted on were right and wrong, of what was said since then."""
    right, wrong = ExampleRow.agreed.is_(True), ExampleRow.agreed.is_(False)
    statement = select(func.count().filter(right), func.count().filter(wrong)).where(ExampleRow.said_at >= since)
    right_ones, wrong_ones = (await session.execute(statement)).one()
    return right_ones, wrong_ones
