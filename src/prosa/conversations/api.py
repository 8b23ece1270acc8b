"""Conversations over HTTP: the inbox, the thread, the floor, the ledger."""

import asyncio
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, model_validator
from sqlalchemy import select

from prosa import contacts
from prosa.accounts import record_action
from prosa.accounts.auth import OperatorDep, OperatorPersonDep, ViewerDep, person_id
from prosa.contacts.schemas import ContactDetail, NewMerge
from prosa.conversations import (
    access,
    attention,
    files,
    floor,
    inbox,
    ledger,
    merging,
    messages,
    organising,
    reacting,
    search,
    speaking,
)
from prosa.conversations.inbox import Sort, Tab, Wanted
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Direction, Outcome, Priority
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
from prosa.conversations.writing import ClientId, NewMessage, NewReaction, Text, check_named, draft_of
from prosa.core.errors import Conflict, Invalid
from prosa.core.http import RuntimeDep, SessionDep
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime

router = APIRouter(tags=["conversations"])
router.include_router(files.router)
router.include_router(organising.router)

SETTLE_SECONDS = 5.0
"""How long taking over waits for a reply of the agent that is on its way."""

Seq = Annotated[int, Query(ge=0, lt=2**63)]


class NewNote(BaseModel):
    """`mentions`: colleagues the note calls, who are told and see the conversation from now on."""

    client_id: ClientId
    text: Text
    mentions: Annotated[list[UUID], Field(max_length=20)] = []


class Claim(BaseModel):
    force: bool = False


def _wanted(
    channel_id: UUID | None = None,
    contact_id: UUID | None = None,
    queue_id: UUID | None = None,
    label_id: UUID | None = None,
    priority: Priority | None = None,
    snoozed: bool = False,
    sort: Sort = Sort.RECENT,
) -> Wanted:
    return Wanted(channel_id, contact_id, queue_id, label_id, priority, snoozed, sort)


class Transfer(BaseModel):
    """To a colleague, who holds it at once, or into a queue; exactly one of the two."""

    queue_id: UUID | None = None
    operator_id: UUID | None = None
    note: Annotated[str, Field(max_length=4000)] = ""

    @model_validator(mode="after")
    def _to_one(self) -> Self:
        if (self.queue_id is None) == (self.operator_id is None):
            raise ValueError("name a queue or a colleague")
        return self


class Resolution(BaseModel):
    reason: Annotated[str, Field(max_length=200)] | None = None


