"""A question whose answer is a number, put to a contact once a matter is resolved, and what they answer to it.

Which question waits is kept with the conversation (`question`). Only what comes next is looked at: a bare number in
range is the answer and begins nothing anew; a number with words behind it is an answer too, but somebody may have to
read the words; everything else ends the waiting.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prosa.conversations.events import QuestionAnswered
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import Author, ConversationStatus, Draft, Inbound, MessageType
from prosa.conversations.sending import queue
from prosa.conversations.thread import find_and_lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.language import fold

ASIDE = "survey"
"""Why nobody has to answer the answer."""
BEFORE_CLOSING = timedelta(minutes=5)
"""What would only just make the window is not asked."""
OPTION = "score:"
LONGEST_COMMENT = 1000

_BARE = re.compile(
    r"(?:(?:minha |a )?nota(?: e| eh)?:? |dou(?: nota)? |e )?(\d{1,2})"
    r"(?: ?(?:estrelas?|pontos?|/ ?10|/ ?5|de 10|de 5))?[ .!]*(?:obrigad[oa]|valeu|thanks?(?: you)?)?[ .!]*"
)
_WITH_WORDS = re.compile(r"(?:nota:? )?(\d{1,2})[ ]?[,.;:!\n-]+\s*([^\s\d].*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """`id` is whoever's question it is; an answer is a number from `lowest` to `highest`."""

    id: UUID
    lowest: int
    highest: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """`comment` is what was said beside the number."""

    question_id: UUID
    score: int
    comment: str


async def ask(session: Session, conversation_id: UUID, question: Question, draft: Draft) -> int | None:
    """Asks, if the matter is still resolved and the contact may be written to; the line it is, None when it is not
    asked."""
    conversation = await find_and_lock(session, conversation_id)
    if conversation is None or not _may_be_asked(conversation):
        return None
    await queue(session, conversation, [draft], author=Author.AGENT)
    conversation.question = {
        "id": str(question.id),
        "lowest": question.lowest,
        "highest": question.highest,
        "since": now().isoformat(),
        "until": question.until.isoformat(),
    }
    return conversation.last_seq


async def thank(session: Session, conversation_id: UUID, draft: Draft) -> None:
    """A last word, where nothing else has been said since."""
    conversation = await find_and_lock(session, conversation_id)
    if conversation is not None and _may_be_asked(conversation):
        await queue(session, conversation, [draft], author=Author.AGENT)


def _may_be_asked(conversation: ConversationRow) -> bool:
    closes = conversation.window_closes_at
    resolved = conversation.status == ConversationStatus.RESOLVED
    return resolved and (closes is None or closes > now() + BEFORE_CLOSING)


def heard(session: Session, conversation: ConversationRow, inbound: Inbound) -> bool:
    """Whether this is an answer and nothing else. Whatever it is, the question does not wait any longer, unless it was
    said before."""
    if conversation.question is None or inbound.suppress or _is_older(conversation.question, inbound):
        return False
    question, conversation.question = conversation.question, None
    found = read(question, inbound) if conversation.status == ConversationStatus.RESOLVED else None
    if found is None:
        return False
    answer, bare = found
    emit(session, QuestionAnswered(str(answer.question_id), answer.score, answer.comment))
    return bare


def _is_older(question: dict[str, Any], inbound: Inbound) -> bool:
    """Seconds are the grain of providers' clocks."""
    return inbound.sent_at < datetime.fromisoformat(question["since"]).replace(microsecond=0)


def read(question: dict[str, Any], inbound: Inbound) -> tuple[Answer, bool] | None:
    """The answer a message gives, and whether it says nothing beside it."""
    if datetime.fromisoformat(question["until"]) < inbound.sent_at:
        return None
    number, comment = _number(inbound)
    if number is None or not question["lowest"] <= number <= question["highest"]:
        return None
    return Answer(UUID(question["id"]), number, comment[:LONGEST_COMMENT]), not comment


def _number(inbound: Inbound) -> tuple[int | None, str]:
    chosen = str(inbound.payload.get("button_id", ""))
    if chosen.startswith(OPTION):
        return int(chosen.removeprefix(OPTION)), ""
    if inbound.type not in (MessageType.TEXT, MessageType.INTERACTIVE):
        return None, ""
    text = (inbound.text or "").replace("\u20e3", "").replace("\ufe0f", "").strip()
    if found := _BARE.fullmatch(fold(text)):
        return int(found[1]), ""
    if found := _WITH_WORDS.fullmatch(text):
        return int(found[1]), found[2]
    return None, ""
