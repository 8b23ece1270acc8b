"""The tools of one turn: found in the registry, timed, and recorded for the trace."""

import time
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from prosa.core.errors import Invalid, ProsaError
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool, ToolContext
from prosa.turns.schemas import ToolCall


class RecordingToolbox:
    """Implements `agents.engine.Toolbox`."""

    def __init__(self, runtime: Runtime, conversation_id: UUID, contact_id: UUID, turn_id: UUID) -> None:
        self._context = ToolContext(runtime, conversation_id, contact_id, turn_id)
        self.calls: list[ToolCall] = []

    async def call(self, name: str, **arguments: Any) -> dict[str, Any]:
        began = time.perf_counter()
        result: dict[str, Any] | None = None
        error: str | None = None
        try:
            result = (await self._run(name, arguments)).model_dump(mode="json")
            return result
        except Exception as failure:
            error = failure.code if isinstance(failure, ProsaError) else type(failure).__name__
            raise
        finally:
            elapsed = round((time.perf_counter() - began) * 1000)
            self.calls.append(ToolCall(name, arguments, result, elapsed, error))

    async def _run(self, name: str, arguments: dict[str, Any]) -> BaseModel:
        tool = self._context.runtime.registry.get(Tool, name)
        try:
            parsed = tool.arguments.model_validate(arguments)
        except ValidationError as problem:
            raise Invalid(f"{name}: {problem.errors()[0]['msg']}") from None
        return await tool.run(self._context, parsed)
