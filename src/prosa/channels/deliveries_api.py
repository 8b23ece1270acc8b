"""Deliveries that were given up, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from prosa.accounts.auth import SupervisorDep, WholeOperatorDep
from prosa.channels import deliveries
from prosa.channels.deliveries import FailedDelivery
from prosa.core.http import SessionDep

router = APIRouter()


class FailedDeliveries(BaseModel):
    total: int
    items: list[FailedDelivery]
    next: UUID | None


@router.get("/deliveries/failed", operation_id="list_failed_deliveries")
async def list_failed_deliveries(
    session: SessionDep,
    _: WholeOperatorDep,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> FailedDeliveries:
    """What providers delivered and could not be taken in, newest first."""
    found = await deliveries.failed(session, before, limit + 1)
    total = await deliveries.failed_deliveries(session)
    items = found[:limit]
    return FailedDeliveries(total=total, items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/deliveries/{delivery_id}/retry", operation_id="retry_delivery", status_code=204)
async def retry_delivery(session: SessionDep, principal: SupervisorDep, delivery_id: UUID) -> None:
    await deliveries.take_again(session, principal, delivery_id)
