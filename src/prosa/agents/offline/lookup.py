"""Looking things up: one question becomes an answer with its source, a menu, or nothing."""

import re
from collections.abc import Sequence

from prosa.agents.engine import Evidence
from prosa.agents.offline.choice import Offer
from prosa.agents.offline.hours import asks_hours, clock_text, next_text, week_text
from prosa.agents.offline.reading import Question
from prosa.agents.offline.results import CompanyHours, Found, FoundPassage
from prosa.agents.offline.talk import Finding, Talk
from prosa.agents.offline.wording import readable
from prosa.conversations.schemas import Option
from prosa.core.errors import ProsaError
from prosa.core.language import normalise, word_list

WITHDRAW_TOOL = "consent.withdraw"
HOURS_TOOL = "company.hours"
SEARCH_TOOL = "knowledge.search"
LONGEST_QUERY = 1_000
_CLAUSE_END = re.compile(r"[.,;!\n]+|\bk{3,}\b|\bmas\b")


async def find_all(talk: Talk) -> list[Finding]:
    """What the questions of a burst come to; several may be one question in pieces."""
    questions = talk.reading.questions
    found = [await find(talk, question) for question in questions]
    if len(questions) == 1:
        return found if found[0].answered else [await _with_topic(talk, questions[0], found[0])]
    if all(finding.answered for finding in found):
        return found
    whole = Question(" ".join(question.text for question in questions), any(q.asked for q in questions))
    joined = await find(talk, whole)
    return [joined] if _says_more(joined, found) else found


def _says_more(joined: Finding, pieces: Sequence[Finding]) -> bool:
    """Whether the pieces taken together come to something that none of them comes to alone."""
    if joined.answered:
        return joined.article not in {piece.article for piece in pieces if piece.answered}
    return bool(joined.offers) and not any(piece.answered for piece in pieces)


async def find(talk: Talk, question: Question) -> Finding:
    """One question, to the company's hours or to its articles."""
    if asks_hours(normalise(question.text)) and (hours := await company_hours(talk)) and hours.known:
        return _hours_finding(talk, question, hours)
    found = _finding(question, await _search(talk, question.text))
    return found if found.answered else await _by_last_clause(talk, question) or found


async def _by_last_clause(talk: Talk, question: Question) -> Finding | None:
    """The answer to what is asked at the end of a story, when the whole story found none."""
    clauses = [clause for clause in _CLAUSE_END.split(question.text) if normalise(clause)]
    if len(clauses) < 2 or "?" not in question.text:
        return None
    last = Question(clauses[-1], question.asked)
    found = _finding(last, await _search(talk, last.text))
    return found if found.answered else None


async def open_article(talk: Talk, offer: Offer, question: str) -> Finding:
    """The part of a chosen article that suits the question."""
    result = await talk.toolbox.call(SEARCH_TOOL, query=question or offer.title, limit=1, article=offer.id)
    return _finding(Question(question or offer.title, True), Found.model_validate(result))


async def company_hours(talk: Talk) -> CompanyHours | None:
    """The company's hours as of now, or None when nobody can tell."""
    try:
        return CompanyHours.model_validate(await talk.toolbox.call(HOURS_TOOL))
    except ProsaError:
        return None


async def withdraw_consent(talk: Talk) -> None:
    """Writes the wish to hear no more into the consent ledger, with its words. Raises `ProsaError`."""
    said = talk.turn.said
    words = " ".join(line.text for line in said if line.text)
    await talk.toolbox.call(WITHDRAW_TOOL, message_id=str(said[-1].id), answer=words[:LONGEST_QUERY])


async def _with_topic(talk: Talk, question: Question, found: Finding) -> Finding:
    """ "E para Santos?" after an answer belongs to it: asked together, if the new words then count."""
    topic = talk.memory.topic
    if not topic or found.offers:
        return found
    together = _finding(question, await _search(talk, f"{topic} {question.text}"))
    own = set(normalise(question.text).split()) - set(normalise(topic).split()) - word_list("stop", "pt")
    return together if together.answered and len(own & together.matched) * 2 > len(own) else found


async def _search(talk: Talk, text: str) -> Found:
    return Found.model_validate(await talk.toolbox.call(SEARCH_TOOL, query=text[:LONGEST_QUERY], limit=5))


def _finding(question: Question, found: Found) -> Finding:
    if found.decision == "answer" and found.passages:
        best = found.passages[0]
        return Finding(
            question=question.text,
            asked=question.asked,
            text=_shown(best),
            confidence=found.confidence,
            evidence=(Evidence(best.ref, best.title, best.text, best.score),),
            matched=frozenset(word for phrase in best.matched for word in phrase.split()),
        )
    offers = found.passages if found.decision == "menu" else []
    options = tuple(Option(str(passage.article_id), passage.title) for passage in offers)
    return Finding(question.text, question.asked, confidence=found.confidence, offers=options)


def _shown(passage: FoundPassage) -> str:
    title = f"{passage.title} · {passage.heading}" if passage.heading else passage.title
    return f"*{title}*\n{readable(passage.text)}"


def _hours_finding(talk: Talk, question: Question, hours: CompanyHours) -> Finding:
    language = talk.reading.language
    week = talk.say("hours", week=week_text(hours, language))
    text = "\n\n".join(part for part in (_right_now(talk, hours), week) if part)
    evidence = Evidence(HOURS_TOOL, "Horário de atendimento", week_text(hours, "pt"), 1.0)
    return Finding(question.text, question.asked, text=text, confidence=1.0, evidence=(evidence,))


def _right_now(talk: Talk, hours: CompanyHours) -> str:
    language = talk.reading.language
    if hours.open_now and hours.closes_at:
        return talk.say("hours_open", closes=clock_text(hours.closes_at, language))
    opening = next_text(hours, talk.turn.now, language)
    return talk.say("hours_closed", next_opening=opening) if opening else ""
