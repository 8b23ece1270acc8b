"""One turn on its way through the models: what it knows, what is done for it by code, and the tools as models get
them."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from prosa.agents.engine import ModelCall, Toolbox, Turn
from prosa.agents.llm.drafting import Drafting
from prosa.agents.llm.facts import SEARCH, Facts
from prosa.agents.offline.reading import Reading
from prosa.core.errors import ProsaError
from prosa.core.tools import ConfirmationNeeded, ToolRefused

LONGEST_QUERY, MOST_PASSAGES = 1_000, 5


@dataclass(slots=True)
class Asking:
    turn: Turn
    toolbox: Toolbox
    reading: Reading
    facts: Facts
    calls: list[ModelCall] = field(default_factory=list)
    acted: bool = False
    """Whether a model has called a tool."""
    reused: bool = False
    drafting: Drafting | None = None
    """Who shows the answer while it is being written."""

    async def act(self, name: str, arguments: dict[str, Any]) -> Any:
        """Runs a tool for a model: personal data put back on the way in, hidden on the way out."""
        veil = self.facts.veil
        self.acted = True
        try:
            result = await self.toolbox.call(name, **veil.restored(arguments))
        except ConfirmationNeeded as needed:
            return {"refused": needed.code, "note": "the system shows the contact what to confirm"}
        except ToolRefused as refused:
            return {"refused": refused.code, "detail": veil.hide(refused.detail)}
        except ProsaError as error:
            return {"error": error.code, "detail": veil.hide(error.detail)}
        return self.facts.take(name, result)

    async def carry_out(self) -> None:
        """What the contact has just said yes to is done by code, not by a model that may think otherwise."""
        agreed = await self.toolbox.agreed()
        if agreed is None:
            return
        self.acted = True
        try:
            result = await self.toolbox.call(agreed.tool, **agreed.arguments)
        except ProsaError as error:
            result = {"refused": error.code}
        self.facts.take(agreed.tool, result)

    async def look_up(self) -> None:
        """What was asked is looked up beforehand: most turns then need one request to a model instead of two."""
        asked = " ".join(question.text for question in self.reading.questions)[:LONGEST_QUERY]
        if not asked.strip():
            return
        with suppress(ProsaError):
            found = await self.toolbox.call(SEARCH, query=asked, limit=MOST_PASSAGES)
            self.facts.take(SEARCH, found)

    def listen(self) -> Drafting | None:
        """A second answer to a turn is not shown before it is whole: the first has been."""
        turn = self.turn
        if turn.preview is not None and not turn.objections:
            self.drafting = Drafting(turn, self.facts, turn.preview)
        return self.drafting
