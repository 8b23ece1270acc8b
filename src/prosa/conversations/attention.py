"""Telling whoever shows it that somebody has turned to a conversation."""

from typing import Protocol
from uuid import UUID

from prosa.core.runtime import Runtime


class Attention(Protocol):
    """Plugged in by what shows the other side that it is read, and that an answer is being written."""

    async def given(self, channel_id: UUID, conversation_id: UUID, *, answering: bool) -> None:
        """The agent has begun a turn (`answering`), or an operator has opened the conversation."""
        ...


async def give(runtime: Runtime, channel_id: UUID, conversation_id: UUID, *, answering: bool) -> None:
    for each in runtime.registry.all(Attention).values():
        await each.given(channel_id, conversation_id, answering=answering)
