"""The web chat's public endpoints. No login: a visitor is known by the token the session gives."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile, WebSocket
from fastapi.responses import StreamingResponse

from prosa.channels import Line, accept, signed
from prosa.connectors.webchat import live, tokens, uploads, visitors
from prosa.connectors.webchat.channel import own
from prosa.connectors.webchat.cross_origin import PREFLIGHT, CrossOriginRoute, webchat_line
from prosa.connectors.webchat.schemas import (
    Taken,
    Update,
    Upload,
    VisitorMessage,
    VisitorRating,
    VisitorSeen,
    VisitorSession,
    WebchatConfig,
)
from prosa.connectors.webchat.visitors import Visitor
from prosa.connectors.webchat.wire import Delivery, Rated, Said, Seen
from prosa.conversations import other_side
from prosa.conversations.schemas import Author, MessageStatus
from prosa.core import clock
from prosa.core.errors import Invalid, NotFound, Unauthenticated
from prosa.core.http import RuntimeDep, SessionDep, client_ip
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime

router = APIRouter(prefix="/webchat", tags=["webchat"], route_class=CrossOriginRoute)

CACHE_SECONDS = 60


async def _line(channel_id: UUID, runtime: RuntimeDep) -> Line:
    return await webchat_line(runtime, channel_id)


LineDep = Annotated[Line, Depends(_line)]


async def _visitor(request: Request, line: LineDep) -> Visitor:
    return visitors.identify(line, _bearer(request), client_ip(request))


VisitorDep = Annotated[Visitor, Depends(_visitor)]


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


@router.options("/{channel_id}/{path:path}", include_in_schema=False)
@router.options("/files/{channel_id}", include_in_schema=False)
async def preflight() -> Response:
    """What a browser asks before it calls from another site."""
    return Response(status_code=204, headers=PREFLIGHT)


@router.get("/{channel_id}/config", operation_id="get_webchat_config")
async def get_config(line: LineDep, response: Response) -> WebchatConfig:
    response.headers["cache-control"] = f"public, max-age={CACHE_SECONDS}"
    return WebchatConfig.model_validate(own(line.settings).model_dump())


@router.post("/{channel_id}/session", operation_id="open_webchat_session")
async def open_session(request: Request, line: LineDep, runtime: RuntimeDep) -> VisitorSession:
    """Resumes the visitor of the token sent along, or begins a new one."""
    ip = client_ip(request)
    await visitors.count(runtime, line, ip)
    try:
        visitor = visitors.identify(line, _bearer(request), ip).id
    except Unauthenticated:
        visitor = tokens.new_visitor()
    return VisitorSession(token=tokens.issue(own(line.settings).secret.get_secret_value(), line.id, visitor))


@router.post("/{channel_id}/messages", operation_id="send_webchat_message", status_code=202)
async def send_message(visitor: VisitorDep, said: VisitorMessage, runtime: RuntimeDep) -> Taken:
    if not said.text and not said.file:
        raise Invalid("a message needs a text or a file")
    limit = visitor.settings.text_limit
    if len(said.text or "") > limit:
        raise Invalid(f"a message may have {limit} characters", limit=limit)
    file = uploads.read_receipt(visitor, said.file) if said.file else None
    await visitors.count(runtime, visitor.line, visitor.ip, visitor)
    wire = Said(
        visitor=visitor.id,
        id=said.id,
        at=clock.now(),
        name=said.name or None,
        text=said.text or None,
        option=said.option,
        file=file,
        page=said.page or None,
    )
    await _hand_in(runtime, visitor, wire)
    return Taken(id=said.id)


@router.get("/{channel_id}/messages", operation_id="list_webchat_messages")
async def list_messages(visitor: VisitorDep, session: SessionDep, since: Annotated[int, Query(ge=0)] = 0) -> Update:
    return await visitors.update_of(session, visitor, await visitors.seen_by(session, visitor, since))


@router.post("/{channel_id}/seen", operation_id="mark_webchat_seen", status_code=204)
async def mark_seen(visitor: VisitorDep, seen: VisitorSeen, runtime: RuntimeDep) -> None:
    """The visitor's screen has shown our messages up to this sequence number."""
    async with runtime.db.transaction() as session:
        side = await visitors.seen_by(session, visitor, since=0)
    unread = [
        message.provider_id
        for message in (side.messages if side else ())
        if not message.mine
        and message.provider_id
        and message.seq <= seen.up_to
        and message.status is not MessageStatus.READ
    ]
    if unread:
        await visitors.count(runtime, visitor.line, visitor.ip)
        wire = Seen(visitor=visitor.id, at=clock.now(), ids=unread[-100:], read=True)
        await _hand_in(runtime, visitor, wire)


@router.post("/{channel_id}/rating", operation_id="rate_webchat_message", status_code=204)
async def rate_message(visitor: VisitorDep, rating: VisitorRating, runtime: RuntimeDep) -> None:
    """A thumb on a message of the agent in the visitor's own conversation; the last one counts."""
    async with runtime.db.transaction() as session:
        side = await visitors.seen_by(session, visitor, since=0)
    shown = {message.id: message for message in (side.messages if side else ()) if message.author is Author.AGENT}
    target = shown.get(rating.message_id)
    if target is None or target.provider_id is None:
        raise NotFound("there is no such message of the agent")
    await visitors.count(runtime, visitor.line, visitor.ip, visitor)
    rated = Rated(
        visitor=visitor.id, id=f"thumb-{new_id()}", at=clock.now(), target=target.provider_id, thumb=rating.thumb
    )
    await _hand_in(runtime, visitor, rated)


@router.post("/files/{channel_id}", operation_id="upload_webchat_file", status_code=201)
async def upload_file(visitor: VisitorDep, file: UploadFile, runtime: RuntimeDep) -> Upload:
    await visitors.count(runtime, visitor.line, visitor.ip, visitor)
    return Upload(id=await uploads.store(runtime, visitor, file))


@router.get("/{channel_id}/files/{attachment_id}", operation_id="get_webchat_file", response_class=StreamingResponse)
async def get_file(visitor: VisitorDep, attachment_id: UUID, runtime: RuntimeDep) -> StreamingResponse:
    """A file of the visitor's own conversation."""
    async with runtime.db.transaction() as session:
        contact_id = await visitors.contact_of(session, visitor)
        if contact_id is None:
            raise NotFound("this file does not exist")
        media = await other_side.file(session, visitor.line.id, contact_id, attachment_id)
    headers = {"content-disposition": "attachment", "cache-control": "private, max-age=86400"}
    return StreamingResponse(runtime.storage.open(media.key or ""), media_type=media.mime_type, headers=headers)


@router.websocket("/{channel_id}/live")
async def follow(websocket: WebSocket, channel_id: UUID) -> None:
    """First word `{"type": "hello", "token", "since"}`, then updates as `GET messages` gives them."""
    await live.serve(websocket, channel_id)


async def _hand_in(runtime: Runtime, visitor: Visitor, wire: Delivery) -> None:
    """Through the door every provider uses, signed, so that nothing is special about this channel."""
    body = wire.model_dump_json(exclude_none=True).encode()
    headers = signed(visitor.settings.secret.get_secret_value(), body) | {"content-type": "application/json"}
    await accept(runtime, visitor.line.id, headers, body)
