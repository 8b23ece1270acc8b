"""The order in which a turn is decided: each step replies or leaves it to the next one, and at last to `answers`."""

from collections.abc import Awaitable, Callable, Sequence

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.asking import GOAL, NOT_UNDERSTOOD
from prosa.agents.offline.choice import Verdict, choose
from prosa.agents.offline.hearing import heard_numbers
from prosa.agents.offline.lookup import find_all, open_article, withdraw_consent
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.pursuit import call_off, heard, meant, pursue, start, starts_goal
from prosa.agents.offline.reading import ASKED, Reading
from prosa.agents.offline.replies import PATIENCE, answer, hand_over, menu, offered
from prosa.agents.offline.talk import Talk
from prosa.core.errors import ProsaError
from prosa.core.language import normalise

NOT_HELPED = "not_helped"
NOT_RECORDED = "not_recorded"

_SMALL_TALK = ("robot", "help", "thanks", "goodbye", "greeting", "acknowledge")
"""What is answered first when several were said."""

Step = Callable[[Talk], Awaitable[Reply | None]]


async def expected_answer(talk: Talk) -> Reply | None:
    """A choice among what the last reply offered."""
    verdict, offer = choose(talk.reading, talk.memory.offered())
    if offer and offer.id.startswith(GOAL):
        return await start(talk, offer.id.removeprefix(GOAL))
    if verdict is Verdict.NONE_OF_THEM:
        return await _not_found(talk, "choice")
    if offer is None:
        return None
    found = await open_article(talk, offer, talk.memory.question)
    if not found.answered:
        return await _not_found(talk, "choice")
    return answer(talk, "choice", [found])


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
    reason = talk.reading.handoff or _asked_in_other_words(talk)
    if reason is None:
        return None
    return await heard(talk, reason) or await hand_over(talk, reason)


def _asked_in_other_words(talk: Talk) -> str | None:
    """A person, as the model reads it. In the middle of a goal the answers are short, and only clear words count."""
    reading = talk.turn.reading
    if reading is None or talk.memory.goals or starts_goal(talk):
        return None
    return ASKED if reading.wants_human.value else None


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
        return answer(talk, "question", found)
    if talk.reading.file:
        return await hand_over(talk, "file")
    offering = next((finding for finding in found if finding.offers), None)
    if offering is None or (talk.reading.negative and not talk.reading.asks):
        return await _not_found(talk, "question")
    return talk.reply(
        ReplyKind.MENU,
        "question",
        [talk.opening(), menu(talk, offering)],
        memory=offered(offering, talk.memory.failures),
        options=offering.offers,
        confidence=offering.confidence,
    )


STEPS: Sequence[Step] = (
    expected_answer,
    call_off,
    consent,
    grave_matters,
    heard_numbers,
    pursue,
    not_helped,
    files,
    reference,
    small_talk,
)


async def _not_found(talk: Talk, intent: str) -> Reply:
    """Asks once to say it otherwise; after that, or in a bad temper, a person takes over."""
    failures = talk.memory.failures + 1
    if intent == "question" and (reply := await meant(talk)):
        return reply
    if failures >= PATIENCE or talk.reading.negative:
        return await hand_over(talk, NOT_UNDERSTOOD)
    parts = [talk.opening(), talk.say("clarify")]
    return talk.reply(ReplyKind.CLARIFY, intent, parts, memory=Memory(failures=failures), confidence=0.0)
