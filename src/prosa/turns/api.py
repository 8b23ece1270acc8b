"""Turns over HTTP: why it answered so."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts.auth import OperatorDep, SupervisorDep, ViewerDep
from prosa.agents import understanding as learned
from prosa.agents.understanding import Correction, ExampleItem, Quality
from prosa.core.http import RuntimeDep, SessionDep
from prosa.turns import escalation, queries, tools_api, understanding
from prosa.turns import process as processing
from prosa.turns.process_schemas import Processed, Processing
from prosa.turns.rehearsal import rehearse
from prosa.turns.schemas import (
    DoubtfulTurns,
    RatedReplies,
    Rehearsal,
    Rehearsed,
    ShippedRule,
    ShippedRules,
    Trace,
)

router = APIRouter(tags=["turns"])
router.include_router(tools_api.router)


@router.get("/turns/doubtful", operation_id="list_doubtful_turns")
async def list_doubtful_turns(
    session: SessionDep, me: ViewerDep, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> DoubtfulTurns:
    """What the agent was unsure of in the last month."""
    return DoubtfulTurns(items=await queries.doubtful(session, me, limit))


@router.get("/turns/rated", operation_id="list_rated_replies")
async def list_rated_replies(
    session: SessionDep, me: ViewerDep, limit: Annotated[int, Query(ge=1, le=500)] = 200
) -> RatedReplies:
    """What contacts put a thumb on in the last month: up is good, down is bad."""
    return await queries.rated(session, me, limit)


@router.get("/escalation-rules", operation_id="list_escalation_rules")
async def list_escalation_rules(_: ViewerDep) -> ShippedRules:
    """When a person is called, as shipped; a version of an agent changes them by kind."""
    items = [
        ShippedRule(kind=kind, params=dict(params), fixed=kind == escalation.ASKED)
        for kind, params in escalation.defaults().items()
    ]
    return ShippedRules(items=items)


@router.get("/turns/{turn_id}", operation_id="get_turn")
async def get_turn(session: SessionDep, me: ViewerDep, turn_id: UUID) -> Trace:
    await queries.check(session, me, turn_id)
    return await queries.trace(session, turn_id)


@router.post("/turns/{turn_id}/correction", operation_id="correct_turn")
async def correct_turn(session: SessionDep, me: SupervisorDep, turn_id: UUID, correction: Correction) -> ExampleItem:
    """Says what was really meant, in place of an earlier correction; the local model learns it within seconds."""
    await queries.check(session, me, turn_id)
    return await understanding.correct(session, me, turn_id, correction)


@router.delete("/turns/{turn_id}/correction", operation_id="undo_correction", status_code=HTTPStatus.NO_CONTENT)
async def undo_correction(session: SessionDep, me: SupervisorDep, turn_id: UUID) -> None:
    await queries.check(session, me, turn_id)
    await learned.undo(session, me, turn_id)


@router.get("/understanding", operation_id="get_understanding")
async def get_understanding(session: SessionDep, _: ViewerDep) -> Quality:
    """The local model that reads, and how its automatic decisions did by week."""
    return await understanding.quality(session)


@router.post("/agents/{agent_id}/try", operation_id="try_agent")
async def try_agent(runtime: RuntimeDep, _: SupervisorDep, agent_id: UUID, rehearsal: Rehearsal) -> Rehearsed:
    """One turn as it would be, with a version or a draft. Nothing is sent or stored, and no tool that writes is run."""
    return await rehearse(runtime, agent_id, rehearsal)


@router.post("/process", operation_id="process")
async def process(runtime: RuntimeDep, _: OperatorDep, wanted: Processing) -> Processed:
    """A message through one function of the agent, or all of them: `classify_message`, `search_knowledge_base`,
    `generate_response`, `check_escalation_criteria`, `full`. Nothing is sent or stored, and no tool that writes is
    run."""
    return await processing.process(runtime, wanted)
