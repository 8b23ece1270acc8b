"""The lines of a thread, with everything a screen shows of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.accounts import names_of
from prosa.conversations import attachments
from prosa.conversations.models import AmendmentRow, AttachmentRow, MessageRow
from prosa.conversations.schemas import Author, Direction, MessageStatus, MessageType, Outcome
from prosa.conversations.views import (
    AttachmentLine,
    MessageItem,
    MessagePage,
    OptionLine,
    Participant,
    Quote,
    Reaction,
    SendError,
)
from prosa.core.db import Session
from prosa.core.errors import NotFound

QUOTE = 200
_BUBBLE = MessageRow.type != MessageType.REACTION


async def page(
    session: Session,
    conversation_id: UUID,
    *,
    before_seq: int | None = None,
    after_seq: int | None = None,
    limit: int = 50,
) -> MessagePage:
    """The last lines, those before `before_seq`, or those after `after_seq`; always oldest first."""
    query = select(MessageRow).where(MessageRow.conversation_id == conversation_id, _BUBBLE)
    if after_seq is not None:
        query = query.where(MessageRow.seq > after_seq).order_by(MessageRow.seq)
    else:
        query = query.order_by(MessageRow.seq.desc())
        if before_seq is not None:
            query = query.where(MessageRow.seq < before_seq)
    rows = (await session.scalars(query.limit(limit + 1))).all()
    shown = sorted(rows[:limit], key=lambda row: row.seq)
    return MessagePage(items=await items(session, shown), has_more=len(rows) > limit)


async def notes_of(
    session: Session, conversation_ids: Sequence[UUID], before: datetime, limit: int
) -> list[MessageItem]:
    """What colleagues remarked in some conversations before a moment, the latest first."""
    query = (
        select(MessageRow)
        .where(
            MessageRow.conversation_id.in_(conversation_ids),
            MessageRow.type == MessageType.NOTE,
            MessageRow.sent_at < before,
        )
        .order_by(MessageRow.sent_at.desc())
        .limit(limit)
    )
    return await items(session, (await session.scalars(query)).all())


async def item(session: Session, message_id: UUID) -> MessageItem:
    """Raises `NotFound`."""
    found = await items_by_id(session, [message_id])
    if not found:
        raise NotFound("this message does not exist")
    return found[0]


async def items_by_id(session: Session, ids: Sequence[UUID]) -> list[MessageItem]:
    """By time; unknown ids are left out, and reactions, which are shown on what they are for."""
    query = select(MessageRow).where(MessageRow.id.in_(ids), _BUBBLE).execution_options(populate_existing=True)
    rows = (await session.scalars(query)).all()
    return await items(session, sorted(rows, key=lambda row: (row.conversation_id, row.seq)))


async def items(session: Session, rows: Sequence[MessageRow]) -> list[MessageItem]:
    names = await names_of(session, [person for row in rows if (person := _person(row))])
    files = await _files(session, rows)
    quotes = await _quotes(session, rows)
    reactions = await _reactions(session, rows)
    return [
        _item(
            row,
            name=names.get(person) if (person := _person(row)) else None,
            file=files.get(row.attachment_id) if row.attachment_id else None,
            quote=quotes.get(row.reply_to_id) if row.reply_to_id else None,
            reactions=reactions.get(row.provider_id or "", []),
        )
        for row in rows
    ]


def _person(row: MessageRow) -> UUID | None:
    """Who wrote it, or whom an event is about."""
    told = row.payload.get("operator_id") if row.type == MessageType.EVENT else None
    return UUID(told) if told else row.author_id


async def _files(session: Session, rows: Sequence[MessageRow]) -> dict[UUID, AttachmentLine]:
    ids = [row.attachment_id for row in rows if row.attachment_id]
    if not ids:
        return {}
    found = await session.scalars(
        select(AttachmentRow).where(AttachmentRow.id.in_(ids)).execution_options(populate_existing=True)
    )
    return {file.id: attachments.line(file) for file in found}


async def _quotes(session: Session, rows: Sequence[MessageRow]) -> dict[UUID, Quote]:
    ids = [row.reply_to_id for row in rows if row.reply_to_id]
    if not ids:
        return {}
    query = select(MessageRow.id, MessageRow.text, MessageRow.author).where(MessageRow.id.in_(ids))
    return {
        id_: Quote(id=id_, text=said[:QUOTE] if said else None, author=Author(author))
        for id_, said, author in await session.execute(query)
    }


async def _reactions(session: Session, rows: Sequence[MessageRow]) -> dict[str, list[Reaction]]:
    """The reactions that stand: the last of the contact and of the business, unless it was taken back."""
    ids = [row.provider_id for row in rows if row.provider_id]
    if not ids:
        return {}
    query = (
        select(AmendmentRow.target, AmendmentRow.author, AmendmentRow.text)
        .where(
            AmendmentRow.channel_id.in_({row.channel_id for row in rows}),
            AmendmentRow.target.in_(ids),
            AmendmentRow.kind == "reaction",
        )
        .order_by(AmendmentRow.at, AmendmentRow.id)
    )
    last: dict[tuple[str, bool], Reaction] = {}
    for target, author, emoji in await session.execute(query):
        last[target, author == Author.CONTACT] = Reaction(emoji=emoji or "", author=Author(author))
    standing: dict[str, list[Reaction]] = defaultdict(list)
    for (target, _), reaction in last.items():
        if reaction.emoji:
            standing[target].append(reaction)
    return standing


def _item(
    row: MessageRow,
    *,
    name: str | None,
    file: AttachmentLine | None,
    quote: Quote | None,
    reactions: list[Reaction],
) -> MessageItem:
    # A call that is under way takes a moment: not worth an event of its own to every screen.
    status = MessageStatus.QUEUED if row.status == MessageStatus.SENDING else MessageStatus(row.status)
    payload = dict(row.payload)
    options = [OptionLine(**option) for option in payload.pop("options", ())]
    sources = payload.pop("sources", [])
    return MessageItem(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        direction=Direction(row.direction),
        author=Author(row.author),
        author_name=name,
        type=MessageType(row.type),
        text=row.text,
        payload=payload,
        participant=_participant(payload),
        forwarded=payload.get("forwarded") is True,
        referral=payload.get("referral"),
        template=payload.get("name") if row.type == MessageType.TEMPLATE else None,
        options=options,
        attachment=file,
        reply_to=quote,
        status=status,
        error=SendError(code=row.error_code, text=row.error_text) if row.error_code else None,
        sent_at=row.sent_at,
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        reactions=reactions,
        turn_id=row.turn_id,
        outcome=Outcome(row.outcome) if row.outcome else None,
        sources=sources,
        client_id=row.client_id,
        cost_category=row.cost_category,
        billable=row.billable,
    )


def _participant(payload: dict[str, Any]) -> Participant | None:
    """Who of a group said it; None outside groups."""
    told = payload.get("participant")
    return Participant(name=told.get("name"), phone=told.get("phone")) if told else None
