"""What befalls deliveries and sends on their way, drawn from a seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TypeVar

from prosa.testing.stage import Fault, FaultKind, Rates, Webhook

WebhookT = TypeVar("WebhookT", bound=Webhook)


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """Shares from 0 to 1. `delay` is how many seconds a delivery that is overtaken, and the copy of one that is
    doubled, comes late at most; `faults` are shares of sends."""

    seed: int = 1
    duplicates: float = 0.0
    reordering: float = 0.0
    loss: float = 0.0
    delay: float = 0.5
    faults: Mapping[FaultKind, float] = field(default_factory=dict)

    def fates(self, line: str) -> Rates:
        """Of the sends of a line."""
        return Fates(self.seed, self.faults, line=line)

    def to(self, webhook: WebhookT) -> WebhookT:
        """The webhook at the end of this road."""
        return replace(
            webhook,
            seed=self.seed,
            duplicates=self.duplicates,
            reordering=self.reordering,
            loss=self.loss,
            spread=self.delay,
        )


@dataclass(frozen=True, slots=True)
class Fates(Rates):
    """The first, second, third … send of a line meets the same in every run, whatever ids it has."""

    line: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fault(self, subject: str, attempt: int) -> Fault | None:
        return Rates.fault(self, self.line, next(self._numbers))
