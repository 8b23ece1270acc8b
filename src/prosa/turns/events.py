"""Facts about turns that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class SummaryDue(Event):
    """A conversation has become too long to go along whole with what is asked of a model."""

    conversation_id: str
