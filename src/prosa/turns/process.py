"""A message through all that an agent does with it, for programs: read, looked up, answered, and judged whether a
person is needed. It is a rehearsal, also for a given conversation: nothing is sent, stored or done."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from prosa.agents import current_instructions, get_agent, instructions_of
from prosa.agents.engine import Instructions, Reply, ReplyKind, Turn
from prosa.agents.offline import TICKET_CATEGORIES
from prosa.agents.understanding import PRIORITIES
from prosa.contacts import addressee
from prosa.conversations import Author, MessageView, remembering
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.tickets import usual_duration
from prosa.tickets.schemas import TicketCategory
from prosa.turns import escalation, follow_ups, understanding
from prosa.turns.escalation import NOTHING_KNOWN, Circumstances
from prosa.turns.process_schemas import (
    Classification,
    Escalation,
    FollowUpNeed,
    NextAction,
    Processed,
    Processing,
    ProcessInput,
    Response,
    Workflow,
)
from prosa.turns.rehearsal import NOBODY, RehearsalToolbox, Tried, spoken, tried
from prosa.turns.schemas import EvidenceLine, SpokenLine
from prosa.turns.thinking import TICKET
from prosa.turns.toolbox import SEARCH_TOOL

CATEGORY, PRIORITY, UNSURE = "suporte", "media", 0.5
"""What a message counts as that nothing could be read in (requirement 001-45)."""
MOST_PASSAGES = 5
_BECAUSE = {
    "pt": {
        "read": "O modelo local lê “{value}” com {sure}; em seguida viria “{second}”.",
        "differs": "O modelo de linguagem lê “{value}”; o local, “{local}” com {sure}.",
        "unread": "Nada pôde ser lido: vale a categoria padrão.",
    },
    "en": {
        "read": "The local model reads “{value}” with {sure}; “{second}” would come next.",
        "differs": "The language model reads “{value}”; the local one “{local}” with {sure}.",
        "unread": "Nothing could be read: the default category holds.",
    },
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A message with whose it is and what came before."""

    turn: Turn
    contact_id: UUID = NOBODY
    around: Circumstances = NOTHING_KNOWN


async def process(runtime: Runtime, wanted: Processing) -> Processed:
    """Raises `NotFound` for a conversation or an agent that is not there."""
    async with runtime.db.transaction() as session:
        scene = await _scene(session, wanted.input)
    turn = understanding.read(runtime, scene.turn)
    toolbox = RehearsalToolbox(runtime, turn, contact_id=scene.contact_id)
    match wanted.workflow:
        case Workflow.CLASSIFY:
            return _told(Workflow.CLASSIFY, classification=classified(turn, {}))
        case Workflow.SEARCH:
            return _told(Workflow.SEARCH, knowledge=await _found(toolbox, wanted.input.message))
    whole = await _whole(runtime, turn, toolbox, scene.around)
    return whole if wanted.workflow is Workflow.FULL else _part(whole, wanted.workflow)


async def _whole(runtime: Runtime, turn: Turn, toolbox: RehearsalToolbox, around: Circumstances) -> Processed:
    found = await tried(runtime, turn, toolbox, around)
    reply = found.reply
    classification = classified(turn, reply.understanding)
    async with runtime.db.transaction() as session:
        usual = await usual_duration(session, TicketCategory(TICKET_CATEGORIES[classification.category]))
    handed = reply.kind is ReplyKind.HANDOFF
    at = None if handed else follow_ups.due_after(turn, reply)
    return Processed(
        workflow=Workflow.FULL,
        classification=classification,
        knowledge=[EvidenceLine.model_validate(asdict(piece)) for piece in reply.evidence],
        response=_response(found),
        escalation=Escalation(required=handed, reason=reply.handoff_reason),
        follow_up=FollowUpNeed(needed=at is not None, when=at),
        next_actions=list(next_actions(reply, toolbox, follows_up=at is not None)),
        estimated_resolution_time=_seconds(usual),
    )


_PARTS = {
    Workflow.RESPOND: {"classification", "knowledge", "response"},
    Workflow.ESCALATE: {"escalation", "follow_up", "next_actions", "estimated_resolution_time"},
}


def _part(whole: Processed, workflow: Workflow) -> Processed:
    return _told(workflow, **{name: getattr(whole, name) for name in _PARTS[workflow]})


def _told(workflow: Workflow, **parts: Any) -> Processed:
    return Processed(**{**dict.fromkeys(Processed.model_fields), "workflow": workflow, **parts})


