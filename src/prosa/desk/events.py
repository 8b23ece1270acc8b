"""Facts of the desk that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class Escalated(Event):
    """Nobody took a conversation in time: the next ones are called. `level`: lead or manager."""

    conversation_id: str
    level: str


@dataclass(frozen=True, slots=True)
class QueueFull(Event):
    """More people wait in a queue than it was said to bear."""

    queue_id: str
    waiting: int
