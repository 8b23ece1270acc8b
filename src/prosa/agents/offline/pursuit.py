"""Pursuing goals: the one on top of the stack is asked for, answered, corrected, called off, and carried out.

A turn makes a `Course` of what is remembered, carries out the one command that the message comes to, and goes on
until there is something to ask or nothing left to do.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prosa.agents.engine import Evidence, Reply, ReplyKind
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
    choices,
    expected,
    found_protocol,
    from_start,
    only_protocol,
    told,
)
from prosa.agents.offline.goal import End, Goal, Slot, usable
from prosa.agents.offline.lookup import find, find_all
from prosa.agents.offline.memory import Memory, OfferState, Progress
from prosa.agents.offline.reading import Question
from prosa.agents.offline.replies import PATIENCE, answer, hand_over
from prosa.agents.offline.talk import Talk
from prosa.agents.understanding.reading import Certainty
from prosa.conversations.schemas import Option
from prosa.core.errors import ProsaError
from prosa.core.language import normalise
from prosa.core.tools import ConfirmationNeeded, NotOwn, ToolRefused

NOT_UNDERSTOOD = "not_understood"
TOOL_FAILED = "tool_failed"
LONGEST_TITLE = 60
GOAL = "goal:"
"""Before the name of a goal that was offered."""

_TEMPLATE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
TICKET_CATEGORIES = {
    "suporte": "support",
    "tecnico": "technical",
    "comercial": "commercial",
    "reclamacao": "complaint",
    "elogio": "praise",
}
_PRIORITIES = {"baixa": "low", "media": "medium", "alta": "high", "critica": "critical"}


@dataclass(slots=True)
class Course:
    """The goals of one turn: `said` and `evidence` are what the reply has so far, `commands` what was understood."""

    talk: Talk
    goals: Mapping[str, Goal]
    stack: list[Progress]
    said: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    subject: str = ""

    @classmethod
    def of(cls, talk: Talk) -> "Course":
        """What is under way can be changed without changing what is remembered."""
        goals = usable(talk.turn.instructions.goals)
        stack = [progress.model_copy(deep=True) for progress in talk.memory.goals]
        return cls(talk, goals, stack)

    @property
    def top(self) -> Progress:
        return self.stack[-1]

    @property
    def goal(self) -> Goal:
        return self.goals[self.top.name]

    def drop(self) -> None:
        """Ends the goal on top."""
        self.subject = self.stack.pop().name

    def word(self, key: str, **values: str) -> str:
        """A text of the goal, filled with what is known; empty when it has none of that name."""
        known = {slot.name: _shown(slot, self.top.slots.get(slot.name, "")) for slot in self.goal.slots}
        return self.talk.word(self.goal.texts, key, **known, **values)

    def reply(self, kind: ReplyKind, *, options: Sequence[Option] = (), confidence: float = 1.0) -> Reply:
        return self.talk.reply(
            kind,
            f"goal_{self.subject or self.top.name}",
            [self.talk.opening(), *self.said],
            memory=Memory(topic=self.talk.memory.topic),
            goals=self.stack,
            options=tuple(options),
            evidence=tuple(self.evidence),
            confidence=confidence,
            commands=self.commands,
        )

    async def hand_over(self, reason: str, words: str = "") -> Reply:
        return await hand_over(self.talk, reason, words, goals=self.stack, commands=self.commands)


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
    return _menu(talk, likely) if likely and not talk.reading.negative else None


def resumed(talk: Talk, reply: Reply) -> Reply:
    """A reply to something else, ending with what the goal under way still waits for."""
    course = Course.of(talk)
    kept = Memory.of(reply.state)
    if not (kept.goals and course.stack) or kept.offers or "goodbye" in talk.reading.small_talk:
        return reply
    if reply.kind not in (ReplyKind.ANSWER, ReplyKind.SMALL_TALK):
        return reply
    question, options = _prompt(course, again=True)
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
            return await _finish(course)
        case Deny():
            return await _deny(course)
        case Cancel():
            course.drop()
            course.said.append(course.talk.say("goal_cancelled"))
            return await _go_back(course, ReplyKind.SMALL_TALK)


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
        return await _go_back(course, ReplyKind.SMALL_TALK)
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
        return _ask(course, CONFIRM) if course.goal.confirm else await _finish(course)
    if slot.options and not course.top.offers:
        await _list(course, slot)
        if slot.name in course.top.slots:
            return await _advance(course)
    if slot.search and await _from_articles(course, slot):
        return _asked(course, slot.name, course.talk.yes_no(YES, NO))
    return _ask(course, slot.name)


async def _list(course: Course, slot: Slot) -> None:
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


async def _from_articles(course: Course, slot: Slot) -> bool:
    """What the company's own articles say to try, with its source."""
    finding = await find(course.talk, Question(slot.search or "", True))
    text = course.word(f"found_{slot.name}", found=finding.text) if finding.answered else ""
    if text:
        course.said.append(text)
        course.evidence.extend(finding.evidence)
    return bool(text)


