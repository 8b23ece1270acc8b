"""Facts about the company that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class CalendarChanged(Event):
    """When the company is open: what was promised in business time is to be counted anew."""


@dataclass(frozen=True, slots=True)
class QueueClosed(Event):
    """A queue takes nobody any more; who waits in it has to wait elsewhere."""

    queue_id: str
