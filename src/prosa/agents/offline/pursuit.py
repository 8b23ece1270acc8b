"""Pursuing goals: the one on top of the stack is asked for, answered, corrected, called off, and carried out.

A turn makes a `Course` of what is remembered, carries out the one command that the message comes to, and goes on
until there is something to ask or nothing left to do.
"""

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.asking import ask, asked, go_back, list_choices, menu, not_heard, prompt, show_articles
from prosa.agents.offline.commands import (
    CONFIRM,
    NO,
    YES,
    Affirm,
    Cancel,
    Command,
    Correct,
    Deny,
    SetSlot,
    StartGoal,
    calls_off,
    expected,
    found_protocol,
    from_start,
    only_protocol,
    told,
)
from prosa.agents.offline.course import Course
from prosa.agents.offline.ending import finish
from prosa.agents.offline.goal import Goal, usable
from prosa.agents.offline.lookup import find, find_all
from prosa.agents.offline.memory import Memory, Progress
from prosa.agents.offline.replies import answer
from prosa.agents.offline.talk import Talk
from prosa.agents.understanding.reading import Certainty
from prosa.core.language import normalise


async def call_off(talk: Talk) -> Reply | None:
    """Drops the goal that is spoken of, in so many words."""
    course = Course.of(talk)
    return await _carry_out(course, Cancel()) if course.stack and calls_off(talk.reading) else None


async def pursue(talk: Talk) -> Reply | None:
    """An answer to what a goal asked, a new goal, or a digression from one."""
    course = Course.of(talk)
    command = expected(talk.reading, course.goal, course.top) if course.stack else None
    command = command or _started(course)
    if command is not None:
        return await _carry_out(course, command)
    return await _aside(course) if course.stack else None


async def start(talk: Talk, name: str) -> Reply | None:
    """The goal of this name; None when this agent does not pursue it."""
    course = Course.of(talk)
    return await _carry_out(course, StartGoal(name)) if name in course.goals else None


async def heard(talk: Talk, reason: str) -> Reply | None:
    """The goal that a reason for a person starts instead."""
    course = Course.of(talk)
    goal = next((goal for goal in course.goals.values() if goal.hears == reason), None)
    return await _carry_out(course, StartGoal(goal.name)) if goal else None


async def meant(talk: Talk) -> Reply | None:
    """The goal that the message was surely read as; a menu of goals where it is less sure, but not for bad temper."""
    course, reading = Course.of(talk), talk.turn.reading
    if reading is None or course.stack:
        return None
    sure, likely = [], []
    for goal in course.goals.values():
        for head, value in goal.means.items():
            verdict, certainty = getattr(reading, head), reading.certainty(head)
            if certainty is Certainty.ACT and verdict.value == value:
                sure.append(goal)
            elif certainty is Certainty.CONFIRM and value in (verdict.value, verdict.second):
                likely.append(goal)
    if sure:
        return await _carry_out(course, StartGoal(sure[0].name))
    return menu(talk, likely) if likely and not talk.reading.negative else None


def resumed(talk: Talk, reply: Reply) -> Reply:
    """A reply to something else, ending with what the goal under way still waits for."""
    course = Course.of(talk)
    kept = Memory.of(reply.state)
    if not (kept.goals and course.stack) or kept.offers or "goodbye" in talk.reading.small_talk:
        return reply
    if reply.kind not in (ReplyKind.ANSWER, ReplyKind.SMALL_TALK):
        return reply
    question, options = prompt(course, again=True)
    back = talk.say("goal_back", title=course.word("title"))
    return talk.extended(reply, f"{back}\n{question}", reply.options or tuple(options))


def starts_goal(talk: Talk) -> bool:
    """Whether the message says in so many words what it wants."""
    return any(goal.started_by(talk.reading.plain) for goal in usable(talk.turn.instructions.goals).values())


def _started(course: Course) -> StartGoal | None:
    reading = course.talk.reading
    under_way = {progress.name for progress in course.stack}
    for goal in course.goals.values():
        if goal.name not in under_way and (
            goal.started_by(reading.plain) or (goal.protocol and only_protocol(reading))
        ):
            return StartGoal(goal.name)
    return None