def _response(found: Tried) -> Response:
    reply, failed = found.reply, found.thought.error is not None
    return Response(
        content=reply.text, should_send=bool(reply.text), generated=not failed, time=round(found.seconds, 3)
    )


def classified(turn: Turn, told: Mapping[str, Any]) -> Classification:
    """`told` is what an engine understood: where it names another category than the local model, it has read more."""
    words = _BECAUSE["en" if turn.instructions.language.startswith("en") else "pt"]
    reading = turn.reading
    if reading is None:
        category, priority = _named(told, CATEGORY, PRIORITY)
        return _classification(category, priority, words["unread"])
    local = reading.category
    category, priority = _named(told, local.value, reading.priority.value)
    values = {"value": category, "local": local.value, "second": local.second, "sure": f"{local.confidence:.0%}"}
    if category != local.value:
        return _classification(category, priority, words["differs"].format(**values))
    because = words["read"].format(**values)
    return _classification(category, priority, because, local.confidence, reading.department)


def _named(told: Mapping[str, Any], category: str, priority: str) -> tuple[str, str]:
    """An engine's own category and priority, where it names ones there are."""
    its_category, its_priority = told.get("category"), told.get("priority")
    return (
        its_category if its_category in list(TICKET_CATEGORIES) else category,
        its_priority if its_priority in PRIORITIES else priority,
    )


def _classification(
    category: str, priority: str, why: str, sure: float = UNSURE, department: str | None = None
) -> Classification:
    return Classification(
        category=category, priority=priority, department=department, confidence=sure, justification=why
    )


def next_actions(reply: Reply, toolbox: RehearsalToolbox, *, follows_up: bool) -> Iterator[NextAction]:
    """What is left to do once this reply is out."""
    errors = {call.error for call in toolbox.calls}
    if any(call.name == TICKET and call.error is None for call in toolbox.calls):
        yield NextAction.OPEN_TICKET
    if reply.kind is ReplyKind.HANDOFF:
        yield NextAction.HAND_OVER
    if "tool_approval_needed" in errors:
        yield NextAction.AWAIT_APPROVAL
    if toolbox.question is not None:
        yield NextAction.CONFIRM_WITH_CONTACT
    if reply.kind is ReplyKind.MENU:
        yield NextAction.AWAIT_CHOICE
    if reply.kind in (ReplyKind.ASK, ReplyKind.CLARIFY):
        yield NextAction.AWAIT_DETAILS
    if follows_up:
        yield NextAction.FOLLOW_UP


def _seconds(usual: timedelta | None) -> int | None:
    return round(usual.total_seconds()) if usual is not None else None


async def _found(toolbox: RehearsalToolbox, question: str) -> list[EvidenceLine]:
    result = await toolbox.call(SEARCH_TOOL, query=question, limit=MOST_PASSAGES)
    return [
        EvidenceLine(ref=each["ref"], title=each["title"], quote=each["text"], score=each["score"])
        for each in result["passages"]
    ]


async def _scene(session: Session, wanted: ProcessInput) -> Scene:
    """Raises `NotFound`."""
    if wanted.conversation_id is None:
        instructions = await _instructions(session, wanted.agent_id, None)
        return Scene(_turn(instructions, tuple(spoken(wanted.history, 1)), wanted.message))
    past = await remembering.past(session, wanted.conversation_id)
    if past is None:
        raise NotFound("this conversation does not exist")
    instructions = await _instructions(session, wanted.agent_id, past.channel_id)
    contact = await addressee(session, past.contact_id)
    turn = replace(
        _turn(instructions, past.lines, wanted.message),
        contact_name=contact.name,
        state=past.state,
        summary=past.summary,
        first_contact=past.summary is None and all(line.author is not Author.AGENT for line in past.lines),
    )
    there = replace(turn, conversation_id=past.conversation_id)
    around = await escalation.circumstances(session, there, past.epoch, vip=contact.vip)
    return Scene(turn, past.contact_id, around)


async def _instructions(session: Session, agent_id: UUID | None, channel_id: UUID | None) -> Instructions:
    if agent_id is None:
        return await current_instructions(session, channel_id)
    return await instructions_of(session, agent_id, (await get_agent(session, agent_id)).published_version)


def _turn(instructions: Instructions, history: tuple[MessageView, ...], message: str) -> Turn:
    """In no conversation, so that whatever is looked at leaves no trace in one."""
    return Turn(
        id=new_id(),
        conversation_id=NOBODY,
        contact_name="",
        said=tuple(spoken([SpokenLine(text=message)], history[-1].seq + 1 if history else 1)),
        history=history,
        instructions=instructions,
        state={},
        now=now(),
        first_contact=not history,
    )
