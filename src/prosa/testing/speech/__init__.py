"""Fake speech services: OpenAI's and Gemini's protocols, with requests checked as the real ones do."""

from prosa.testing.speech.gemini import GeminiAnswers
from prosa.testing.speech.openai import OpenAiAnswers, Word

__all__ = ["GeminiAnswers", "OpenAiAnswers", "Word"]
