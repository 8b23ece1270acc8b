"""Surveys: one question to a contact after a matter was resolved, under its right name.

CSAT asks for 1 to 5 and is the share of 4 and 5; NPS asks for 0 to 10 and is the share of 9 and 10 less that of 0 to 6.
A contact is asked at most once in `EVERY`, right after the resolution and only where free text may be sent. They answer
in the conversation or on a public page; a low score opens a ticket, because somebody should ask what went wrong.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import structlog
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import get_company, names_of, record_action
from prosa.accounts.schemas import Principal, system
from prosa.conversations import Draft, MessageType, Option, access, asking, inbox
from prosa.conversations.asking import Question
from prosa.conversations.schemas import ConversationStatus
from prosa.conversations.views import ConversationItem
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime
from prosa.desk.cases import CaseState
from prosa.desk.models import CaseRow, SurveyPlanRow, SurveyRow
from prosa.tickets import open_ticket
from prosa.tickets.schemas import NewTicket, TicketCategory

log = structlog.get_logger(__name__)

EVERY = timedelta(days=30)
AFTER = timedelta(seconds=30)
"""How long after a resolution it is asked: one that was a mistake is taken back until then."""
LIFE = timedelta(days=7)
"""How long the page takes an answer."""
IN_CHAT = timedelta(hours=20)
"""How long an answer in the conversation is understood as one."""
LONGEST_COMMENT = 1000


class SurveyKind(StrEnum):
    NONE = "none"
    CSAT = "csat"
    NPS = "nps"


class AnsweredBy(StrEnum):
    CHAT = "chat"
    PAGE = "page"


SCALE = {SurveyKind.CSAT: (1, 5), SurveyKind.NPS: (0, 10)}
_WORDS = {
    "pt": {
        SurveyKind.CSAT: "Como foi o atendimento? Escolha uma nota de 1 a 5.",
        SurveyKind.NPS: "De 0 a 10, quanto você recomendaria a {company} a um amigo? Responda só com o número.",
        "thanks": "Obrigado pela resposta!",
        "page": "Se preferir, responda aqui: {link}",
        "options": ("1 – Péssimo", "2 – Ruim", "3 – Regular", "4 – Bom", "5 – Ótimo"),
        "ticket": "Avaliação baixa ({score}): {comment}",
    },
    "en": {
        SurveyKind.CSAT: "How did we do? Please choose from 1 to 5.",
        SurveyKind.NPS: "From 0 to 10, how likely are you to recommend {company}? Please answer with the number only.",
        "thanks": "Thank you for your answer!",
        "page": "You may also answer here: {link}",
        "options": ("1 – Very bad", "2 – Bad", "3 – Fair", "4 – Good", "5 – Very good"),
        "ticket": "Low rating ({score}): {comment}",
    },
}

PlanText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class SurveyPlan(BaseModel):
    """`question` and `thanks` may be empty: then the shipped ones are used; `{company}` stands for the company's name.
    `low`: from which score downwards a ticket is opened."""

    kind: SurveyKind
    question: PlanText
    thanks: PlanText
    low: Annotated[int, Field(ge=0, le=10)]
    people_only: bool


class SurveyLine(BaseModel):
    """One answer, or one that was asked and not answered (`score` null)."""

    id: UUID
    kind: SurveyKind
    conversation_id: UUID
    contact_name: str
    operator: str | None
    asked_at: datetime
    answered_at: datetime | None
    score: int | None
    comment: str | None
    by: AnsweredBy | None
    low: bool
    ticket_id: UUID | None


class SurveyPage(BaseModel):
    """The latest first; `next` is the moment to ask from."""

    items: list[SurveyLine]
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the public page shows. `answered`: there is nothing left to say."""

    kind: SurveyKind
    company: str
    language: str
    question: str
    answered: bool


UNPLANNED = SurveyPlan(kind=SurveyKind.NONE, question="", thanks="", low=2, people_only=False)


async def get_plan(session: Session) -> SurveyPlan:
    row = await session.get(SurveyPlanRow, 1)
    return SurveyPlan.model_validate(row, from_attributes=True) if row else UNPLANNED


