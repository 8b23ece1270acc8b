"""An answer as it is being written: whole sentences of its text, with the sources it has named before."""

import re
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from prosa.agents.engine import Preview, Turn
from prosa.agents.llm.facts import Facts
from prosa.agents.llm.replying import introduced
from prosa.agents.llm.veil import left_over

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelResponse

_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]*_~]*(?=\s)|\n")
"""Where a sentence ends, when something follows it."""
_AFTER_REPLY = "options"
"""The field that is written after the reply: once it is there, the reply is whole."""


class Drafting:
    """Implements `watched.Listener` for the turn of one contact."""

    def __init__(self, turn: Turn, facts: Facts, preview: Preview) -> None:
        self._turn = turn
        self._facts = facts
        self._preview = preview
        self._shown = ""
        self._stopped = False

    async def begins(self) -> None:
        """What a model broke off, or had to take back, is not left on the screen."""
        if self._shown:
            await self._preview.drop()
        self._shown, self._stopped = "", False

    async def heard(self, so_far: "ModelResponse") -> None:
        if self._stopped or not (answer := _written(so_far)):
            return
        sentences = _sentences(answer)
        if len(sentences) > len(self._shown):
            self._shown = sentences
            self._stopped = not await self._show(sentences, answer.get("evidence"))

    async def _show(self, sentences: str, named: object) -> bool:
        names = [str(name) for name in named] if isinstance(named, list) else []
        text = self._facts.veil.restore(sentences.strip())
        if left_over(text) or not all(map(self._facts.knows, names)):
            return False
        text = introduced(self._turn, text, self._facts.veil.first_name)
        return await self._preview.show(text, self._facts.evidence(names))


def _sentences(answer: dict[str, Any]) -> str:
    """The reply up to the end of its last whole sentence."""
    reply = answer.get("reply")
    if not isinstance(reply, str):
        return ""
    if _AFTER_REPLY in answer:
        return reply
    ends = [found.end() for found in _SENTENCE.finditer(reply)]
    return reply[: ends[-1]] if ends else ""


def _written(response: "ModelResponse") -> dict[str, Any] | None:
    """The form as far as it is filled in, whether it comes by a tool or as text."""
    for part in response.parts:
        written = getattr(part, "args", None) or getattr(part, "content", None)
        if isinstance(written, dict) and "reply" in written:
            return written
        if isinstance(written, str) and '"reply"' in written:
            return _begun(written)
    return None


def _begun(written: str) -> dict[str, Any] | None:
    try:
        found = from_json(written, allow_partial="trailing-strings")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
