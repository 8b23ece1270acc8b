"""Facts of knowledge."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class SourceDue(Event):
    """A source is to be read, for the first time or again."""

    source_id: str
