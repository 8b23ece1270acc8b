"""Routes of language models: connections, trials, what they cost and whether they answer."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from prosa.accounts import get_company
from prosa.accounts.auth import AdminDep, SupervisorDep, ViewerDep
from prosa.agents import connections, costs, trials
from prosa.agents.model_schemas import (
    CostBy,
    Costs,
    ModelChange,
    ModelItem,
    ModelList,
    ModelsHealth,
    NewModel,
    Probe,
)
from prosa.core.http import RuntimeDep, SessionDep

router = APIRouter(tags=["models"])


@router.get("/models", operation_id="list_models")
async def list_models(session: SessionDep, _: ViewerDep) -> ModelList:
    return await connections.list_models(session)


@router.post("/models", operation_id="add_model", status_code=HTTPStatus.CREATED)
async def add_model(runtime: RuntimeDep, me: AdminDep, new: NewModel) -> ModelItem:
    """A language model that may answer. Try it with its probe before it does."""
    await connections.check_address(runtime.settings, new.base_url)
    async with runtime.db.transaction() as session:
        model_id = await connections.add_model(session, runtime, me, new)
        return await connections.get_model(session, model_id)


@router.get("/models/costs", operation_id="list_model_costs")
async def list_model_costs(
    session: SessionDep,
    _: SupervisorDep,
    by: CostBy = CostBy.DAY,
    since: Annotated[date | None, Query(description="the first day; 30 days ago by default")] = None,
    until: Annotated[date | None, Query(description="the last day")] = None,
) -> Costs:
    """What language models cost, in millionths of the currency of their prices; days are the company's."""
    company = await get_company(session)
    return await costs.costs(session, by, since, until, company.timezone)


@router.patch("/models/{model_id}", operation_id="change_model")
async def change_model(runtime: RuntimeDep, me: AdminDep, model_id: UUID, change: ModelChange) -> ModelItem:
    await connections.check_address(runtime.settings, change.base_url)
    async with runtime.db.transaction() as session:
        await connections.change_model(session, runtime, me, model_id, change)
        return await connections.get_model(session, model_id)


@router.delete("/models/{model_id}", operation_id="remove_model", status_code=HTTPStatus.NO_CONTENT)
async def remove_model(session: SessionDep, me: AdminDep, model_id: UUID) -> Response:
    """Agents that name it go on with the next of their chain."""
    await connections.remove_model(session, me, model_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/models/{model_id}/probe", operation_id="probe_model")
async def probe_model(runtime: RuntimeDep, _: AdminDep, model_id: UUID) -> Probe:
    """Asks the model a few short questions, which cost a little, and keeps what it can do."""
    return await trials.probe_model(runtime, model_id)


@router.post("/health/llm", operation_id="check_models")
async def check_models(runtime: RuntimeDep, response: Response, _: SupervisorDep) -> ModelsHealth:
    """Asks every enabled model a word. 503 when there are some and none answers."""
    found = await trials.check_models(runtime)
    if not found.ok:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return found
