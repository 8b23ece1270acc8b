"""What changed between two versions of an agent, one thing at a time."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from prosa.agents.schemas import AgentVersion, Difference

PARTS = (
    *("persona", "tone", "rules", "language", "files", "hours", "prompts", "texts", "model", "tools", "knowledge"),
    *("follow_up", "escalation", "goals"),
)
"""In the order in which a person reads them."""


def compare(before: AgentVersion, after: AgentVersion) -> list[Difference]:
    """Only what differs. Lists of phrases become lines; what has structure becomes JSON with one thing to a line."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [found for part in PARTS for found in _part(part, _by_key(part, old), _by_key(part, new))]


def _part(part: str, old: Any, new: Any) -> Iterator[Difference]:
    if not isinstance(old, Mapping):
        if old != new:
            yield Difference(part=part, key=None, before=_shown(old), after=_shown(new))
        return
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield Difference(part=part, key=key, before=_shown(old.get(key)), after=_shown(new.get(key)))


def _by_key(part: str, version: Mapping[str, Any]) -> Any:
    value = version[part]
    return {rule["kind"]: rule for rule in value} if part == "escalation" else value


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False, indent=1)