@router.get("/conversations", operation_id="list_conversations")
async def list_conversations(
    session: SessionDep,
    principal: ViewerDep,
    wanted: Annotated[Wanted, Depends(_wanted)],
    tab: Tab = Tab.ALL,
    q: Annotated[str | None, Query(max_length=200)] = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> ConversationPage:
    """What is put aside is shown where `snoozed` or a contact is asked for. `sort=queue` shows those who wait."""
    if q and q.strip():
        return await search.find(session, principal, q, wanted.channel_id)
    return await inbox.page(session, tab, principal, wanted, before=before, limit=limit)


@router.get("/conversations/counts", operation_id="count_conversations")
async def count_conversations(session: SessionDep, principal: ViewerDep) -> ConversationCounts:
    return await inbox.counts(session, principal)


@router.get("/conversations/{conversation_id}", operation_id="get_conversation")
async def get_conversation(session: SessionDep, me: ViewerDep, conversation_id: UUID) -> ConversationItem:
    return await inbox.visible_item(session, me, conversation_id)


@router.get("/conversations/{conversation_id}/messages", operation_id="list_messages")
async def list_messages(
    session: SessionDep,
    me: ViewerDep,
    conversation_id: UUID,
    before_seq: Seq | None = None,
    after_seq: Seq | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MessagePage:
    await access.check(session, me, conversation_id)
    return await messages.page(session, conversation_id, before_seq=before_seq, after_seq=after_seq, limit=limit)


@router.post("/conversations/{conversation_id}/messages", operation_id="send_message", status_code=201)
async def send_message(
    runtime: RuntimeDep, principal: OperatorPersonDep, conversation_id: UUID, new: NewMessage
) -> MessageItem:
    """Answers with the first of its parts when the text is longer than the line takes at once."""
    operator_id = person_id(principal)
    async with runtime.db.transaction() as session:
        await access.check(session, principal, conversation_id)
        await check_named(session, principal, conversation_id, new)
        draft = await draft_of(session, new)
        message_id = await speaking.say_as_operator(session, conversation_id, operator_id, draft, new.client_id)
    async with runtime.db.transaction() as session:
        return await messages.item(session, message_id)


@router.put("/messages/{message_id}/reaction", operation_id="react_to_message")
async def react_to_message(
    session: SessionDep, principal: OperatorPersonDep, message_id: UUID, new: NewReaction
) -> MessageItem:
    """The business has one reaction to a message, whoever of it reacts; it does not take the floor."""
    await access.check_message(session, principal, message_id)
    await reacting.react(session, person_id(principal), message_id, new.emoji)
    return await messages.item(session, message_id)


@router.post("/conversations/{conversation_id}/notes", operation_id="add_note", status_code=201)
async def add_note(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID, new: NewNote
) -> MessageItem:
    await access.check(session, principal, conversation_id)
    operator_id = person_id(principal)
    message_id = await speaking.add_note(session, conversation_id, operator_id, new.text, new.client_id, new.mentions)
    return await messages.item(session, message_id)


@router.post("/conversations/{conversation_id}/claim", operation_id="claim_conversation")
async def claim_conversation(
    runtime: RuntimeDep, principal: OperatorPersonDep, conversation_id: UUID, claim: Claim | None = None
) -> ConversationItem:
    """Takes the floor. Answers once nothing of the agent is on its way any more."""
    operator_id = person_id(principal)
    async with runtime.db.transaction() as session:
        await access.check(session, principal, conversation_id)
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
    await access.check(session, principal, conversation_id)
    await floor.give_back(session, conversation_id)
    record_action(session, principal, "conversation.given_back", ("conversation", conversation_id))
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/transfer", operation_id="transfer_conversation")
async def transfer_conversation(
    session: SessionDep, me: OperatorPersonDep, conversation_id: UUID, to: Transfer
) -> ConversationItem:
    """Whoever passes a conversation on may not see it any more; the answer shows it once again."""
    await access.check(session, me, conversation_id)
    await floor.transfer(
        session,
        conversation_id,
        by=person_id(me),
        note=to.note.strip(),
        queue_id=to.queue_id,
        operator_id=to.operator_id,
    )
    detail = to.model_dump(mode="json", exclude={"note"}, exclude_none=True)
    record_action(session, me, "conversation.transferred", ("conversation", conversation_id), **detail)
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/resolve", operation_id="resolve_conversation")
async def resolve_conversation(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID, resolution: Resolution | None = None
) -> ConversationItem:
    await access.check(session, principal, conversation_id)
    reason = resolution.reason if resolution else None
    await floor.resolve(session, conversation_id, reason, person_id(principal))
    record_action(session, principal, "conversation.resolved", ("conversation", conversation_id), reason=reason)
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/reopen", operation_id="reopen_conversation")
async def reopen_conversation(
    session: SessionDep, principal: OperatorPersonDep, conversation_id: UUID
) -> ConversationItem:
    await access.check(session, principal, conversation_id)
    await floor.reopen_for(session, conversation_id, person_id(principal))
    record_action(session, principal, "conversation.reopened", ("conversation", conversation_id))
    return await inbox.item(session, conversation_id)


@router.post("/conversations/{conversation_id}/read", operation_id="read_conversation", status_code=204)
async def read_conversation(
    session: SessionDep, runtime: RuntimeDep, me: OperatorPersonDep, conversation_id: UUID
) -> None:
    await access.check(session, me, conversation_id)
    conversation = await lock(session, conversation_id)
    if conversation.unread:
        conversation.unread = 0
        await attention.give(runtime, conversation.channel_id, conversation_id, answering=False)
        publish(session, "conversation", conversation_id=conversation_id)


@router.post("/messages/{message_id}/retry", operation_id="retry_message")
async def retry_message(session: SessionDep, principal: OperatorPersonDep, message_id: UUID) -> MessageItem:
    await access.check_message(session, principal, message_id)
    if not await speaking.retry(session, message_id):
        raise Conflict("only a message that failed can be sent again")
    record_action(session, principal, "message.retried", ("message", message_id))
    return await messages.item(session, message_id)


@router.post("/contacts/{contact_id}/merges", operation_id="merge_contact", status_code=201, tags=["contacts"])
async def merge_contact(session: SessionDep, me: OperatorDep, contact_id: UUID, new: NewMerge) -> ContactDetail:
    """The other contact is the same person: from now on it is seen as this one. Undone by its merge's id."""
    await merging.merge(session, me, contact_id, new.other_id)
    return await contacts.detail(session, contact_id)


@router.delete("/contact-merges/{merge_id}", operation_id="undo_contact_merge", tags=["contacts"])
async def undo_contact_merge(session: SessionDep, me: OperatorDep, merge_id: UUID) -> ContactDetail:
    """Both are what they were; what came to the person since stays where it was said."""
    return await contacts.detail(session, await merging.undo(session, me, merge_id))


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
    me: OperatorDep,
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
    query = query.where(access.visible(me))
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
