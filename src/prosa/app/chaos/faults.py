"""Faults that can be planted, to show that the run finds them. Only the processes of a chaos run import this."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from prosa.channels.port import Fact, IncomingMessage
from prosa.connectors.meta_cloud import MetaCloudChannel
from prosa.conversations import answering, floor, sending
from prosa.conversations.answering import Standing
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.db import Session
from prosa.core.ids import new_id


def break_the_fence() -> None:
    """The agent's replies are decided and sent no matter who holds the floor."""

    standing = answering.standing

    async def same(session: Session, conversation_id: UUID, epoch: int, after_seq: int) -> Standing:
        await standing(session, conversation_id, epoch, after_seq)
        return Standing.SAME

    async def cancel_nothing(session: Session, conversation: ConversationRow) -> None:
        return None

    def never(conversation: ConversationRow, message: MessageRow) -> bool:
        return False

    answering.standing = same
    floor._cancel_agents_replies = cancel_nothing
    sending._fenced = never


def drop_the_idempotency_key() -> None:
    """A message delivered twice looks like two messages."""
    parse = MetaCloudChannel.parse

    def forgetful(self: MetaCloudChannel, headers: Mapping[str, str], body: bytes) -> Sequence[Fact]:
        return [
            replace(fact, id=f"{fact.id}#{new_id()}") if isinstance(fact, IncomingMessage) else fact
            for fact in parse(self, headers, body)
        ]

    MetaCloudChannel.parse = forgetful  # type: ignore[assignment,method-assign]


PLANTS = {"fence": break_the_fence, "idempotency": drop_the_idempotency_key}
