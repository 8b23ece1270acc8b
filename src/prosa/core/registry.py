"""What is plugged in: implementations by the port they serve and their name."""

from collections.abc import Mapping
from typing import Any, TypeVar

from prosa.core.errors import NotFound

T = TypeVar("T")


class Registry:
    """Implementations by port (a Protocol or class of the domain that needs it) and name."""

    def __init__(self) -> None:
        self._entries: dict[type, dict[str, Any]] = {}

    def add(self, port: type[T], name: str, implementation: T) -> None:
        if name in self._entries.setdefault(port, {}):
            raise ValueError(f"{port.__name__} {name!r} is registered twice")
        self._entries[port][name] = implementation

    def get(self, port: type[T], name: str) -> T:
        try:
            found: T = self._entries[port][name]
        except KeyError:
            raise NotFound(f"no {port.__name__} is called {name!r}") from None
        return found

    def all(self, port: type[T]) -> Mapping[str, T]:
        return self._entries.get(port, {})
