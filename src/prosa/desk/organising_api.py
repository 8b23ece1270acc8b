"""Routes of what operators organise with: scheduled messages, macros, saved views, many conversations at once."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts import list_users
from prosa.accounts.auth import OperatorDep, OperatorPersonDep, SupervisorDep
from prosa.accounts.schemas import Role
from prosa.conversations import access
from prosa.core.http import RuntimeDep, SessionDep
from prosa.desk import bulk, macros, saved_views, scheduled, undoing
from prosa.desk.bulk import BulkChange, BulkResult
from prosa.desk.macros import Macro, MacroList, MacroResult, MacroRun, NewMacro
from prosa.desk.saved_views import NewSavedView, SavedView, SavedViewList
from prosa.desk.scheduled import NewScheduled, Scheduled, ScheduledChange, ScheduledList
from prosa.desk.schemas import Colleague, ColleagueList
from prosa.desk.undoing import Undone

router = APIRouter()


@router.get("/colleagues", operation_id="list_colleagues")
async def list_colleagues(session: SessionDep, _: OperatorDep) -> ColleagueList:
    """Who can be mentioned and given conversations: everybody who works here and may answer."""
    people = [user for user in await list_users(session) if user.active and user.role.covers(Role.OPERATOR)]
    return ColleagueList(items=[Colleague(id=user.id, name=user.name, role=user.role) for user in people])


@router.get("/conversations/{conversation_id}/scheduled", operation_id="list_conversation_scheduled")
async def list_conversation_scheduled(
    session: SessionDep, me: OperatorPersonDep, conversation_id: UUID
) -> ScheduledList:
    await access.check(session, me, conversation_id)
    return ScheduledList(items=await scheduled.of_conversation(session, me, conversation_id))


@router.post(
    "/conversations/{conversation_id}/scheduled", operation_id="schedule_message", status_code=HTTPStatus.CREATED
)
async def schedule_message(
    session: SessionDep, me: OperatorPersonDep, conversation_id: UUID, new: NewScheduled
) -> Scheduled:
    await access.check(session, me, conversation_id)
    return await scheduled.get(session, me, await scheduled.schedule(session, me, conversation_id, new))


@router.get("/scheduled", operation_id="list_my_scheduled")
async def list_my_scheduled(session: SessionDep, me: OperatorPersonDep) -> ScheduledList:
    """The caller's own that still wait."""
    return ScheduledList(items=await scheduled.of_person(session, me))


@router.patch("/scheduled/{scheduled_id}", operation_id="update_scheduled")
async def update_scheduled(
    session: SessionDep, me: OperatorPersonDep, scheduled_id: UUID, change: ScheduledChange
) -> Scheduled:
    await scheduled.change(session, me, scheduled_id, change)
    return await scheduled.get(session, me, scheduled_id)


@router.delete("/scheduled/{scheduled_id}", operation_id="cancel_scheduled", status_code=HTTPStatus.NO_CONTENT)
async def cancel_scheduled(session: SessionDep, me: OperatorPersonDep, scheduled_id: UUID) -> None:
    await scheduled.cancel(session, me, scheduled_id)


@router.get("/macros", operation_id="list_macros")
async def list_macros(session: SessionDep, _: OperatorDep, queue_id: UUID | None = None) -> MacroList:
    """With `queue_id` those of this team and of everybody, without all."""
    return MacroList(items=await macros.list_macros(session, queue_id))


@router.post("/macros", operation_id="create_macro", status_code=HTTPStatus.CREATED)
async def create_macro(session: SessionDep, me: SupervisorDep, new: NewMacro) -> Macro:
    return await macros.add_macro(session, me, new)


@router.put("/macros/{macro_id}", operation_id="replace_macro")
async def replace_macro(session: SessionDep, me: SupervisorDep, macro_id: UUID, new: NewMacro) -> Macro:
    return await macros.replace_macro(session, me, macro_id, new)


@router.delete("/macros/{macro_id}", operation_id="delete_macro", status_code=HTTPStatus.NO_CONTENT)
async def delete_macro(session: SessionDep, me: SupervisorDep, macro_id: UUID) -> None:
    await macros.remove_macro(session, me, macro_id)


@router.post("/macros/{macro_id}/run", operation_id="run_macro")
async def run_macro(session: SessionDep, me: OperatorPersonDep, macro_id: UUID, run: MacroRun) -> MacroResult:
    """All of its steps or none."""
    await access.check(session, me, run.conversation_id)
    return await macros.run(session, me, macro_id, run.conversation_id)


@router.get("/saved-views", operation_id="list_saved_views")
async def list_saved_views(session: SessionDep, me: OperatorDep) -> SavedViewList:
    return SavedViewList(items=await saved_views.list_views(session, me))


@router.post("/saved-views", operation_id="create_saved_view", status_code=HTTPStatus.CREATED)
async def create_saved_view(session: SessionDep, me: OperatorPersonDep, new: NewSavedView) -> SavedView:
    return await saved_views.add_view(session, me, new)


@router.put("/saved-views/{view_id}", operation_id="replace_saved_view")
async def replace_saved_view(session: SessionDep, me: OperatorPersonDep, view_id: UUID, new: NewSavedView) -> SavedView:
    return await saved_views.replace_view(session, me, view_id, new)


@router.delete("/saved-views/{view_id}", operation_id="delete_saved_view", status_code=HTTPStatus.NO_CONTENT)
async def delete_saved_view(session: SessionDep, me: OperatorPersonDep, view_id: UUID) -> None:
    await saved_views.remove_view(session, me, view_id)


@router.post("/conversations/bulk", operation_id="change_conversations")
async def change_conversations(runtime: RuntimeDep, me: OperatorPersonDep, wanted: BulkChange) -> BulkResult:
    """One action on up to 200 conversations; one that refuses holds up no other."""
    return await bulk.change(runtime, me, wanted)


@router.post("/undo/{undo_id}", operation_id="undo")
async def undo(session: SessionDep, me: OperatorPersonDep, undo_id: UUID) -> Undone:
    """Takes back what a macro or a change of many did, where nobody else has taken over since."""
    return await undoing.undo(session, me, undo_id)
