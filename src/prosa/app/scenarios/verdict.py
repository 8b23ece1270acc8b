"""What a step or an end was not, of what its scenario asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.app.scenarios.format import After, Step, TicketWanted
from prosa.conversations.models import MessageRow
from prosa.tickets.schemas import Ticket
from prosa.turns.models import TurnRow

SILENT = "silent"
OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Played:
    """What the agent did in a step: the tools that ran, those that were refused with their reason, and what is left
    for the next turn."""

    kind: str = SILENT
    handoff: str | None = None
    said: str = ""
    offers: int = 0
    called: Sequence[str] = ()
    refused: Sequence[str] = ()
    sources: Sequence[str] = ()
    goals: Sequence[str] = field(default=())
    held: Sequence[str] = ()

    @classmethod
    def of(cls, turn: TurnRow, messages: Sequence[MessageRow], state: Mapping[str, Any]) -> "Played":
        handed = turn.status == "handed"
        return cls(
            kind="handoff" if handed else turn.kind or SILENT,
            handoff=turn.handoff_reason if handed else None,
            said="\n".join(message.text or "" for message in messages),
            offers=sum(len(message.payload.get("options", ())) for message in messages),
            called=[call["name"] for call in turn.calls if call["error"] is None],
            refused=[f"{call['name']} {call['error']}" for call in turn.calls if call["error"]],
            sources=[piece["title"] for piece in turn.evidence],
            goals=[goal["name"] for goal in state.get("goals", ())],
            held=[f"{g['name']} {g['verdict']}: {g['detail']}" for g in turn.guards if g["verdict"] != "passed"],
        )

    def shown(self) -> str:
        """For whoever reads along."""
        did = [*self.called, *(f"({refusal})" for refusal in self.refused)]
        head = f"  [{self.kind}{f': {self.handoff}' if self.handoff else ''}] {', '.join(did)}"
        guards = (f"  ! {each}" for each in self.held)
        return "\n".join([head, *guards, *(f"  < {line}" for line in self.said.splitlines())])


def step_wrong(step: Step, played: Played, engine: str) -> Iterator[str]:
    """What of a step went otherwise. How a language model puts a thing is its own: of what it did, only silence and
    handing over are told apart."""
    kind = played.kind if engine == OFFLINE or played.kind in (SILENT, "handoff") else "answer"
    wanted = (
        step.agent if engine == OFFLINE else ["answer" if did not in (SILENT, "handoff") else did for did in step.agent]
    )
    if wanted and kind not in wanted:
        yield f"the agent's reply is {kind}, not {' or '.join(wanted)}: {played.said[:120]!r}"
    if step.handoff and played.handoff != step.handoff:
        yield f"handed over because of {played.handoff}, not {step.handoff}: {played.said[:120]!r}"
    yield from _tools(step, played)
    yield from _words(step, played)
    if engine == OFFLINE:
        yield from _means(step, played)


def _tools(step: Step, played: Played) -> Iterator[str]:
    remaining = iter(played.called)
    if not all(name in remaining for name in step.calls):
        yield f"called {', '.join(played.called) or 'nothing'}, not {', '.join(step.calls)}"
    for refusal in step.refused:
        if refusal not in played.refused:
            yield f"refused {', '.join(played.refused) or 'nothing'}, not {refusal}"
    for name in step.no_calls:
        if name in played.called:
            yield f"called {name}"


def _words(step: Step, played: Played) -> Iterator[str]:
    said = played.said.lower()
    for part in step.mentions:
        if part.lower() not in said:
            yield f"does not mention {part!r}: {played.said!r}"
    for part in step.never:
        if part.lower() in said:
            yield f"says {part!r}: {played.said!r}"


def _means(step: Step, played: Played) -> Iterator[str]:
    """How the offline engine came to it."""
    for title in step.sources:
        if title not in played.sources:
            yield f"its sources are {', '.join(played.sources) or 'none'}, not {title}"
    if step.offers is not None and played.offers != step.offers:
        yield f"offers {played.offers} to choose from, not {step.offers}"
    under_way = played.goals[-1] if played.goals else "none"
    if step.goal is not None and under_way != step.goal:
        yield f"the goal under way is {under_way}, not {step.goal}: {played.said[:120]!r}"


def after_wrong(wanted: After, found: Mapping[str, Any]) -> Iterator[str]:
    """What of the end is otherwise."""
    for name in ("status", "name", "email", "marketing"):
        value = getattr(wanted, name)
        if value is not None and found[name] != value:
            yield f"{name} is {found[name]!r}, not {value!r}"
    if wanted.tickets is None:
        return
    if len(wanted.tickets) != len(found["tickets"]):
        yield f"there are {len(found['tickets'])} tickets, not {len(wanted.tickets)}"
    for form, ticket in zip(wanted.tickets, found["tickets"], strict=False):
        yield from _ticket_wrong(form, ticket)


def _ticket_wrong(form: TicketWanted, ticket: Ticket) -> Iterator[str]:
    for name in ("category", "priority", "status"):
        value = getattr(form, name)
        if value is not None and getattr(ticket, name) != value:
            yield f"the ticket's {name} is {getattr(ticket, name)}, not {value}"
    if form.about and form.about.lower() not in ticket.summary.lower():
        yield f"the ticket is about {ticket.summary!r}, not {form.about!r}"
