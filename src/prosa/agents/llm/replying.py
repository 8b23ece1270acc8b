"""What a model answered, as a reply: checked for what only code can know, and in a form another engine can go on
from."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from prosa.agents.engine import Reply, ReplyKind, Toolbox, Turn
from prosa.agents.llm.answer import Answer, Choice, Progress
from prosa.agents.llm.facts import Facts
from prosa.agents.llm.prompt import language_of
from prosa.agents.llm.veil import left_over
from prosa.agents.offline import goal, handed_over
from prosa.agents.offline import memory as shared
from prosa.agents.offline.commands import CONFIRM
from prosa.agents.offline.reading import Reading
from prosa.agents.phrases import fill
from prosa.conversations.schemas import Option
from prosa.core.language import detect

LONGEST_REPLY, LONGEST_TITLE, LONGEST_SUMMARY = 3_000, 24, 600
MOST_OPTIONS = 3
LONGEST_QUESTION = 1_000
FEWEST_WORDS = 6
"""Of a text whose language can be told."""
SUMMARY = "summary"
_CHOICE = "option:"
_CODE = re.compile(r"[a-z_]{2,40}")
_TALK, _UNSURE, _TOOL, _AGREED = 0.9, 0.3, 0.9, 0.1
"""How sure a reply without a source is, one that asks, one from a tool's result; and what it adds that the local
reading says the same. What a model says of its own confidence is not believed."""


def wrong_with(turn: Turn, facts: Facts, answer: Answer) -> str | None:
    """Why this answer cannot be used, for the model to mend; None when it can."""
    unknown = [name for name in answer.evidence if not facts.knows(name)]
    if unknown:
        return f"evidence {', '.join(unknown)} was not given in this turn; name only ids you have been given"
    if not answer.reply.strip() and not answer.escalation.required:
        return "the reply is empty"
    if len(answer.reply) > LONGEST_REPLY:
        return f"the reply is longer than {LONGEST_REPLY} characters"
    if left_over(facts.veil.restore(answer.reply)):
        return "the reply has a placeholder that was not given"
    wanted = language_of(turn)
    if len(answer.reply.split()) >= FEWEST_WORDS and detect(answer.reply) != wanted:
        return f"the reply must be in the language {wanted}"
    return None


async def reply_of(turn: Turn, toolbox: Toolbox, facts: Facts, answer: Answer, reading: Reading) -> Reply:
    """A handoff is put in the company's words, with its hours."""
    evidence = facts.evidence(answer.evidence)
    options = tuple(_option(facts, choice, n) for n, choice in enumerate(answer.options[:MOST_OPTIONS], start=1))
    kind = _kind(answer, bool(evidence), bool(options), reading)
    understanding = _understanding(facts, answer, reading)
    state = _state(turn, facts, answer, options, kind)
    if kind is ReplyKind.HANDOFF:
        handed = await handed_over(turn, toolbox, _reason(answer.escalation.reason))
        return replace(handed, evidence=evidence, understanding=understanding, state=state)
    return Reply(
        kind=kind,
        text=introduced(turn, facts.veil.restore(answer.reply.strip()), facts.veil.first_name),
        options=options,
        evidence=evidence,
        confidence=_confidence(turn, facts, answer, kind),
        understanding=understanding,
        state=state,
    )


def _reason(said: str | None) -> str:
    return said if said and _CODE.fullmatch(said) else "engine_decided"


def _kind(answer: Answer, sourced: bool, offering: bool, reading: Reading) -> ReplyKind:
    if answer.escalation.required:
        return ReplyKind.HANDOFF
    if sourced:
        return ReplyKind.ANSWER
    if offering:
        return ReplyKind.MENU
    if answer.progress is not None and answer.progress.asked:
        return ReplyKind.ASK
    asks_back = bool(reading.questions or not reading.plain) and answer.reply.rstrip().endswith("?")
    return ReplyKind.CLARIFY if reading.asks or asks_back else ReplyKind.SMALL_TALK


def _option(facts: Facts, choice: Choice, number: int) -> Option:
    title = facts.veil.restore(choice.title)[:LONGEST_TITLE]
    return Option(facts.article(choice.source) or facts.veil.restore(choice.value or f"{_CHOICE}{number}"), title)


