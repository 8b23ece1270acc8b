"""Routes of the desk: canned replies and drafts."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter

from prosa.accounts.auth import OperatorDep, OperatorPersonDep, SupervisorDep, person_id
from prosa.conversations import access, inbox
from prosa.core.http import SessionDep
from prosa.desk import (
    alerts_api,
    automation_api,
    board_api,
    canned,
    contact_api,
    drafts,
    held_api,
    organising_api,
    queues_api,
    reports_api,
    survey_page,
    surveys_api,
    writing_api,
)
from prosa.desk.schemas import CannedReply, CannedReplyChange, CannedReplyList, Draft, NewCannedReply, NewDraft

router = APIRouter(tags=["desk"])
PARTS = (
    alerts_api,
    automation_api,
    board_api,
    contact_api,
    held_api,
    organising_api,
    queues_api,
    reports_api,
    surveys_api,
    writing_api,
)
for part in PARTS:
    router.include_router(part.router)
public = survey_page.router
"""What needs no sign-in and lies outside the API."""


@router.get("/canned-replies", operation_id="list_canned_replies")
async def list_canned_replies(
    session: SessionDep, me: OperatorDep, contact_id: UUID | None = None, conversation_id: UUID | None = None
) -> CannedReplyList:
    """With `conversation_id` (or `contact_id`) the texts come filled in, ready to be sent; without, as written. In a
    conversation those of other teams are left out."""
    if conversation_id:
        await access.check(session, me, conversation_id)
        item = await inbox.item(session, conversation_id)
        return CannedReplyList(items=await canned.list_ready_in(session, me, item))
    if contact_id:
        return CannedReplyList(items=await canned.list_ready_for(session, me, contact_id))
    return CannedReplyList(items=await canned.list_canned_replies(session))


@router.post("/canned-replies", operation_id="create_canned_reply", status_code=HTTPStatus.CREATED)
async def create_canned_reply(session: SessionDep, me: SupervisorDep, new: NewCannedReply) -> CannedReply:
    return await canned.add_canned_reply(session, me, new)


@router.patch("/canned-replies/{reply_id}", operation_id="update_canned_reply")
async def update_canned_reply(
    session: SessionDep, me: SupervisorDep, reply_id: UUID, change: CannedReplyChange
) -> CannedReply:
    return await canned.change_canned_reply(session, me, reply_id, change)


@router.delete("/canned-replies/{reply_id}", operation_id="delete_canned_reply", status_code=HTTPStatus.NO_CONTENT)
async def delete_canned_reply(session: SessionDep, me: SupervisorDep, reply_id: UUID) -> None:
    await canned.remove_canned_reply(session, me, reply_id)


@router.get("/conversations/{conversation_id}/draft", operation_id="get_draft")
async def get_draft(session: SessionDep, me: OperatorPersonDep, conversation_id: UUID) -> Draft:
    """What the caller has typed here and not sent; empty when there is nothing."""
    await access.check(session, me, conversation_id)
    return await drafts.get_draft(session, person_id(me), conversation_id)


@router.put("/conversations/{conversation_id}/draft", operation_id="put_draft")
async def put_draft(session: SessionDep, me: OperatorPersonDep, conversation_id: UUID, new: NewDraft) -> Draft:
    """Replaces it; an empty text forgets it."""
    await access.check(session, me, conversation_id)
    return await drafts.keep_draft(session, person_id(me), conversation_id, new)
