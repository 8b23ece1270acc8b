"""What is promised to whom: policies by position, the general one for all the others."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations.schemas import Priority
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.tickets.events import PoliciesChanged
from prosa.tickets.models import SlaPolicyRow, SlaTargetRow, TicketRow
from prosa.tickets.schemas import NewSlaPolicy, SlaMinutes, SlaPolicy, SlaStart

GENERAL = UUID(int=1)
"""The policy of whatever no other fits."""
LAST = 10_000
"""Its position: after all others."""
_HOUR = 60
DEFAULTS = {
    Priority.CRITICAL: SlaMinutes(first=5, next=5, resolution=4 * _HOUR),
    Priority.HIGH: SlaMinutes(first=15, next=15, resolution=8 * _HOUR),
    Priority.MEDIUM: SlaMinutes(first=60, next=60, resolution=24 * _HOUR),
    Priority.LOW: SlaMinutes(first=4 * _HOUR, next=4 * _HOUR, resolution=72 * _HOUR),
}
_FIRST = NewSlaPolicy(name="Geral", starts=SlaStart.HANDOFF, minutes=DEFAULTS)


class PolicyTaken(Conflict):
    """Another policy has this name."""

    code = "policy_taken"


class GeneralPolicy(Conflict):
    """It is for all tickets no other policy fits: it has no conditions, and cannot be taken away."""

    code = "general_policy"


async def list_policies(session: Session) -> list[SlaPolicy]:
    return [_view(row) for row in await _rows(session)]


async def policy_of(session: Session, ticket: TicketRow) -> SlaPolicyRow:
    """The first that fits."""
    return next(row for row in await _rows(session) if _fits(row, ticket))


async def add_policy(session: Session, actor: Principal, new: NewSlaPolicy) -> SlaPolicy:
    """Raises `PolicyTaken`."""
    row = SlaPolicyRow(id=new_id(), **_values(new))
    session.add(row)
    await _kept(session)
    _changed(session, actor, "sla_policy.added", row)
    return _view(row)


async def change_policy(session: Session, actor: Principal, policy_id: UUID, new: NewSlaPolicy) -> SlaPolicy:
    """Raises `NotFound`, `PolicyTaken`, and `GeneralPolicy` for conditions it cannot have."""
    row = await _row(session, policy_id)
    values = _values(new)
    if policy_id == GENERAL:
        if new.department or new.category:
            raise GeneralPolicy("the general policy is for every ticket")
        values["position"] = LAST
    for name, value in values.items():
        setattr(row, name, value)
    await _kept(session)
    _changed(session, actor, "sla_policy.changed", row)
    return _view(row)


async def remove_policy(session: Session, actor: Principal, policy_id: UUID) -> None:
    """What it promised becomes a promise of the next one that fits. Raises `NotFound` and `GeneralPolicy`."""
    if policy_id == GENERAL:
        raise GeneralPolicy("the general policy cannot be taken away")
    row = await _row(session, policy_id)
    await session.execute(update(SlaTargetRow).where(SlaTargetRow.policy_id == policy_id).values(policy_id=GENERAL))
    await session.delete(row)
    _changed(session, actor, "sla_policy.removed", row)


async def _rows(session: Session) -> list[SlaPolicyRow]:
    query = select(SlaPolicyRow).order_by(SlaPolicyRow.position, SlaPolicyRow.id)
    rows = list(await session.scalars(query))
    if all(row.id != GENERAL for row in rows):
        values = {"id": GENERAL, **_values(_FIRST), "position": LAST}
        await session.execute(insert(SlaPolicyRow).values(values).on_conflict_do_nothing())
        rows = list(await session.scalars(query))
    return rows


async def _row(session: Session, policy_id: UUID) -> SlaPolicyRow:
    rows = await _rows(session)
    row = next((row for row in rows if row.id == policy_id), None)
    if row is None:
        raise NotFound("there is no such policy")
    return row


async def _kept(session: Session) -> None:
    try:
        await session.flush()
    except IntegrityError:
        raise PolicyTaken("another policy has this name") from None


def _fits(row: SlaPolicyRow, ticket: TicketRow) -> bool:
    department = (ticket.department or "").strip().lower()
    of_department = row.department is None or row.department.lower() == department
    return of_department and row.category in (None, ticket.category)


def _values(new: NewSlaPolicy) -> dict[str, object]:
    return {**new.model_dump(exclude={"minutes"}), "minutes": new.model_dump(mode="json")["minutes"]}


def _view(row: SlaPolicyRow) -> SlaPolicy:
    columns = {name: getattr(row, name) for name in NewSlaPolicy.model_fields}
    return SlaPolicy.model_validate({**columns, "id": row.id, "general": row.id == GENERAL})


def _changed(session: Session, actor: Principal, action: str, row: SlaPolicyRow) -> None:
    record_action(session, actor, action, ("sla_policy", row.id), name=row.name)
    publish(session, "sla")
    emit(session, PoliciesChanged())
