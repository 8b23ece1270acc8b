"""The order in which a turn is decided: each step replies or leaves it to the next one, and at last to `answers`."""

from collections.abc import Awaitable, Callable, Sequence

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.choice import Verdict, choose
from prosa.agents.offline.hearing import heard_numbers
from prosa.agents.offline.hours import next_text
from prosa.agents.offline.lookup import company_hours, find_all, open_article, withdraw_consent
from prosa.agents.offline.memory import Memory, OfferState
from prosa.agents.offline.reading import Reading
from prosa.agents.offline.talk import Finding, Talk
from prosa.core.errors import ProsaError
from prosa.core.language import normalise

PATIENCE = 2
"""Failures in a row after which a person takes over."""
NOT_UNDERSTOOD = "not_understood"
NOT_HELPED = "not_helped"
NOT_RECORDED = "not_recorded"

_SMALL_TALK = ("robot", "help", "thanks", "goodbye", "greeting", "acknowledge")
"""What is answered first when several were said."""
_URGENT = frozenset({"emergency"})
"""Nobody is introduced to in an emergency."""

Step = Callable[[Talk], Awaitable[Reply | None]]


async def expected_answer(talk: Talk) -> Reply | None:
    """A choice among what the last reply offered."""
    verdict, offer = choose(talk.reading, talk.memory.offered())
    if verdict is Verdict.NONE_OF_THEM:
        return await _not_found(talk, "choice")
    if offer is None:
        return None
    found = await open_article(talk, offer, talk.memory.question)
    if not found.answered:
        return await _not_found(talk, "choice")
    return _answer(talk, "choice", [found])


async def consent(talk: Talk) -> Reply | None:
    """The wish to hear no more from us: said to be noted only when it is."""
    if not talk.reading.opt_out or talk.reading.handoff:
        return None
    try:
        await withdraw_consent(talk)
    except ProsaError:
        return await hand_over(talk, NOT_RECORDED)
    return talk.reply(ReplyKind.SMALL_TALK, "consent_opt_out", [talk.say("opt_out")])


async def grave_matters(talk: Talk) -> Reply | None:
    """The wish for a person, and what only a person may deal with."""
    return await hand_over(talk, talk.reading.handoff) if talk.reading.handoff else None


async def not_helped(talk: Talk) -> Reply | None:
    """The last answer was none, in the contact's eyes, or the same question came again."""
    topic = normalise(talk.memory.topic)
    again = bool(topic) and topic == talk.reading.plain
    if again or (talk.reading.not_helped and (topic or talk.memory.failures)):
        return await hand_over(talk, NOT_HELPED)
    return None


async def files(talk: Talk) -> Reply | None:
    """Voice messages and files without a word: this engine only reads."""
    reading = talk.reading
    if reading.plain or not (reading.audio or reading.file):
        return None
    failures = talk.memory.failures + 1
    unread = reading.file and talk.turn.instructions.files == "hand_over"
    if failures >= PATIENCE or unread:
        return await hand_over(talk, "file")
    key = _file_phrase(reading)
    return talk.reply(
        ReplyKind.CLARIFY, key, [talk.opening(), talk.say(key)], memory=Memory(failures=failures), confidence=0.0
    )


def _file_phrase(reading: Reading) -> str:
    if reading.audio:
        return "audio_failed" if reading.failed_audio else "audio"
    return "picture" if reading.picture else "file"


async def reference(talk: Talk) -> Reply | None:
    """The number of an order or the like, and nothing asked: a person has to look it up."""
    if talk.reading.reference and not talk.reading.asks:
        return await hand_over(talk, "reference")
    return None


