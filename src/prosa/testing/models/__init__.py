"""Fake language models: the wire protocols of OpenAI, Gemini and Anthropic, answering as they are told."""

from prosa.testing.models.asked import Asked, Returned
from prosa.testing.models.fake import KEY, FakeModels
from prosa.testing.models.says import (
    Breaks,
    Calls,
    Declines,
    Fails,
    Garbage,
    Says,
    Silent,
    Step,
    Typed,
    Withholds,
    typed,
)
from prosa.testing.models.understudy import Understudy, UnderstudyEngine

__all__ = [
    "KEY",
    "Asked",
    "Breaks",
    "Calls",
    "Declines",
    "Fails",
    "FakeModels",
    "Garbage",
    "Returned",
    "Says",
    "Silent",
    "Step",
    "Typed",
    "Understudy",
    "UnderstudyEngine",
    "Withholds",
    "typed",
]
