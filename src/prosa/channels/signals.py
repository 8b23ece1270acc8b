"""The signs of life a contact sees: that we have read, that we are writing.

Nothing depends on them, so each process shows its own, keeps no books about it and forgets what fails. An answer that
comes at once needs no sign that it is being written: after it, the sign would promise another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from prosa import contacts
from prosa.channels.abilities import Heard, Signals
from prosa.channels.health import rules_view
from prosa.channels.lines import Line, lines
from prosa.conversations import line_view
from prosa.core.beside import beside
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

PATIENCE = 1.0
"""Seconds in which an answer must come to need no sign of it."""
ROOM = 40
"""Signs that wait, to be shown one after the other; in a rush, one that finds no room is not shown."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What to show in a conversation, from the loop's time `at` on."""

    conversation_id: UUID
    at: float
    read: bool
    typing: bool


class Signalling:
    """Serves `Attention` of the conversations."""

    def __init__(self, runtime: Runtime, patience: float = PATIENCE) -> None:
        self._runtime = runtime
        self._patience = patience
        self._waiting: asyncio.Queue[Sign] = asyncio.Queue(ROOM)

    async def given(self, channel_id: UUID, conversation_id: UUID, *, answering: bool) -> None:
        line = await lines(self._runtime).get(channel_id)
        if line.can(Signals) is None or not line.open:
            return
        rules = rules_view(line.rules, line.capabilities)
        typing = answering and rules.typing
        if rules.read_receipts or typing:
            at = asyncio.get_running_loop().time() + (self._patience if answering else 0)
            with suppress(asyncio.QueueFull):
                self._waiting.put_nowait(Sign(conversation_id, at, rules.read_receipts, typing))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Shows what this process is asked to while the block runs."""
        async with beside(self._run()):
            yield

    async def shown(self) -> None:
        """Returns when nothing waits to be shown any more."""
        await self._waiting.join()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            sign = await self._waiting.get()
            await asyncio.sleep(sign.at - loop.time())
            try:
                await self._show(sign)
            except (ProsaError, httpx.HTTPError, SQLAlchemyError, OSError) as problem:
                log.info("signal_not_shown", conversation_id=str(sign.conversation_id), reason=type(problem).__name__)
            except Exception:  # not all connectors are ours, and one that breaks must not end the signs of others
                log.exception("signal_failed", conversation_id=str(sign.conversation_id))
            finally:
                self._waiting.task_done()

    async def _show(self, sign: Sign) -> None:
        """Marks the person's last message as read, and seems to be writing to them while they wait."""
        async with self._runtime.db.transaction() as session:
            last = await line_view.last_heard(session, sign.conversation_id)
            if last is None:
                return
            heard = Heard(last.provider_id, await contacts.addresses(session, last.contact_id))
        line = await lines(self._runtime).get(last.channel_id)
        await _tell(line, self._runtime.http, heard, read=sign.read, typing=sign.typing and last.waits)


async def _tell(line: Line, http: httpx.AsyncClient, heard: Heard, *, read: bool, typing: bool) -> None:
    signals = line.can(Signals)
    if signals is None or not line.open:
        return
    if read and not (typing and signals.typing_reads):
        await signals.read(line.settings, http, heard)
    if typing:
        await signals.typing(line.settings, http, heard)
