"""The signs of life a contact sees: that we have read, that we are writing. Nothing depends on them.

They are shown by a job of their own, after what is more urgent, and there is none for lines that cannot show them or
are told not to. An answer that comes at once needs no sign that it is being written: after it, the sign would promise
another.
"""

from datetime import timedelta
from uuid import UUID

import httpx
import structlog

from prosa import contacts
from prosa.channels.abilities import Heard, Signals
from prosa.channels.health import rules_view
from prosa.channels.lines import Line, lines
from prosa.conversations import line_view
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.jobs import defer, job
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)


PATIENCE = timedelta(seconds=1)
"""How soon an answer must come to need no sign of it."""


class Signalling:
    """Serves `Attention` of the conversations."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def given(self, session: Session, channel_id: UUID, conversation_id: UUID, *, answering: bool) -> None:
        ask(session, await lines(self._runtime).get(channel_id), conversation_id, answering=answering)


def ask(session: Session, line: Line, conversation_id: UUID, *, answering: bool) -> None:
    """Has the signs shown soon, as far as the line can and may."""
    if line.can(Signals) is None or not line.open:
        return
    rules = rules_view(line.rules, line.capabilities)
    typing = answering and rules.typing
    if rules.read_receipts or typing:
        at = now() + PATIENCE if answering else None
        defer(session, show, at=at, conversation_id=str(conversation_id), read=rules.read_receipts, typing=typing)


@job("channels.signal", retries=0)
async def show(runtime: Runtime, conversation_id: str, read: bool, typing: bool) -> None:
    """Marks the person's last message as read, and seems to be writing to them while they wait."""
    async with runtime.db.transaction() as session:
        last = await line_view.last_heard(session, UUID(conversation_id))
        if last is None:
            return
        typing = typing and await line_view.awaits(session, UUID(conversation_id))
        heard = Heard(last.provider_id, await contacts.addresses(session, last.contact_id))
    line = await lines(runtime).get(last.channel_id)
    signals = line.can(Signals)
    if signals is None:
        return
    try:
        if read and not (typing and signals.typing_reads):
            await signals.read(line.settings, runtime.http, heard)
        if typing:
            await signals.typing(line.settings, runtime.http, heard)
    except (ProsaError, httpx.HTTPError) as problem:
        log.info("signal_not_shown", channel_id=str(line.id), reason=type(problem).__name__)
