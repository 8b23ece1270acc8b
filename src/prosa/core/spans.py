"""What is being done, as a tree of spans that telemetry is told of where somebody has configured it.

Names, codes, numbers and ids only: no span carries what anybody wrote.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypeAlias

from prosa.core.runtime import Runtime

Attribute: TypeAlias = str | int | float | bool | Sequence[str]
Attributes: TypeAlias = Mapping[str, Attribute | None]


class Span(Protocol):
    """Something under way."""

    def tells(self, attributes: Attributes) -> None:
        """What came of it; None is not told."""
        ...


class Tracer(Protocol):
    """Where spans go."""

    def span(self, name: str, attributes: Attributes, marks: Attributes) -> AbstractContextManager[Span]: ...

    def close(self) -> None:
        """Sends what is left; may wait for the network."""
        ...


class _Unheard:
    def tells(self, attributes: Attributes) -> None:
        """Nobody listens."""


_UNHEARD = _Unheard()


@contextmanager
def span(runtime: Runtime, name: str, attributes: Attributes, marks: Attributes | None = None) -> Iterator[Span]:
    """A span of the block, inside the one that is open. `marks` are attributes of it and of every span inside."""
    tracer = next(iter(runtime.registry.all(Tracer).values()), None)
    if tracer is None:
        yield _UNHEARD
        return
    with tracer.span(name, attributes, marks or {}) as told:
        yield told
