"""The trained models together, read with from arrays that may lie on the disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from prosa.agents.understanding import arrays, verdicts
from prosa.agents.understanding.entities import find_entities
from prosa.agents.understanding.features import Features
from prosa.agents.understanding.logistic import Logistic
from prosa.agents.understanding.parts import Parts
from prosa.agents.understanding.reading import Reading
from prosa.agents.understanding.verdicts import Heads
from prosa.core.language import detect
from prosa.core.storage import Bytes


@dataclass(frozen=True, slots=True)
class Trained:
    """Implements `reading.Understanding`."""

    features: Features
    heads: Sequence[Heads]
    parts: Parts

    def read(self, text: str, catalogue: Sequence[str] = (), today: date | None = None) -> Reading:
        row = self.features.row(text)
        said: dict[str, Any] = {name: found for heads in self.heads for name, found in heads(row).items()}
        return Reading(
            language=detect(text),
            intent=said["intent"],
            category=said["category"],
            priority=said["priority"],
            sentiment=said["sentiment"],
            wants_human=said["wants_human"],
            funnel=said["signal"],
            entities=find_entities(text, said["intent"].value, self.parts, catalogue, today),
        )


def pack(model: Trained) -> bytes:
    """All of the model, for `unpack`."""
    parts, (heads, held) = model.parts, verdicts.state(model.heads)
    told = {"heads": heads, "common": sorted(parts.common), "tags": parts.tags, "columns": list(parts.columns)}
    held |= {"known": model.features.known, "rarity": model.features.rarity, "follow": parts.follow}
    if parts.model is not None:
        held |= {"parts": parts.model.weights, "parts_offsets": parts.model.offsets}
    return arrays.pack(told, held)


def unpack(data: Bytes) -> Trained:
    """The model that was packed, its arrays where they are. Raises `arrays.Damaged`."""
    told, held = arrays.unpack(data)
    columns = {name: column for column, name in enumerate(told["columns"])}
    tagger = Logistic(held["parts"], held["parts_offsets"]) if "parts" in held else None
    parts = Parts(frozenset(told["common"]), told["tags"], held["follow"], columns, tagger)
    return Trained(Features(held["known"], held["rarity"]), verdicts.of_state(told["heads"], held), parts)