def _ask(course: Course, name: str, *, again: bool = False) -> Reply:
    course.top.asked = name
    question, options = _prompt(course, again=again)
    course.said.append(question)
    return _asked(course, name, options)


def _asked(course: Course, name: str, options: Sequence[Option]) -> Reply:
    course.top.asked = name
    return course.reply(ReplyKind.ASK, options=options, confidence=1.0 if course.top.failures == 0 else 0.0)


def _prompt(course: Course, *, again: bool = False) -> tuple[str, Sequence[Option]]:
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


async def _aside(course: Course) -> Reply | None:
    """Something else in the middle of a goal: an answer if there is one, else it was meant for the goal."""
    talk = course.talk
    if not talk.reading.plain and (talk.reading.audio or talk.reading.file):
        return None
    if not talk.reading.questions:
        return await _not_heard(course) if set(talk.reading.small_talk) <= {"acknowledge"} else None
    found = await find_all(talk)
    if any(finding.answered for finding in found):
        return answer(talk, "question", found)
    slot = course.goal.slot(course.top.asked)
    if slot and slot.type == "text":
        return await _carry_out(course, SetSlot(slot.name, talk.reading.text[:2_000]))
    return await _not_heard(course)


async def _not_heard(course: Course) -> Reply:
    """Asks once more in other words, then calls a person."""
    course.top.failures += 1
    if course.top.failures >= PATIENCE:
        return await course.hand_over(NOT_UNDERSTOOD)
    hint = course.word(f"again_{course.top.asked}") or course.talk.say("goal_again")
    question, options = _prompt(course, again=True)
    course.said.append(hint if hint == question or course.top.asked != CONFIRM else f"{hint}\n\n{question}")
    return _asked(course, course.top.asked, options)


async def _finish(course: Course) -> Reply:
    """Does what the goal is for."""
    end = course.goal.end(course.top.slots)
    result: dict[str, Any] = {}
    if end.tool:
        try:
            result = await course.talk.toolbox.call(end.tool, **_arguments(course, end))
        except ProsaError as failure:
            return await _refused(course, end, failure)
        course.evidence.append(_evidence(course, end.tool, result))
    words = course.word("done", **_told_result(course, result)) if end.tool else ""
    if end.hand_over:
        return await course.hand_over(end.hand_over, words)
    course.drop()
    course.said.append(words)
    return await _go_back(course, ReplyKind.ANSWER)


async def _refused(course: Course, end: End, failure: ProsaError) -> Reply:
    """A tool that did not do it: each refusal has a way on."""
    if isinstance(failure, ConfirmationNeeded):
        return await _agree(course, str(failure.params.get("shown", "")))
    if end.hand_over:
        return await course.hand_over(end.hand_over)
    mendable = failure.status < 500 and isinstance(failure, NotOwn) >= isinstance(failure, ToolRefused)
    retried = end.retry if mendable and course.top.failures + 1 < PATIENCE else None
    if retried:
        course.said.append(_reason(course, failure) or course.word("failed"))
        kept = {key: value for key, value in course.top.slots.items() if key == "start"}
        course.stack[-1] = Progress(name=course.top.name, slots=kept, asked=retried, failures=course.top.failures + 1)
        _, options = _prompt(course)
        return _asked(course, retried, options)
    if isinstance(failure, ToolRefused) and (reason := _reason(course, failure)):
        course.said.append(reason)
        course.drop()
        return await _go_back(course, ReplyKind.CLARIFY)
    return await course.hand_over(TOOL_FAILED)


