"""Writing again, once, to a contact who has left the agent's answer without a word.

When is in the row of the conversation; whatever is said there, and whoever takes the floor, takes it away. The message
goes the way of every other: queued under the floor's epoch in the transaction that ends the silence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from prosa.accounts import company_calendar, hours_at
from prosa.agents import current_instructions, fill_phrase
from prosa.agents.engine import Engine, Instructions, Reply, ReplyKind, Turn, Writer
from prosa.contacts import addressee, current_consents
from prosa.contacts.schemas import ConsentStatus, Purpose
from prosa.conversations import Direction, Draft, silence
from prosa.conversations.silence import Silence
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.language import detect
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.turns import guards

FOLLOW_UP = "follow_up"
LEFT_OPEN = (ReplyKind.ANSWER, ReplyKind.MENU, ReplyKind.ASK, ReplyKind.CLARIFY)
"""Replies after which a silence may mean that something is still open."""
BEFORE_CLOSING = timedelta(minutes=2)
"""A message that would only just make the window is not begun."""


@dataclass(frozen=True, slots=True)
class Due:
    """A contact to be written to again."""

    silence: Silence
    turn: Turn


def due_after(turn: Turn, reply: Reply) -> datetime | None:
    """When the agent writes again if this reply finds no answer."""
    minutes = turn.instructions.follow_up.minutes
    open_still = reply.kind in LEFT_OPEN and reply.understanding.get("consent") != "opt_out"
    return now() + timedelta(minutes=minutes) if minutes is not None and open_still else None


async def follow_up(runtime: Runtime, conversation_id: UUID) -> bool:
    """Writes again, if that is still due and may be done now; whether it did."""
    async with runtime.db.transaction() as session:
        due = await _due(session, conversation_id)
    if due is None:
        return False
    text = await _words(runtime, due.turn)
    async with runtime.db.transaction() as session:
        return await silence.end(session, due.silence, Draft(text=text, payload={"follow_up": True}))


async def _due(session: Session, conversation_id: UUID) -> Due | None:
    found = await silence.kept(session, conversation_id)
    if found is None:
        return None
    instructions = await current_instructions(session, found.channel_id)
    at = await _allowed_at(session, found, instructions)
    if at is None or at > now():
        await silence.put_off(session, conversation_id, at)
        return None
    return Due(found, await _turn(session, found, instructions))


async def _allowed_at(session: Session, found: Silence, instructions: Instructions) -> datetime | None:
    """The moment from which on it may be written: in the company's hours and the contact's window; None: never."""
    if instructions.follow_up.minutes is None or await _unwanted(session, found.contact_id):
        return None
    moment = now()
    hours = hours_at(await company_calendar(session), moment)
    at = moment if hours.open_now or not hours.known else hours.next_opening
    closes = found.window_closes_at
    return None if at is None or (closes is not None and at + BEFORE_CLOSING > closes) else at


async def _unwanted(session: Session, contact_id: UUID) -> bool:
    """Whether the contact has asked not to be written to."""
    consents = await current_consents(session, contact_id)
    about_messages = (consents.get(purpose) for purpose in (Purpose.SERVICE, Purpose.MARKETING))
    return any(consent is not None and consent.status is not ConsentStatus.GRANTED for consent in about_messages)


async def _turn(session: Session, found: Silence, instructions: Instructions) -> Turn:
    said = next(line for line in reversed(found.lines) if line.direction is Direction.IN)
    return Turn(
        id=new_id(),
        conversation_id=found.conversation_id,
        contact_name=(await addressee(session, found.contact_id)).name,
        said=(said,),
        history=found.lines,
        instructions=instructions,
        state=found.state,
        now=now(),
        first_contact=False,
        channel_id=found.channel_id,
    )


async def _words(runtime: Runtime, turn: Turn) -> str:
    """The model's, where the agent has one and the guards find nothing in them; else the version's own."""
    engine = runtime.registry.all(Engine).get(turn.instructions.engine)
    written = await engine.follow_up(turn) if isinstance(engine, Writer) else None
    return written if written and _may_leave(runtime, turn, written) else _template(turn)


def _may_leave(runtime: Runtime, turn: Turn, text: str) -> bool:
    tools = runtime.registry.all(Tool)
    reply = Reply(ReplyKind.SMALL_TALK, text)
    return not guards.check(turn, reply, [], list(tools), [name for name in tools if tools[name].writes]).objections


def _template(turn: Turn) -> str:
    written = "\n".join(line.text for line in turn.history if line.text and line.direction is Direction.IN)
    texts = turn.instructions.texts
    variants = (texts.get(f"{FOLLOW_UP}.en") if detect(written) == "en" else None) or texts[FOLLOW_UP]
    first = turn.contact_name.strip().split(" ")[0]
    name = first.capitalize() if first.isalpha() else ""
    return fill_phrase(variants[turn.id.int % len(variants)], {"agent": turn.instructions.name, "name": name})
