"""Routes of agents: versions of the instructions, and publishing one."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import SupervisorDep, ViewerDep
from prosa.agents import service
from prosa.agents.models_api import router as models_router
from prosa.agents.schemas import AgentChange, AgentDetail, AgentList, NewAgent, NewVersion, VersionDiff
from prosa.agents.understanding.api import router as understanding_router
from prosa.core.http import SessionDep

router = APIRouter(tags=["agents"])
router.include_router(models_router)
router.include_router(understanding_router)


@router.get("/agents", operation_id="list_agents")
async def list_agents(session: SessionDep, _: ViewerDep) -> AgentList:
    return AgentList(items=await service.list_agents(session))


@router.post("/agents", operation_id="create_agent", status_code=HTTPStatus.CREATED)
async def create_agent(session: SessionDep, me: SupervisorDep, new: NewAgent) -> AgentDetail:
    """An agent under a name of its own, with the shipped phrases."""
    agent_id = await service.create_agent(session, me, new.name, NewVersion(), engine=new.engine)
    return await service.get_agent(session, agent_id)


@router.get("/agents/{agent_id}", operation_id="get_agent")
async def get_agent(session: SessionDep, _: ViewerDep, agent_id: UUID) -> AgentDetail:
    return await service.get_agent(session, agent_id)


@router.patch("/agents/{agent_id}", operation_id="change_agent")
async def change_agent(session: SessionDep, me: SupervisorDep, agent_id: UUID, change: AgentChange) -> AgentDetail:
    """Counts from the next turn on."""
    await service.change_agent(session, me, agent_id, change)
    return await service.get_agent(session, agent_id)


@router.post("/agents/{agent_id}/versions", operation_id="add_agent_version", status_code=HTTPStatus.CREATED)
async def add_agent_version(session: SessionDep, me: SupervisorDep, agent_id: UUID, new: NewVersion) -> AgentDetail:
    """Saves instructions; contacts see them once they are published."""
    await service.add_version(session, me, agent_id, new)
    return await service.get_agent(session, agent_id)


@router.post("/agents/{agent_id}/versions/{version}/publish", operation_id="publish_agent_version")
async def publish_agent_version(session: SessionDep, me: SupervisorDep, agent_id: UUID, version: int) -> AgentDetail:
    """From the next turn on; publishing an older version is how to go back."""
    await service.publish_version(session, me, agent_id, version)
    return await service.get_agent(session, agent_id)


@router.get("/agents/{agent_id}/versions/{before}/diff/{after}", operation_id="compare_agent_versions")
async def compare_agent_versions(
    session: SessionDep, _: ViewerDep, agent_id: UUID, before: int, after: int
) -> VersionDiff:
    return await service.compare_versions(session, agent_id, before, after)
