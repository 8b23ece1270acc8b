"""Surveys over HTTP: the plan and the answers."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from prosa.accounts.auth import SupervisorDep
from prosa.core.http import SessionDep
from prosa.desk import surveys
from prosa.desk.surveys import SurveyPage, SurveyPlan

router = APIRouter(tags=["surveys"])


@router.get("/surveys/plan", operation_id="get_survey_plan")
async def get_survey_plan(session: SessionDep, _: SupervisorDep) -> SurveyPlan:
    return await surveys.get_plan(session)


@router.put("/surveys/plan", operation_id="set_survey_plan")
async def set_survey_plan(session: SessionDep, me: SupervisorDep, plan: SurveyPlan) -> SurveyPlan:
    return await surveys.set_plan(session, me, plan)


@router.get("/surveys", operation_id="list_surveys")
async def list_surveys(
    session: SessionDep,
    me: SupervisorDep,
    low: bool = False,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SurveyPage:
    """What contacts answered, the latest first."""
    return await surveys.page(session, me, low=low, before=before, limit=limit)
