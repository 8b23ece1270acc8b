"""Events: facts in the past tense. Each reaction is a job of its own, so it retries alone.

`emit` defers one job per handler in the transaction that made the fact true; there is no bus and no second log.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from prosa.core import outbox

if TYPE_CHECKING:
    from prosa.core.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. Fields are JSON-ready (ids as strings). Reactions of a higher `priority` go first."""

    priority: ClassVar[int] = 0


E = TypeVar("E", bound=Event)
Reaction = Callable[["Runtime", E], Awaitable[None]]

HANDLERS: dict[type[Event], list[tuple[str, Reaction[Any]]]] = defaultdict(list)


def on(event: type[E]) -> Callable[[Reaction[E]], Reaction[E]]:
    """Registers a reaction to `event`; its job is called `<module>.<function>`."""

    def register(reaction: Reaction[E]) -> Reaction[E]:
        HANDLERS[event].append((f"{reaction.__module__}.{reaction.__name__}", reaction))
        return reaction

    return register


def emit(session: AsyncSession, event: Event, *, at: datetime | None = None) -> None:
    """States a fact: one job per handler, committed or rolled back together with the session.

    `at` (UTC) lets the reactions start later, for facts that become true with time (a burst is over, a retry is
    due).
    """
    for name, _ in HANDLERS[type(event)]:
        outbox.add_job(session, name, at, "default", asdict(event), event.priority)
