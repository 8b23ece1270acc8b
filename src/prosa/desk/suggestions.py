"""What could be answered: from the company's articles, from canned replies and from what colleagues answered before.

Each suggestion says where it comes from and how sure it is; nothing is sent by itself. Answers to other people are
only used when nothing in them is about those people: no number, address or name of theirs.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel
from rapidfuzz import fuzz

from prosa.accounts.schemas import Principal
from prosa.agents import offline
from prosa.conversations import Direction, MessageView, access, inbox, precedents, remembering
from prosa.conversations.precedents import Precedent
from prosa.conversations.views import ConversationItem
from prosa.core.db import Session
from prosa.core.language import fold, normalise
from prosa.core.redaction import redact
from prosa.core.runtime import Runtime
from prosa.desk import canned, polishing
from prosa.desk.schemas import CannedReply
from prosa.knowledge import search
from prosa.knowledge.schemas import Decision, Passage

MOST = 3
LEAST = 0.55
"""Confidence under which nothing is suggested."""
LONGEST_QUESTION = 500
LONGEST_ANSWER = 1200
_LIKE = 78.0
"""Likeness (0 to 100) of two questions that are the same one."""
_SAME = 90.0
"""And of two suggestions of which one is enough."""


class SuggestionKind(StrEnum):
    KNOWLEDGE = "knowledge"
    CANNED = "canned"
    PAST = "past"


class SuggestionSource(BaseModel):
    """`ref`: the passage (`knowledge:<article>@<version>#<n>`), the canned reply's or the message's id;
    `conversation_id` of a past answer."""

    kind: SuggestionKind
    ref: str
    title: str
    conversation_id: UUID | None


class Suggestion(BaseModel):
    """`confidence` 0 to 1."""

    text: str
    confidence: float
    source: SuggestionSource


class SuggestionList(BaseModel):
    """`question` is what they answer: the contact's last words; null when nothing was asked."""

    question: str | None
    items: list[Suggestion]


async def suggest(runtime: Runtime, actor: Principal, conversation_id: UUID) -> SuggestionList:
    """At most three, the surest first. Raises `NotFound` for what the caller may not see."""
    async with runtime.db.transaction() as session:
        await access.check(session, actor, conversation_id)
        question = asked(await remembering.latest(session, conversation_id))
        if not normalise(question):
            return SuggestionList(question=None, items=[])
        item = await inbox.item(session, conversation_id)
        found = [
            *await _canned(session, actor, item, question),
            *await _past(session, actor, conversation_id, question),
        ]
    found += await _known(runtime, question)
    return SuggestionList(question=question, items=best(found))


def asked(lines: Sequence[MessageView]) -> str:
    """What the contact said since we last spoke, at most its end; empty when we spoke last."""
    said: list[str] = []
    for line in reversed(lines):
        if line.direction is not Direction.IN:
            break
        said.append(line.text or "")
    return " ".join(text for text in reversed(said) if text.strip())[-LONGEST_QUESTION:]


def best(found: Iterable[Suggestion]) -> list[Suggestion]:
    """The surest, without two that say the same."""
    chosen: list[Suggestion] = []
    for suggestion in sorted(found, key=lambda each: each.confidence, reverse=True):
        alike = any(fuzz.ratio(normalise(suggestion.text), normalise(other.text)) >= _SAME for other in chosen)
        if suggestion.confidence >= LEAST and not alike and len(chosen) < MOST:
            chosen.append(suggestion)
    return chosen


async def _known(runtime: Runtime, question: str) -> list[Suggestion]:
    """Only what any contact may be told."""
    findings = await search(runtime, question, MOST)
    if findings.decision is Decision.ABSTAIN:
        return []
    sure = findings.decision is Decision.ANSWER
    return [_from_article(passage, sure and number == 0) for number, passage in enumerate(findings.passages[:2])]


def _from_article(passage: Passage, sure: bool) -> Suggestion:
    """What the base would answer by itself counts in full; what it would only offer counts for less."""
    text = offline.readable(passage.text)[:LONGEST_ANSWER]
    title = f"{passage.title} · {passage.heading}" if passage.heading else passage.title
    source = SuggestionSource(kind=SuggestionKind.KNOWLEDGE, ref=passage.ref, title=title, conversation_id=None)
    return Suggestion(text=text, confidence=_rounded(passage.score if sure else passage.score * 0.8), source=source)


async def _canned(session: Session, actor: Principal, item: ConversationItem, question: str) -> list[Suggestion]:
    replies = await canned.list_ready_in(session, actor, item)
    return [_from_reply(reply, likeness) for reply in replies if (likeness := _speaks_of(reply, question)) >= LEAST]


def _speaks_of(reply: CannedReply, question: str) -> float:
    """How well a reply's title (or shortcut) is found in the question, 0 to 1."""
    plain = normalise(question)
    names = (normalise(reply.title), normalise(reply.shortcut.replace("-", " ").replace("_", " ")))
    return max(fuzz.token_set_ratio(name, plain) / 100 if len(name) > 3 else 0.0 for name in names) * 0.9


def _from_reply(reply: CannedReply, likeness: float) -> Suggestion:
    source = SuggestionSource(kind=SuggestionKind.CANNED, ref=str(reply.id), title=reply.title, conversation_id=None)
    return Suggestion(text=reply.text, confidence=_rounded(likeness), source=source)


async def _past(session: Session, actor: Principal, here: UUID, question: str) -> list[Suggestion]:
    found = await precedents.like(session, actor, here, question)
    items = await inbox.items_by_id(session, list({each.conversation_id for each in found}))
    people = {item.id: item.contact.name for item in items}
    plain = normalise(question)
    return [
        _from_past(each, likeness)
        for each in found
        if (likeness := fuzz.token_sort_ratio(normalise(each.asked), plain)) >= _LIKE
        and is_for_anybody(each.answered, people.get(each.conversation_id, ""))
    ]


def is_for_anybody(answer: str, name: str) -> bool:
    """Whether an answer says nothing of the person it was given to."""
    if redact(answer) != answer or any(sum(map(str.isdigit, fixed)) > 4 for fixed in polishing.kept(answer)):
        return False
    words = set(re.findall(r"\w+", fold(answer)))
    return len(answer) <= LONGEST_ANSWER and not words & {word for word in fold(name).split() if len(word) > 2}


def _from_past(precedent: Precedent, likeness: float) -> Suggestion:
    source = SuggestionSource(
        kind=SuggestionKind.PAST,
        ref=str(precedent.message_id),
        title=precedent.asked[:120],
        conversation_id=precedent.conversation_id,
    )
    return Suggestion(text=precedent.answered, confidence=_rounded(likeness / 100 * 0.9), source=source)


def _rounded(confidence: float) -> float:
    return round(min(1.0, confidence), 2)
