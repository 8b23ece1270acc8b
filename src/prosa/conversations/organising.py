"""Conversations sorted and put aside over HTTP: labels, priority, snoozing, mentions."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from prosa.accounts import record_action
from prosa.accounts.auth import OperatorDep, OperatorPersonDep, SupervisorDep, ViewerDep, person_id
from prosa.conversations import access, inbox, labels, mentions, snoozing, sorting
from prosa.conversations.labels import LabelChange, NewLabel
from prosa.conversations.mentions import MentionList
from prosa.conversations.schemas import Priority
from prosa.conversations.views import ConversationItem, LabelLine
from prosa.core.http import SessionDep

router = APIRouter(tags=["conversations"])

MOST_LABELS = 30


class LabelList(BaseModel):
    items: list[LabelLine]


class LabelSet(BaseModel):
    label_ids: list[UUID] = Field(max_length=MOST_LABELS)


class PriorityChange(BaseModel):
    priority: Priority


class Snooze(BaseModel):
    """`until` null: until the contact writes."""

    until: AwareDatetime | None


class MentionsRead(BaseModel):
    """Those in one conversation; null: all."""

    conversation_id: UUID | None = None


@router.get("/labels", operation_id="list_labels")
async def list_labels(session: SessionDep, _: ViewerDep) -> LabelList:
    return LabelList(items=await labels.list_labels(session))


@router.post("/labels", operation_id="create_label", status_code=HTTPStatus.CREATED)
async def create_label(session: SessionDep, me: SupervisorDep, new: NewLabel) -> LabelLine:
    return await labels.add_label(session, me, new)


@router.patch("/labels/{label_id}", operation_id="update_label")
async def update_label(session: SessionDep, me: SupervisorDep, label_id: UUID, change: LabelChange) -> LabelLine:
    return await labels.change_label(session, me, label_id, change)


@router.delete("/labels/{label_id}", operation_id="delete_label", status_code=HTTPStatus.NO_CONTENT)
async def delete_label(session: SessionDep, me: SupervisorDep, label_id: UUID) -> None:
    """It is taken off every conversation."""
    await labels.remove_label(session, me, label_id)


@router.put("/conversations/{conversation_id}/labels", operation_id="set_conversation_labels")
async def set_conversation_labels(
    session: SessionDep, me: OperatorDep, conversation_id: UUID, wanted: LabelSet
) -> ConversationItem:
    """The conversation has these labels and no others."""
    await access.check(session, me, conversation_id)
    await labels.replace(session, me, conversation_id, wanted.label_ids)
    return await inbox.item(session, conversation_id)


@router.put("/conversations/{conversation_id}/priority", operation_id="set_conversation_priority")
async def set_conversation_priority(
    session: SessionDep, me: OperatorDep, conversation_id: UUID, change: PriorityChange
) -> ConversationItem:
    await access.check(session, me, conversation_id)
    if await sorting.set_priority(session, conversation_id, change.priority):
        record_action(
            session, me, "conversation.prioritised", ("conversation", conversation_id), priority=change.priority
        )
    return await inbox.item(session, conversation_id)


@router.put("/conversations/{conversation_id}/snooze", operation_id="snooze_conversation")
async def snooze_conversation(
    session: SessionDep, me: OperatorPersonDep, conversation_id: UUID, snooze: Snooze
) -> ConversationItem:
    """Whoever puts it aside takes it. It comes back at its time, or with the contact's next message."""
    await access.check(session, me, conversation_id)
    await snoozing.snooze(session, conversation_id, person_id(me), snooze.until)
    return await inbox.item(session, conversation_id)


@router.delete("/conversations/{conversation_id}/snooze", operation_id="wake_conversation")
async def wake_conversation(session: SessionDep, me: OperatorPersonDep, conversation_id: UUID) -> ConversationItem:
    await access.check(session, me, conversation_id)
    await snoozing.wake(session, conversation_id, by="operator")
    return await inbox.item(session, conversation_id)


@router.get("/mentions", operation_id="list_mentions")
async def list_mentions(session: SessionDep, me: OperatorPersonDep) -> MentionList:
    """Notes that call whoever asks, the latest first."""
    return await mentions.list_of(session, person_id(me))


@router.post("/mentions/read", operation_id="read_mentions", status_code=HTTPStatus.NO_CONTENT)
async def read_mentions(session: SessionDep, me: OperatorPersonDep, which: MentionsRead) -> None:
    await mentions.read(session, person_id(me), which.conversation_id)
