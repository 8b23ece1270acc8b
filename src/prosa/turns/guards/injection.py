"""Orders that come as data: in what a contact writes, in an article, a file's name or a tool's result.

They are taken out of what tools return, and in a turn where one was seen nothing is written that the contact has not
agreed to as shown. Nobody has to recognise every wording: what matters is asked of the contact anyway, and what is
theirs is checked by the tools' contract.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from prosa.agents.engine import Turn
from prosa.core.tools import Tool, ToolRefused
from prosa.turns.guards.facts import flat
from prosa.turns.guards.words import pattern

TAKEN_OUT = "[…]"
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Signs nobody sees; not the joiner that emojis are made with."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_UNSHOWN = re.compile(
    r"<(\w+)[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\bhidden\b)[^>]*>.*?(?:</\1>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])(\s+)|(\n+)")


class OrderedByData(ToolRefused):
    """What was read in this turn gives orders of its own, so nothing is written without the contact's yes."""

    code = "tool_ordered_by_data"


def visible(value: Any) -> Any:
    """A tool's result as a person would read it: without what is hidden, and without orders to whoever reads it."""
    if isinstance(value, str):
        return _readable(value)
    if isinstance(value, Mapping):
        return {key: visible(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [visible(inner) for inner in value]
    return value


@lru_cache(maxsize=512)
def _readable(text: str) -> str:
    shown = _UNSHOWN.sub("", _COMMENT.sub("", _UNSEEN.sub("", text)))
    if not gives_orders(shown):
        return shown
    pieces = [piece for piece in _SENTENCE.split(shown) if piece is not None]
    return "".join(TAKEN_OUT if gives_orders(piece) else piece for piece in pieces)


def gives_orders(value: Any) -> bool:
    """Whether a text, or any text in a result, tells its reader what to do or to forget."""
    if isinstance(value, str):
        return _gives_orders(value)
    if isinstance(value, Mapping):
        return any(gives_orders(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(gives_orders(inner) for inner in value)


@lru_cache(maxsize=1024)
def _gives_orders(text: str) -> bool:
    plain = flat(_UNSEEN.sub("", text))
    return bool(pattern("leaks", "orders").search(plain) or pattern("injection", "orders").search(plain))


def in_turn(turn: Turn) -> bool:
    """Whether what the contact wrote, or calls themselves or their files, gives orders."""
    words = [line.text for line in (*turn.said, *turn.history[-_RECENT:]) if line.text]
    names = [file.filename for file in turn.files if file.filename]
    return any(gives_orders(text) for text in (*words, *names, turn.contact_name))


_RECENT = 4


def refuse_unagreed(tool: Tool) -> None:
    """Raises `OrderedByData` for a write that the contact is not asked about."""
    if tool.writes and tool.confirm is None:
        raise OrderedByData(f"{tool.name} is not called in a turn whose data gives orders")
