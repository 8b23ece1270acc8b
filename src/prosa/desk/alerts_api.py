"""Routes of alerts: whom to tell outside of Prosa, and trying it."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import AdminDep
from prosa.core.http import RuntimeDep, SessionDep
from prosa.desk import alerts, telling
from prosa.desk.alerts import AlertSettings, AlertTrial, AlertTrialResult, AlertView, NewAlert

router = APIRouter()


@router.get("/alerts", operation_id="list_alerts")
async def list_alerts(session: SessionDep, runtime: RuntimeDep, _: AdminDep) -> AlertSettings:
    return await alerts.settings(session, runtime)


@router.post("/alerts", operation_id="create_alert", status_code=HTTPStatus.CREATED)
async def create_alert(session: SessionDep, runtime: RuntimeDep, me: AdminDep, new: NewAlert) -> AlertView:
    return await alerts.add_alert(session, runtime, me, new)


@router.put("/alerts/{alert_id}", operation_id="replace_alert")
async def replace_alert(
    session: SessionDep, runtime: RuntimeDep, me: AdminDep, alert_id: UUID, new: NewAlert
) -> AlertView:
    """A secret that comes masked stays as it was."""
    return await alerts.replace_alert(session, runtime, me, alert_id, new)


@router.delete("/alerts/{alert_id}", operation_id="delete_alert", status_code=HTTPStatus.NO_CONTENT)
async def delete_alert(session: SessionDep, me: AdminDep, alert_id: UUID) -> None:
    await alerts.remove_alert(session, me, alert_id)


@router.post("/alerts/try", operation_id="try_alert")
async def try_alert(runtime: RuntimeDep, _: AdminDep, trial: AlertTrial) -> AlertTrialResult:
    """A test is sent with these settings; nothing is saved."""
    return await telling.attempt(runtime, trial)
