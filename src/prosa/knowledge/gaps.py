"""Questions without an answer: kept as turns meet them, grouped into gaps, and turned into drafts of articles."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations import Author, MessageItem, MessageType, messages
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.redaction import redact
from prosa.core.runtime import Runtime
from prosa.knowledge.base import answering
from prosa.knowledge.grouping import SAME, Traits, sameness, traits
from prosa.knowledge.models import ArticleRow, GapQuestionRow, GapRow
from prosa.knowledge.schemas import ArticleKind, ArticleStatus, Gap, GapExample, GapState, NamedArticle, NewArticle
from prosa.knowledge.service import create_article

LONGEST = 500
EXAMPLES = 5
AT_ONCE = 500
"""Questions compared in one run."""
SHOWN = 200
"""Gaps in a list."""
COMPARED = 3_000
"""Gaps, newest first, that a question is compared with."""
LINES_AFTER = 15
"""Lines of a conversation after the question, in which an operator's answer is looked for."""
TITLE = 200

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('knowledge.gaps'))")
_PEOPLE = (Author.OPERATOR, Author.PHONE)
_ORDER = {GapState.OPEN: 0, GapState.DRAFTED: 1, GapState.DISMISSED: 2}


async def note_unanswered(session: Session, turn_id: UUID, conversation_id: UUID, seq: int, question: str) -> None:
    """Keeps what a turn found no answer to. The same turn told twice counts once."""
    asked = redact(question)[:LONGEST].strip()
    if asked:
        line = {"turn_id": turn_id, "conversation_id": conversation_id, "seq": seq, "text": asked}
        await session.execute(insert(GapQuestionRow).values(line).on_conflict_do_nothing())


async def group(session: Session) -> int:
    """Puts what was kept since into the gap it belongs to, or makes one; returns how many questions it put.

    A question that says nothing ("???") is dropped.
    """
    await session.execute(_ONE_AT_A_TIME)
    statement = select(GapQuestionRow).where(GapQuestionRow.gap_id.is_(None)).order_by(GapQuestionRow.at)
    loose = (await session.scalars(statement.limit(AT_ONCE))).all()
    if not loose:
        return 0
    known = await _known(session)
    for question in loose:
        found = traits(question.text)
        if not found:
            await session.delete(question)
            continue
        question.gap_id = _closest(found, known) or await _new_gap(session, question.text, found, known)
    await session.flush()
    asked = select(GapQuestionRow).where(GapQuestionRow.gap_id == GapRow.id).exists()
    await session.execute(delete(GapRow).where(~asked))
    publish(session, "gaps")
    return len(loose)


async def _known(session: Session) -> list[tuple[UUID, Traits]]:
    statement = select(GapRow.id, GapRow.question).order_by(GapRow.id.desc()).limit(COMPARED)
    return [(id_, traits(question)) for id_, question in await session.execute(statement)]


def _closest(found: Traits, known: Iterable[tuple[UUID, Traits]]) -> UUID | None:
    best = max(((sameness(found, other), id_) for id_, other in known), default=None)
    return best[1] if best and best[0] >= SAME else None


async def _new_gap(session: Session, question: str, found: Traits, known: list[tuple[UUID, Traits]]) -> UUID:
    gap = GapRow(id=new_id(), question=question)
    session.add(gap)
    await session.flush()
    known.append((gap.id, found))
    return gap.id


async def list_gaps(session: Session, state: GapState | None = None) -> list[Gap]:
    """Open gaps first, the most asked first."""
    count, last_at = func.count(), func.max(GapQuestionRow.at)
    statement = (
        select(GapRow, count, last_at)
        .join(GapQuestionRow, GapQuestionRow.gap_id == GapRow.id)
        .group_by(GapRow.id)
        .order_by(GapRow.state == GapState.DISMISSED, count.desc(), last_at.desc(), GapRow.id)
        .limit(SHOWN)
    )
    if state:
        statement = statement.where(GapRow.state == state)
    rows = (await session.execute(statement)).all()
    examples = await _examples(session, [gap.id for gap, _, _ in rows])
    found = [_gap(gap, number, at, examples.get(gap.id, [])) for gap, number, at in rows]
    return sorted(found, key=lambda gap: _ORDER[gap.state])


