"""Reading what `generateContent` answers."""

from collections.abc import Mapping
from typing import Any

from prosa.core import wire
from prosa.core.errors import Unavailable
from prosa.speech.port import SpeechRefused

_FINISHED = frozenset({"STOP", None})


def parts_of(answer: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The candidate and its parts. Raises `SpeechRefused` for what the model would not say to its end."""
    blocked = wire.obj(answer.get("promptFeedback")).get("blockReason")
    if blocked:
        raise SpeechRefused(f"the model refused the recording ({blocked})")
    candidate = next(iter(wire.objects(answer.get("candidates"))), {})
    reason = candidate.get("finishReason")
    if reason not in _FINISHED:
        raise SpeechRefused(f"the model did not finish ({reason})")
    parts = wire.objects(wire.obj(candidate.get("content")).get("parts"))
    if not parts:
        raise Unavailable("the service answered without any content")
    return candidate, parts
