"""Turns over HTTP: why it answered so."""

from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import ViewerDep
from prosa.core.http import SessionDep
from prosa.turns import queries
from prosa.turns.schemas import Trace

router = APIRouter(tags=["turns"])


@router.get("/turns/{turn_id}", operation_id="get_turn")
async def get_turn(session: SessionDep, _: ViewerDep, turn_id: UUID) -> Trace:
    return await queries.trace(session, turn_id)
