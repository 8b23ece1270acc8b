"""What the desk asks of outside services, and of those beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import httpx
from pydantic import BaseModel

from prosa.core.db import Session


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One line of an alert. `kind` is one of `alerts.AlertKind`; `text` is ready to be read; `link` leads to it, where
    Prosa's public address is known. Nothing of what was said goes along."""

    kind: str
    text: str
    link: str | None
    conversation_id: UUID | None
    queue: str | None


@dataclass(frozen=True, slots=True)
class Alert:
    """A message to people outside of Prosa. The same `id` once more is the same alert."""

    id: UUID
    title: str
    company: str
    at: datetime
    items: tuple[AlertItem, ...] = field(default=())

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join(f"{item.text} {item.link}" if item.link else item.text for item in self.items)


class Alerting(Protocol):
    """Tells people outside. Stateless: its settings come with each call; `http` reaches the public web, and of the
    own network only the hosts that were named."""

    async def alert(self, settings: BaseModel, http: httpx.AsyncClient, alert: Alert) -> None:
        """Raises `Unavailable` when it may work later, and `Invalid` when it will not with these settings."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """Something a contact named: `type` such as `order`, `text` in their words."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What the agent did about one thing that was said. `decision` is None where it came to none; `tools` those it
    used, `failed` those of them that did not work, `sources` what it read."""

    turn_id: UUID
    message_id: UUID | None
    at: datetime
    said: str
    decision: str | None
    confidence: float | None
    tools: tuple[str, ...]
    failed: tuple[str, ...]
    sources: tuple[str, ...]
    named: tuple[Named, ...]


class Trail(Protocol):
    """Knows what the agent did in a conversation. Plugged in by the product, which knows the turns."""

    async def tried(self, session: Session, conversation_id: UUID, limit: int) -> Sequence[Tried]:
        """The last ones, oldest first."""
        ...
