"""What the desk asks of outside services."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import httpx
from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class AlertItem:
    """One line of an alert. `kind` is one of `alerts.Kind`; `text` is ready to be read; `link` leads to it, where
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
