"""How Meta delivers: signed batches, at least once, for as long as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from prosa.testing import stage
from prosa.testing.graph.payloads import Change, delivery, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(stage.Webhook):
    """`batch` is the most changes that travel together. What is not answered with 2xx comes again after `retry_base`
    seconds, then twice that, up to `retry_cap`, without end."""

    app_secret: str
    batch: int = 1
    retry_base: float = 0.5
    retry_cap: float = 30.0


@dataclass(frozen=True, slots=True)
class GraphHabits:
    """Serves `Habits`."""

    webhook: Webhook

    def pack(self, items: Sequence[Change], rng: Random) -> list[stage.Parcel]:
        bodies = [delivery(batch, rng) for batch in self._batches(items, rng)]
        return [stage.Parcel(signed(self.webhook.app_secret, body), body) for body in bodies]

    def _batches(self, changes: Sequence[Change], rng: Random) -> list[Sequence[Change]]:
        batches = []
        while changes:
            size = rng.randint(1, self.webhook.batch)
            batches.append(changes[:size])
            changes = changes[size:]
        return batches

    def again(self, attempt: int, status: int | None) -> float:
        return float(min(self.webhook.retry_base * 2 ** (attempt - 1), self.webhook.retry_cap))


def courier(webhook: Webhook) -> stage.Courier:
    """Carries changes there."""
    return stage.Courier(webhook, GraphHabits(webhook))
