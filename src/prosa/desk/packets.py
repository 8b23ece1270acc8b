"""The packet: all a person needs to go on where the agent stopped, so that nothing has to be asked again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from prosa import contacts
from prosa.conversations import inbox, remembering, understood, waiting
from prosa.conversations.schemas import Direction, MessageView
from prosa.conversations.understood import Understood
from prosa.conversations.views import SlaLine
from prosa.core.db import Session
from prosa.core.runtime import Runtime
from prosa.desk import queueing, wallet
from prosa.desk.port import Trail, Tried

LAST_TURNS = 8
LAST_LINES = 5
"""How many of the contact's lines are quoted beside the first one."""
LONGEST = 400
HEADS = ("intent", "category", "priority", "sentiment")
STEPS: Mapping[str, str] = {
    "legal": "care",
    "emergency": "care",
    "security": "care",
    "data_request": "data_request",
    "send_failed": "reach_otherwise",
    "guard_held": "answer_checked",
    "operator_away": "go_on",
    "transfer": "read_note",
}
"""What to do first, by why a person was called."""
STEPS_BY_INTENT: Mapping[str, str] = {
    "track_order": "look_up_order",
    "payment_status": "look_up_payment",
    "price_question": "quote",
    "checkout": "close_sale",
    "add_to_cart": "close_sale",
    "objection": "answer_objection",
}


class PacketLine(BaseModel):
    """A line of the summary; `message_ids` are the messages it stands for, the first one first."""

    text: str
    message_ids: list[UUID]


class PacketReading(BaseModel):
    """What was read; `certain`: surely enough to act on it."""

    head: str
    value: str
    certain: bool


class PacketEntity(BaseModel):
    type: str
    text: str


class PacketTry(BaseModel):
    """What the agent did about one thing that was said; `failed` are tools that did not work."""

    turn_id: UUID
    message_id: UUID | None
    at: datetime
    said: str
    decision: str | None
    confidence: float | None
    tools: list[str]
    failed: list[str]
    sources: list[str]


class PacketContact(BaseModel):
    """What they are worth to the company: how often something was settled with them, and whose contact they are."""

    id: UUID
    name: str
    vip: bool
    settled: int
    owner: str | None


class PacketWait(BaseModel):
    """`minutes` null: nobody can tell, because nobody is at work."""

    position: int
    minutes: int | None


class Packet(BaseModel):
    """`handed_at` and `reason` null: it was never handed over. `next_step` is a text key."""

    conversation_id: UUID
    protocol: str | None
    reason: str | None
    handed_at: datetime | None
    contact: PacketContact
    waiting: PacketWait | None
    summary: list[PacketLine]
    read: list[PacketReading]
    entities: list[PacketEntity]
    tried: list[PacketTry]
    promise: SlaLine | None
    next_step: str


async def packet(session: Session, runtime: Runtime, conversation_id: UUID) -> Packet:
    """Raises `NotFound`."""
    item = await inbox.item(session, conversation_id)
    past = await remembering.past(session, conversation_id)
    read = (await understood.of(session, [conversation_id])).get(conversation_id)
    handed = await waiting.last_handed(session, conversation_id)
    tried = await _tried(session, runtime, conversation_id)
    expected = await queueing.expected(session, conversation_id)
    return Packet(
        conversation_id=conversation_id,
        protocol=item.protocol,
        reason=handed.reason if handed else None,
        handed_at=handed.at if handed else None,
        contact=await _contact(session, item.contact.id, item.contact.name),
        waiting=PacketWait(position=expected.position, minutes=expected.minutes) if expected else None,
        summary=_summary(past) if past else [],
        read=_read(read),
        entities=_entities(tried),
        tried=[_try(each) for each in tried],
        promise=item.sla,
        next_step=_next_step(handed.reason if handed else None, read, tried),
    )


async def _contact(session: Session, contact_id: UUID, name: str) -> PacketContact:
    return PacketContact(
        id=contact_id,
        name=name,
        vip=(await contacts.addressee(session, contact_id)).vip,
        settled=await waiting.settled_matters(session, contact_id),
        owner=(await wallet.owner_of(session, contact_id)).name,
    )


async def _tried(session: Session, runtime: Runtime, conversation_id: UUID) -> Sequence[Tried]:
    found: list[Tried] = []
    for trail in runtime.registry.all(Trail).values():
        found += await trail.tried(session, conversation_id, LAST_TURNS)
    return found


def _summary(past: remembering.Past) -> list[PacketLine]:
    """What was put in short, then how it began and what the contact said last, in their words."""
    kept = past.summary
    told = [PacketLine(text=kept.text, message_ids=[kept.message_id])] if kept else []
    said = [line for line in past.lines if line.direction is Direction.IN]
    quoted = said[-LAST_LINES:]
    if said and not kept and said[0] not in quoted:
        quoted = [said[0], *quoted]
    return [*told, *(_quote(line) for line in quoted)]


def _quote(line: MessageView) -> PacketLine:
    return PacketLine(text=(line.text or f"[{line.type}]")[:LONGEST], message_ids=[line.id])


def _read(read: Understood | None) -> list[PacketReading]:
    if read is None:
        return []
    heads = [PacketReading(head=head, value=str(getattr(read, head)), certain=head in read.certain) for head in HEADS]
    if read.department:
        heads.append(PacketReading(head="department", value=read.department, certain="category" in read.certain))
    return heads


def _entities(tried: Sequence[Tried]) -> list[PacketEntity]:
    """Each once, the last ones first."""
    named: dict[tuple[str, str], Any] = {}
    for each in reversed(tried):
        for entity in each.named:
            named.setdefault((entity.type, entity.text.casefold()), entity)
    return [PacketEntity(type=each.type, text=each.text) for each in named.values()]


def _try(tried: Tried) -> PacketTry:
    return PacketTry(
        turn_id=tried.turn_id,
        message_id=tried.message_id,
        at=tried.at,
        said=tried.said[:LONGEST],
        decision=tried.decision,
        confidence=tried.confidence,
        tools=list(tried.tools),
        failed=list(tried.failed),
        sources=list(tried.sources),
    )


def _next_step(reason: str | None, read: Understood | None, tried: Sequence[Tried]) -> str:
    """What helps most first: why they are here, then what did not work, then how they feel and what they want."""
    if reason is not None and reason in STEPS:
        return STEPS[reason]
    if tried and tried[-1].failed:
        return "do_by_hand"
    if read is None:
        return "ask"
    if read.sentiment == "negativo" or read.category == "reclamacao":
        return "apologise"
    return STEPS_BY_INTENT.get(read.intent, "answer")
