"""Facts about lines that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class LineBack(Event):
    """Something may go out again on a line on which nothing could."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class LineTroubled(Event):
    """A line needs a hand; `code` is that of the notice."""

    channel_id: str
    code: str


@dataclass(frozen=True, slots=True)
class LineLinked(Event):
    """The linked device works again: what came meanwhile must be asked for."""

    channel_id: str


@dataclass(frozen=True, slots=True)
class LineNews(Event):
    """The provider told something of the line itself, such as its rating."""

    channel_id: str
