"""Recorded deliveries: files of named payloads, as the providers made them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Recording:
    """One delivery. `name` says what happened; header names are lower case."""

    name: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def recordings(*files: Path) -> list[Recording]:
    """The deliveries of JSON files, each an object from a name to a body, called `<file>/<name>`."""
    return [
        Recording(f"{file.stem}/{name}", json.dumps(body).encode())
        for file in sorted(files)
        for name, body in json.loads(file.read_text("utf-8")).items()
    ]
