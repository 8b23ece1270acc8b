"""Deliveries that were given up: signed by the provider, stored, and never taken in. Nothing of them is lost."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select, update

from prosa.accounts import Principal, record_action
from prosa.channels.models import ChannelRow, DeliveryRow
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound

_FAILED = DeliveryRow.state == "failed"


class FailedDelivery(BaseModel):
    """`error` is what the last of `attempts` tries to take it in ended with."""

    id: UUID
    channel_id: UUID
    channel_name: str
    received_at: datetime
    attempts: int
    error: str | None


async def failed_deliveries(session: Session) -> int:
    """How many there are."""
    return await session.scalar(select(func.count()).select_from(DeliveryRow).where(_FAILED)) or 0


async def failed(session: Session, before: UUID | None, limit: int) -> list[FailedDelivery]:
    """The newest first."""
    query = select(
        DeliveryRow.id,
        DeliveryRow.channel_id,
        ChannelRow.name.label("channel_name"),
        DeliveryRow.received_at,
        DeliveryRow.attempts,
        DeliveryRow.error,
    ).join(ChannelRow, ChannelRow.id == DeliveryRow.channel_id)
    if before is not None:
        query = query.where(DeliveryRow.id < before)
    rows = await session.execute(query.where(_FAILED).order_by(DeliveryRow.id.desc()).limit(limit))
    return [FailedDelivery.model_validate(row, from_attributes=True) for row in rows]


async def take_again(session: Session, actor: Principal, delivery_id: UUID) -> None:
    """Lets the next sweep read it once more, a few seconds from now. Raises `NotFound` unless it was given up."""
    values = {"state": "stored", "attempts": 0, "lease_until": now()}
    changed = await session.scalar(
        update(DeliveryRow).where(DeliveryRow.id == delivery_id, _FAILED).values(**values).returning(DeliveryRow.id)
    )
    if changed is None:
        raise NotFound("no delivery with this id was given up")
    record_action(session, actor, "delivery.retried", ("delivery", delivery_id))