async def set_plan(session: Session, actor: Principal, plan: SurveyPlan) -> SurveyPlan:
    values = plan.model_dump(mode="json")
    statement = insert(SurveyPlanRow).values(id=1, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    record_action(session, actor, "survey.planned", None, **values)
    publish(session, "surveys")
    return plan


async def ask(session: Session, runtime: Runtime, conversation_id: UUID) -> UUID | None:
    """Asks the contact of a matter that was just resolved, where the plan and good manners allow it. The survey's id,
    None when nothing is asked."""
    plan = await get_plan(session)
    found = await inbox.items_by_id(session, [conversation_id])
    if plan.kind is SurveyKind.NONE or not found or found[0].status is not ConversationStatus.RESOLVED:
        return None
    item = found[0]
    case = await _last_case(session, conversation_id)
    if await _bothered(session, item.contact.id) or (plan.people_only and (case is None or not case.people_said)):
        return None
    return await _send(session, runtime, plan, item, case)


async def _last_case(session: Session, conversation_id: UUID) -> CaseRow | None:
    query = select(CaseRow).where(CaseRow.conversation_id == conversation_id)
    return await session.scalar(query.order_by(CaseRow.first_seq.desc()).limit(1))


async def _bothered(session: Session, contact_id: UUID) -> bool:
    """Whether they were asked not long ago, or wish not to be written to."""
    asked = exists().where(SurveyRow.contact_id == contact_id, SurveyRow.asked_at > now() - EVERY)
    consents = await contacts.current_consents(session, contact_id)
    refused = any(
        found is not None and found.status is not contacts.ConsentStatus.GRANTED
        for found in (consents.get(contacts.Purpose.SERVICE),)
    )
    return refused or bool(await session.scalar(select(asked)))


async def _send(
    session: Session, runtime: Runtime, plan: SurveyPlan, item: ConversationItem, case: CaseRow | None
) -> UUID | None:
    survey_id, token = new_id(), secrets.token_urlsafe(24)
    company = await get_company(session)
    lowest, highest = SCALE[plan.kind]
    draft = _draft(plan, company.name, _language(company.locale), _link(runtime, token))
    question = Question(survey_id, lowest, highest, now() + IN_CHAT)
    seq = await asking.ask(session, item.id, question, draft)
    if seq is None:
        return None
    session.add(
        SurveyRow(
            id=survey_id,
            kind=plan.kind,
            conversation_id=item.id,
            contact_id=item.contact.id,
            queue_id=item.queue.id if item.queue else None,
            operator_id=case.operator_id if case else None,
            seq=seq,
            token_hash=_hash(token),
            expires_at=now() + LIFE,
        )
    )
    publish(session, "surveys")
    return survey_id


def _draft(plan: SurveyPlan, company: str, language: str, link: str | None) -> Draft:
    """A list to tap on for CSAT; a number to type for NPS, because a list holds ten rows and NPS has eleven."""
    words = _WORDS[language]
    text = (plan.question or str(words[plan.kind])).replace("{company}", company)
    if link is not None:
        text = f"{text}\n\n{str(words['page']).format(link=link)}"
    payload = {"survey": True}
    if plan.kind is SurveyKind.NPS:
        return Draft(text=text, payload=payload)
    options = tuple(Option(f"{asking.OPTION}{n}", title) for n, title in enumerate(words["options"], start=1))
    return Draft(text=text, type=MessageType.INTERACTIVE, options=options, payload=payload)


def _language(locale: str) -> str:
    return "pt" if locale.startswith("pt") else "en"


def _link(runtime: Runtime, token: str) -> str | None:
    """None while nobody outside can reach this installation."""
    public = runtime.settings.public_url
    return f"{str(public).rstrip('/')}/avaliar/{token}" if public else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def answer(session: Session, survey_id: UUID, score: int, comment: str, by: AnsweredBy) -> bool:
    """Keeps the answer, once; a low one opens a ticket. False when there was one already, or it is out of range."""
    row = await session.get(SurveyRow, survey_id, with_for_update=True)
    if row is None or row.score is not None or not _in_range(row, score):
        return False
    row.score, row.comment, row.by, row.answered_at = score, comment.strip()[:LONGEST_COMMENT] or None, by, now()
    await _mark_case(session, row)
    plan = await get_plan(session)
    if score <= plan.low:
        row.ticket_id = await _follow_up(session, row)
    if by is AnsweredBy.CHAT:
        await _thank(session, plan, row)
    publish(session, "surveys")
    return True


def _in_range(row: SurveyRow, score: int) -> bool:
    lowest, highest = SCALE[SurveyKind(row.kind)]
    return lowest <= score <= highest


async def _mark_case(session: Session, row: SurveyRow) -> None:
    """The case that was resolved when it was asked."""
    about = (CaseRow.conversation_id == row.conversation_id, CaseRow.first_seq <= row.seq)
    latest = select(CaseRow.id).where(*about).order_by(CaseRow.first_seq.desc()).limit(1)
    await session.execute(
        update(CaseRow)
        .where(CaseRow.id == latest.scalar_subquery(), CaseRow.state != CaseState.OPEN)
        .values(**{row.kind: row.score})
    )
    publish(session, "board")


async def _follow_up(session: Session, row: SurveyRow) -> UUID:
    words = _WORDS[_language((await get_company(session)).locale)]
    summary = str(words["ticket"]).format(score=row.score, comment=row.comment or "–")
    new = NewTicket(summary=summary, category=TicketCategory.COMPLAINT)
    return await open_ticket(session, system("survey"), row.contact_id, row.conversation_id, new)


async def _thank(session: Session, plan: SurveyPlan, row: SurveyRow) -> None:
    words = _WORDS[_language((await get_company(session)).locale)]
    text = plan.thanks or str(words["thanks"])
    await asking.thank(session, row.conversation_id, Draft(text=text, payload={"survey": True}))


async def invitation(session: Session, token: str) -> Invitation:
    """What is asked under a link. Raises `NotFound`, also when it is too late."""
    row = await _by_token(session, token)
    company, plan = await get_company(session), await get_plan(session)
    language = _language(company.locale)
    words: dict[Any, Any] = _WORDS[language]
    question = (plan.question if plan.kind == row.kind else "") or words[SurveyKind(row.kind)]
    question = question.replace("{company}", company.name)
    return Invitation(SurveyKind(row.kind), company.name, language, question, row.score is not None)


async def answer_by_token(session: Session, token: str, score: int, comment: str) -> bool:
    """As `answer`. Raises `NotFound`."""
    row = await _by_token(session, token)
    return await answer(session, row.id, score, comment, AnsweredBy.PAGE)


async def _by_token(session: Session, token: str) -> SurveyRow:
    alive = (SurveyRow.token_hash == _hash(token), SurveyRow.expires_at > now())
    row = await session.scalar(select(SurveyRow).where(*alive))
    if row is None:
        raise NotFound("there is no such survey")
    return row


async def page(session: Session, principal: Principal, *, low: bool, before: datetime | None, limit: int) -> SurveyPage:
    """Answers, the latest first; `low`: only those that are."""
    plan = await get_plan(session)
    query = select(SurveyRow).where(
        SurveyRow.answered_at.is_not(None), access.within(principal, SurveyRow.conversation_id)
    )
    if low:
        query = query.where(SurveyRow.score <= plan.low)
    if before is not None:
        query = query.where(SurveyRow.answered_at < before)
    rows = (await session.scalars(query.order_by(SurveyRow.answered_at.desc()).limit(limit + 1))).all()
    people = await contacts.views(session, [row.contact_id for row in rows])
    operators = await names_of(session, [row.operator_id for row in rows if row.operator_id])
    items = [
        SurveyLine(
            id=row.id,
            kind=SurveyKind(row.kind),
            conversation_id=row.conversation_id,
            contact_name=people[row.contact_id].name,
            operator=operators.get(row.operator_id) if row.operator_id else None,
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            score=row.score,
            comment=row.comment,
            by=AnsweredBy(row.by) if row.by else None,
            low=row.score is not None and row.score <= plan.low,
            ticket_id=row.ticket_id,
        )
        for row in rows[:limit]
    ]
    return SurveyPage(items=items, next=items[-1].answered_at if len(rows) > limit else None)
