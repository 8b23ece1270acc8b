"""What is kept of a turn: text and plain JSON that every column takes, whatever an engine or a tool gave."""

import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from prosa.agents.engine import Evidence, Reply, ReplyKind
from prosa.conversations import Option


class NoReply(Exception):
    """What an engine returned is nothing that could be said."""


def usable(reply: Reply) -> Reply:
    """The reply in the form in which it can be stored and sent. Raises `NoReply`."""
    if not (isinstance(reply, Reply) and isinstance(reply.kind, ReplyKind) and isinstance(reply.text, str)):
        raise NoReply(f"not a reply: {type(reply).__name__}")
    text = clean(reply.text)
    if not text.strip() and reply.kind is not ReplyKind.HANDOFF:
        raise NoReply("nothing was said")
    return replace(
        reply,
        text=text if text.strip() else "",
        options=tuple(Option(**plain(asdict(option))) for option in reply.options),
        evidence=tuple(_evidence(piece) for piece in reply.evidence),
        handoff_reason=clean(reply.handoff_reason) if reply.handoff_reason else None,
        confidence=_finite(reply.confidence),
        understanding=plain(reply.understanding),
        state=plain(reply.state),
    )


def _evidence(piece: Evidence) -> Evidence:
    return Evidence(clean(piece.ref), clean(piece.title), clean(piece.quote), _finite(piece.score))


def _finite(number: float) -> float:
    return number if math.isfinite(number) else 0.0


def plain(value: Any) -> Any:
    """The value as JSON; a number that JSON does not know is null, and what is no JSON at all becomes text."""
    if isinstance(value, Mapping):
        return {clean(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, int) else clean(str(value))


def clean(text: str) -> str:
    """Without NUL; half of a surrogate pair becomes U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
