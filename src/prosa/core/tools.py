"""Tools: the only place where an engine acts. Typed arguments in, a result with evidence out.

One list serves every door (offline engine, language model, REST, MCP); a tool does not know which one calls it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

if TYPE_CHECKING:
    from prosa.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who calls: the turn and its conversation, so that a write can be idempotent by (turn, call)."""

    runtime: "Runtime"
    conversation_id: UUID
    contact_id: UUID
    turn_id: UUID


@dataclass(frozen=True, slots=True)
class Tool:
    """A declared tool. `writes` marks effects outside the turn; those are run one at a time and recorded."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[ToolContext, Any], Awaitable[BaseModel]]
    writes: bool
