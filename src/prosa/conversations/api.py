"""Conversations over HTTP: the inbox, the thread, the floor, the ledger."""

import asyncio
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import filetype
from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, StringConstraints
from sqlalchemy import select

from prosa import contacts
from prosa.accounts import record_action
from prosa.accounts.auth import OperatorDep, OperatorPersonDep, ViewerDep, person_id
from prosa.conversations import attachments, floor, inbox, ledger, messages, search, speaking
from prosa.conversations.inbox import Tab
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Direction, Draft, MessageType, Outcome
from prosa.conversations.thread import lock
from prosa.conversations.views import (
    ConversationCounts,
    ConversationItem,
    ConversationPage,
    LedgerBalance,
    LedgerLine,
    LedgerPage,
    LedgerProblem,
    MessageItem,
    MessagePage,
)
from prosa.core.errors import Conflict, Invalid, NotFound, TooLarge
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime

router = APIRouter(tags=["conversations"])

LONGEST_TEXT = 4096
LARGEST_UPLOAD = 25 * 1024 * 1024
SETTLE_SECONDS = 5.0
"""How long taking over waits for a reply of the agent that is on its way."""
_INLINE = ("image/", "audio/", "video/")

Seq = Annotated[int, Query(ge=0, lt=2**63)]
ClientId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]


class NewMessage(BaseModel):
    """`client_id` is chosen by the caller; the same one again adds nothing."""

    client_id: ClientId
    text: Text | None = None
    reply_to_id: UUID | None = None
    attachment_id: UUID | None = None


class NewNote(BaseModel):
    client_id: ClientId
    text: Text


class Claim(BaseModel):
    force: bool = False


class Uploaded(BaseModel):
    id: UUID
    mime_type: str
    filename: str | None
    size: int