async def _agree(course: Course, shown: str) -> Reply:
    """Shows what the tool wants a yes to. A yes that did not count is asked for once more."""
    asked_before = course.top.asked == CONFIRM and course.top.slots.get("shown") == shown
    course.top.failures += asked_before
    if course.top.failures >= PATIENCE:
        return await course.hand_over(NOT_UNDERSTOOD)
    course.top.slots["shown"] = shown
    return _ask(course, CONFIRM)


def _reason(course: Course, failure: ProsaError) -> str:
    """The agent's phrase for a refusal."""
    if not course.talk.has(failure.code):
        return ""
    return course.talk.say(failure.code, **{name: str(value) for name, value in failure.params.items()})


async def _go_back(course: Course, kind: ReplyKind) -> Reply:
    """To the goal below, if there is one."""
    if not course.stack:
        return course.reply(kind)
    question, options = _prompt(course, again=True)
    course.said.append(f"{course.talk.say('goal_back', title=course.word('title'))}\n{question}")
    return course.reply(ReplyKind.ASK, options=options)


def _menu(talk: Talk, goals: Sequence[Goal]) -> Reply:
    options = [Option(f"{GOAL}{goal.name}", talk.word(goal.texts, "title")) for goal in goals[:3]]
    offers = [OfferState(id=option.id, title=option.title) for option in options]
    text = talk.say("menu") if len(options) > 1 else talk.say("menu_one", title=options[0].title)
    memory = Memory(offers=offers, question=talk.reading.text, failures=talk.memory.failures)
    return talk.reply(
        ReplyKind.MENU, "goals", [talk.opening(), text], memory=memory, options=tuple(options), confidence=0.5
    )


def _arguments(course: Course, end: End) -> dict[str, str]:
    """The end's arguments filled with what is known; those that stay empty are left out."""
    known = {**_facts(course.talk), **course.top.slots}
    filled = {name: _filled(template, known).strip() for name, template in end.arguments.items()}
    return {name: value for name, value in filled.items() if value}


def _filled(template: str, known: Mapping[str, str]) -> str:
    return _TEMPLATE.sub(lambda place: known.get(place[1]) or place[2] or "", template)


def _facts(talk: Talk) -> dict[str, str]:
    """What the message was surely read as, in the words of tickets."""
    reading = talk.turn.reading
    if reading is None:
        return {}
    facts = {"department": reading.department or ""}
    if reading.certainty("category") is Certainty.ACT:
        facts["category"] = TICKET_CATEGORIES[reading.category.value]
    if reading.certainty("priority") is Certainty.ACT:
        facts["priority"] = _PRIORITIES[reading.priority.value]
    return facts


def _evidence(course: Course, tool: str, result: Mapping[str, Any]) -> Evidence:
    return Evidence(tool, course.word("title"), json.dumps(result, ensure_ascii=False, default=str)[:1_000], 1.0)


def _told_result(course: Course, result: Mapping[str, Any]) -> dict[str, str]:
    """The result's plain fields in words: a text `<field>_<value>` where there is one, dates as they are written."""
    slots = {slot.name for slot in course.goal.slots}
    plain = {key: str(value) for key, value in result.items() if isinstance(value, str | int) and key not in slots}
    return {key: course.word(f"{key}_{value}") or _date(key, value) for key, value in plain.items()}


def _date(key: str, value: str) -> str:
    if not key.endswith("_at"):
        return value
    return f"{datetime.fromisoformat(value):%d/%m/%Y}"


def _shown(slot: Slot, value: str) -> str:
    return next((choice.title for choice in slot.choices if choice.value == value), value)
