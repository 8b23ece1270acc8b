"""Replies that several steps come to: an answer with its sources, a menu, a person, or the wish for other words."""

from collections.abc import Sequence

from prosa.agents.engine import Reply, ReplyKind
from prosa.agents.offline.hours import next_text
from prosa.agents.offline.lookup import company_hours
from prosa.agents.offline.memory import Memory, OfferState, Progress
from prosa.agents.offline.talk import Finding, Talk

PATIENCE = 2
"""Failures in a row after which a person takes over."""
_URGENT = frozenset({"emergency"})
"""Nobody is introduced to in an emergency."""


async def hand_over(
    talk: Talk,
    reason: str,
    words: str = "",
    *,
    goals: Sequence[Progress] | None = None,
    commands: Sequence[str] = (),
) -> Reply:
    """To a person, saying when one is there if nobody is now. `words` are said instead of the reason's phrase; `goals`
    are what had been found out, for whoever takes over."""
    key = f"handoff.{reason}"
    parts = [
        "" if reason in _URGENT else talk.opening(),
        words or talk.say(key if talk.has(key) else "handoff"),
        await away(talk),
    ]
    return talk.reply(ReplyKind.HANDOFF, f"handoff_{reason}", parts, reason=reason, goals=goals, commands=commands)


async def away(talk: Talk) -> str:
    """When the team is back; empty while it is there, and when nobody knows."""
    hours = await company_hours(talk)
    if hours is None or not hours.known or hours.open_now:
        return ""
    opening = next_text(hours, talk.turn.now, talk.reading.language)
    return talk.say("handoff_closed", next_opening=opening) if opening else ""


def answer(talk: Talk, intent: str, found: Sequence[Finding]) -> Reply:
    """Every answer that was found, and what was not."""
    answered = _distinct([finding for finding in found if finding.answered])
    offering = next((finding for finding in found if finding.offers and finding.asked), None)
    lost = [finding for finding in found if finding.asked and not finding.answered and not finding.offers]
    parts = [talk.opening(), *(finding.text for finding in answered)]
    parts += [talk.say("partial", question=finding.question) for finding in lost]
    parts.append(menu(talk, offering) if offering else "")
    parts.append(talk.say("answer_end") if talk.turn.first_contact and not offering else "")
    memory = offered(offering, 0) if offering else Memory()
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


def menu(talk: Talk, offering: Finding) -> str:
    """The question that goes with the options."""
    if len(offering.offers) == 1:
        return talk.say("menu_one", title=offering.offers[0].title)
    return talk.say("menu")


def offered(finding: Finding, failures: int) -> Memory:
    """What is remembered of a menu."""
    offers = [OfferState(id=option.id, title=option.title) for option in finding.offers]
    return Memory(offers=offers, question=finding.question, failures=failures)
