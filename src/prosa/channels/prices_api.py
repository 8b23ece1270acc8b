"""Prices over HTTP."""

from typing import Annotated

from annotated_types import Len
from fastapi import APIRouter
from pydantic import BaseModel

from prosa.accounts.auth import AdminDep, ViewerDep
from prosa.channels import prices
from prosa.channels.prices import Price
from prosa.core.http import SessionDep

router = APIRouter(tags=["prices"])


class PriceList(BaseModel):
    items: Annotated[list[Price], Len(0, 2000)]


@router.get("/prices", operation_id="list_prices")
async def list_prices(session: SessionDep, _: ViewerDep) -> PriceList:
    """The newest first; Meta's for Brazil until an admin enters others."""
    return PriceList(items=await prices.listed(session))


@router.put("/prices", operation_id="replace_prices")
async def replace_prices(session: SessionDep, principal: AdminDep, given: PriceList) -> PriceList:
    """The whole table. An empty one brings the first prices back."""
    await prices.replace(session, principal, given.items)
    return PriceList(items=await prices.listed(session))
