"""A conversation never ends, but what people came for does: a case is the part of a thread from the first message about
a matter to its solution. Everything that is counted is counted in cases, and each is one line of the reports.

A case ends when it is resolved, or left when nobody has said anything for `QUIET` while the agent had the floor. A
resolution that is taken back goes on with the same case; what the contact says after one that stands begins the next.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from prosa.conversations import Author, Direction
from prosa.conversations.course import Step
from prosa.core.language import fold as plain

QUIET = timedelta(hours=24)

_GIVEN = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    "cpf": re.compile(r"(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)"),
    "cep": re.compile(r"(?<!\d)\d{5}-\d{3}(?!\d)|\bcep\D{0,12}\d{8}(?!\d)"),
    "order": re.compile(r"\b(?:pedido|compra|protocolo|order)\b\D{0,15}\d{3,}"),
    "phone": re.compile(r"\(\d{2}\)\s?9?\d{4}-?\d{4}|\b(?:telefone|celular|fone|phone)\b\D{0,15}\d{8,}"),
}
"""What a contact may have said, by its form; of words without accents and capitals."""
_ASKED = {
    "email": re.compile(r"\be-?mails?\b"),
    "cpf": re.compile(r"\bcpf\b"),
    "cep": re.compile(r"\bcep\b"),
    "order": re.compile(
        r"\b(?:(?:numero|codigo) d[oae] (?:seu |sua )?(?:pedido|compra)|qual (?:e )?(?:o )?(?:seu )?pedido|protocolo"
        r"|order number)\b"
    ),
    "phone": re.compile(r"\b(?:telefone|celular|phone)\b"),
}


class CaseState(StrEnum):
    """`left`: nobody said anything more while the agent had the floor."""

    OPEN = "open"
    RESOLVED = "resolved"
    LEFT = "left"


class Holder(StrEnum):
    AGENT = "agent"
    QUEUE = "queue"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Case:
    """One matter, from line `first_seq` to line `last_seq`. Times are those of the lines as they reached us.

    `answered_at`: the first word of the agent or a person; `person_at`: of a person, and after the handoff where there
    was one. `asked_again`: how often a person asked for what the contact had said before.
    """

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    first_seq: int
    last_seq: int
    opened_at: datetime
    last_at: datetime
    state: CaseState = CaseState.OPEN
    holder: Holder = Holder.AGENT
    ended_at: datetime | None = None
    resolved_reason: str | None = None
    queue_id: UUID | None = None
    operator_id: UUID | None = None
    handed_at: datetime | None = None
    handoff_reason: str | None = None
    claimed_at: datetime | None = None
    answered_at: datetime | None = None
    person_at: datetime | None = None
    inbound: int = 0
    agent_said: int = 0
    people_said: int = 0
    handoffs: int = 0
    transfers: int = 0
    asked_again: int = 0
    given: frozenset[str] = field(default_factory=frozenset)

    @property
    def by_agent(self) -> bool:
        """It has ended, and no person had to do with it."""
        return self.state is not CaseState.OPEN and self.handoffs == 0 and self.people_said == 0 and self.agent_said > 0


def told(steps: Iterable[Step]) -> list[Case]:
    """The cases of one conversation, from a line on that begins one."""
    cases: list[Case] = []
    for step in steps:
        case = cases[-1] if cases else None
        if _begins(case, step):
            if case is not None and case.state is CaseState.OPEN:
                cases[-1] = left(case)
            cases.append(_with_word(_new(step), step))
        elif case is not None:
            cases[-1] = _after(case, step)
    return cases


def left(case: Case) -> Case:
    """The case as it is once nobody has said anything for `QUIET`."""
    return replace(case, state=CaseState.LEFT, ended_at=case.last_at + QUIET)


def _begins(case: Case | None, step: Step) -> bool:
    if not _is_word(step):
        return False
    if case is None or case.state is not CaseState.OPEN:
        return case is None or step.direction is Direction.IN or step.author is not Author.AGENT
    return case.holder is Holder.AGENT and step.at > case.last_at + QUIET


def _is_word(step: Step) -> bool:
    """Whether it is said between contact and company, and about the matter."""
    return step.direction is not Direction.INTERNAL and step.aside is None and "survey" not in step.facts


def _new(step: Step) -> Case:
    return Case(
        conversation_id=step.conversation_id,
        channel_id=step.channel_id,
        contact_id=step.contact_id,
        first_seq=step.seq,
        last_seq=step.seq,
        opened_at=step.at,
        last_at=step.at,
        queue_id=step.queue_id,
    )


def _after(case: Case, step: Step) -> Case:
    case = replace(case, last_seq=step.seq)
    if _is_word(step):
        return _with_word(case, step)
    return _with_event(case, step) if step.event else case


def _with_word(case: Case, step: Step) -> Case:
    case = replace(case, last_at=step.at)
    if step.direction is Direction.IN:
        return replace(case, inbound=case.inbound + 1, given=case.given | _given(step.text))
    answered_at = case.answered_at or (step.at if case.inbound else None)
    if step.author is Author.AGENT:
        return replace(case, agent_said=case.agent_said + 1, answered_at=answered_at)
    return replace(
        case,
        people_said=case.people_said + 1,
        answered_at=answered_at,
        person_at=case.person_at or step.at,
        operator_id=step.author_id or case.operator_id,
        holder=Holder.PERSON,
        asked_again=case.asked_again + _asks_again(step.text, case.given),
    )


def _with_event(case: Case, step: Step) -> Case:
    match step.event:
        case "handed_off":
            return _handed(case, step)
        case "claimed" | "assigned" | "taken_by_phone":
            return _taken(case, step)
        case "transferred":
            operator_id = step.operator_id or case.operator_id
            return replace(case, transfers=case.transfers + 1, queue_id=step.queue_id, operator_id=operator_id)
        case "given_back":
            return replace(case, holder=Holder.AGENT)
        case "resolved":
            return _ended(case, step)
        case "reopened" if "operator_id" in step.facts:
            return replace(case, state=CaseState.OPEN, ended_at=None, resolved_reason=None, holder=Holder.PERSON)
        case _:
            return case


def _handed(case: Case, step: Step) -> Case:
    return replace(
        case,
        holder=Holder.QUEUE,
        handoffs=case.handoffs + 1,
        handed_at=case.handed_at or step.at,
        handoff_reason=case.handoff_reason or step.facts.get("reason"),
        person_at=case.person_at if case.handed_at else None,
        queue_id=step.queue_id,
    )


def _taken(case: Case, step: Step) -> Case:
    operator = step.facts.get("operator_id")
    return replace(
        case,
        holder=Holder.PERSON,
        claimed_at=case.claimed_at or step.at,
        operator_id=UUID(operator) if operator else case.operator_id,
    )


def _ended(case: Case, step: Step) -> Case:
    if case.state is not CaseState.OPEN:
        return case
    reason = step.facts.get("reason")
    return replace(case, state=CaseState.RESOLVED, ended_at=step.at, resolved_reason=reason)


def _given(text: str) -> frozenset[str]:
    said = plain(text)
    return frozenset(name for name, form in _GIVEN.items() if form.search(said))


def _asks_again(text: str, given: frozenset[str]) -> bool:
    if "?" not in text or not given:
        return False
    asked = plain(text)
    return any(_ASKED[name].search(asked) for name in given)
