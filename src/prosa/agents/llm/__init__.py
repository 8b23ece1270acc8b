"""The engine that asks language models. Their libraries are imported with the first question, not before."""

from prosa.agents.llm.engine import LanguageModelEngine

__all__ = ["LanguageModelEngine"]