@router.get("/conversations", operation_id="list_conversations")
async def list_conversations(
    session: SessionDep,
    principal: ViewerDep,
    tab: Tab = Tab.ALL,
    q: Annotated[str | None, Query(max_length=200)] = None,
    channel_id: UUID | None = None,
    contact_id: UUID | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> ConversationPage:
    if q and q.strip():
        return await search.find(session, q, channel_id)
    return await inbox.page(
        session,
        tab,
        principal.user_id,
        channel_id=channel_id,
        contact_id=contact_id,
        before=before,
        limit=limit,
    )


@router.get("/conversations/counts", operation_id="count_conversations")
async def count_conversations(session: SessionDep, principal: ViewerDep) -> ConversationCounts:
    return await inbox.counts(session, principal.user_id)


@router.get("/conversations/{conversation_id}", operation_id="get_conversation")
async def get_conversation(session: SessionDep, _: ViewerDep, conversation_id: UUID) -> ConversationItem:
    return await inbox.item(session, conversation_id)


@router.get("/conversations/{conversation_id}/messages", operation_id="list_messages")
async def list_messages(
    session: SessionDep,
    _: ViewerDep,
    conversation_id: UUID,
    before_seq: Seq | None = None,
    after_seq: Seq | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MessagePage:
    await inbox.item(session, conversation_id)
    return await messages.page(session, conversation_id, before_seq=before_seq, after_seq=after_seq, limit=limit)


@router.post("/conversations/{conversation_id}/messages", operation_id="send_message", status_code=201)
async def send_message(
    runtime: RuntimeDep, principal: OperatorPersonDep, conversation_id: UUID, new: NewMessage
) -> MessageItem:
    if new.text is None and new.attachment_id is None:
        raise Invalid("a message needs text or a file")
    operator_id = person_id(principal)
    async with runtime.db.transaction() as session:
        draft = Draft(
            text=new.text,
            type=await _type_of(session, new.attachment_id),
            attachment_id=new.attachment_id,
            reply_to_id=new.reply_to_id,
        )
        message_id = await speaking.say_as_operator(session, conversation_id, operator_id, draft, new.client_id)
    async with runtime.db.transaction() as session:
        return await messages.item(session, message_id)


async def _type_of(session: SessionDep, attachment_id: UUID | None) -> MessageType:
    if attachment_id is None:
        return MessageType.TEXT
    media = await attachments.media(session, attachment_id)
    kinds = {"image": MessageType.IMAGE, "video": MessageType.VIDEO, "audio": MessageType.AUDIO}
    return kinds.get(media.mime_type.split("/")[0], MessageType.DOCUMENT)


@router.post("/conversations/{conversation_id}/notes", operation_id="add_note", status_code=201)
async def add_note(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID, new: NewNote
) -> MessageItem:
    operator_id = person_id(principal)
    message_id = await speaking.add_note(session, conversation_id, operator_id, new.text, new.client_id)
    return await messages.item(session, message_id)


@router.post("/conversations/{conversation_id}/claim", operation_id="claim_conversation")
async def claim_conversation(
    runtime: RuntimeDep, principal: OperatorPersonDep, conversation_id: UUID, claim: Claim | None = None
) -> ConversationItem:
    """Takes the floor. Answers once nothing of the agent is on its way any more."""
    operator_id = person_id(principal)
    async with runtime.db.transaction() as session:
        await floor.claim(session, conversation_id, operator_id, force=claim is not None and claim.force)
        record_action(session, principal, "conversation.claimed", ("conversation", conversation_id))
    await _agent_is_silent(runtime, conversation_id)
    async with runtime.db.transaction() as session:
        return await inbox.item(session, conversation_id)


async def _agent_is_silent(runtime: Runtime, conversation_id: UUID) -> None:
    """Waits until a send of the agent that had begun before is settled, at most `SETTLE_SECONDS`."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLE_SECONDS
    while loop.time() < until:
        async with runtime.db.transaction() as session:
            if not await floor.agent_is_sending(session, conversation_id):
                return
        await asyncio.sleep(0.05)


@router.post("/conversations/{conversation_id}/give-back", operation_id="give_back_conversation")
async def give_back_conversation(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID
) -> ConversationItem:
    await floor.give_back(session, conversation_id)
    record_action(session, principal, "conversation.given_back", ("conversation", conversation_id))
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/resolve", operation_id="resolve_conversation")
async def resolve_conversation(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID
) -> ConversationItem:
    await floor.resolve(session, conversation_id)
    record_action(session, principal, "conversation.resolved", ("conversation", conversation_id))
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/reopen", operation_id="reopen_conversation")
async def reopen_conversation(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID
) -> ConversationItem:
    await floor.reopen_for(session, conversation_id, person_id(principal))
    record_action(session, principal, "conversation.reopened", ("conversation", conversation_id))
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/read", operation_id="read_conversation", status_code=204)
async def read_conversation(session: SessionDep, _: OperatorPersonDep, conversation_id: UUID) -> None:
    conversation = await lock(session, conversation_id)
    if conversation.unread:
        conversation.unread = 0
        publish(session, "conversation", conversation_id=conversation_id)


@router.post("/messages/{message_id}/retry", operation_id="retry_message")
async def retry_message(session: SessionDep, principal: OperatorPersonDep, message_id: UUID) -> MessageItem:
    if not await speaking.retry(session, message_id):
        raise Conflict("only a message that failed can be sent again")
    record_action(session, principal, "message.retried", ("message", message_id))
    return await messages.item(session, message_id)


@router.post("/attachments", operation_id="upload_attachment", status_code=201)
async def upload_attachment(runtime: RuntimeDep, principal: OperatorPersonDep, file: UploadFile) -> Uploaded:
    data = await file.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise TooLarge("a file may have 25 MB at most", limit=LARGEST_UPLOAD)
    if not data:
        raise Invalid("this file is empty")
    found = filetype.guess(data[:8192])
    mime_type = str(found.mime) if found else "application/octet-stream"
    name = _safe_name(file.filename)
    key = await runtime.storage.put(data)
    async with runtime.db.transaction() as session:
        id_ = await attachments.upload(session, person_id(principal), key, mime_type, name, len(data))
    return Uploaded(id=id_, mime_type=mime_type, filename=name, size=len(data))


def _safe_name(filename: str | None) -> str | None:
    """The last part of the name, without what a header or a file system could misread."""
    if not filename:
        return None
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable() and c not in '"<>|:*?')[:120] or None


@router.get("/attachments/{attachment_id}", operation_id="get_attachment", response_class=StreamingResponse)
async def get_attachment(runtime: RuntimeDep, _: ViewerDep, attachment_id: UUID) -> StreamingResponse:
    async with runtime.db.transaction() as session:
        media = await attachments.media(session, attachment_id)
    if media.key is None:
        raise NotFound("this file is not here")
    inline = media.mime_type.startswith(_INLINE) and media.mime_type != "image/svg+xml"
    kind = "inline" if inline else "attachment"
    name = quote(media.filename or "arquivo")
    headers = {
        "content-disposition": f"{kind}; filename*=UTF-8''{name}",
        "cache-control": "private, max-age=31536000, immutable",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    media_type = media.mime_type if inline else "application/octet-stream"
    return StreamingResponse(runtime.storage.open(media.key), media_type=media_type, headers=headers)


@router.get("/ledger", operation_id="get_ledger")
async def get_ledger(session: SessionDep, _: ViewerDep) -> LedgerBalance:
    found = await ledger.balance(session)
    return LedgerBalance(
        balanced=found.balanced,
        inbound=found.inbound,
        outcomes=dict(found.outcomes),
        problems=[LedgerProblem(kind=kind, count=count) for kind, count in found.problems.items()],
        checked_at=found.checked_at,
    )


@router.get("/ledger/messages", operation_id="list_ledger_messages")
async def list_ledger_messages(
    session: SessionDep,
    _: OperatorDep,
    outcome: Outcome | None = None,
    problem: str | None = None,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> LedgerPage:
    """The messages behind one number of the ledger, newest first."""
    query: Any = select(MessageRow, ConversationRow.contact_id).join(
        ConversationRow, ConversationRow.id == MessageRow.conversation_id
    )
    if problem is not None:
        if problem not in ledger.CHECKS:
            raise Invalid("there is no such check", field="problem")
        query = query.where(MessageRow.id.in_(select(ledger.broken(problem).c.id)))
    else:
        query = query.where(MessageRow.direction == Direction.IN)
    if outcome is not None:
        query = query.where(MessageRow.outcome == outcome)
    if before is not None:
        query = query.where(MessageRow.id < before)
    rows = (await session.execute(query.order_by(MessageRow.id.desc()).limit(limit + 1))).all()
    people = await contacts.views(session, [contact_id for _, contact_id in rows])
    lines = [_ledger_line(row, people[contact_id].name) for row, contact_id in rows[:limit]]
    return LedgerPage(items=lines, next=lines[-1].message_id if len(rows) > limit else None)


def _ledger_line(row: MessageRow, contact_name: str) -> LedgerLine:
    return LedgerLine(
        message_id=row.id,
        conversation_id=row.conversation_id,
        contact_name=contact_name,
        text=row.text,
        sent_at=row.sent_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.outcome_reason,
        turn_id=row.turn_id,
        deadline=row.outcome_deadline,
    )