async def small_talk(talk: Talk) -> Reply | None:
    """Greetings, thanks and the like, when nothing was asked."""
    if talk.reading.questions and not talk.reading.takes_leave:
        return None
    said = next((name for name in _SMALL_TALK if name in talk.reading.small_talk), "acknowledge")
    kept = Memory(topic=talk.memory.topic) if said in ("greeting", "acknowledge") else Memory()
    if talk.turn.first_contact:
        rest = talk.say(said) if said in ("thanks", "goodbye", "help") else talk.say("how_can_i_help")
        return talk.reply(ReplyKind.SMALL_TALK, said, [talk.opening(), rest], memory=kept)
    return talk.reply(ReplyKind.SMALL_TALK, said, [talk.say(said)], memory=kept)


async def answers(talk: Talk) -> Reply:
    """What was asked, from the company's articles and hours."""
    found = await find_all(talk)
    if any(finding.answered for finding in found):
        return _answer(talk, "question", found)
    if talk.reading.file:
        return await hand_over(talk, "file")
    offering = next((finding for finding in found if finding.offers), None)
    if offering is None:
        return await _not_found(talk, "question")
    return talk.reply(
        ReplyKind.MENU,
        "question",
        [talk.opening(), _menu(talk, offering)],
        memory=_offering(offering, talk.memory.failures),
        options=offering.offers,
        confidence=offering.confidence,
    )


STEPS: Sequence[Step] = (
    expected_answer,
    consent,
    grave_matters,
    not_helped,
    heard_numbers,
    files,
    reference,
    small_talk,
)


async def hand_over(talk: Talk, reason: str) -> Reply:
    """To a person, saying when one is there if nobody is now."""
    key = f"handoff.{reason}"
    parts = ["" if reason in _URGENT else talk.opening(), talk.say(key if talk.has(key) else "handoff")]
    hours = await company_hours(talk)
    if hours and hours.known and not hours.open_now:
        opening = next_text(hours, talk.turn.now, talk.reading.language)
        parts.append(talk.say("handoff_closed", next_opening=opening) if opening else "")
    return talk.reply(ReplyKind.HANDOFF, f"handoff_{reason}", parts, reason=reason)


async def _not_found(talk: Talk, intent: str) -> Reply:
    """Asks once to say it otherwise; after that, or in a bad temper, a person takes over."""
    failures = talk.memory.failures + 1
    if failures >= PATIENCE or talk.reading.negative:
        return await hand_over(talk, NOT_UNDERSTOOD)
    parts = [talk.opening(), talk.say("clarify")]
    return talk.reply(ReplyKind.CLARIFY, intent, parts, memory=Memory(failures=failures), confidence=0.0)


def _answer(talk: Talk, intent: str, found: Sequence[Finding]) -> Reply:
    answered = _distinct([finding for finding in found if finding.answered])
    offering = next((finding for finding in found if finding.offers and finding.asked), None)
    lost = [finding for finding in found if finding.asked and not finding.answered and not finding.offers]
    parts = [talk.opening(), *(finding.text for finding in answered)]
    parts += [talk.say("partial", question=finding.question) for finding in lost]
    parts.append(_menu(talk, offering) if offering else "")
    parts.append(talk.say("answer_end") if talk.turn.first_contact and not offering else "")
    memory = _offering(offering, 0) if offering else Memory()
    return talk.reply(
        ReplyKind.ANSWER,
        intent,
        parts,
        memory=memory.model_copy(update={"topic": answered[-1].question}),
        options=offering.offers if offering else (),
        evidence=tuple(piece for finding in answered for piece in finding.evidence),
        confidence=min(finding.confidence for finding in answered),
    )


def _distinct(found: Sequence[Finding]) -> list[Finding]:
    """Answers without those that quote the same source again."""
    by_source: dict[str, Finding] = {}
    for finding in found:
        by_source.setdefault(finding.evidence[0].ref, finding)
    return list(by_source.values())


def _menu(talk: Talk, offering: Finding) -> str:
    """The question that goes with the options."""
    if len(offering.offers) == 1:
        return talk.say("menu_one", title=offering.offers[0].title)
    return talk.say("menu")


def _offering(finding: Finding, failures: int) -> Memory:
    offers = [OfferState(id=option.id, title=option.title) for option in finding.offers]
    return Memory(offers=offers, question=finding.question, failures=failures)
