"""The door for connectors, the same for our own and for strangers: entry point `prosa.connectors`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

from pydantic import BaseModel

GROUP = "prosa.connectors"


@dataclass(frozen=True, slots=True)
class Connector:
    """Manifest of a connector.

    `settings` validates what an admin types, draws the form and marks secrets (`SecretStr`, stored encrypted).
    `provides` maps a port (for example `ChannelPort`) to the object that serves it.
    """

    name: str
    label: str
    settings: type[BaseModel]
    provides: Mapping[type, Any] = field(default_factory=dict)


def discover() -> list[Connector]:
    """All installed connectors, ours and others'. A connector that fails to import stops the start, by name."""
    found = []
    for entry in entry_points(group=GROUP):
        connector = entry.load()
        if not isinstance(connector, Connector):
            raise TypeError(f"entry point {entry.name} of {GROUP} is not a Connector")
        found.append(connector)
    return found
