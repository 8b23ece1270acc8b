"""A reply shown while it is being written: each time as much of it as the guards let through."""

from uuid import UUID

from prosa.agents.engine import Evidence, Reply, ReplyKind, Turn
from prosa.conversations import drafting
from prosa.core.runtime import Runtime
from prosa.core.tools import Tool
from prosa.turns import guards
from prosa.turns.toolbox import RecordingToolbox


class GuardedPreview:
    """Implements `agents.engine.Preview` for one turn. What does not pass ends it: the usual way of a reply decides
    what becomes of the rest."""

    def __init__(self, runtime: Runtime, turn: Turn, toolbox: RecordingToolbox, epoch: int) -> None:
        self._runtime = runtime
        self._turn = turn
        self._toolbox = toolbox
        self._epoch = epoch
        self.used = False

    async def show(self, text: str, evidence: tuple[Evidence, ...]) -> bool:
        if self._toolbox.question is not None or not self._passes(text, evidence):
            return False
        self.used = True
        async with self._runtime.db.transaction() as session:
            return await drafting.show(session, self._conversation, self._epoch, self._turn.id, text)

    async def drop(self) -> None:
        async with self._runtime.db.transaction() as session:
            await drafting.drop(session, self._conversation, self._turn.id)

    @property
    def _conversation(self) -> UUID:
        return self._turn.conversation_id

    def _passes(self, text: str, evidence: tuple[Evidence, ...]) -> bool:
        tools = self._runtime.registry.all(Tool)
        reply = Reply(ReplyKind.ANSWER if evidence else ReplyKind.SMALL_TALK, text, evidence=evidence)
        writes = [name for name, tool in tools.items() if tool.writes]
        return not guards.check(self._turn, reply, self._toolbox.calls, list(tools), writes).objections
