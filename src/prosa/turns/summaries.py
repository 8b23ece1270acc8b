"""Long conversations in short: after a turn, what lies too far back for a model is put into a few sentences.

It is a job of its own, so no contact waits for it, and one that is lost is made up for after the next turn. Without a
model the summary is picked from what is known for sure: matters under way, tickets, and what was asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from prosa.agents import current_instructions
from prosa.agents.engine import Engine, Turn, Writer
from prosa.agents.offline import under_way
from prosa.contacts import addressee
from prosa.conversations import Direction, MessageView, Summary, remembering
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.tickets import Wanted, list_tickets
from prosa.tickets.schemas import Ticket

MOST_LINES, KEPT_LINES = 14, 6
"""Lines that go along word for word at most, and those that still do after the others were put in short."""
LONGEST, LONGEST_PICKED = 1_500, 160
MOST_PICKED, MOST_TICKETS = 6, 5
PICKED = "picked"
"""Who wrote a summary that no model did."""


@dataclass(frozen=True, slots=True)
class Long:
    """A conversation that has become long: its turn has the lines to put in short as history."""

    turn: Turn
    tickets: Sequence[Ticket]


def is_long(turn: Turn) -> bool:
    """Whether this turn makes the conversation too long to go along whole."""
    covered = turn.summary.seq if turn.summary else 0
    return sum(line.seq > covered for line in (*turn.history, *turn.said)) >= MOST_LINES


async def summarise(runtime: Runtime, conversation_id: UUID) -> bool:
    """Puts the older lines in short, if there are enough of them; whether it did."""
    async with runtime.db.transaction() as session:
        found = await _long(session, conversation_id)
    if found is None:
        return False
    turn = found.turn
    engine = runtime.registry.all(Engine).get(turn.instructions.engine)
    written = await engine.summarise(turn) if isinstance(engine, Writer) else None
    text, by = (written, turn.instructions.engine) if written else (picked(found), PICKED)
    last = turn.history[-1]
    async with runtime.db.transaction() as session:
        await remembering.keep(session, conversation_id, Summary(text[:LONGEST], last.id, last.seq), by)
    return True


async def _long(session: Session, conversation_id: UUID) -> Long | None:
    past = await remembering.past(session, conversation_id)
    if past is None or len(past.lines) < MOST_LINES:
        return None
    lines = past.lines[:-KEPT_LINES]
    turn = Turn(
        id=new_id(),
        conversation_id=conversation_id,
        contact_name=(await addressee(session, past.contact_id)).name,
        said=lines[-1:],
        history=lines,
        instructions=await current_instructions(session, past.channel_id),
        state=past.state,
        now=now(),
        first_contact=False,
        channel_id=past.channel_id,
        summary=past.summary,
    )
    tickets = await list_tickets(session, Wanted(conversation_id=conversation_id), None, MOST_TICKETS)
    return Long(turn, tickets.items)


def picked(found: Long) -> str:
    """The latest of what was known before and of what these lines ask."""
    before = found.turn.summary.text.splitlines() if found.turn.summary else []
    asked = [line for line in before if line.startswith(_ASKED)] + list(_asked(found.turn.history))
    goals = (f"Em andamento: {name} {_slots(known, open_)}" for name, known, open_ in under_way(found.turn.state))
    tickets = (
        f"Chamado {ticket.protocol}: {ticket.status}, {ticket.summary[:LONGEST_PICKED]}" for ticket in found.tickets
    )
    return "\n".join([*goals, *tickets, *asked[-MOST_PICKED:]]) or _NOTHING


_ASKED = "O contato disse: "
_NOTHING = "Nada além de cumprimentos."


def _slots(known: object, asked: str) -> str:
    return f"{known or ''} {f'(falta: {asked})' if asked else ''}".strip()


def _asked(lines: Sequence[MessageView]) -> Iterator[str]:
    """What the contact asked or told at some length."""
    for line in lines:
        text = " ".join((line.text or "").split())
        if line.direction is Direction.IN and ("?" in text or len(text) > LONGEST_PICKED // 4):
            yield f"{_ASKED}{text[:LONGEST_PICKED]}"
