"""Routes of the understanding: the company's examples, and how what is read is used."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts.auth import SupervisorDep, ViewerDep, WholeSupervisorDep
from prosa.agents.understanding import corrections, settings
from prosa.agents.understanding.schemas import ExampleList, UnderstandingChange, UnderstandingSettings
from prosa.core.http import SessionDep

router = APIRouter(tags=["understanding"])


@router.get("/understanding/examples", operation_id="list_understanding_examples")
async def list_understanding_examples(
    session: SessionDep,
    _: WholeSupervisorDep,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ExampleList:
    """What the company has taught, newest first."""
    return ExampleList(items=await corrections.list_examples(session, before, limit))


@router.delete(
    "/understanding/examples/{example_id}",
    operation_id="remove_understanding_example",
    status_code=HTTPStatus.NO_CONTENT,
)
async def remove_understanding_example(session: SessionDep, me: SupervisorDep, example_id: UUID) -> None:
    await corrections.remove_example(session, me, example_id)


@router.get("/understanding/settings", operation_id="get_understanding_settings")
async def get_understanding_settings(session: SessionDep, _: ViewerDep) -> UnderstandingSettings:
    return await settings.get_settings(session)


@router.patch("/understanding/settings", operation_id="change_understanding_settings")
async def change_understanding_settings(
    session: SessionDep, me: SupervisorDep, change: UnderstandingChange
) -> UnderstandingSettings:
    """The company's bounds and departments; the processes follow within seconds."""
    return await settings.change_settings(session, me, change)
