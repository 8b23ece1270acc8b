"""What happened with a contact, over all conversations and tickets, as one list: the latest first.

Every part is asked for a page of its own before a moment; together they are put in order and cut.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from prosa import contacts
from prosa.accounts import names_of
from prosa.accounts.schemas import Principal
from prosa.conversations import access, inbox, messages
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk.models import CaseRow, SurveyRow
from prosa.tickets import Wanted, list_tickets

MOST_TICKETS = 100
LONGEST = 400
"""Characters of a text."""


class Happening(StrEnum):
    CASE_OPENED = "case_opened"
    CASE_RESOLVED = "case_resolved"
    NOTE = "note"
    TICKET_OPENED = "ticket_opened"
    TICKET_RESOLVED = "ticket_resolved"
    CONSENT = "consent"
    MERGED = "merged"
    SURVEY = "survey"


class TimelineItem(BaseModel):
    """`title` is a protocol, a reason, a purpose or a name, as the kind has it; `by` who did it."""

    kind: Happening
    at: datetime
    title: str | None
    text: str | None
    by: str | None
    conversation_id: UUID | None
    ticket_id: UUID | None


class Timeline(BaseModel):
    """`next_before` is null at the beginning of the story."""

    items: list[TimelineItem]
    next_before: datetime | None


async def of_contact(
    session: Session, actor: Principal, contact_id: UUID, before: datetime | None, limit: int
) -> Timeline:
    """As far as the caller may see the conversations and tickets. Raises `NotFound`."""
    contact = await contacts.view(session, contact_id)
    moment = before or now()
    talks = list(await access.among(session, actor, await inbox.ids_of(session, [contact.id])))
    parts = [
        await _cases(session, talks, moment, limit),
        await _notes(session, talks, moment, limit),
        await _tickets(session, actor, contact.id),
        await _surveys(session, talks, moment, limit),
        await _consents(session, contact.id),
        await _merges(session, contact.id),
    ]
    found = sorted((each for part in parts for each in part if each.at < moment), key=lambda each: each.at)[::-1]
    shown = found[:limit]
    return Timeline(items=shown, next_before=shown[-1].at if len(found) > limit else None)


async def _cases(session: Session, talks: Sequence[UUID], before: datetime, limit: int) -> Iterable[TimelineItem]:
    query = (
        select(CaseRow)
        .where(CaseRow.conversation_id.in_(talks), CaseRow.opened_at < before)
        .order_by(CaseRow.opened_at.desc())
        .limit(limit)
    )
    rows = (await session.scalars(query)).all()
    names = await names_of(session, {row.operator_id for row in rows if row.operator_id})
    return [each for row in rows for each in _case(row, names)]


def _case(row: CaseRow, names: dict[UUID, str]) -> Iterable[TimelineItem]:
    yield _item(Happening.CASE_OPENED, row.opened_at, conversation_id=row.conversation_id)
    if row.ended_at is not None and row.state == "resolved":
        by = names.get(row.operator_id) if row.operator_id else None
        resolved = Happening.CASE_RESOLVED
        yield _item(resolved, row.ended_at, row.resolved_reason, by=by, conversation_id=row.conversation_id)


async def _notes(session: Session, talks: Sequence[UUID], before: datetime, limit: int) -> Iterable[TimelineItem]:
    return [
        _item(Happening.NOTE, note.sent_at, text=note.text, by=note.author_name, conversation_id=note.conversation_id)
        for note in await messages.notes_of(session, talks, before, limit)
    ]


async def _tickets(session: Session, actor: Principal, contact_id: UUID) -> Iterable[TimelineItem]:
    found: list[TimelineItem] = []
    for ticket in (await list_tickets(session, Wanted(contact_id=contact_id), None, MOST_TICKETS, actor)).items:
        talk, id_ = ticket.conversation_id, ticket.id
        opened = Happening.TICKET_OPENED, ticket.created_at, ticket.protocol, ticket.summary
        found.append(_item(*opened, conversation_id=talk, ticket_id=id_))
        if ticket.resolved_at is not None:
            resolved = Happening.TICKET_RESOLVED, ticket.resolved_at, ticket.protocol
            found.append(_item(*resolved, conversation_id=talk, ticket_id=id_))
    return found


async def _surveys(session: Session, talks: Sequence[UUID], before: datetime, limit: int) -> Iterable[TimelineItem]:
    query = (
        select(SurveyRow)
        .where(SurveyRow.conversation_id.in_(talks), SurveyRow.answered_at < before)
        .order_by(SurveyRow.answered_at.desc())
        .limit(limit)
    )
    return [
        _item(
            Happening.SURVEY,
            row.answered_at,
            f"{row.kind}:{row.score}",
            row.comment,
            conversation_id=row.conversation_id,
        )
        for row in await session.scalars(query)
        if row.answered_at is not None
    ]


async def _consents(session: Session, contact_id: UUID) -> Iterable[TimelineItem]:
    history = await contacts.consent_history(session, contact_id)
    return [_item(Happening.CONSENT, word.at, word.purpose, word.status) for word in history]


async def _merges(session: Session, contact_id: UUID) -> Iterable[TimelineItem]:
    detail = await contacts.detail(session, contact_id)
    return [_item(Happening.MERGED, merge.at, merge.name, by=merge.by) for merge in detail.merges]


def _item(
    kind: Happening,
    at: datetime,
    title: str | None = None,
    text: str | None = None,
    *,
    by: str | None = None,
    conversation_id: UUID | None = None,
    ticket_id: UUID | None = None,
) -> TimelineItem:
    return TimelineItem(
        kind=kind,
        at=at,
        title=title,
        text=text[:LONGEST] if text else None,
        by=by,
        conversation_id=conversation_id,
        ticket_id=ticket_id,
    )
