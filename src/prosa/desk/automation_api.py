"""Automation rules over HTTP."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import AdminDep, SupervisorDep
from prosa.core.clock import now
from prosa.core.http import SessionDep
from prosa.desk import automating, automation
from prosa.desk.automating import Tried
from prosa.desk.automation import AutomationList, NewAutomation

router = APIRouter(tags=["automations"])


@router.get("/automations", operation_id="list_automations")
async def list_automations(session: SessionDep, _: SupervisorDep) -> AutomationList:
    """All rules, with how often each was carried out in the past week."""
    return AutomationList(items=await automation.list_rules(session, now() - automating.WEEK))


@router.post("/automations", operation_id="create_automation", status_code=HTTPStatus.CREATED)
async def create_automation(session: SessionDep, me: AdminDep, new: NewAutomation) -> AutomationList:
    await automation.add_rule(session, me, new)
    return AutomationList(items=await automation.list_rules(session, now() - automating.WEEK))


@router.put("/automations/{rule_id}", operation_id="change_automation")
async def change_automation(session: SessionDep, me: AdminDep, rule_id: UUID, new: NewAutomation) -> AutomationList:
    """Replaces the rule."""
    await automation.change_rule(session, me, rule_id, new)
    return AutomationList(items=await automation.list_rules(session, now() - automating.WEEK))


@router.delete("/automations/{rule_id}", operation_id="delete_automation", status_code=HTTPStatus.NO_CONTENT)
async def delete_automation(session: SessionDep, me: AdminDep, rule_id: UUID) -> None:
    await automation.remove_rule(session, me, rule_id)


@router.post("/automations/try", operation_id="try_automation")
async def try_automation(session: SessionDep, me: SupervisorDep, rule: NewAutomation) -> Tried:
    """What the rule would have met in the past week. Nothing is done and nothing is kept."""
    return await automating.dry_run(session, me, rule)
