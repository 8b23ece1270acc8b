"""The agent: instructions, the engine port and the offline engine."""

from prosa.agents import offline, understanding
from prosa.agents.service import (
    add_version,
    create_agent,
    current_instructions,
    get_agent,
    list_agents,
    publish_version,
)

__all__ = [
    "add_version",
    "create_agent",
    "current_instructions",
    "get_agent",
    "list_agents",
    "offline",
    "publish_version",
    "understanding",
]
