"""A turn that is only tried: nothing is sent, nothing is stored, and what writes only looks as if it had been done."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, get_type_hints
from uuid import UUID

from pydantic import BaseModel

from prosa.agents import drafted_instructions, get_agent, instructions_of
from prosa.agents.engine import Instructions, Reply, Turn
from prosa.conversations.schemas import Author, Direction, MessageStatus, MessageType, MessageView
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import Agreed, ApprovalNeeded, Assurance, ConfirmationNeeded, Tool
from prosa.turns import contract, understanding
from prosa.turns.agreement import agrees, with_question
from prosa.turns.citing import cited
from prosa.turns.contract import Asker, Call
from prosa.turns.escalation import NOTHING_KNOWN, Circumstances
from prosa.turns.record import plain
from prosa.turns.schemas import (
    CallLine,
    EvidenceLine,
    GuardLine,
    ModelLine,
    PastLine,
    Rehearsal,
    Rehearsed,
    RehearsedOption,
    SpokenLine,
    TurnFacts,
)
from prosa.turns.thinking import Thought, think
from prosa.turns.toolbox import RecordingToolbox

NOBODY = UUID(int=0)
"""The contact and the conversation of a rehearsal: no row belongs to them."""
OFFERED = "rehearsal_offered"
"""Where the state keeps what the pretended contact was asked to agree to."""
MADE_UP = "(teste)"


class RehearsalToolbox(RecordingToolbox):
    """Reads are run, and the whole contract is checked, but no write is carried out: its result is made up."""

    def __init__(
        self, runtime: Runtime, turn: Turn, offered: Mapping[str, Any] | None = None, contact_id: UUID = NOBODY
    ) -> None:
        super().__init__(runtime, turn, contact_id)
        self._offered = offered if offered and agrees(turn.said, offered["digest"]) else None
        self.offer: dict[str, Any] | None = None

    async def agreed(self) -> Agreed | None:
        return Agreed(self._offered["tool"], self._offered["arguments"]) if self._offered else None

    async def _who(self) -> Asker:
        """As on a line whose provider says who writes."""
        return Asker(Assurance.CHANNEL, turn=self._turn)

    async def perform(self, call: Call) -> dict[str, Any]:
        if not call.tool.writes or not call.rule.enabled:
            return await contract.perform(call)
        await contract.allowed(call)
        if call.tool.confirm is not None:
            await self._confirmed(call)
        if call.asker.needs_approval(call.tool, call.rule):
            raise ApprovalNeeded("a person of the team would have to approve this", approval_id=str(NOBODY))
        return made_up(call.tool, call.plain_arguments)

    async def _confirmed(self, call: Call) -> None:
        shown = await call.tool.confirm(call.context, call.arguments) if call.tool.confirm else ""
        digest = call.digest(shown)
        if self._offered is None or self._offered["digest"] != digest:
            self.offer = {"tool": call.tool.name, "arguments": call.plain_arguments, "digest": digest}
            self.question = ConfirmationNeeded("the contact has to agree first", shown=shown, digest=digest)
            raise self.question


def made_up(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A result as the tool gives it: what was asked for where the names agree, else something of the right type."""
    model: type[BaseModel] = get_type_hints(tool.run)["return"]
    values = {name: arguments.get(name) or _example(field.annotation) for name, field in model.model_fields.items()}
    result: dict[str, Any] = plain(model.model_construct(**values).model_dump(mode="json", warnings=False))
    return result


