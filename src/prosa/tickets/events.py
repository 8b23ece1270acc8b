"""Facts about tickets that others react to."""

from dataclasses import dataclass

from prosa.core.events import Event


@dataclass(frozen=True, slots=True)
class PromisesMoved(Event):
    """A ticket's promises of time began, were kept or moved: its conversations show another one now."""

    ticket_id: str


@dataclass(frozen=True, slots=True)
class PoliciesChanged(Event):
    """What is promised is something else: what runs is to be counted anew."""


@dataclass(frozen=True, slots=True)
class SlaSoon(Event):
    """Most of the time of a promise is over. `metric`: `first`, `next` or `resolution`; `conversation_id` may be
    empty."""

    ticket_id: str
    conversation_id: str
    metric: str


@dataclass(frozen=True, slots=True)
class SlaBroken(Event):
    """A promise was not kept. Fields as of `SlaSoon`."""

    ticket_id: str
    conversation_id: str
    metric: str
