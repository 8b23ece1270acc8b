"""Prices over HTTP."""

from typing import Annotated
from uuid import UUID

from annotated_types import Len
from fastapi import APIRouter
from pydantic import BaseModel

from prosa.accounts.auth import AdminDep, ViewerDep
from prosa.channels import prices
from prosa.channels.lines import lines
from prosa.channels.prices import Price
from prosa.channels.schemas import MessageCost
from prosa.conversations import access, delivered
from prosa.core.errors import NotFound
from prosa.core.http import RuntimeDep, SessionDep

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


@router.get("/messages/{message_id}/cost", operation_id="get_message_cost")
async def get_message_cost(
    runtime: RuntimeDep, session: SessionDep, me: ViewerDep, message_id: UUID
) -> MessageCost | None:
    """By the table of prices, for the category the provider reported; null where nobody charges for messages."""
    await access.check_message(session, me, message_id)
    sent = await delivered.one(session, message_id)
    if sent is None:
        raise NotFound("there is no such message of ours")
    line = await lines(runtime).get(sent.channel_id)
    return await prices.message_cost(session, sent) if line.capabilities.billed else None
