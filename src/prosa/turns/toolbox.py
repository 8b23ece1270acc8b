"""The tools of one turn: found in the registry, held to their contract, timed, and recorded for the trace."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from prosa.agents.engine import Turn
from prosa.agents.schemas import ToolRule
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.core.spans import span
from prosa.core.tools import Agreed, Assurance, ConfirmationNeeded, Tool, ToolContext, ToolRefused
from prosa.turns import actions, contract
from prosa.turns.contract import Asker, Call
from prosa.turns.guards import injection
from prosa.turns.schemas import ToolCall

SEARCH_TOOL = "knowledge.search"
_AS_IT_IS = ToolRule()


class RecordingToolbox:
    """Implements `agents.engine.Toolbox`."""

    def __init__(self, runtime: Runtime, turn: Turn, contact_id: UUID) -> None:
        self._runtime = runtime
        self._turn = turn
        self._contact_id = contact_id
        self._asker: Asker | None = None
        self._one_write = asyncio.Lock()
        self._ordered = injection.in_turn(turn)
        self.calls: list[ToolCall] = []
        self.question: ConfirmationNeeded | None = None
        """What the contact has to be asked with the reply of this turn."""

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        began = time.perf_counter()
        result: dict[str, Any] | None = None
        error: str | None = None
        try:
            with span(self._runtime, *_as_span(name)):
                result = await self._call(name, arguments)
            return result
        except Exception as failure:
            error = failure.code if isinstance(failure, ProsaError) else type(failure).__name__
            result = failure.params if isinstance(failure, ToolRefused) else None
            raise
        finally:
            elapsed = round((time.perf_counter() - began) * 1000)
            self.calls.append(ToolCall(name, arguments, result, elapsed, error))

    async def available(self) -> Sequence[Tool]:
        tools = self._runtime.registry.all(Tool).values()
        return [tool for tool in tools if self._rule(tool).enabled and await self._is_ready(tool)]

    async def agreed(self) -> Agreed | None:
        async with self._runtime.db.transaction() as session:
            found = await actions.carried_out_in(session, self._turn) or await actions.agreed_in(session, self._turn)
        return Agreed(found.tool, found.arguments) if found else None

    async def perform(self, call: Call) -> dict[str, Any]:
        """Runs the tool if its contract allows it."""
        return await contract.perform(call)

    async def _call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = self._runtime.registry.get(Tool, name)
        given = {**arguments, **self._set_for(name)}
        call = Call(self._context(), tool, contract.parsed(tool, given), await self._who(), self._rule(tool))
        if not tool.writes:
            return self._read(await self.perform(call))
        if self._ordered:
            injection.refuse_unagreed(tool)
        async with self._one_write:
            try:
                return await self.perform(call)
            except ConfirmationNeeded as needed:
                self.question = needed
                raise

    def _set_for(self, name: str) -> dict[str, Any]:
        """What the agent's version says of a call, whatever its engine wants."""
        kinds = self._turn.instructions.knowledge.kinds
        return {"kinds": list(kinds)} if name == SEARCH_TOOL and kinds else {}

    def _read(self, result: dict[str, Any]) -> dict[str, Any]:
        """The result without what is hidden in it; orders that it gives are remembered."""
        self._ordered = self._ordered or injection.gives_orders(result)
        shown: dict[str, Any] = injection.visible(result)
        return shown

    def _context(self) -> ToolContext:
        turn = self._turn
        language = turn.instructions.language
        return ToolContext(self._runtime, turn.conversation_id, self._contact_id, turn.id, language=language)

    async def _who(self) -> Asker:
        if self._asker is None:
            assurance = await contract.assurance_of(self._runtime, self._turn.channel_id)
            self._asker = Asker(assurance, turn=self._turn)
        return self._asker

    def _rule(self, tool: Tool) -> ToolRule:
        return self._turn.instructions.tools.get(tool.name, _AS_IT_IS)

    async def _is_ready(self, tool: Tool) -> bool:
        if (await self._who()).assurance < min(tool.identity, Assurance.CHANNEL):
            return False
        try:
            if tool.ready is not None:
                await tool.ready(self._context())
        except ProsaError:  # also where there is no contact, as in a rehearsal
            return False
        return True


def _as_span(name: str) -> tuple[str, dict[str, str]]:
    kind = "retriever" if name == SEARCH_TOOL else "tool"
    return f"{kind} {name}", {"langfuse.observation.type": kind, "gen_ai.tool.name": name}
