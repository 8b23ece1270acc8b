"""What a turn understands: read before the engine answers, kept with the turn and with the conversation, and judged by
people afterwards."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prosa.accounts.schemas import Principal
from prosa.agents import understanding
from prosa.agents.engine import Turn
from prosa.agents.understanding import HEADS, Certainty, Companion, Correction, ExampleItem, Quality, Reading, Week
from prosa.conversations import understood
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import first_id
from prosa.core.language import detect
from prosa.core.runtime import Runtime
from prosa.turns.models import TurnRow

WEEKS = 12
READING = "reading"
"""Where the reading is in what was understood of a turn."""
_BY_WEEK = """
SELECT date_trunc('week', started_at, 'UTC') AS week, count(*) FILTER (WHERE understanding ? 'reading') AS decided,
       count(*) FILTER (WHERE (understanding->'reading'->>'automatic')::boolean) AS automatic
FROM turn WHERE id >= %(since)s AND status IN ('answered', 'handed') GROUP BY 1
"""


class NothingSaid(Invalid):
    """A turn without words cannot be corrected."""

    code = "nothing_said"


def read(runtime: Runtime, turn: Turn) -> Turn:
    """The turn with what the local model reads in it, where this process has one."""
    companion = runtime.registry.all(Companion).get("understanding")
    reading = companion.read([line.text for line in turn.said]) if companion else None
    return replace(turn, reading=reading) if reading else turn


def recorded(reading: Reading | None) -> dict[str, Any]:
    """What is stored of it with the turn. It was automatic when the category was sure enough to act on."""
    if reading is None:
        return {}
    heads = {head: {**asdict(getattr(reading, head)), "certainty": reading.certainty(head)} for head in HEADS}
    return {
        READING: {
            "heads": heads,
            "entities": [asdict(entity) for entity in reading.entities],
            "department": reading.department,
            "automatic": reading.certainty("category") is Certainty.ACT,
        }
    }


async def keep(session: Session, turn: Turn) -> None:
    """For those who sort conversations or open matters: the last reading of each."""
    reading = turn.reading
    if reading is None:
        return
    certain = tuple(head for head in HEADS if reading.certainty(head) is Certainty.ACT)
    labels = {head: getattr(reading, head).value for head in HEADS}
    found = understood.Understood(turn_id=turn.id, department=reading.department, certain=certain, **labels)
    await understood.keep(session, turn.conversation_id, found)


async def correct(session: Session, actor: Principal, turn_id: UUID, correction: Correction) -> ExampleItem:
    """Says what a turn's words really meant. Raises `NotFound`, `NothingSaid`, `NotInText`."""
    await understanding.correct(session, actor, await _subject(session, turn_id), correction)
    found = await understanding.correction_of(session, turn_id)
    if found is None:
        raise NotFound("this turn does not exist")
    return found


async def _subject(session: Session, turn_id: UUID) -> understanding.Subject:
    row = await session.get(TurnRow, turn_id)
    if row is None:
        raise NotFound("this turn does not exist")
    text = "\n".join(line["text"] for line in row.said if line["text"])
    if not text.strip():
        raise NothingSaid("nothing was said in words")
    return understanding.Subject(
        turn_id=row.id,
        conversation_id=row.conversation_id,
        said_at=row.started_at,
        text=text,
        language=detect(text),
        read=row.understanding.get(READING, {}).get("heads", {}),
    )


async def quality(session: Session) -> Quality:
    """The model that reads, and how its automatic decisions did in the last weeks, newest first."""
    since = _monday(now()) - timedelta(weeks=WEEKS - 1)
    counted = {row.week: row for row in await driver.run(session, _BY_WEEK, {"since": first_id(since)})}
    judged = await understanding.judged_by_week(session, since)
    weeks = []
    for number in range(WEEKS):
        monday = since + timedelta(weeks=WEEKS - 1 - number)
        row, (right, wrong) = counted.get(monday), judged.get(monday, (0, 0))
        decided, automatic = (row.decided, row.automatic) if row else (0, 0)
        weeks.append(Week(week=monday.date(), decided=decided, automatic=automatic, right=right, wrong=wrong))
    return Quality(model=await understanding.facts(session), weeks=weeks)


def _monday(at: datetime) -> datetime:
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())