def _example(annotation: Any) -> Any:
    examples: Mapping[Any, Any] = {str: MADE_UP, int: 1, float: 1.0, bool: True, datetime: now(), UUID: NOBODY}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation))
    return examples.get(annotation)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a turn that was only tried, and the seconds it took."""

    thought: Thought
    seconds: float

    @property
    def reply(self) -> Reply:
        return self.thought.reply


async def tried(
    runtime: Runtime, turn: Turn, toolbox: RehearsalToolbox, around: Circumstances = NOTHING_KNOWN
) -> Tried:
    """The reply as it would leave."""
    began = time.perf_counter()
    thought = await think(runtime, turn, toolbox, around)
    reply = cited(turn, with_question(thought.reply, toolbox.question, turn.instructions.language))
    return Tried(replace(thought, reply=reply), time.perf_counter() - began)


async def rehearse(runtime: Runtime, agent_id: UUID, rehearsal: Rehearsal) -> Rehearsed:
    """Raises `NotFound`, `UnknownText`, `UnknownVariable`."""
    async with runtime.db.transaction() as session:
        instructions = await _instructions(session, agent_id, rehearsal)
    turn = understanding.read(runtime, _turn(instructions, rehearsal))
    toolbox = RehearsalToolbox(runtime, turn, rehearsal.state.get(OFFERED))
    found = await tried(runtime, turn, toolbox)
    reply = found.reply
    facts = _facts(turn, found.thought, toolbox, found.seconds)
    state = dict(reply.state) | ({OFFERED: toolbox.offer} if toolbox.offer else {})
    options = [RehearsedOption(id=option.id, title=option.title) for option in reply.options]
    return Rehearsed(text=reply.text, options=options, state=state, trace=facts)


async def _instructions(session: Session, agent_id: UUID, rehearsal: Rehearsal) -> Instructions:
    if rehearsal.draft is not None:
        found = await drafted_instructions(session, agent_id, rehearsal.draft)
    else:
        version = rehearsal.version or (await get_agent(session, agent_id)).published_version
        found = await instructions_of(session, agent_id, version)
    return replace(found, engine=rehearsal.engine or found.engine)


def _turn(instructions: Instructions, rehearsal: Rehearsal) -> Turn:
    history, said = list(spoken(rehearsal.history, 1)), rehearsal.said
    return Turn(
        id=new_id(),
        conversation_id=NOBODY,
        contact_name="",
        said=tuple(spoken(said, len(history) + 1)),
        history=tuple(history),
        instructions=instructions,
        state={name: value for name, value in rehearsal.state.items() if name != OFFERED},
        now=now(),
        first_contact=not history,
    )


def spoken(lines: Sequence[SpokenLine | PastLine], first: int) -> Iterator[MessageView]:
    """Lines as a conversation would show them, numbered from `first` on."""
    for seq, line in enumerate(lines, first):
        mine = not isinstance(line, PastLine) or line.mine
        button = line.button_id if isinstance(line, SpokenLine) else None
        yield MessageView(
            id=new_id(),
            conversation_id=NOBODY,
            seq=seq,
            direction=Direction.IN if mine else Direction.OUT,
            author=Author.CONTACT if mine else Author.AGENT,
            type=MessageType.INTERACTIVE if button else MessageType.TEXT,
            text=line.text,
            payload={"button_id": button} if button else {},
            reply_to_id=None,
            provider_id=None,
            status=MessageStatus.RECEIVED if mine else MessageStatus.SENT,
            sent_at=now(),
        )


def _facts(turn: Turn, thought: Thought, toolbox: RecordingToolbox, elapsed: float) -> TurnFacts:
    instructions, reply = turn.instructions, thought.reply
    return TurnFacts(
        engine=instructions.engine,
        agent_id=instructions.agent_id,
        instructions_version=instructions.version,
        duration_ms=round(elapsed * 1000),
        cost_micros=reply.cost_micros,
        understanding=plain({**reply.understanding, **understanding.recorded(turn.reading)}),
        decision=reply.kind,
        handoff_reason=reply.handoff_reason,
        confidence=reply.confidence,
        calls=[CallLine.model_validate(plain(asdict(call))) for call in toolbox.calls],
        evidence=[EvidenceLine.model_validate(asdict(piece)) for piece in reply.evidence],
        models=[ModelLine.model_validate(asdict(call)) for call in reply.models],
        guards=[GuardLine.model_validate(asdict(finding)) for finding in thought.guards],
        error=thought.error,
    )
