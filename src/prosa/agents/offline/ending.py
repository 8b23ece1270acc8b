"""What a goal does when all is known: its tool with what was told, and a way on from each refusal."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prosa.agents.engine import Evidence, Reply, ReplyKind
from prosa.agents.offline.asking import NOT_UNDERSTOOD, ask, asked, go_back, prompt
from prosa.agents.offline.commands import (
    CONFIRM,
)
from prosa.agents.offline.course import Course
from prosa.agents.offline.goal import End
from prosa.agents.offline.memory import Progress
from prosa.agents.offline.replies import PATIENCE
from prosa.agents.offline.talk import Talk
from prosa.agents.understanding.reading import Certainty
from prosa.core.errors import ProsaError
from prosa.core.tools import ConfirmationNeeded, NotOwn, ToolRefused

TOOL_FAILED = "tool_failed"
_TEMPLATE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
TICKET_CATEGORIES = {
    "suporte": "support",
    "tecnico": "technical",
    "comercial": "commercial",
    "reclamacao": "complaint",
    "elogio": "praise",
}
_PRIORITIES = {"baixa": "low", "media": "medium", "alta": "high", "critica": "critical"}


async def finish(course: Course) -> Reply:
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
    return await go_back(course, ReplyKind.ANSWER)


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
        _, options = prompt(course)
        return asked(course, retried, options)
    if isinstance(failure, ToolRefused) and (reason := _reason(course, failure)):
        course.said.append(reason)
        course.drop()
        return await go_back(course, ReplyKind.CLARIFY)
    return await course.hand_over(TOOL_FAILED)


async def _agree(course: Course, shown: str) -> Reply:
    """Shows what the tool wants a yes to. A yes that did not count is asked for once more."""
    asked_before = course.top.asked == CONFIRM and course.top.slots.get("shown") == shown
    course.top.failures += asked_before
    if course.top.failures >= PATIENCE:
        return await course.hand_over(NOT_UNDERSTOOD)
    course.top.slots["shown"] = shown
    return ask(course, CONFIRM)


def _reason(course: Course, failure: ProsaError) -> str:
    """The agent's phrase for a refusal."""
    if not course.talk.has(failure.code):
        return ""
    return course.talk.say(failure.code, **{name: str(value) for name, value in failure.params.items()})


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
