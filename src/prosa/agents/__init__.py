"""The agent: instructions, the engine port and the offline engine."""

from prosa.agents import offline, understanding
from prosa.agents.service import (
    add_version,
    change_agent,
    create_agent,
    current_instructions,
    drafted_instructions,
    get_agent,
    instructions_of,
    list_agents,
    publish_version,
)

__all__ = [
    "add_version",
    "change_agent",
    "create_agent",
    "current_instructions",
    "drafted_instructions",
    "get_agent",
    "instructions_of",
    "list_agents",
    "offline",
    "publish_version",
    "understanding",
]
