"""Routes over several domains: a contact's story, one search over everything, a conversation as a text."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from prosa.accounts.auth import OperatorDep, ViewerDep
from prosa.core.http import RuntimeDep, SessionDep
from prosa.desk import finding, timeline, transcripts
from prosa.desk.finding import Finds
from prosa.desk.timeline import Timeline

router = APIRouter()


@router.get("/contacts/{contact_id}/timeline", operation_id="get_contact_timeline", tags=["contacts"])
async def get_contact_timeline(
    session: SessionDep,
    me: ViewerDep,
    contact_id: UUID,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Timeline:
    """What happened with a contact, the latest first, as far as the caller may see it."""
    return await timeline.of_contact(session, me, contact_id, before, limit)


@router.get("/search", operation_id="search_everything")
async def search_everything(
    session: SessionDep,
    me: OperatorDep,
    q: Annotated[str, Query(min_length=2, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=30)] = 8,
) -> Finds:
    return await finding.find(session, me, q, limit)


@router.get(
    "/conversations/{conversation_id}/transcript",
    operation_id="get_transcript",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/plain": {}}}},
)
async def get_transcript(
    runtime: RuntimeDep, me: OperatorDep, conversation_id: UUID, notes: bool = False
) -> StreamingResponse:
    """The whole conversation as text; with `notes` also what colleagues remarked."""
    parts = await transcripts.begin(runtime, me, conversation_id, inside=notes)
    headers = {
        "content-disposition": f'attachment; filename="conversa-{conversation_id}.txt"',
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(parts, media_type="text/plain; charset=utf-8", headers=headers)
