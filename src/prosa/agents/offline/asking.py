"""What a goal asks for next: its question with what may be chosen, once more, or that of the goal below."""

from collections.abc import Sequence

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.commands import (
    CONFIRM,
    NO,
    YES,
    choices,
)
from prosa.agents.offline.course import Course
from prosa.agents.offline.goal import Goal, Slot
from prosa.agents.offline.lookup import find
from prosa.agents.offline.memory import Memory, OfferState
from prosa.agents.offline.reading import Question
from prosa.agents.offline.replies import PATIENCE
from prosa.agents.offline.talk import Talk
from prosa.conversations.schemas import Option
from prosa.core.errors import ProsaError

NOT_UNDERSTOOD = "not_understood"
LONGEST_TITLE = 60
GOAL = "goal:"
"""Before the name of a goal that was offered."""


def ask(course: Course, name: str, *, again: bool = False) -> Reply:
    course.top.asked = name
    question, options = prompt(course, again=again)
    course.said.append(question)
    return asked(course, name, options)


def asked(course: Course, name: str, options: Sequence[Option]) -> Reply:
    course.top.asked = name
    return course.reply(ReplyKind.ASK, options=options, confidence=1.0 if course.top.failures == 0 else 0.0)


def prompt(course: Course, *, again: bool = False) -> tuple[str, Sequence[Option]]:
    """The goal's open question with its buttons. What was long the first time is asked in short."""
    progress, talk = course.top, course.talk
    if progress.asked == CONFIRM:
        return progress.slots.get("shown") or course.word("confirm"), talk.yes_no(YES, NO)
    slot = course.goal.slot(progress.asked)
    if slot is None:
        return "", ()
    if slot.type == "step":
        key = f"again_{slot.name}" if again else f"ask_{slot.name}"
        return course.word(key), talk.yes_no(YES, NO)
    offers = progress.offered() or choices(slot)
    nothing = slot.options is not None and not offers
    question = course.word(f"none_{slot.name}" if nothing else f"ask_{slot.name}")
    return question, [Option(offer.id, offer.title) for offer in offers]


async def list_choices(course: Course, slot: Slot) -> None:
    """What there is to pick from. The only thing there is needs no question."""
    listing = slot.options
    if listing is None:
        return
    try:
        result = await course.talk.toolbox.call(listing.tool)
    except ProsaError:
        return
    things = [(str(thing[listing.value]), str(thing[listing.title])) for thing in result.get(listing.items, ())]
    if len(things) == 1:
        course.top.slots[slot.name] = things[0][0]
    course.top.offers = [OfferState(id=value, title=title[:LONGEST_TITLE]) for value, title in things[:9]]


async def show_articles(course: Course, slot: Slot) -> bool:
    """What the company's own articles say to try, with its source."""
    finding = await find(course.talk, Question(slot.search or "", True))
    text = course.word(f"found_{slot.name}", found=finding.text) if finding.answered else ""
    if text:
        course.said.append(text)
        course.evidence.extend(finding.evidence)
    return bool(text)


async def not_heard(course: Course) -> Reply:
    """Asks once more in other words, then calls a person."""
    course.top.failures += 1
    if course.top.failures >= PATIENCE:
        return await course.hand_over(NOT_UNDERSTOOD)
    hint = course.word(f"again_{course.top.asked}") or course.talk.say("goal_again")
    question, options = prompt(course, again=True)
    course.said.append(hint if hint == question or course.top.asked != CONFIRM else f"{hint}\n\n{question}")
    return asked(course, course.top.asked, options)


def menu(talk: Talk, goals: Sequence[Goal]) -> Reply:
    options = [Option(f"{GOAL}{goal.name}", talk.word(goal.texts, "title")) for goal in goals[:3]]
    offers = [OfferState(id=option.id, title=option.title) for option in options]
    text = talk.say("menu") if len(options) > 1 else talk.say("menu_one", title=options[0].title)
    memory = Memory(offers=offers, question=talk.reading.text, failures=talk.memory.failures)
    return talk.reply(
        ReplyKind.MENU, "goals", [talk.opening(), text], memory=memory, options=tuple(options), confidence=0.5
    )


async def go_back(course: Course, kind: ReplyKind) -> Reply:
    """To the goal below, if there is one."""
    if not course.stack:
        return course.reply(kind)
    question, options = prompt(course, again=True)
    course.said.append(f"{course.talk.say('goal_back', title=course.word('title'))}\n{question}")
    return course.reply(ReplyKind.ASK, options=options)