async def _carry_out(course: Course, command: Command) -> Reply:
    course.commands.append(told(command))
    match command:
        case StartGoal(name):
            return await _start(course, name)
        case SetSlot(slot, value):
            return await _set(course, slot, value)
        case Correct(slot, value):
            return await _correct(course, slot, value)
        case Affirm():
            return await finish(course)
        case Deny():
            return await _deny(course)
        case Cancel():
            course.drop()
            course.said.append(course.talk.say("goal_cancelled"))
            return await go_back(course, ReplyKind.SMALL_TALK)


async def _start(course: Course, name: str) -> Reply:
    course.subject = ""
    goal, reading = course.goals[name], course.talk.reading
    match = goal.started_by(reading.plain)
    progress = Progress(name=name, slots={"start": reading.text[:2_000]})
    for slot in goal.slots:
        value = from_start(reading, slot, match)
        if slot.type == "pick":
            value = found_protocol(reading.text)
        if value is not None and all(progress.slots.get(key) == wanted for key, wanted in slot.when.items()):
            progress.slots[slot.name] = value
    course.stack.append(progress)
    await _answer_beside(course, goal)
    return await _advance(course)


async def _answer_beside(course: Course, goal: Goal) -> None:
    """What was asked in the same breath is answered before the goal goes on."""
    questions = [q for q in course.talk.reading.questions if q.asked and not goal.started_by(normalise(q.text))]
    for question in questions if len(course.talk.reading.questions) > 1 else []:
        finding = await find(course.talk, question)
        if finding.answered:
            course.said.append(finding.text)
            course.evidence.extend(finding.evidence)


async def _set(course: Course, name: str, value: str) -> Reply:
    slot = course.goal.slot(name)
    course.top.failures, course.top.offers = 0, []
    if slot and slot.type == "step" and value == "yes":
        course.said.append(course.word("solved"))
        course.drop()
        return await go_back(course, ReplyKind.SMALL_TALK)
    course.top.slots[name] = value
    return await _advance(course)


async def _correct(course: Course, name: str, value: str) -> Reply:
    dependent = [slot.name for slot in course.goal.slots if name in slot.when]
    kept = {key: known for key, known in course.top.slots.items() if key not in (*dependent, "shown")}
    course.top.slots = {**kept, name: value}
    course.said.append(course.talk.say("goal_corrected"))
    return await _advance(course)


async def _deny(course: Course) -> Reply:
    asked = course.goal.slot(course.top.asked)
    if asked and asked.without and asked.without in course.goals:
        course.drop()
        return await _start(course, asked.without)
    again = [slot.name for slot in course.goal.slots if slot.type in ("text", "name", "email")]
    if course.goal.confirm and again and course.top.failures == 0:
        course.top.slots.pop(again[-1], None)
        course.top.failures = 1
        course.said.append(course.talk.say("goal_change"))
        return await _advance(course)
    return await _carry_out(course, Cancel())


async def _advance(course: Course) -> Reply:
    """Asks for the next thing, or does what there is to do."""
    slot = course.goal.missing(course.top.slots)
    if slot is None:
        return ask(course, CONFIRM) if course.goal.confirm else await finish(course)
    if slot.options and not course.top.offers:
        await list_choices(course, slot)
        if slot.name in course.top.slots:
            return await _advance(course)
    if slot.search and await show_articles(course, slot):
        return asked(course, slot.name, course.talk.yes_no(YES, NO))
    return ask(course, slot.name)


async def _aside(course: Course) -> Reply | None:
    """Something else in the middle of a goal: an answer if there is one, else it was meant for the goal."""
    talk = course.talk
    if not talk.reading.plain and (talk.reading.audio or talk.reading.file):
        return None
    if not talk.reading.questions:
        return await not_heard(course) if set(talk.reading.small_talk) <= {"acknowledge"} else None
    found = await find_all(talk)
    if any(finding.answered for finding in found):
        return answer(talk, "question", found)
    slot = course.goal.slot(course.top.asked)
    if slot and slot.type == "text":
        return await _carry_out(course, SetSlot(slot.name, talk.reading.text[:2_000]))
    return await not_heard(course)
