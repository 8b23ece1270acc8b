"""The agent: instructions, the engine port, the offline engine and the one that asks language models."""

from prosa.agents import connections, embedding, llm, model_schemas, offline, understanding
from prosa.agents.phrases import fill as fill_phrase
from prosa.agents.phrases import shipped as shipped_phrases
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
    "connections",
    "create_agent",
    "current_instructions",
    "drafted_instructions",
    "embedding",
    "fill_phrase",
    "get_agent",
    "instructions_of",
    "list_agents",
    "llm",
    "model_schemas",
    "offline",
    "publish_version",
    "shipped_phrases",
    "understanding",
]