def introduced(turn: Turn, text: str, name: str) -> str:
    """The first reply of all says who speaks, unless it does so already."""
    if not turn.first_contact or turn.instructions.name.lower() in text.lower():
        return text
    texts = turn.instructions.texts
    variants = texts.get("introduction.en", ()) if language_of(turn) == "en" else texts.get("introduction", ())
    if not variants:
        return text
    phrase = fill(variants[turn.id.int % len(variants)], {"agent": turn.instructions.name, "name": name})
    return f"{phrase}\n\n{text}"


def _confidence(turn: Turn, facts: Facts, answer: Answer, kind: ReplyKind) -> float:
    scores = [_TOOL if name in facts.results else piece.score for name, piece in _named(facts, answer.evidence)]
    sure = max(scores, default=_UNSURE if kind in (ReplyKind.CLARIFY, ReplyKind.MENU) else _TALK)
    agreed = turn.reading is not None and turn.reading.category.value == answer.classification.category
    return round(min(1.0, max(0.0, sure) + (_AGREED if agreed and scores else 0.0)), 3)


def _named(facts: Facts, names: Sequence[str]) -> list[tuple[str, Any]]:
    return [(name, piece) for name in names for piece in facts.evidence([name])]


def _understanding(facts: Facts, answer: Answer, reading: Reading) -> dict[str, Any]:
    hidden = {
        "intent": answer.intent,
        "guidelines": answer.applied_guidelines,
        "summary": answer.summary[:LONGEST_SUMMARY],
        "follow_up": answer.follow_up.when if answer.follow_up else None,
    }
    return {
        **facts.veil.restored(hidden),
        "language": reading.language,
        "questions": [question.text for question in reading.questions],
        "small_talk": list(reading.small_talk),
        "wants_person": reading.wants_person,
        "negative": reading.negative,
        "consent": "opt_in" if reading.opt_in else None,
        "category": answer.classification.category,
        "priority": answer.classification.priority,
    }


def _state(turn: Turn, facts: Facts, answer: Answer, options: Sequence[Option], kind: ReplyKind) -> dict[str, Any]:
    """What the offline engine can go on from, and the summary, which it does not know."""
    before = shared.Memory.of(turn.state)
    goals = _goals(turn, facts, answer.progress, before, options)
    topics = [] if goals else [shared.OfferState(id=each.id, title=each.title) for each in options]
    memory = shared.Memory(
        offers=[each for each in topics if not each.id.startswith(_CHOICE)],
        question=_asked(turn) if topics else "",
        topic=_asked(turn) if kind is ReplyKind.ANSWER else "",
        failures=before.failures + 1 if kind is ReplyKind.CLARIFY and not goals else 0,
        goals=goals,
    )
    summary = facts.veil.restore(answer.summary[:LONGEST_SUMMARY])
    return {**memory.state(), **({SUMMARY: summary} if summary else {})}


def _goals(
    turn: Turn, facts: Facts, now: Progress | None, before: shared.Memory, options: Sequence[Option]
) -> list[shared.Progress]:
    """The goals under way, the one spoken of last. What lay above it, and one that is not mentioned any more, has come
    to its end."""
    known = goal.usable(turn.instructions.goals).get(now.goal) if now else None
    if known is None or now is None:
        return []
    slots = {slot.name: facts.veil.restore(slot.value) for slot in now.slots if known.slot(slot.name) and slot.value}
    asked = now.asked if now.asked == CONFIRM or (now.asked and known.slot(now.asked)) else ""
    offers = [shared.OfferState(id=each.id, title=each.title) for each in options] if asked != CONFIRM else []
    names = [each.name for each in before.goals]
    below = before.goals[: names.index(known.name)] if known.name in names else before.goals
    reached = shared.Progress(name=known.name, slots=slots, asked=asked or "", offers=offers)
    return [*below, _counted(reached, before)]


def _counted(reached: shared.Progress, before: shared.Memory) -> shared.Progress:
    """What was asked and is asked again, with nothing more known than before, has failed once more."""
    last = next((goal for goal in before.goals if goal.name == reached.name), None)
    known = {name: value for name, value in last.slots.items() if name in reached.slots} if last else None
    stuck = last is not None and last.asked == reached.asked and known == reached.slots
    return reached.model_copy(update={"failures": last.failures + 1}) if last and stuck else reached


def _asked(turn: Turn) -> str:
    return "\n".join(line.text for line in turn.said if line.text)[:LONGEST_QUESTION]
