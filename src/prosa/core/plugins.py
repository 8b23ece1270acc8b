"""The door for connectors, the same for our own and for strangers: entry point `prosa.connectors`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import BaseModel

from prosa.core.errors import NotFound

GROUP = "prosa.connectors"


@dataclass(frozen=True, slots=True)
class Connector:
    """Manifest of a connector.

    `settings` validates what an admin types, draws the form and marks secrets (`SecretStr`, stored encrypted).
    `provides` maps a port (for example `ChannelPort`) to the object that serves it. `webhook_fragment` must follow the
    webhook's address where an admin enters it at the provider.
    """

    name: str
    label: str
    settings: type[BaseModel]
    provides: Mapping[type, Any] = field(default_factory=dict)
    webhook_fragment: str = ""


def discover() -> list[Connector]:
    """All installed connectors, ours and others'. A connector that fails to import stops the start, by name."""
    return [_load(entry) for entry in entry_points(group=GROUP)]


def load(name: str) -> Connector:
    """One installed connector, without importing the others. Raises `NotFound`, which names those there are."""
    entries = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in entries:
        raise NotFound(f"no connector is called {name!r}; installed: {', '.join(sorted(entries))}")
    return _load(entries[name])


def _load(entry: EntryPoint) -> Connector:
    connector = entry.load()
    if not isinstance(connector, Connector):
        raise TypeError(f"entry point {entry.name} of {GROUP} is not a Connector")
    return connector
