"""How a company uses what is read: from which confidence on, and which department minds which category."""

from dataclasses import asdict

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.agents.models import UnderstandingRow
from prosa.agents.understanding.reading import DEFAULT_BOUNDS
from prosa.agents.understanding.schemas import UnderstandingChange, UnderstandingSettings
from prosa.core.db import Session
from prosa.core.outbox import publish


async def get_settings(session: Session) -> UnderstandingSettings:
    """The company's over the defaults."""
    row = await session.get(UnderstandingRow, 1)
    shipped = {head: asdict(bounds) for head, bounds in DEFAULT_BOUNDS.items()}
    own = row.bounds if row else {}
    return UnderstandingSettings.model_validate(
        {"bounds": {**shipped, **own}, "departments": row.departments if row else {}}
    )


async def change_settings(session: Session, actor: Principal, change: UnderstandingChange) -> UnderstandingSettings:
    row = await session.get(UnderstandingRow, 1, with_for_update=True)
    if row is None:
        row = UnderstandingRow(id=1, bounds={}, departments={})
        session.add(row)
    given = change.model_dump(exclude_none=True)
    row.bounds = {**row.bounds, **given.get("bounds", {})}
    row.departments = given.get("departments", row.departments)
    await session.flush()
    record_action(session, actor, "understanding.changed", ("understanding", 1), **given)
    publish(session, "understanding")
    return await get_settings(session)