async def _examples(session: Session, gaps: Sequence[UUID]) -> dict[UUID, list[GapExample]]:
    """The latest questions of each."""
    place = func.row_number().over(partition_by=GapQuestionRow.gap_id, order_by=GapQuestionRow.at.desc())
    numbered = select(GapQuestionRow, place.label("place")).where(GapQuestionRow.gap_id.in_(gaps)).subquery()
    statement = select(numbered).where(numbered.c.place <= EXAMPLES).order_by(numbered.c.place)
    found: dict[UUID, list[GapExample]] = {}
    for row in await session.execute(statement):
        example = GapExample(turn_id=row.turn_id, conversation_id=row.conversation_id, text=row.text)
        found.setdefault(row.gap_id, []).append(example)
    return found


def _gap(row: GapRow, count: int, last_at: Any, examples: list[GapExample]) -> Gap:
    return Gap(
        id=row.id,
        question=row.question,
        count=count,
        last_at=last_at,
        examples=examples,
        state=GapState(row.state),
        article_id=row.article_id,
        answered_by=None,
    )


async def with_answers(runtime: Runtime, found: Sequence[Gap]) -> list[Gap]:
    """Says which gaps are none any more, and puts them last: an article saved since they were last asked about
    answers them. Asked about once more without an answer, they are gaps again."""
    asked = [gap for gap in found if gap.state is not GapState.DISMISSED]
    articles = await answering(runtime, [gap.question for gap in asked])
    async with runtime.db.transaction() as session:
        saved = await _saved(session, {id_ for id_ in articles if id_})
    answered: dict[UUID, NamedArticle] = {}
    for gap, id_ in zip(asked, articles, strict=True):
        row = saved.get(id_) if id_ else None
        if row and row.updated_at > gap.last_at:
            answered[gap.id] = NamedArticle(id=row.id, title=row.title)
    told = [gap.model_copy(update={"answered_by": answered.get(gap.id)}) for gap in found]
    return sorted(told, key=lambda gap: gap.answered_by is not None)


async def _saved(session: Session, articles: set[UUID]) -> dict[UUID, ArticleRow]:
    return {row.id: row for row in await session.scalars(select(ArticleRow).where(ArticleRow.id.in_(articles)))}


async def draft(session: Session, actor: Principal, gap_id: UUID) -> UUID:
    """Begins an article for a gap: what it is asked as, and what an operator answered to one of its questions.

    Returns the article's id, that of the first draft when there is one already. Raises `NotFound`.
    """
    gap = await _locked(session, gap_id)
    if gap.article_id is not None:
        return gap.article_id
    body = await _operators_answer(session, gap.id)
    new = NewArticle(title=_title(gap.question), kind=ArticleKind.FAQ, body=body, status=ArticleStatus.DRAFT)
    gap.article_id = await create_article(session, actor, new)
    gap.state = GapState.DRAFTED
    publish(session, "gaps")
    return gap.article_id


async def dismiss(session: Session, actor: Principal, gap_id: UUID) -> None:
    """Takes a gap off the list of what is missing; questions that join it later do not bring it back.

    Raises `NotFound`.
    """
    gap = await _locked(session, gap_id)
    gap.state = GapState.DISMISSED
    record_action(session, actor, "gap.dismissed", ("knowledge_gap", gap.id))
    publish(session, "gaps")


async def _locked(session: Session, gap_id: UUID) -> GapRow:
    row = await session.get(GapRow, gap_id, with_for_update=True)
    if row is None:
        raise NotFound("no such gap")
    return row


def _title(question: str) -> str:
    return question[:1].upper() + question[1:TITLE].strip()


async def _operators_answer(session: Session, gap_id: UUID) -> str:
    """What an operator said after one of the gap's questions, the latest that was answered; empty when none was."""
    statement = select(GapQuestionRow).where(GapQuestionRow.gap_id == gap_id).order_by(GapQuestionRow.at.desc())
    for question in await session.scalars(statement.limit(AT_ONCE)):
        after = await messages.page(session, question.conversation_id, after_seq=question.seq, limit=LINES_AFTER)
        if answer := answer_among(after.items):
            return redact(answer)
    return ""


def answer_among(lines: Sequence[MessageItem]) -> str:
    """The longest of what an operator wrote in one go: shorter ones greet, ask back or say goodbye."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.author in _PEOPLE and line.type is MessageType.TEXT and line.text and not line.deleted_at:
            runs[-1].append(line.text.strip())
        elif line.author is Author.CONTACT:
            runs.append([])
    return max(("\n\n".join(run) for run in runs), key=len)
