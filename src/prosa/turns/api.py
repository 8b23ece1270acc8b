"""Turns over HTTP: why it answered so."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import SupervisorDep, ViewerDep
from prosa.agents import understanding as learned
from prosa.agents.understanding import Correction, ExampleItem, Quality
from prosa.core.http import RuntimeDep, SessionDep
from prosa.turns import queries, tools_api, understanding
from prosa.turns.rehearsal import rehearse
from prosa.turns.schemas import Rehearsal, Rehearsed, Trace

router = APIRouter(tags=["turns"])
router.include_router(tools_api.router)


@router.get("/turns/{turn_id}", operation_id="get_turn")
async def get_turn(session: SessionDep, _: ViewerDep, turn_id: UUID) -> Trace:
    return await queries.trace(session, turn_id)


@router.post("/turns/{turn_id}/correction", operation_id="correct_turn")
async def correct_turn(session: SessionDep, me: SupervisorDep, turn_id: UUID, correction: Correction) -> ExampleItem:
    """Says what was really meant, in place of an earlier correction; the local model learns it within seconds."""
    return await understanding.correct(session, me, turn_id, correction)


@router.delete("/turns/{turn_id}/correction", operation_id="undo_correction", status_code=HTTPStatus.NO_CONTENT)
async def undo_correction(session: SessionDep, me: SupervisorDep, turn_id: UUID) -> None:
    await learned.undo(session, me, turn_id)


@router.get("/understanding", operation_id="get_understanding")
async def get_understanding(session: SessionDep, _: ViewerDep) -> Quality:
    """The local model that reads, and how its automatic decisions did by week."""
    return await understanding.quality(session)


@router.post("/agents/{agent_id}/try", operation_id="try_agent")
async def try_agent(runtime: RuntimeDep, _: SupervisorDep, agent_id: UUID, rehearsal: Rehearsal) -> Rehearsed:
    """One turn as it would be, with a version or a draft. Nothing is sent or stored, and no tool that writes is run."""
    return await rehearse(runtime, agent_id, rehearsal)
